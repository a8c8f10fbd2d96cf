// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/binding.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/inflow-sim/decimal.h"
#include "tools/inflow-sim/store.h"

namespace inflow::sim {
namespace {

constexpr size_t kTimestampDigits = 16;

bool IsRowversion(std::string_view text) {
  return text.size() == kTimestampDigits &&
         text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

// Digits where the pattern has a 0, the same character elsewhere.
bool Matches(std::string_view text, std::string_view pattern) {
  if (text.size() < pattern.size()) return false;
  for (size_t i = 0; i < pattern.size(); ++i) {
    const bool digit = absl::ascii_isdigit(static_cast<unsigned char>(text[i]));
    if (pattern[i] == '0' ? !digit : text[i] != pattern[i]) return false;
  }
  return true;
}

// 2026-03-02, or with a time, with or without fractions of a second and an offset.
bool IsDate(std::string_view text) {
  constexpr std::string_view kDay = "0000-00-00", kTime = "T00:00:00", kOffset = "00:00";
  if (!Matches(text, kDay)) return false;
  text.remove_prefix(kDay.size());
  if (text.empty()) return true;
  if (!Matches(text, kTime)) return false;
  text.remove_prefix(kTime.size());
  if (text.starts_with('.'))
    text.remove_prefix(std::min(text.find_first_not_of("0123456789", 1), text.size()));
  if (text.empty() || text == "Z") return true;
  return (text[0] == '+' || text[0] == '-') && text.size() == kOffset.size() + 1 &&
         Matches(text.substr(1), kOffset);
}

// Binder keeps the first fault; what it returns after one is not used.
class Binder {
 public:
  Binder(Strictness strictness, std::string_view version)
      : harsh_(strictness == Strictness::kHarsh), version_(version) {}

  Value BindObject(const ObjectType& type, const Value& body, const std::string& path) {
    Value bound = MakeEmpty(Value::Kind::kObject);
    for (const Member& member : body.members) {
      const Field* field = type.Find(member.name);
      if (field == nullptr || !field->writable || IsNewer(field->since, version_)) continue;
      Put(&bound, field->name,
          BindField(*field, member.value,
                    path.empty() ? field->name : absl::StrCat(path, ".", field->name)));
    }
    return bound;
  }

  const std::optional<Refusal>& fault() const { return fault_; }

 private:
  Value Fail(const std::string& path, std::string_view rule) {
    if (!fault_)
      fault_ = Refusal{Reason::kInvalid, "InvalidRequest",
                       absl::StrCat(path, " must be ", std::string(rule))};
    return {};
  }

  // Of an amount or a percentage it is known with which status a bare number is refused.
  Value FailShape(const ObjectType& type, const Value& value, const std::string& path) {
    const bool amount = type.Find("value") != nullptr && type.Find("isPercent") != nullptr;
    if (!amount || value.kind != Value::Kind::kNumber) return Fail(path, "an object");
    if (!fault_)
      fault_ = Refusal{Reason::kShape, "InvalidRequest",
                       absl::StrCat(path, " must be an object {\"value\", \"isPercent\"}")};
    return {};
  }

  Value BindField(const Field& field, const Value& value, const std::string& path) {
    const bool may_be_null = !harsh_ || field.nullable || field.type == Field::Type::kRowversion ||
                             field.type == Field::Type::kAny;
    if (value.kind == Value::Kind::kNull && may_be_null) return value;
    switch (field.type) {
      case Field::Type::kText:
        return value.is_string() ? value : Fail(path, "a text");
      case Field::Type::kBoolean:
        return value.kind == Value::Kind::kBoolean ? value : Fail(path, "true or false");
      case Field::Type::kInteger:
        return value.kind == Value::Kind::kNumber &&
                       value.text.find_first_of(".eE") == std::string::npos
                   ? value
                   : Fail(path, "a whole number");
      case Field::Type::kDecimal:
        return BindDecimal(field, value, path);
      case Field::Type::kGuid:
        return value.is_string() && IsGuid(value.text)
                   ? MakeString(absl::AsciiStrToLower(value.text))
                   : Fail(path, "a GUID");
      case Field::Type::kDate:
        return value.is_string() && IsDate(value.text)
                   ? value
                   : Fail(path, "a date such as \"2026-03-02T00:00:00Z\"");
      case Field::Type::kRowversion:
        return value.is_string() && IsRowversion(value.text)
                   ? value
                   : Fail(path, "the 16 hexadecimal digits of an answer");
      case Field::Type::kEnum:
        return BindEnum(field, value, path);
      case Field::Type::kObject:
        return value.is_object() ? BindObject(*field.object, value, path)
                                 : FailShape(*field.object, value, path);
      case Field::Type::kTexts:
      case Field::Type::kGuids:
      case Field::Type::kRows:
        return value.is_array() ? BindElements(field, value, path) : Fail(path, "an array");
      case Field::Type::kAny:
      case Field::Type::kRelated:
        return value;
    }
    return {};
  }

  Value BindDecimal(const Field& field, const Value& value, const std::string& path) {
    const bool taken = value.is_string() || (value.kind == Value::Kind::kNumber && !harsh_);
    std::optional<std::string> padded = taken ? PadDecimal(value.text, field.places) : std::nullopt;
    return padded ? MakeString(*padded) : Fail(path, "a decimal in a text, such as \"12.50\"");
  }

  Value BindEnum(const Field& field, const Value& value, const std::string& path) {
    for (const std::string& name : field.values) {
      if (value.is_string() && absl::EqualsIgnoreCase(value.text, name)) return MakeString(name);
    }
    return Fail(path, absl::StrCat("one of ", absl::StrJoin(field.values, ", ")));
  }

  Value BindElements(const Field& field, const Value& array, const std::string& path) {
    Value bound = MakeEmpty(Value::Kind::kArray);
    absl::flat_hash_set<std::string> ids;
    for (const Value& item : array.items) {
      const std::string place = absl::StrCat(path, "[", bound.items.size(), "]");
      if (field.type == Field::Type::kTexts) {
        bound.items.push_back(item.is_string() ? item : Fail(place, "a text"));
      } else if (field.type == Field::Type::kGuids) {
        bound.items.push_back(item.is_string() && IsGuid(item.text) ? item : Fail(place, "a GUID"));
      } else if (!item.is_object()) {
        return Fail(place, "an object");
      } else {
        Value row = BindObject(*field.object, item, place);
        const Value* id = field.object->id.empty() ? nullptr : Find(row, field.object->id);
        if (id != nullptr && id->is_string() && !ids.insert(id->text).second) {
          return Fail(absl::StrCat(place, ".", field.object->id),
                      "another than those of the rows before");
        }
        bound.items.push_back(std::move(row));
      }
    }
    return bound;
  }

  const bool harsh_;
  const std::string_view version_;
  std::optional<Refusal> fault_;
};

}  // namespace

std::variant<Value, Refusal> Bind(const ObjectType& type, const Value& body, Strictness strictness,
                                  std::string_view version) {
  Binder binder(strictness, version);
  Value bound = binder.BindObject(type, body, "");
  if (binder.fault()) return *binder.fault();
  return bound;
}

}  // namespace inflow::sim
