// SPDX-License-Identifier: Apache-2.0
#include "plugin/record/walker.h"

#include <cstring>

#include "plugin/record/internal/equal_keys.h"
#include "plugin/record/internal/escape.h"
#include "plugin/record/internal/fault.h"
#include "plugin/record/reader.h"
#include "plugin/record/scan.h"
#include "plugin/text/utf8.h"

namespace inflow {
namespace {

using record_internal::Fault;
using record_internal::IsDigit;
using record_internal::SkipDigits;
using record_internal::SkipSpace;

// An index keeps its memory from record to record, up to this many members: one giant record must
// not cost memory for ever.
constexpr size_t kKeptMembers = 4096;

absl::Status Refuse(const std::string& message) { return absl::InvalidArgumentError(message); }

// Walker steps over one record. Its steps take the place where something must begin and return the
// place behind it, or nullptr after noting the fault.
class Walker {
 public:
  explicit Walker(std::string_view bytes) : bytes_(bytes), end_(bytes.data() + bytes.size()) {}

  absl::Status WalkRecord(RecordIndex* index) {
    const char* begin = SkipSpace(bytes_.data(), end_);
    if (begin == end_ || *begin != '{')
      return Refuse(Describe(Fault::kNotAnObject, bytes_, begin, begin));
    const char* behind = Members(begin, index);
    if (behind != nullptr) {
      index->object = std::string_view(begin, static_cast<size_t>(behind - begin));
      const char* rest = SkipSpace(behind, end_);
      if (rest == end_) return absl::OkStatus();
      Fail(Fault::kTrailing, rest);
    }
    return Refuse(Describe(fault_, bytes_, fault_at_, string_begin_));
  }

  JsonWalk WalkJson() {
    outer_depth_ = 0;
    const char* const begin = SkipSpace(bytes_.data(), end_);
    const char* behind = Value(begin);
    if (behind != nullptr && SkipSpace(behind, end_) != end_) return {};
    if (behind == nullptr && fault_ == Fault::kTooDeep) {
      return {.end = JsonWalk::End::kTooDeep, .value = ValueOf(begin, fault_at_ + 1)};
    }
    if (behind == nullptr)
      return {.end = IsUnended() ? JsonWalk::End::kUnended : JsonWalk::End::kFault};
    return {.end = JsonWalk::End::kWhole, .value = ValueOf(begin, behind)};
  }

 private:
  static JsonValue ValueOf(const char* begin, const char* end) {
    return {std::string_view(begin, static_cast<size_t>(end - begin)),
            record_internal::TypeOf(*begin)};
  }

  // IsUnended tells whether the fault is that there are no more bytes. Most faults then stand at
  // the end itself.
  bool IsUnended() const {
    if (fault_at_ == end_) return true;
    const std::string_view rest(fault_at_, static_cast<size_t>(end_ - fault_at_));
    const auto begins = [rest](std::string_view word) { return word.starts_with(rest); };
    switch (fault_) {
      case Fault::kWord:
        return begins("true") || begins("false") || begins("null");
      case Fault::kHighSurrogate:  // the low half may follow
        return rest.size() == record_internal::kHexEscape ||
               (rest.size() == record_internal::kHexEscape + 1 && rest.back() == '\\');
      case Fault::kUtf8:
        return BeginsUtf8(fault_at_, end_);
      default:
        return false;
    }
  }

  const char* Fail(Fault fault, const char* at) {
    fault_ = fault;
    fault_at_ = at;
    return nullptr;
  }

  // Members walks the record's own object and fills the index.
  const char* Members(const char* at, RecordIndex* index) {
    at = SkipSpace(at + 1, end_);
    if (at != end_ && *at == '}') return at + 1;
    for (;;) {
      Member& member = index->members.emplace_back();
      at = Key(at, &member);
      if (at == nullptr) return nullptr;
      const char* value = at;
      at = Value(at);
      if (at == nullptr) return nullptr;
      member.value = std::string_view(value, static_cast<size_t>(at - value));
      member.type = record_internal::TypeOf(*value);
      at = SkipSpace(at, end_);
      if (at == end_) return Fail(Fault::kAfterMember, at);
      if (*at == '}') return at + 1;
      if (*at != ',') return Fail(Fault::kAfterMember, at);
      at = SkipSpace(at + 1, end_);
    }
  }

  // Key walks a key, the colon and the white space around it.
  const char* Key(const char* at, Member* member) {
    if (at == end_ || *at != '"') return Fail(Fault::kKey, at);
    const char* begin = at + 1;
    at = Text(begin, &member->key_escaped);
    if (at == nullptr) return nullptr;
    member->key = std::string_view(begin, static_cast<size_t>(at - begin) - 1);
    at = SkipSpace(at, end_);
    if (at == end_ || *at != ':') return Fail(Fault::kColon, at);
    return SkipSpace(at + 1, end_);
  }

  const char* Value(const char* at) {
    if (at != end_ && (*at == '{' || *at == '[')) return Nested(at);
    return Scalar(at);
  }

