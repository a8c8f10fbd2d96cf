// SPDX-License-Identifier: Apache-2.0
#include "plugin/record/walker.h"

#include <cstring>
#include <optional>
#include <span>
#include <string>

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
  // Keys of nested objects are put into `nested` while their object is open, and must be unequal;
  // null: they are not looked at.
  Walker(std::string_view bytes, std::vector<Member>* nested)
      : bytes_(bytes), end_(bytes.data() + bytes.size()), nested_(nested) {}

  absl::Status WalkRecord(RecordIndex* index) {
    const char* begin = SkipSpace(bytes_.data(), end_);
    if (begin == end_ || *begin != '{')
      return Refuse(Describe(Fault::kNotAnObject, bytes_, begin, begin));
    const char* behind = Members(begin, index);
    if (behind != nullptr) {
      index->object = std::string_view(begin, static_cast<size_t>(behind - begin));
      const char* rest = SkipSpace(behind, end_);
      const auto equal =
          rest == end_ ? record_internal::FindEqualKeys(index->members) : std::nullopt;
      if (equal) return Refuse(DescribeEqual(index->members, *equal));
      if (rest == end_) return absl::OkStatus();
      Fail(Fault::kTrailing, rest);
    }
    if (!equal_.empty()) return Refuse(equal_);
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
  // Open is an object or a list that has not ended.
  struct Open {
    char closing;
    size_t first_key;  // where its keys begin among the nested ones
  };

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
    Open open[kMaxRecordDepth];
    int depth = outer_depth_;
    for (;;) {
      if (at != end_ && (*at == '{' || *at == '[')) {
        if (depth == kMaxRecordDepth) return Fail(Fault::kTooDeep, at);
        const char closing = *at == '{' ? '}' : ']';
        open[depth] = {closing, nested_ == nullptr ? 0 : nested_->size()};
        at = SkipSpace(at + 1, end_);
        if (at == end_ || *at != closing) {
          ++depth;
          if (closing == '}') at = NestedKey(at);
          if (at == nullptr) return nullptr;
          continue;
        }
        ++at;
      } else {
        at = Scalar(at);
        if (at == nullptr) return nullptr;
      }
      at = AfterValue(at, open, &depth);
      if (at == nullptr || depth == outer_depth_) return at;
    }
  }

  // AfterValue closes what ends behind a value and steps to where the next value begins, or returns
  // with the depth outside.
  const char* AfterValue(const char* at, const Open* open, int* depth) {
    while (*depth > outer_depth_) {
      const char close = open[*depth - 1].closing;
      at = SkipSpace(at, end_);
      if (at != end_ && *at == ',') {
        at = SkipSpace(at + 1, end_);
        return close == '}' ? NestedKey(at) : at;
      }
      if (at == end_ || *at != close)
        return Fail(close == '}' ? Fault::kAfterMember : Fault::kAfterItem, at);
      ++at;
      --*depth;
      if (close == '}' && nested_ != nullptr && !CloseKeys(open[*depth].first_key)) return nullptr;
    }
    return at;
  }

  const char* NestedKey(const char* at) {
    Member unused;
    return Key(at, nested_ == nullptr ? &unused : &nested_->emplace_back());
  }

  // CloseKeys ends an object whose keys begin at that place.
  bool CloseKeys(size_t first) {
    const std::span<const Member> keys = std::span<const Member>(*nested_).subspan(first);
    if (const auto equal = record_internal::FindEqualKeys(keys)) {
      equal_ = DescribeEqual(keys, *equal);
      return false;
    }
    nested_->resize(first);
    return true;
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

  std::string DescribeEqual(std::span<const Member> keys, record_internal::EqualKeys equal) const {
    const std::string_view first = keys[equal.first].key;
    const std::string_view second = keys[equal.second].key;
    return record_internal::DescribeEqualKeys(second, bytes_, first.data() - 1, second.data() - 1);
  }

  const std::string_view bytes_;
  const char* const end_;
  std::vector<Member>* const nested_;
  int outer_depth_ = 1;  // what is open around a nested value: the record itself
  Fault fault_{};
  const char* fault_at_ = nullptr;
  const char* string_begin_ = nullptr;
  std::string equal_;  // what is wrong with the keys of a nested object
};

void Empty(std::vector<Member>* members) {
  members->clear();
  if (members->capacity() > kKeptMembers) *members = std::vector<Member>();
}

}  // namespace

absl::Status WalkRecord(std::string_view bytes, RecordIndex* index) {
  Empty(&index->members);
  return Walker(bytes, nullptr).WalkRecord(index);
}

absl::Status WalkHostRecord(std::string_view bytes, RecordIndex* index) {
  Empty(&index->members);
  Empty(&index->nested);
  return Walker(bytes, &index->nested).WalkRecord(index);
}

JsonWalk WalkJson(std::string_view text) { return Walker(text, nullptr).WalkJson(); }

}  // namespace inflow
