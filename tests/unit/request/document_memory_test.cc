// SPDX-License-Identifier: Apache-2.0
#include "plugin/request/document_memory.h"

#include <gtest/gtest.h>

namespace inflow {
namespace {

TEST(DocumentMemory, NumbersDocumentsAndFindsThem) {
  DocumentMemory memory;
  EXPECT_EQ(memory.Find(70), 0u);
  EXPECT_EQ(memory.Begin(70), 1u);
  EXPECT_EQ(memory.Begin(80), 2u);
  EXPECT_EQ(memory.Find(70), 1u);
  EXPECT_EQ(memory.Find(80), 2u);
}

TEST(DocumentMemory, ForgetsTheOldest) {
  DocumentMemory memory;
  memory.SetMost(3);
  for (uint64_t i = 1; i <= 1000; ++i) {
    EXPECT_EQ(memory.Begin(i), i);
    if (i % 7 == 0) memory.Commit();
    EXPECT_LE(memory.end() - memory.first(), 3u + 7u) << "only what is not committed is more";
  }
  memory.Commit();
  EXPECT_EQ(memory.first(), 998u);
  EXPECT_EQ(memory.Find(997), 0u);
  EXPECT_EQ(memory.Find(998), 998u);
  memory.Set(997, DocumentMemory::kRefused);
  EXPECT_FALSE(memory.Has(997, DocumentMemory::kRefused));
}

TEST(DocumentMemory, RollbackTakesBackWhatBeganAndWhatWasSet) {
  DocumentMemory memory;
  memory.Begin(70);
  memory.Commit();
  memory.Set(1, DocumentMemory::kRefused);
  memory.Begin(80);
  memory.Set(2, DocumentMemory::kWarned);
  memory.Rollback();
  EXPECT_FALSE(memory.Has(1, DocumentMemory::kRefused));
  EXPECT_EQ(memory.Find(80), 0u);
  EXPECT_EQ(memory.Begin(80), 2u);
  EXPECT_FALSE(memory.Has(2, DocumentMemory::kWarned));
  memory.SetForGood(1, DocumentMemory::kWarned);
  memory.Rollback();
  EXPECT_TRUE(memory.Has(1, DocumentMemory::kWarned));
}

TEST(DocumentMemory, WhatIsForgottenMayBeginAnew) {
  DocumentMemory memory;
  memory.Begin(70);
  memory.Commit();
  memory.Forget(1);
  EXPECT_EQ(memory.Find(70), 0u);
  EXPECT_EQ(memory.Begin(70), 2u);
  memory.Forget(1);
  EXPECT_EQ(memory.Find(70), 2u) << "the later of the same name";
  memory.Begin(80);
  memory.ForgetAll();
  EXPECT_EQ(memory.Find(70), 0u);
  EXPECT_EQ(memory.Begin(70), 4u) << "numbers are never used twice";
}

}  // namespace
}  // namespace inflow
