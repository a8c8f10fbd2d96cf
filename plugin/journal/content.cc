// SPDX-License-Identifier: Apache-2.0
#include "plugin/journal/content.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "plugin/entity/decimal.h"
#include "plugin/journal/internal/digest.h"
#include "plugin/record/cursor.h"
#include "plugin/record/walker.h"
#include "plugin/request/body.h"
#include "plugin/request/lane.h"
#include "plugin/text/escaped.h"

namespace inflow {
namespace {

// Of how all this is written; a digest of another version equals none of this.
constexpr std::string_view kVersion = "1";

// What the schema says of a value. Where there is none, texts are texts.
struct Type {
  FieldType field = FieldType::kAny;
  const ObjectSchema* object = nullptr;
};

void AppendText(std::string_view plain, std::string* out) {
  out->push_back('"');
  AppendEscaped(plain, out);
  out->push_back('"');
}

// AppendNumber writes the digits that count and the power of ten before them: 12.50 and 1.25e1 are
// 125e2, and all zeros are 0.
void AppendNumber(const Decimal& number, std::string* out) {
  if (number.significant == 0) return out->push_back('0');
  if (number.negative) out->push_back('-');
  for (size_t i = 0; i < number.significant; ++i) out->push_back(number.Digit(i));
  out->append("e").append(std::to_string(number.magnitude));
}

void AppendValue(const JsonValue& value, Type type, std::string* out);

void AppendObject(std::string_view object, const ObjectSchema* schema, std::string* out) {
  std::vector<std::pair<std::string, JsonValue>> members;
  for (MemberCursor cursor(object); cursor.Next();) {
    std::string name;
    Unescape(cursor.member().key, &name);
    members.emplace_back(std::move(name), JsonValue{cursor.member().value, cursor.member().type});
  }
  std::stable_sort(members.begin(), members.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  out->push_back('{');
  for (const auto& [name, value] : members) {
    const Field* const field = schema != nullptr ? schema->Find(name) : nullptr;
    AppendText(name, out);
    AppendValue(value, field != nullptr ? Type{field->type, field->object} : Type(), out);
  }
  out->push_back('}');
}

void AppendList(std::string_view list, Type type, std::string* out) {
  out->push_back('[');
  for (ItemCursor cursor(list); cursor.Next();) {
    AppendValue(cursor.item(), type, out);
    out->push_back(',');
  }
  out->push_back(']');
}

void AppendString(std::string_view quoted, Type type, std::string* out) {
  std::string plain;
  Unescape(quoted.substr(1, quoted.size() - 2), &plain);
  if (type.field == FieldType::kDecimal) {
    if (const std::optional<Decimal> number = ParseDecimal(plain))
      return AppendNumber(*number, out);
  }
  AppendText(plain, out);
}

void AppendValue(const JsonValue& value, Type type, std::string* out) {
  switch (value.type) {
    case JsonType::kObject:
      return AppendObject(value.bytes, type.object, out);
    case JsonType::kArray:
      return AppendList(value.bytes, type, out);
    case JsonType::kString:
      return AppendString(value.bytes, type, out);
    case JsonType::kNumber:
      if (const std::optional<Decimal> number = ParseDecimal(value.bytes))
        return AppendNumber(*number, out);
      break;
    case JsonType::kTrue:
    case JsonType::kFalse:
    case JsonType::kNull:
      break;
  }
  out->append(value.bytes);
}

// ByValue is JSON in one spelling; anything else as it is.
std::string ByValue(std::string text, const ObjectSchema* schema) {
  const JsonWalk walk = WalkJson(text);
  if (walk.end != JsonWalk::End::kWhole) return text;
  std::string canonical;
  AppendValue(walk.value, {FieldType::kAny, schema}, &canonical);
  return canonical;
}

}  // namespace

std::string ContentDigest(const Item& item) {
  const Lane& lane = *item.lane;
  const Shape& shape = lane.shape();
  std::string payload;
  AppendItemAt(item, lane.envelope(), 0, &payload);
  Sha256 sum;
  sum.Add(kVersion);
  sum.Add(std::to_string(static_cast<int>(shape.method)));
  sum.Add(*lane.to.url);
  sum.Add(lane.envelope().prefix);
  sum.Add(lane.envelope().suffix);
  sum.Add(shape.writes_json ? ByValue(std::move(payload), shape.object) : payload);
  return sum.End();
}

}  // namespace inflow
