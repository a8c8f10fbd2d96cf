// SPDX-License-Identifier: Apache-2.0
//
// What is bound is what the service wants, so binding it again changes nothing; and a number's
// value never changes.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "plugin/catalog/catalog.h"
#include "plugin/entity/binder.h"
#include "plugin/entity/internal/value.h"

namespace inflow {
namespace {

std::string OneOf(std::initializer_list<const char*> texts) {
  return *rc::gen::elementOf(std::vector<std::string>(texts.begin(), texts.end()));
}

// SomeCase changes the case of letters, as the service does not tell them apart.
std::string SomeCase(std::string name) {
  for (char& c : name) {
    if (*rc::gen::inRange(0, 4) == 0)
      c = static_cast<char>(c ^ (std::isalpha(static_cast<unsigned char>(c)) != 0 ? 0x20 : 0));
  }
  return name;
}

std::string SomeObject(const ObjectSchema& object, int depth);

std::string SomeRows(const ObjectSchema& object, int depth) {
  std::string rows = "[";
  for (int i = *rc::gen::inRange(0, 3); i > 0; --i)
    rows.append(rows.size() > 1 ? "," : "").append(SomeObject(object, depth + 1));
  return rows + "]";
}

// SomeValue is a value that the field takes, in one of its spellings.
std::string SomeValue(const Field& field, int depth) {
  if (field.nullable && *rc::gen::inRange(0, 5) == 0) return "null";
  switch (field.type) {
    case FieldType::kText:
      return OneOf({R"("a")", R"("K\u00e4se \"x\"")", "12.50", R"("")"});
    case FieldType::kBoolean:
      return OneOf({"true", "false", R"("Yes")", "0", R"(" off ")"});
    case FieldType::kInteger:
      return OneOf({"7", R"("7")", "5.00", "1e2"});
    case FieldType::kDecimal:
      return OneOf({"12.50", R"("12.50")", "1e-3", "-0", R"(" 7 ")", "12345678901234567890.10"});
    case FieldType::kGuid:
      return OneOf({R"("5B0F6F7E-3b2a-4c1d-9e8f-0a1b2c3d4e5f")",
                    R"("{5b0f6f7e-3b2a-4c1d-9e8f-0a1b2c3d4e5f}")"});
    case FieldType::kDate:
      return OneOf({R"("2026-01-31")", R"("2026/01/31 10:05")", R"("20260131T10:05:30.5+0200")"});
    case FieldType::kRowversion:
      return R"("0000000000310AB6")";
    case FieldType::kAny:
      return OneOf({R"({"a":[1]})", "null", "7"});
    case FieldType::kTexts:
      return OneOf({"[]", R"([ "a" , 7 ])"});
    case FieldType::kGuids:
      return R"(["5B0F6F7E-3b2a-4c1d-9e8f-0a1b2c3d4e5f"])";
    case FieldType::kEnum:
      return "\"" + SomeCase(*rc::gen::elementOf(field.values)) + "\"";
    case FieldType::kObject:
      return SomeObject(*field.object, depth + 1);
    case FieldType::kRows:
      return SomeRows(*field.object, depth);
    case FieldType::kRelated:
      break;
  }
  return "null";
}

std::string SomeObject(const ObjectSchema& object, int depth) {
  std::string text = "{";
  for (const Field& field : object.fields) {
    const bool container = field.type == FieldType::kObject || field.type == FieldType::kRows;
    if (field.read_only || field.type == FieldType::kRelated || (container && depth > 2) ||
        *rc::gen::inRange(0, 3) > 0)
      continue;
    text.append(text.size() > 1 ? " , \"" : "\"")
        .append(SomeCase(field.name))
        .append("\" : ")
        .append(SomeValue(field, depth));
  }
  return text + "}";
}

struct BoundRecord {
  bool ok = false;
  std::string text;
  std::vector<Note> notes;
};

BoundRecord Bind(const Binder& binder, const std::string& record) {
  BoundRecord bound;
  RecordIndex index;
  RC_ASSERT(WalkRecord(record, &index).ok());
  EntityId id;
  RC_ASSERT(binder.FindId(index, Exclusion(), &id).ok());
  if (!id.own) id.uuid = ParseUuid("5b0f6f7e-3b2a-4c1d-9e8f-0a1b2c3d4e5f");
  const absl::Status status = binder.AppendEntity(record, id, &bound.text, &bound.notes);
  // By its index it is bound the same.
  BoundRecord indexed;
  RC_ASSERT(binder.AppendEntity(index, id, &indexed.text, &indexed.notes) == status);
  RC_ASSERT(indexed.text == bound.text);
  RC_ASSERT(indexed.notes == bound.notes);
  bound.ok = status.ok();
  if (!bound.ok) bound.text = std::string(status.message());
  return bound;
}

RC_GTEST_PROP(BinderProperty, WhatIsBoundStaysAsItIs, ()) {
  std::vector<const Endpoint*> published;
  for (const Endpoint& endpoint : Catalogue()) {
    if (endpoint.object != nullptr && !endpoint.id_field.empty()) published.push_back(&endpoint);
  }
  const Endpoint& endpoint = **rc::gen::elementOf(published);
  const Binder binder(endpoint.object, {.derive_rows = *rc::gen::arbitrary<bool>()});
  const std::string record = SomeObject(*endpoint.object, 0);
  RC_LOG() << endpoint.name << " " << record << "\n";
  const BoundRecord once = Bind(binder, record);
  RC_LOG() << once.text << "\n";
  RC_ASSERT(once.ok);
  RC_ASSERT(nlohmann::json::accept(once.text));
  const BoundRecord twice = Bind(binder, once.text);
  RC_ASSERT(twice.text == once.text);
  RC_ASSERT(twice.notes == once.notes);
}

// Plain is a number's digits without leading and trailing zeros, and where its point stands among
// them.
std::pair<std::string, int> Plain(std::string text) {
  int point = 0;
  const size_t e = text.find_first_of("eE");
  if (e != std::string::npos) point = std::stoi(text.substr(e + 1));
  text = text.substr(0, e);
  const size_t dot = text.find('.');
  point += static_cast<int>(dot == std::string::npos ? text.size() : dot);
  if (dot != std::string::npos) text.erase(dot, 1);
  const size_t zeros = std::min(text.find_first_not_of('0'), text.size());
  text.erase(0, zeros);
  point -= static_cast<int>(zeros);
  text.erase(text.find_last_not_of('0') + 1);
  return {text, text.empty() ? 0 : point};
}

RC_GTEST_PROP(DecimalProperty, KeepsItsValueAndItsDigits, ()) {
  const auto digits = [](int least, int most) {
    std::string text;
    for (int i = *rc::gen::inRange(least, most); i > 0; --i)
      text.push_back(static_cast<char>('0' + *rc::gen::inRange(0, 10)));
    return text;
  };
  const std::string fraction = digits(0, 12);
  std::string number = digits(1, 25);
  if (!fraction.empty()) number.append(".").append(fraction);
  const std::string plain = number;
  const bool with_exponent = *rc::gen::arbitrary<bool>();
  if (with_exponent)
    number.append(OneOf({"e", "E"})).append(std::to_string(*rc::gen::inRange(-40, 41)));
  std::string out;
  RC_ASSERT(entity::AppendDecimal(number, &out));
  RC_LOG() << number << " " << out << "\n";
  RC_ASSERT(out.find_first_not_of("0123456789.") == std::string::npos);
  RC_ASSERT(Plain(out) == Plain(number));
  if (!with_exponent) RC_ASSERT(out == plain);
}

}  // namespace
}  // namespace inflow