  // Nested walks an object or array with all it holds. What is open is kept in an array and not on
  // the stack: the depth is in the hands of whoever wrote the record.
  const char* Nested(const char* at) {
    char closing[kMaxRecordDepth];
    int depth = outer_depth_;
    for (;;) {
      if (at != end_ && (*at == '{' || *at == '[')) {
        if (depth == kMaxRecordDepth) return Fail(Fault::kTooDeep, at);
        closing[depth] = *at == '{' ? '}' : ']';
        at = SkipSpace(at + 1, end_);
        if (at == end_ || *at != closing[depth]) {
          if (closing[depth++] == '}') at = NestedKey(at);
          if (at == nullptr) return nullptr;
          continue;
        }
        ++at;
      } else {
        at = Scalar(at);
        if (at == nullptr) return nullptr;
      }
      at = AfterValue(at, closing, &depth);
      if (at == nullptr || depth == outer_depth_) return at;
    }
  }

  // AfterValue closes what ends behind a value and steps to where the next value begins, or returns
  // with the depth outside.
  const char* AfterValue(const char* at, const char* closing, int* depth) {
    while (*depth > outer_depth_) {
      const char close = closing[*depth - 1];
      at = SkipSpace(at, end_);
      if (at != end_ && *at == ',') {
        at = SkipSpace(at + 1, end_);
        return close == '}' ? NestedKey(at) : at;
      }
      if (at == end_ || *at != close)
        return Fail(close == '}' ? Fault::kAfterMember : Fault::kAfterItem, at);
      ++at;
      --*depth;
    }
    return at;
  }

  const char* NestedKey(const char* at) {
    Member unused;
    return Key(at, &unused);
  }

  const char* Scalar(const char* at) {
    if (at == end_) return Fail(Fault::kValue, at);
    bool escaped;
    switch (*at) {
      case '"':
        return Text(at + 1, &escaped);
      case 't':
        return Word(at, "true");
      case 'f':
        return Word(at, "false");
      case 'n':
        return Word(at, "null");
      default:
        return Number(at);
    }
  }

  const char* Word(const char* at, std::string_view word) {
    if (static_cast<size_t>(end_ - at) < word.size() ||
        std::memcmp(at, word.data(), word.size()) != 0) {
      return Fail(Fault::kWord, at);
    }
    return at + word.size();
  }

  const char* Number(const char* at) {
    const bool negative = *at == '-';
    if (negative) ++at;
    if (at == end_ || !IsDigit(*at)) return Fail(negative ? Fault::kDigit : Fault::kValue, at);
    const char* first = at;
    at = SkipDigits(at + 1, end_);
    if (*first == '0' && at != first + 1) return Fail(Fault::kLeadingZero, first);
    if (at != end_ && *at == '.') {
      at = Digits(at + 1);
      if (at == nullptr) return nullptr;
    }
    if (at != end_ && (*at == 'e' || *at == 'E')) {
      ++at;
      if (at != end_ && (*at == '+' || *at == '-')) ++at;
      at = Digits(at);
    }
    return at;
  }

  const char* Digits(const char* at) {
    if (at == end_ || !IsDigit(*at)) return Fail(Fault::kDigit, at);
    return SkipDigits(at + 1, end_);
  }

  // Text walks a string from behind its opening quote. Most are short and plain.
  const char* Text(const char* at, bool* escaped) {
    *escaped = false;
    const char* const behind = record_internal::ShortText(at, end_);
    return behind != nullptr ? behind : AnyText(at, escaped);
  }

  const char* AnyText(const char* at, bool* escaped) {
    const char* begin = at - 1;
    for (;;) {
      at = record_internal::SkipPlain(at, end_);
      if (at == end_) {
        string_begin_ = begin;
        return Fail(Fault::kUnendedString, at);
      }
      if (*at == '"') return at + 1;
      if (*at == '\\') {
        *escaped = true;
        const record_internal::Escape escape = record_internal::ReadEscape(at, end_);
        if (escape.length == 0) return Fail(escape.fault, escape.fault_at);
        at += escape.length;
        continue;
      }
      if (static_cast<unsigned char>(*at) < 0x20) return Fail(Fault::kControl, at);
      // Text in another script is one such character after the other.
      while (at != end_ && static_cast<unsigned char>(*at) >= 0x80) {
        const size_t length = Utf8Length(at, end_);
        if (length == 0) return Fail(Fault::kUtf8, at);
        at += length;
      }
    }
  }

  const std::string_view bytes_;
  const char* const end_;
  int outer_depth_ = 1;  // what is open around a nested value: the record itself
  Fault fault_{};
  const char* fault_at_ = nullptr;
  const char* string_begin_ = nullptr;
};

}  // namespace

absl::Status WalkRecord(std::string_view bytes, RecordIndex* index) {
  index->members.clear();
  if (index->members.capacity() > kKeptMembers) index->members = std::vector<Member>();
  if (absl::Status status = Walker(bytes).WalkRecord(index); !status.ok()) return status;
  if (const auto equal = record_internal::FindEqualKeys(index->members)) {
    const std::string_view first = index->members[equal->first].key;
    const std::string_view second = index->members[equal->second].key;
    return Refuse(
        record_internal::DescribeEqualKeys(second, bytes, first.data() - 1, second.data() - 1));
  }
  return absl::OkStatus();
}

JsonWalk WalkJson(std::string_view text) { return Walker(text).WalkJson(); }

}  // namespace inflow
