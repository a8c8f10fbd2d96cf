// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/rejects/missing_lines.h"

#include <gtest/gtest.h>

namespace inflow::command {
namespace {

TEST(MissingLines, TellsTheFirstOfTheInputWhateverCameFirst) {
  MissingLines missing;
  missing.Add(9, "b.csv", 2);
  missing.Add(5, "a.csv", 11);
  missing.Add(2, "a.csv", 3);
  EXPECT_EQ(missing.count(), 3u);
  EXPECT_EQ(missing.Describe(), "3 records: a.csv lines 3 and 11; b.csv line 2");
  EXPECT_EQ(MissingLines().count(), 0u);
}

TEST(MissingLines, RecordsThatFollowEachOtherAreARange) {
  MissingLines missing;
  for (const uint64_t id : {4, 3, 1, 8, 2, 7}) missing.Add(id, "-", id * 10);
  EXPECT_EQ(missing.Describe(), "6 records: standard input lines 10-40 and 70-80");
  missing.Add(6, "-", 60);
  missing.Add(5, "-", 50);
  EXPECT_EQ(missing.Describe(), "8 records: standard input lines 10-80");
  ASSERT_EQ(missing.ranges().size(), 1u);
  EXPECT_EQ(missing.ranges()[0].first_id, 1u);
  EXPECT_EQ(missing.ranges()[0].last_id, 8u);
}

TEST(MissingLines, AnInputsLastLineDoesNotJoinTheNextInputsFirst) {
  MissingLines missing;
  missing.Add(1, "a", 1);
  missing.Add(2, "b", 1);
  EXPECT_EQ(missing.Describe(), "2 records: a line 1; b line 1");
}

TEST(MissingLines, ManyAreCountedAndFewAreKept) {
  MissingLines missing;
  for (uint64_t id = 100'000; id > 0; id -= 2) missing.Add(id, "a", id);
  EXPECT_EQ(missing.count(), 50'000u);
  EXPECT_LE(missing.ranges().size(), 100u);
  EXPECT_EQ(missing.Describe(),
            "50,000 records: a lines 2, 4, 6, 8, 10, 12, 14, 16, 18 and 20; and 49,990 more");
}

TEST(MissingLines, ARangeKnowsItsDocuments) {
  MissingLines missing;
  missing.Add(5, "a", 5, 3);
  missing.Add(4, "a", 4, 2);
  missing.Add(6, "a", 6, 1);
  ASSERT_EQ(missing.ranges().size(), 1);
  EXPECT_EQ(missing.ranges()[0].first_document, 1);
  EXPECT_EQ(missing.ranges()[0].last_document, 3);
  EXPECT_TRUE(missing.HasDocument(2));
  EXPECT_FALSE(missing.HasDocument(4));
}

}  // namespace
}  // namespace inflow::command
