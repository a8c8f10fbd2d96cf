// SPDX-License-Identifier: Apache-2.0
#include "plugin/request/body_map.h"

#include <gtest/gtest.h>

namespace inflow {
namespace {

std::string Mapped(std::string_view map, std::string_view record, MapRest rest = MapRest::kDrop,
                   Blanks blanks = Blanks::kKeep) {
  const absl::StatusOr<BodyMap> compiled = BodyMap::Compile(map, {rest, blanks}, {"the-company"});
  if (!compiled.ok()) return "?" + std::string(compiled.status().message());
  RecordIndex index;
  EXPECT_TRUE(WalkRecord(record, &index).ok());
  std::string out;
  const absl::Status s = compiled->Append({index, 0}, &out);
  return s.ok() ? out : "!" + std::string(s.message());
}

TEST(BodyMap, SplicesTheRecordsOwnBytes) {
  EXPECT_EQ(
      Mapped(R"({"name": "{record.title}", "price": "{p}"})", R"({"title":"B\u00f6lt","p":12.50})"),
      R"({"name":"B\u00f6lt","price":12.50})");
  EXPECT_EQ(Mapped(R"({"a": {"b": ["{x}", {"c": "{y}"}]}})", R"({"x":1,"y":null})"),
            R"({"a":{"b":[1,{"c":null}]}})");
  EXPECT_EQ(Mapped(R"({"text": "n {x}"})", R"({"x":"a\"b"})"), R"({"text":"n a\"b"})");
}

TEST(BodyMap, KeepsConstantsAsWritten) {
  EXPECT_EQ(
      Mapped(
          R"({"price": 12.50, "big": 12345678901234567890123, "on": true, "no": null, "s": "caf\u00e9", "e": [], "o": {}})",
          "{}"),
      R"({"price":12.50,"big":12345678901234567890123,"on":true,"no":null,"s":"caf\u00e9","e":[],"o":{}})");
  EXPECT_EQ(Mapped(R"({"company": "{companyId}"})", "{}"), R"({"company":"the-company"})");
}

TEST(BodyMap, KeepsTheRestOnRequest) {
  EXPECT_EQ(Mapped(R"({"name": "{title}"})", R"({"title":"x","name":"old","sku":"1","q":2.0})",
                   MapRest::kKeep),
            R"({"name":"x","title":"x","sku":"1","q":2.0})");
  EXPECT_EQ(Mapped("{}", R"({"a":1,"b":2})", MapRest::kKeep), R"({"a":1,"b":2})");
  EXPECT_EQ(Mapped(R"({"a": 1})", "{}", MapRest::kKeep), R"({"a":1})");
}

std::string WithoutBlanks(std::string_view map, std::string_view record,
                          Blanks blanks = Blanks::kRows) {
  return Mapped(map, record, MapRest::kDrop, blanks);
}

TEST(BodyMap, LeavesOutRowsThatHaveNoValue) {
  constexpr char kMap[] =
      R"({"sku": "{sku}", "prices": [{"scheme": "a", "price": "{a?}"}, {"scheme": "b", "price": "{b?}"}], "on": true})";
  EXPECT_EQ(WithoutBlanks(kMap, R"({"sku":1,"a":2,"b":3})"),
            R"({"sku":1,"prices":[{"scheme":"a","price":2},{"scheme":"b","price":3}],"on":true})");
  EXPECT_EQ(WithoutBlanks(kMap, R"({"sku":1,"a":2})"),
            R"({"sku":1,"prices":[{"scheme":"a","price":2}],"on":true})");
  EXPECT_EQ(WithoutBlanks(kMap, R"({"sku":1,"b":3})"),
            R"({"sku":1,"prices":[{"scheme":"b","price":3}],"on":true})");
  EXPECT_EQ(WithoutBlanks(kMap, R"({"sku":1,"a":null})"), R"({"sku":1,"on":true})");
  // A text is a value, also an empty one.
  EXPECT_EQ(WithoutBlanks(kMap, R"({"sku":1,"a":""})"),
            R"({"sku":1,"prices":[{"scheme":"a","price":""}],"on":true})");
  // What must be there is missed as ever.
  EXPECT_EQ(WithoutBlanks(R"({"rows": [{"a": "{a}", "b": "{b?}"}]})", "{}"),
            "!the record lacks the attribute \"a\"");
  EXPECT_EQ(
      Mapped(kMap, R"({"sku":1})"),
      R"({"sku":1,"prices":[{"scheme":"a","price":null},{"scheme":"b","price":null}],"on":true})");
}

TEST(BodyMap, WhatCountsAsAValueOfARow) {
  // Neither constants nor the time do, nor the GUID of what is not named.
  EXPECT_EQ(
      WithoutBlanks(
          R"({"rows": [{"c": "{companyId}", "t": "{now}", "g": "{guid:vendors:v?}", "n": "no {n?}"}]})",
          "{}"),
      "{}");
  EXPECT_EQ(
      WithoutBlanks(R"({"rows": [{"g": "{guid:vendors:v?}", "n": "no {n?}"}]})", R"({"n":7})"),
      R"({"rows":[{"g":null,"n":"no 7"}]})");
  EXPECT_EQ(WithoutBlanks(R"({"rows": [{"m": "{message.json}", "n": "{n?}"}]})", R"({"x":1})"),
            R"({"rows":[{"m":{"x":1},"n":null}]})");
  EXPECT_EQ(WithoutBlanks(R"({"rows": [{"a": {"b": "{b?}", "unit": "kg"}}]})", R"({"b":1})"),
            R"({"rows":[{"a":{"b":1,"unit":"kg"}}]})");
  EXPECT_EQ(WithoutBlanks(R"({"rows": [{"a": {"b": "{b?}", "unit": "kg"}}]})", "{}"), "{}");
}

TEST(BodyMap, KeepsRowsOfConstants) {
  EXPECT_EQ(
      WithoutBlanks(
          R"({"rows": [{"x": 1}, {"y": "{y?}"}, {"t": "{now:%Y}"}], "none": [], "nothing": [{}]})",
          "{}"),
      R"({"rows":[{"x":1},{"t":"1970"}],"none":[],"nothing":[{}]})");
  EXPECT_EQ(WithoutBlanks(R"({"rows": [{"y": "{y?}"}, 1, {"z": "{z?}"}]})", "{}"),
            R"({"rows":[1]})");
}

TEST(BodyMap, LeavesOutRowsInRows) {
  constexpr char kMap[] = R"({"lines": [{"id": "{id?}", "serials": [{"s": "{s?}"}], "n": 1}]})";
  EXPECT_EQ(WithoutBlanks(kMap, R"({"id":7,"s":8})"),
            R"({"lines":[{"id":7,"serials":[{"s":8}],"n":1}]})");
  EXPECT_EQ(WithoutBlanks(kMap, R"({"id":7})"), R"({"lines":[{"id":7,"n":1}]})");
  EXPECT_EQ(WithoutBlanks(kMap, R"({"s":8})"),
            R"({"lines":[{"id":null,"serials":[{"s":8}],"n":1}]})");
  EXPECT_EQ(WithoutBlanks(kMap, "{}"), "{}");
  // An object that is no row stays, without its rows.
  EXPECT_EQ(WithoutBlanks(R"({"a": {"rows": [{"x": "{x?}"}]}, "b": {"c": "{c?}"}})", "{}"),
            R"({"a":{},"b":{"c":null}})");
  EXPECT_EQ(
      WithoutBlanks(R"({"grid": [[{"x": "{x?}"}], [{"y": "{y?}"}, {"z": "{z?}"}]]})", R"({"z":1})"),
      R"({"grid":[[{"z":1}]]})");
  EXPECT_EQ(WithoutBlanks(R"({"grid": [[{"x": "{x?}"}], [{"y": "{y?}"}]]})", "{}"), "{}");
}

TEST(BodyMap, OtherItemsOfListsGoOnlyWherePlacesDoNotCount) {
  constexpr char kMap[] = R"({"tags": ["{a?}", "size {b?}", "{c?}"]})";
  EXPECT_EQ(WithoutBlanks(kMap, R"({"c":"x"})"), R"({"tags":[null,"size ","x"]})");
  EXPECT_EQ(WithoutBlanks(kMap, R"({"c":"x"})", Blanks::kItems), R"({"tags":["x"]})");
  EXPECT_EQ(WithoutBlanks(kMap, R"({"a":"x","b":1})", Blanks::kItems),
            R"({"tags":["x","size 1"]})");
  EXPECT_EQ(WithoutBlanks(kMap, "{}", Blanks::kItems), "{}");
  EXPECT_EQ(WithoutBlanks(R"({"tags": ["all", "{a?}"]})", "{}", Blanks::kItems),
            R"({"tags":["all"]})");
}

TEST(BodyMap, ABodyKeepsItsOwnList) {
  const absl::StatusOr<BodyMap> body =
      BodyMap::CompileBody(R"([{"a": "{a?}"}, {"b": "{b?}"}])", {"c"}, Blanks::kRows);
  RecordIndex index;
  ASSERT_TRUE(WalkRecord(R"({"b":1})", &index).ok());
  std::string out;
  ASSERT_TRUE(body->Append({index, 0}, &out).ok());
  EXPECT_EQ(out, R"([{"b":1}])");
  ASSERT_TRUE(WalkRecord("{}", &index).ok());
  out.clear();
  ASSERT_TRUE(body->Append({index, 0}, &out).ok());
  EXPECT_EQ(out, "[]");
}

TEST(BodyMap, TheRestComesBehindWhatIsLeft) {
  EXPECT_EQ(
      Mapped(R"({"rows": [{"x": "{x?}"}]})", R"({"a":1,"b":2})", MapRest::kKeep, Blanks::kRows),
      R"({"a":1,"b":2})");
}

TEST(BodyMap, TellsWhetherALineHasAValue) {
  const auto line = [](std::string_view map, std::string_view record) {
    const absl::StatusOr<BodyMap> compiled =
        BodyMap::Compile(map, {MapRest::kDrop, Blanks::kItems, {"sku", "tax"}}, {"c"});
    RecordIndex index;
    EXPECT_TRUE(WalkRecord(record, &index).ok());
    std::string out;
    bool present = false;
    EXPECT_TRUE(compiled->Append({index, 0}, &out, &present).ok());
    return present;
  };
  EXPECT_TRUE(line(R"({"no": "{no}", "sku": {"of": ["{s?}"]}, "tax": 5})", R"({"no":1,"s":2})"));
  EXPECT_FALSE(line(R"({"no": "{no}", "sku": {"of": ["{s?}"]}, "tax": 5})", R"({"no":1})"));
  EXPECT_TRUE(line(R"({"sku": "{s?}", "tax": "{t?}"})", R"({"s":2})"));
  EXPECT_FALSE(line(R"({"sku": "{s?}", "tax": "{t?}"})", R"({"s":null})"));
}

TEST(BodyMap, RefusesARecordThatLacksAnAttribute) {
  EXPECT_EQ(Mapped(R"({"name": "{record.title}"})", R"({"titel":"x"})"),
            "!the record lacks the attribute \"title\"");
}

TEST(BodyMap, NamesTheAttributeWhoseTemplateIsWrong) {
  EXPECT_EQ(Mapped(R"({"name": {"x": "{title"}})", "{}"),
            "?\"name\": a '{' is not closed; placeholders are written {record.attribute}");
}

}  // namespace
}  // namespace inflow
