// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/reasons.h"

#include <gtest/gtest.h>

namespace inflow::command {
namespace {

SettledRecord Because(std::string_view message, uint64_t line) {
  SettledRecord record;
  record.file = "f";
  record.line = line;
  record.outcome = DESTINATION_REJECTED;
  record.outcome_name = "REJECTED";
  record.message = message;
  return record;
}

TEST(ReasonKey, NumbersAndGuidsDoNotCount) {
  EXPECT_EQ(ReasonKey("byte 17: found '9'"), "byte #: found '#'");
  EXPECT_EQ(ReasonKey("no product 0aF3c1d2-1234-5678-9abc-def012345678 here"), "no product # here");
  EXPECT_EQ(ReasonKey("dead-beef"), "dead-beef");
}

TEST(Reasons, TheCommonestComesFirstWithItsFirstExample) {
  Reasons reasons;
  reasons.Add(Because("rare", 1));
  reasons.Add(Because("SKU 12 is taken", 5));
  reasons.Add(Because("SKU 9 is taken", 6));
  const std::vector<Reason> top = reasons.Top(1);
  ASSERT_EQ(top.size(), 1);
  EXPECT_EQ(top[0].count, 2);
  EXPECT_EQ(top[0].outcome, "REJECTED");
  EXPECT_EQ(top[0].message, "SKU 12 is taken");
  EXPECT_EQ(top[0].file, "f");
  EXPECT_EQ(top[0].line, 5);
  EXPECT_EQ(reasons.size(), 2);
}

TEST(Reasons, TheExampleIsTheFirstOfTheInputWhateverSettledFirst) {
  Reasons reasons;
  for (const uint64_t id : {7, 3, 5}) {
    const std::string message = "SKU " + std::to_string(id) + " is taken";
    SettledRecord record = Because(message, id * 10);
    record.id = id;
    reasons.Add(record);
  }
  const Reason top = reasons.Top(1).at(0);
  EXPECT_EQ(top.line, 30u);
  EXPECT_EQ(top.message, "SKU 3 is taken");
}

TEST(Reasons, MemoryIsBounded) {
  Reasons reasons;
  std::string message;
  for (int i = 0; i < 5000; ++i) {
    message.push_back(static_cast<char>('a' + i % 26));
    reasons.Add(Because(message, 1));
  }
  EXPECT_EQ(reasons.size(), 1001);
  EXPECT_EQ(reasons.Top(1)[0].count, 4000);
  EXPECT_EQ(reasons.Top(1)[0].message, "further reasons");
}

}  // namespace
}  // namespace inflow::command
