// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/show/journal_text.h"

#include <gmock/gmock.h>

namespace inflow::command {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(JournalText, TellsWhatIsPendingAndWhoHasIt) {
  const char* const answer = R"({"sound":true,"standing":"own","faults":[],"bytes":40960,
      "free_bytes":4096,"scopes":[{"company":"c","name":"n","pending":1200,"maybe_applied":1,
      "settled":{"delivered":2,"rejected":3}}],
      "sessions":[{"began":0,"pid":null,"pending":0,"settled":{}},
                  {"began":0,"pid":12,"pending":5,"settled":{}}],
      "runs":[{"began":0,"pid":12,"pending":5,"settled":{}},
              {"began":0,"pid":null,"pending":6,"settled":{}}]})";
  const std::string text = JournalText("a.db", answer);
  EXPECT_THAT(text, HasSubstr("a.db: sound, written here\n40,960 bytes, 4,096 of them free\n"));
  EXPECT_THAT(text,
              HasSubstr("company c, n: 1,200 pending (1 may have been applied), 2 delivered, 3 "
                        "rejected\n"));
  EXPECT_THAT(text, HasSubstr(": 5 pending; process 12 has it\n"));
  EXPECT_THAT(text, HasSubstr(": 6 pending; the same inflow load goes on with it\n"));
  EXPECT_THAT(text, Not(HasSubstr(": 0 pending")));
  EXPECT_TRUE(IsSound(answer));
  EXPECT_TRUE(IsOwn(answer));
}

TEST(JournalText, FaultsAndCopiesAreTold) {
  const char* const answer =
      R"({"sound":false,"standing":"copy","faults":["page 3","page 4"],"scopes":[]})";
  const std::string text = JournalText("a.db", answer);
  EXPECT_THAT(text, HasSubstr("NOT SOUND, a backup or another copy"));
  EXPECT_THAT(text, HasSubstr("fault: page 3\nfault: page 4\n"));
  EXPECT_FALSE(IsSound(answer));
  EXPECT_FALSE(IsOwn(answer));
  EXPECT_FALSE(IsSound("no JSON"));
}

TEST(JournalText, WhatDidNotComeOutIsTold) {
  const char* const answer =
      R"({"records":2,"lost_bytes":[7,9],"unreadable":1,"faults":["page 3"]})";
  EXPECT_EQ(
      SalvageText("a.db", "b.ndjson", answer),
      "2 pending records of a.db written to b.ndjson\nfault: page 3\n2 pending records cannot "
      "be read, number 7, 9\nof 1 record nobody can tell whether it was pending\n");
  EXPECT_FALSE(IsWholeSalvage(answer));
  EXPECT_TRUE(IsWholeSalvage(R"({"records":2,"lost_bytes":[],"unreadable":0,"faults":[]})"));
}

}  // namespace
}  // namespace inflow::command
