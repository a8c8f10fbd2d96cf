// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/pending_records.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inflow::command {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

RecordBlock Block(std::vector<uint64_t> ids, size_t input = 0) {
  RecordBlock block;
  block.input = input;
  for (const uint64_t id : ids) block.Append("record " + std::to_string(id), id, id * 10);
  return block;
}

std::string Show(const PendingRecords& pending, uint64_t id) {
  PendingRecord record;
  if (!pending.Find(id, &record)) return "none";
  return std::string(record.text) + ", line " + std::to_string(record.line) + ", input " +
         std::to_string(record.input);
}

TEST(PendingRecords, FindsAndForgets) {
  PendingRecords pending;
  pending.Add(Block({1, 2, 3}));
  pending.Add(Block({7, 9, 10}, 1));  // ids that the reader refused are missing
  EXPECT_EQ(pending.size(), 6);
  EXPECT_EQ(Show(pending, 2), "record 2, line 20, input 0");
  EXPECT_EQ(Show(pending, 10), "record 10, line 100, input 1");
  for (const uint64_t id : {0, 4, 8, 11}) EXPECT_EQ(Show(pending, id), "none");
  pending.Settle(2);
  pending.Settle(9);
  pending.Settle(9);
  EXPECT_EQ(Show(pending, 2), "none");
  EXPECT_EQ(pending.size(), 4);
  EXPECT_THAT(pending.Ids(), ElementsAre(1, 3, 7, 10));
}

TEST(PendingRecords, ABlockOfWhichFewAreLeftKeepsThem) {
  std::vector<uint64_t> ids;
  for (uint64_t id = 1; id <= 100; ++id) ids.push_back(id);
  PendingRecords pending;
  pending.Add(Block(ids));
  pending.Add(Block({200}));
  for (const uint64_t id : ids) {
    if (id != 50 && id != 99) pending.Settle(id);
  }
  EXPECT_THAT(pending.Ids(), ElementsAre(50, 99, 200));
  EXPECT_EQ(Show(pending, 50), "record 50, line 500, input 0");
  EXPECT_EQ(Show(pending, 99), "record 99, line 990, input 0");
  EXPECT_EQ(Show(pending, 51), "none");
  pending.Settle(50);
  pending.Settle(99);
  pending.Settle(200);
  EXPECT_THAT(pending.Ids(), IsEmpty());
  EXPECT_EQ(pending.size(), 0);
}

TEST(PendingRecords, WhatARejectsFileSaidOfARecordStaysWithIt) {
  RecordBlock block;
  for (uint64_t id = 1; id <= 20; ++id) block.Append("{}", id, id, {id == 7, id == 8});
  PendingRecords pending;
  pending.Add(std::move(block));
  for (uint64_t id = 1; id <= 20; ++id) {
    if (id < 7 || id > 8) pending.Settle(id);  // so many that the block is made small
  }
  PendingRecord record;
  ASSERT_TRUE(pending.Find(7, &record));
  EXPECT_TRUE(record.guards.ambiguous);
  EXPECT_FALSE(record.guards.older);
  ASSERT_TRUE(pending.Find(8, &record));
  EXPECT_FALSE(record.guards.ambiguous);
  EXPECT_TRUE(record.guards.older);
}

}  // namespace
}  // namespace inflow::command
