// SPDX-License-Identifier: Apache-2.0
#include "plugin/request/document_name.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/support/routes.h"

namespace inflow {
namespace {

using ::testing::HasSubstr;

// NameOf returns the name that a line of a folding route with these settings has, "|" for what
// separates its parts; else why it has none.
std::string NameOf(const std::string& settings, const std::string& record,
                   const std::string& by = "\"no\"") {
  const Config config = testing::ParseOrDie(
      R"("endpoint":"create_sales_order","batching":{"enabled":true,"algorithm":"fold","line_attributes":["sku"],"by":)" +
      by + "}" + settings);
  const auto name = DocumentName::Compile(config.main, {testing::kCompany, nullptr});
  if (!name.ok()) return std::string(name.status().message());
  RecordIndex index;
  if (!WalkRecord(record, &index).ok()) return "no record";
  std::string text;
  if (const absl::Status s = name->Append({index, 0}, &text); !s.ok())
    return std::string(s.message());
  std::replace(text.begin(), text.end(), '\0', '|');
  return text;
}

TEST(DocumentName, IsReadFromTheRecord) {
  EXPECT_EQ(NameOf("", R"({"no":"7"})"), "7");
  EXPECT_EQ(NameOf("", R"({"no":7.50})"), "7.50");
  EXPECT_EQ(NameOf("", R"({"no":true})"), "true");
  EXPECT_EQ(NameOf("", R"({"no":"a\u0062"})"), "ab");
  EXPECT_EQ(NameOf("", R"({"of":{"no":"7"}})", R"("of.no")"), "7");
  EXPECT_EQ(NameOf("", R"({"a":" 1","b":2})", R"(["a","b"])"), "1|2");
}

TEST(DocumentName, IsTrimmed) {
  EXPECT_EQ(NameOf("", R"({"no":"\u00a0 7\t\u2003"})"), "7");
  EXPECT_EQ(NameOf("", "{\"no\":\" 7\u00a0\"}"), "7");
}

TEST(DocumentName, NeedsATextOrNumber) {
  EXPECT_EQ(NameOf("", R"({"n":7})"), "the record lacks the attribute \"no\", which names it");
  for (const char* value : {"null", "[1]", R"({"a":1})"}) {
    EXPECT_EQ(NameOf("", std::string(R"({"no":)") + value + "}"),
              "attribute \"no\" must be a text or number, since it names the record");
  }
  for (const char* value : {R"("")", R"(" \u00a0")"}) {
    EXPECT_EQ(NameOf("", std::string(R"({"no":)") + value + "}"),
              "attribute \"no\" is empty, and it names the record");
  }
  EXPECT_EQ(NameOf("", R"({"a":"1","b":""})", R"(["a","b"])"), "1|");
  EXPECT_EQ(NameOf("", R"({"a":"","b":" "})", R"(["a","b"])"),
            "attribute \"a\" and the others that name the record are empty");
}

TEST(DocumentName, IsWhatTheMapMakesOfIt) {
  const std::string map =
      R"(,"map":{"no":"{record.shop}-{record.id}","name":"{record.name}","sku":"{record.sku}"})";
  EXPECT_EQ(NameOf(map, R"({"shop":"S","id":7})"), "S-7") << "the rest of the map is not looked at";
  EXPECT_EQ(NameOf(map, R"({"id":7,"no":"x"})"), "the record lacks the attribute \"shop\"");
  EXPECT_EQ(NameOf(R"(,"map":{"no":"{record.id}"})", R"({"id":7.0})"), "7.0");
  EXPECT_EQ(NameOf(R"(,"map":{"no":"{record.id?}"})", R"({"no":"7"})"),
            "attribute \"no\" must be a text or number, since it names the record");
  EXPECT_EQ(NameOf(R"(,"map":{"no":5})", "{}"), "5");
  EXPECT_EQ(NameOf(R"(,"map":{"sku":"{record.sku}"})", R"({"no":"7"})"),
            "the record lacks the attribute \"no\", which names it");
}

TEST(DocumentName, PassesThroughWhatAMapKeeps) {
  const std::string map = R"(,"map_rest":"keep","map":{"name":"{record.name}"})";
  EXPECT_EQ(NameOf(map, R"({"no":"7"})"), "7");
  EXPECT_EQ(NameOf(map, R"({"of":{"no":"7"}})", R"("of.no")"), "7");
  EXPECT_EQ(NameOf(R"(,"map_rest":"keep","map":{"no":"{record.id}"})", R"({"no":"7","id":"8"})"),
            "8");
}

TEST(DocumentName, MayStandInsideAnObjectOfTheMap) {
  const std::string map =
      R"(,"map":{"of":{"no":"{record.id}","name":"{record.name}"},"all":"{record.all}"})";
  EXPECT_EQ(NameOf(map, R"({"id":" 7 "})", R"("of.no")"), "7");
  EXPECT_EQ(NameOf(map, R"({"all":{"no":8}})", R"("all.no")"), "8");
  EXPECT_THAT(NameOf(map, R"({"id":"7"})", R"("of.other")"),
              HasSubstr("lacks the attribute \"of.other\""));
}

TEST(DocumentName, IsReadFromABodyToo) {
  EXPECT_EQ(NameOf(R"(,"body":{"no":"{record.id}","name":"{record.name}"})", R"({"id":7})"), "7");
}

}  // namespace
}  // namespace inflow
