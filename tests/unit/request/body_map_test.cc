// SPDX-License-Identifier: Apache-2.0
#include "inflow/request/body_map.h"

#include <gtest/gtest.h>

namespace inflow {
namespace {

std::string Mapped(std::string_view map, std::string_view record, MapRest rest = MapRest::kDrop) {
  const absl::StatusOr<BodyMap> compiled = BodyMap::Compile(map, rest, {"the-company"});
  if (!compiled.ok()) return "?" + std::string(compiled.status().message());
  RecordIndex index;
  EXPECT_TRUE(WalkRecord(record, &index).ok());
  std::string out;
  const absl::Status s = compiled->Append({index, 0}, &out);
  return s.ok() ? out : "!" + std::string(s.message());
}

TEST(BodyMap, SplicesTheRecordsOwnBytes) {
  EXPECT_EQ(Mapped(R"({"name": "{record.title}", "price": "{p}"})", R"({"title":"B\u00f6lt","p":12.50})"),
            R"({"name":"B\u00f6lt","price":12.50})");
  EXPECT_EQ(Mapped(R"({"a": {"b": ["{x}", {"c": "{y}"}]}})", R"({"x":1,"y":null})"), R"({"a":{"b":[1,{"c":null}]}})");
  EXPECT_EQ(Mapped(R"({"text": "n {x}"})", R"({"x":"a\"b"})"), R"({"text":"n a\"b"})");
}

TEST(BodyMap, KeepsConstantsAsWritten) {
  EXPECT_EQ(
      Mapped(R"({"price": 12.50, "big": 12345678901234567890123, "on": true, "no": null, "s": "caf\u00e9", "e": [], "o": {}})",
             "{}"),
      R"({"price":12.50,"big":12345678901234567890123,"on":true,"no":null,"s":"caf\u00e9","e":[],"o":{}})");
  EXPECT_EQ(Mapped(R"({"company": "{companyId}"})", "{}"), R"({"company":"the-company"})");
}

TEST(BodyMap, KeepsTheRestOnRequest) {
  EXPECT_EQ(Mapped(R"({"name": "{title}"})", R"({"title":"x","name":"old","sku":"1","q":2.0})", MapRest::kKeep),
            R"({"name":"x","title":"x","sku":"1","q":2.0})");
  EXPECT_EQ(Mapped("{}", R"({"a":1,"b":2})", MapRest::kKeep), R"({"a":1,"b":2})");
  EXPECT_EQ(Mapped(R"({"a": 1})", "{}", MapRest::kKeep), R"({"a":1})");
}

TEST(BodyMap, RefusesARecordThatLacksAnAttribute) {
  EXPECT_EQ(Mapped(R"({"name": "{record.title}"})", R"({"titel":"x"})"), "!the record lacks the attribute \"title\"");
}

TEST(BodyMap, NamesTheAttributeWhoseTemplateIsWrong) {
  EXPECT_EQ(Mapped(R"({"name": {"x": "{title"}})", "{}"),
            "?\"name\": a '{' is not closed; placeholders are written {record.attribute}");
}

}  // namespace
}  // namespace inflow
