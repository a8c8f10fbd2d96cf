// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input/input_format.h"

#include <gtest/gtest.h>

namespace inflow::command {
namespace {

TEST(FormatOf, GoesByTheEnding) {
  for (const char* name : {"a.ndjson", "in.d/b.JSONL", "-"})
    EXPECT_EQ(FormatOf(name), InputFormat::kNdjson) << name;
  EXPECT_EQ(FormatOf("a.csv.json"), InputFormat::kJsonArray);
  for (const char* name : {"a.csv", "b.TSV", ".csv", "c.txt"})
    EXPECT_EQ(FormatOf(name), InputFormat::kCsv) << name;
  for (const char* name : {"a.dat", "csv", "a.csv.gz", "in.csv/a", ""})
    EXPECT_EQ(FormatOf(name), std::nullopt) << name;
}

TEST(FormatNamed, TakesItsOwnNamesAlone) {
  for (const InputFormat format :
       {InputFormat::kNdjson, InputFormat::kJsonArray, InputFormat::kCsv}) {
    EXPECT_EQ(FormatNamed(NameOf(format)), format);
  }
  for (const char* name : {"", "CSV", "xml", "jsonl"})
    EXPECT_EQ(FormatNamed(name), std::nullopt) << name;
}

TEST(AreAllCsv, AsksTheNameUnlessAFormatIsGiven) {
  EXPECT_TRUE(AreAllCsv({"a.csv", "b.tsv"}, std::nullopt));
  EXPECT_FALSE(AreAllCsv({"a.csv", "-"}, std::nullopt));
  EXPECT_TRUE(AreAllCsv({"a.dat", "-"}, InputFormat::kCsv));
  EXPECT_FALSE(AreAllCsv({"a.csv"}, InputFormat::kNdjson));
  EXPECT_FALSE(AreAllCsv({}, InputFormat::kCsv));
}

}  // namespace
}  // namespace inflow::command
