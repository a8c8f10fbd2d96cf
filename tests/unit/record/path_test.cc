// SPDX-License-Identifier: Apache-2.0
#include "plugin/record/path.h"

#include <gtest/gtest.h>

namespace inflow {
namespace {

// Find returns the bytes at a path, "-" where there is nothing.
std::string Find(std::string_view record, std::string_view path) {
  RecordIndex index;
  EXPECT_TRUE(WalkRecord(record, &index).ok()) << record;
  const auto value = Lookup(index, AttributePath(path));
  return value ? std::string(value->bytes) : "-";
}

TEST(AttributePathTest, SplitsAtDots) {
  const AttributePath path("billing.address.city");
  EXPECT_EQ(path.text(), "billing.address.city");
  EXPECT_EQ(path.names(), (std::vector<std::string>{"billing", "address", "city"}));
  EXPECT_EQ(AttributePath("sku").names(), std::vector<std::string>{"sku"});
  EXPECT_EQ(AttributePath("").names(), std::vector<std::string>{""});
  EXPECT_EQ(AttributePath("a..b.").names(), (std::vector<std::string>{"a", "", "b", ""}));
}

TEST(LookupTest, FindsTopLevelAndNestedAttributesAsWritten) {
  constexpr std::string_view kRecord =
      R"({"sku":"A\"1","price":12.50,"billing":{"address":{"city" : "Bergen" ,"zip":0},"x":null}})";
  EXPECT_EQ(Find(kRecord, "sku"), R"("A\"1")");
  EXPECT_EQ(Find(kRecord, "price"), "12.50");
  EXPECT_EQ(Find(kRecord, "billing.address.city"), "\"Bergen\"");
  EXPECT_EQ(Find(kRecord, "billing.address"), R"({"city" : "Bergen" ,"zip":0})");
  EXPECT_EQ(Find(kRecord, "billing.x"), "null");
}

TEST(LookupTest, FindsNothingWhereTheWayEnds) {
  constexpr std::string_view kRecord =
      R"({"sku":"A","n":1,"billing":{"city":"Bergen"},"lines":[]})";
  for (const std::string_view path :
       {"", "SKU", "sk", "sku.x", "n.0", "billing.zip", "billing.city.x", "billing.", ".billing",
        "lines.x", "lines.0", "billing..city"}) {
    EXPECT_EQ(Find(kRecord, path), "-") << path;
  }
}

TEST(LookupTest, TellsTheType) {
  RecordIndex index;
  ASSERT_TRUE(
      WalkRecord(R"({"o":{"o":{},"a":[],"s":"","n":-1,"t":true,"f":false,"z":null},"n":1})", &index)
          .ok());
  const auto type = [&](std::string_view path) { return Lookup(index, AttributePath(path))->type; };
  EXPECT_EQ(type("n"), JsonType::kNumber);
  EXPECT_EQ(type("o.o"), JsonType::kObject);
  EXPECT_EQ(type("o.a"), JsonType::kArray);
  EXPECT_EQ(type("o.s"), JsonType::kString);
  EXPECT_EQ(type("o.n"), JsonType::kNumber);
  EXPECT_EQ(type("o.t"), JsonType::kTrue);
  EXPECT_EQ(type("o.f"), JsonType::kFalse);
  EXPECT_EQ(type("o.z"), JsonType::kNull);
}

TEST(LookupTest, IndexesArrays) {
  constexpr std::string_view kRecord =
      R"({"lines":[ {"sku":"A"} , {"sku":"B","tags":[[1,2],[3]]} ],"0":{"1":"x"}})";
  EXPECT_EQ(Find(kRecord, "lines.0.sku"), "\"A\"");
  EXPECT_EQ(Find(kRecord, "lines.1.sku"), "\"B\"");
  EXPECT_EQ(Find(kRecord, "lines.1.tags.0.1"), "2");
  EXPECT_EQ(Find(kRecord, "lines.1.tags.1"), "[3]");
  EXPECT_EQ(Find(kRecord, "0.1"), "\"x\"");
  for (const std::string_view path :
       {"lines.2", "lines.-1", "lines.01", "lines.+0", "lines. 0", "lines.0x0", "lines.",
        "lines.sku", "lines.99999999999999999999999", "lines.1.tags.1.1"}) {
    EXPECT_EQ(Find(kRecord, path), "-") << path;
  }
}

TEST(LookupTest, TriesTheWholeNameFirst) {
  EXPECT_EQ(Find(R"({"a":{"b":1},"a.b":2})", "a.b"), "2");
  EXPECT_EQ(Find(R"({"a.b":2,"a":{"b":1}})", "a.b"), "2");
  EXPECT_EQ(Find(R"({"a":{"b":{"c":1},"b.c":2}})", "a.b.c"), "2");
  EXPECT_EQ(Find(R"({"a":{"b":{"c":1}},"a.b":{"c":2}})", "a.b.c"), "1");
  EXPECT_EQ(Find(R"({"a":[{"b.c":2}]})", "a.0.b.c"), "2");
}

TEST(LookupTest, ComparesKeysUnescaped) {
  EXPECT_EQ(Find(R"({"s\u006bu":1})", "sku"), "1");
  EXPECT_EQ(Find(R"({"a":{"\u0062":{"c\n":2}}})", "a.b.c\n"), "2");
  EXPECT_EQ(Find(R"({"a":{"\u0062":1}})", "a.\\u0062"), "-");
}

TEST(LookupTest, TakesTheLastOfEqualNestedKeys) {
  EXPECT_EQ(Find(R"({"a":{"id":1,"x":0,"\u0069d":2}})", "a.id"), "2");
}

}  // namespace
}  // namespace inflow
