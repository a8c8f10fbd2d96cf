// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input/column_profile.h"

#include <gmock/gmock.h>

namespace inflow::command {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(TypeOf, TellsWhatATextLooksLike) {
  for (const char* text : {"0", "7", "-12", "+3", "1234567890123456789012"})
    EXPECT_EQ(TypeOf(text), ValueType::kInteger) << text;
  for (const char* text : {"0.5", "12,50", "-1.25"})
    EXPECT_EQ(TypeOf(text), ValueType::kDecimal) << text;
  for (const char* text :
       {"2024-02-29", "29.2.2024", "2/29/24", "2024-02-29T09:30:00.5+01:00", "29/02/2024 9:30 PM"})
    EXPECT_EQ(TypeOf(text), ValueType::kDate) << text;
  EXPECT_EQ(TypeOf("7D9C2d0e-3a5f-4b55-9a53-2f7a6b1c0e11"), ValueType::kGuid);
  for (const char* text : {"", "007", "1.2.3", "1-2-3", "1,234.50", "-", ".", "5.", "12 pcs",
                           "2024-02-29x", "2024-02/29", "7D9C2d0e-3a5f-4b55-9a53-2f7a6b1c0e1"})
    EXPECT_EQ(TypeOf(text), ValueType::kText) << text;
}

TEST(ColumnProfiles, KeepTheOrderOfTheHeaderAndCountValues) {
  ColumnProfiles profiles;
  profiles.Begin({"sku", "price", "note"});
  profiles.Add(R"({"sku":"A","price":"1"})");
  profiles.Add(R"({"price":"2.5","sku":"A"})");
  profiles.Add(R"({"sku":"B","price":"","more":null})");
  profiles.Add(R"({"sku":"C"})");
  ASSERT_EQ(profiles.columns().size(), 4u);
  EXPECT_EQ(profiles.records(), 4u);
  const ColumnProfile& sku = profiles.columns()[0];
  EXPECT_THAT(sku.samples, ElementsAre("A", "B"));
  EXPECT_EQ(sku.values, 4u);
  EXPECT_EQ(sku.type(), "text");
  EXPECT_EQ(profiles.columns()[1].type(), "decimal");
  EXPECT_EQ(profiles.columns()[1].values, 2u);
  EXPECT_EQ(profiles.columns()[2].type(), "blank");
  EXPECT_THAT(profiles.columns()[2].samples, IsEmpty());
  EXPECT_EQ(profiles.columns()[3].name, "more");
}

TEST(ColumnProfiles, ObjectsHaveDottedNames) {
  ColumnProfiles profiles;
  profiles.Add(R"({"b":{"y":true,"x":{"z":7}},"a":[1],"c":1.5})");
  std::vector<std::string> all;
  for (const ColumnProfile& column : profiles.columns())
    all.push_back(column.name + " " + std::string(column.type()));
  EXPECT_THAT(all, ElementsAre("b.y boolean", "b.x.z integer", "a list", "c decimal"));
}

TEST(ColumnProfiles, OneThatIsNowADateAndNowANumberIsText) {
  ColumnProfiles profiles;
  profiles.Add(R"({"a":"2024-01-01","b":"1"})");
  profiles.Add(R"({"a":"7","b":"7d9c2d0e-3a5f-4b55-9a53-2f7a6b1c0e11"})");
  EXPECT_EQ(profiles.columns()[0].type(), "text");
  EXPECT_EQ(profiles.columns()[1].type(), "text");
}

TEST(ColumnProfiles, AreBounded) {
  ColumnProfiles profiles;
  for (int i = 0; i < 3'000; ++i) profiles.Add(R"({"a)" + std::to_string(i) + R"(":1})");
  EXPECT_EQ(profiles.columns().size(), 2'000u);
  EXPECT_FALSE(profiles.whole());
  ColumnProfile column;
  column.Add(std::string(199, 'x') + "é" + std::string(100, 'x'), ValueType::kText);
  EXPECT_EQ(column.samples[0], std::string(199, 'x') + "…");
}

}  // namespace
}  // namespace inflow::command
