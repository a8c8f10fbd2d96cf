// SPDX-License-Identifier: Apache-2.0
#include "plugin/record/named_attribute.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inflow {
namespace {

using ::testing::ElementsAre;

// Found is the value's bytes; "-" where it may be missing and is, "!" and the refusal.
std::string Found(std::string_view placeholder, const std::string& record) {
  RecordIndex index;
  EXPECT_TRUE(WalkRecord(record, &index).ok()) << record;
  std::optional<JsonValue> value;
  const absl::Status s = NamedAttribute::Parse(placeholder).Find(index, &value);
  if (!s.ok()) return "!" + std::string(s.message());
  return value ? std::string(value->bytes) : "-";
}

TEST(NamedAttribute, TheMarkIsForWhatMayBeMissing) {
  EXPECT_EQ(Found("record.fax", R"({"fax":1})"), "1");
  EXPECT_EQ(Found("fax", "{}"), "!the record lacks the attribute \"fax\"");
  EXPECT_EQ(Found("fax", R"({"fax":null})"), "null");
  EXPECT_EQ(Found("record.fax?", "{}"), "-");
  EXPECT_EQ(Found("record.fax?", R"({"fax":null})"), "-");
  EXPECT_EQ(Found("a.fax?", R"({"a":{"fax":2}})"), "2");
}

TEST(NamedAttribute, AHeaderMayBeAQuestion) {
  EXPECT_EQ(Found("record.In stock?", R"({"In stock?":"yes"})"), R"("yes")");
  EXPECT_EQ(Found("record.In stock?", R"({"In stock":"no"})"), R"("no")");
  EXPECT_EQ(Found("record.a.In stock?", R"({"a":{"In stock?":"yes"}})"), R"("yes")");
  EXPECT_EQ(Found("record.In stock?", R"({"In stock?":null})"), "-");
  EXPECT_EQ(Found("record.In stock?", R"({"other":1})"), "-");
  EXPECT_EQ(
      Found("record.In stock?", R"({"In stock?":"yes","In stock":"no"})"),
      "!the record has both \"In stock\" and \"In stock?\": write {record.'In stock'?} for the first, or "
      "{record.'In stock?'?} for the second");
}

TEST(NamedAttribute, QuotesTakeTheNameAsItIs) {
  const std::string both = R"({"In stock?":"yes","In stock":"no"})";
  EXPECT_EQ(Found("record.'In stock?'", both), R"("yes")");
  EXPECT_EQ(Found("'In stock?'?", both), R"("yes")");
  EXPECT_EQ(Found("record.'In stock'?", both), R"("no")");
  EXPECT_EQ(Found("record.'In stock'", both), R"("no")");
  EXPECT_EQ(Found("record.'In stock?'", "{}"), "!the record lacks the attribute \"In stock?\"");
  EXPECT_EQ(Found("record.'In stock'?", R"({"In stock?":"yes"})"), "-");
  // What is no pair of quotes is part of the name.
  EXPECT_EQ(Found("record.'tis", R"({"'tis":1})"), "1");
  EXPECT_EQ(Found("record.'", R"({"'":1})"), "1");
  EXPECT_EQ(Found("record.?", R"({"?":1})"), "1");
}

TEST(NamedAttribute, Lists) {
  const auto names = [](std::string_view text) {
    std::vector<std::string> result;
    for (const NamedAttribute& one : NamedAttribute::ParseList(text)) {
      result.push_back(one.name() + (one.optional() ? " or not" : ""));
    }
    return result;
  };
  EXPECT_THAT(names("a,record.b?,c"), ElementsAre("a", "b or not", "c"));
  EXPECT_THAT(names("record.'Last, first'?,'b,c?'"), ElementsAre("Last, first or not", "b,c?"));
  EXPECT_THAT(names("'a,b"), ElementsAre("'a", "b"));
  EXPECT_THAT(names("a,"), ElementsAre("a", ""));
  EXPECT_THAT(names(""), ElementsAre(""));
}

}  // namespace
}  // namespace inflow
