// SPDX-License-Identifier: Apache-2.0
#include "plugin/answer/item_errors.h"

#include <map>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "plugin/answer/body.h"
#include "plugin/answer/internal/member_name.h"
#include "plugin/answer/internal/scalar.h"
#include "plugin/answer/internal/shown_value.h"
#include "plugin/entity/decimal.h"
#include "plugin/record/cursor.h"
#include "plugin/record/path.h"
#include "plugin/retry/clean_text.h"
#include "plugin/text/absl_view.h"
#include "plugin/text/quoted.h"

namespace inflow {
namespace {

using answer::PlainText;

constexpr size_t kMaxItemMessage = 500;

bool IsContainerValue(const JsonValue& value) {
  return value.type == JsonType::kObject || value.type == JsonType::kArray;
}

bool IsEmptyValue(const JsonValue& value) {
  return value.type == JsonType::kObject ? !MemberCursor(value.bytes).Next()
                                         : !ItemCursor(value.bytes).Next();
}

bool ValueSaysNothing(const std::optional<JsonValue>& value) {
  if (!value || value->type == JsonType::kNull || value->type == JsonType::kFalse ||
      value->bytes == "\"\"")
    return true;
  return IsContainerValue(*value) && IsEmptyValue(*value);
}

// FindMember finds the last member of that name, or else of that name in another case, as the
// service binds names.
std::optional<JsonValue> FindMember(const JsonValue& object, const std::string& name) {
  std::optional<JsonValue> exact;
  std::optional<JsonValue> alike;
  for (MemberCursor members(object.bytes); members.Next();) {
    const Member& member = members.member();
    const JsonValue value{member.value, member.type};
    if (KeyIs(member, name)) exact = value;
    if (answer::IsNamed(member, name)) alike = value;
  }
  return exact ? exact : alike;
}

// Path is a dotted path of the configuration; the empty one is the value itself.
class Path {
 public:
  explicit Path(const std::string& dotted) : path_(dotted), self_(dotted.empty()) {}

  // Find returns what stands there; nullopt where it, or something on the way to it, is absent or
  // null. *wrong is set where what is on the way is no object and not empty either.
  std::optional<JsonValue> Find(const JsonValue& from, bool* wrong) const {
    std::optional<JsonValue> at = from;
    if (self_) return at;
    for (const std::string& name : path_.names()) {
      if (ValueSaysNothing(at)) return std::nullopt;
      if (at->type != JsonType::kObject) {
        *wrong = true;
        return std::nullopt;
      }
      at = FindMember(*at, name);
    }
    return at;
  }
  std::optional<JsonValue> Find(const JsonValue& from) const {
    bool wrong = false;
    return Find(from, &wrong);
  }

  bool self() const { return self_; }
  const std::string& text() const { return path_.text(); }

 private:
  AttributePath path_;
  bool self_;
};

// WholeNumber reads 3, 3.0, 30e-1 and "3"; nullopt where it is none below `end`.
std::optional<size_t> WholeNumber(const JsonValue& value, size_t end) {
  if (IsContainerValue(value)) return std::nullopt;
  std::string scratch;
  const std::optional<Decimal> number = ParseDecimal(PlainText(value.bytes, &scratch));
  if (!number || (number->negative && number->significant > 0)) return std::nullopt;
  const auto digits = static_cast<int64_t>(number->significant);
  constexpr int64_t kMostDigits = 18;
  if (digits > 0 && (number->magnitude < digits || number->magnitude > kMostDigits))
    return std::nullopt;
  size_t whole = 0;
  for (int64_t i = 0; digits > 0 && i < number->magnitude; ++i) {
    whole = whole * 10 + static_cast<size_t>(number->Digit(static_cast<size_t>(i)) - '0');
  }
  return whole < end ? std::optional<size_t>(whole) : std::nullopt;
}

std::string Words(const JsonValue& value) {
  std::string scratch;
  return CleanText(PlainText(value.bytes, &scratch), kMaxItemMessage);
}

// Reader reads one answer's list of errors.
class Reader {
 public:
  Reader(const ResponseConfig& response, size_t count, int status)
      : list_(response.item_errors == "." ? "" : response.item_errors),
        index_(response.item_index),
        message_(response.item_message),
        count_(count),
        status_(status) {}

  void Read(const JsonValue& root) {
    bool wrong = false;
    const std::optional<JsonValue> list = list_.Find(root, &wrong);
    if (wrong)
      return Doubt(
          absl::StrCat("but what it has on the way to ", Quoted(list_.text()), " is no object"));
    if (ValueSaysNothing(list)) return;
    if (list->type != JsonType::kArray) {
      return Doubt(
          absl::StrCat("but ", list_.self() ? "its answer" : Quoted(list_.text()), " is no list"));
    }
    index_.self() ? ByOrder(list->bytes) : ByIndex(list->bytes);
  }

  // Doubt notes what could not be read, as the end of a sentence; the first thing counts.
  void Doubt(std::string_view what) {
    if (!answer_.whole) return;
    answer_.whole = false;
    answer_.why = CleanText(absl::StrCat("the service answered ", status_, ", ", Absl(what),
                                         ", so whether it refuses other records is not known"),
                            kMaxItemMessage);
  }

  ItemAnswer Finish() {
    for (auto& [index, message] : errors_) answer_.errors.push_back({index, std::move(message)});
    return std::move(answer_);
  }

 private:
  // A list with one entry a record tells of each by its place. Of another length it does not, so no
  // place in it can be trusted.
  void ByOrder(std::string_view list) {
    size_t length = 0;
    for (ItemCursor entries(list); entries.Next();) ++length;
    if (length != count_) {
      return Doubt(absl::StrCat("but its list of errors has ", length,
                                length == 1 ? " entry" : " entries", " for ", count_,
                                count_ == 1 ? " record" : " records"));
    }
    size_t place = 0;
    for (ItemCursor entries(list); entries.Next(); ++place) {
      const std::optional<JsonValue> message = message_.Find(entries.item());
      if (!ValueSaysNothing(message)) Refuse(place, *message);
    }
  }

  void ByIndex(std::string_view list) {
    for (ItemCursor entries(list); entries.Next();) {
      const JsonValue& entry = entries.item();
      if (entry.type == JsonType::kNull) continue;
      const std::optional<JsonValue> index = index_.Find(entry);
      const std::optional<size_t> place = index ? WholeNumber(*index, count_) : std::nullopt;
      if (!place) {
        if (answer_.whole) DoubtPlace(index);
        continue;
      }
      const std::optional<JsonValue> message = message_.Find(entry);
      Refuse(*place, ValueSaysNothing(message) ? entry : *message);
    }
  }

  void DoubtPlace(const std::optional<JsonValue>& index) {
    const std::string shown = index ? answer::ShownValue(index->bytes) : "nothing";
    Doubt(absl::StrCat("but an error in its list has ", shown, " as ", Quoted(index_.text()),
                       ", which is no record's place"));
  }

  // Refuse takes the first word on a record.
  void Refuse(size_t place, const JsonValue& message) {
    const auto at = errors_.lower_bound(place);
    if (at != errors_.end() && at->first == place) return;
    errors_.emplace_hint(
        at, place,
        std::make_shared<const std::string>("the service refused this record: " + Words(message)));
  }

  const Path list_, index_, message_;
  const size_t count_;
  const int status_;
  std::map<size_t, std::shared_ptr<const std::string>> errors_;
  ItemAnswer answer_;
};

}  // namespace

ItemAnswer ReadItemErrors(const Exchange& exchange, const ResponseConfig& response, size_t count) {
  if (response.item_errors.empty() || exchange.status == 204 || exchange.status == 205) return {};
  Reader reader(response, count, exchange.status);
  const std::string_view missing = answer::WhatIsMissing(exchange);
  const std::string_view body = answer::BodyOf(exchange);
  const JsonWalk walk = WalkJson(body);
  if (walk.end == JsonWalk::End::kWhole) reader.Read(walk.value);
  if (!missing.empty()) {
    reader.Doubt(missing);
  } else if (walk.end == JsonWalk::End::kTooDeep) {
    reader.Doubt(answer::kTooDeep);
  } else if (walk.end != JsonWalk::End::kWhole && !answer::IsBlank(body)) {
    reader.Doubt("but its answer is no JSON");
  }
  return reader.Finish();
}

}  // namespace inflow
