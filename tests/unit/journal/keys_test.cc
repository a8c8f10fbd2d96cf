// SPDX-License-Identifier: Apache-2.0
//
// What is known of a key: the digest of what was delivered last, and whether something newer left.
#include "tests/unit/journal/journal_fixture.h"

namespace inflow {
namespace {

using ::testing::IsEmpty;

const std::string kKey("products\0K-1", 12);

class KeysTest : public JournalTest {
 protected:
  JournalOptions Digests() const {
    JournalOptions options = Options();
    options.keep_digests = true;
    return options;
  }
  static uint64_t Newest(SqliteJournal* journal, std::string_view key = kKey) {
    return Gives(journal->Last(key)).newest;
  }
  static void DeliverOne(SqliteJournal* journal, std::string_view digest) {
    const uint64_t number = Append(journal, {"a"});
    ASSERT_EQ(Send(journal, number, kKey, digest), absl::OkStatus());
    ASSERT_TRUE(Settle(journal, number).ok());
  }
  static std::string Digest(SqliteJournal* journal, std::string_view key = kKey) {
    return Gives(journal->Last(key)).digest.value_or("none");
  }
};

TEST_F(KeysTest, ADigestIsThereOnceWhatWasSentIsDelivered) {
  const Handle journal = Begun(Digests());
  Append(journal.get(), {"a", "b"});
  EXPECT_EQ(Digest(journal.get()), "none");
  ASSERT_EQ(Send(journal.get(), 1, kKey, "one"), absl::OkStatus());
  EXPECT_EQ(Digest(journal.get()), "none");
  ASSERT_TRUE(Settle(journal.get(), 1, kDeliveredRecord).ok());
  EXPECT_EQ(Digest(journal.get()), "one");
  EXPECT_EQ(Digest(journal.get(), "products"), "none");
  ASSERT_EQ(Send(journal.get(), 2, kKey, "two"), absl::OkStatus());
  EXPECT_EQ(Digest(journal.get()), "none");
  ASSERT_TRUE(Settle(journal.get(), 2, kRejectedRecord).ok());
  EXPECT_EQ(Digest(journal.get()), "none");
}

TEST_F(KeysTest, ADigestOutlivesItsSessionAndIsItsScopesAlone) {
  DeliverOne(Begun(Digests()).get(), "one");
  const Handle journal = Begun(Digests());
  EXPECT_EQ(Digest(journal.get()), "one");
  EXPECT_EQ(Digest(Begun(Digests(), {"other", "name", ""}).get()), "none");
  ASSERT_EQ(journal->ForgetLast(kKey), absl::OkStatus());
  EXPECT_EQ(Digest(journal.get()), "none");
}

TEST_F(KeysTest, ASessionThatDoesNotAskForThemKeepsThemTrueAllTheSame) {
  DeliverOne(Begun(Digests()).get(), "one");
  const Handle plain = Begun();
  EXPECT_TRUE(plain->keeps_digests());
  const uint64_t number = Append(plain.get(), {"b"});
  ASSERT_EQ(Send(plain.get(), number, kKey, "two"), absl::OkStatus());
  EXPECT_EQ(Digest(plain.get()), "none");
  ASSERT_TRUE(Settle(plain.get(), number).ok());
  EXPECT_EQ(Digest(Begun(Digests()).get()), "two");
}

TEST_F(KeysTest, ASessionThatWasBegunBeforeTheyWereKeptForgetsThem) {
  const Handle plain = Begun();
  const uint64_t number = Append(plain.get(), {"a"});
  EXPECT_FALSE(plain->keeps_digests());
  const Handle journal = Begun(Digests());
  DeliverOne(journal.get(), "one");
  ASSERT_EQ(Send(plain.get(), number, "another"), absl::OkStatus());
  EXPECT_TRUE(plain->keeps_digests());
  const uint64_t next = Append(plain.get(), {"c"});
  ASSERT_EQ(Send(plain.get(), next, kKey, "three"), absl::OkStatus());
  EXPECT_EQ(Digest(journal.get()), "none");
}

TEST_F(KeysTest, AScopeCanBeLookedAtBeforeASession) {
  DeliverOne(Begun(Digests()).get(), "one");
  const Handle journal = Open(Digests());
  EXPECT_EQ(Digest(journal.get()), "none");
  ASSERT_EQ(journal->Look({"company", "name", "settings"}), absl::OkStatus());
  EXPECT_EQ(Digest(journal.get()), "one");
  ASSERT_EQ(journal->Look({"company", "nobody's", ""}), absl::OkStatus());
  EXPECT_EQ(Digest(journal.get()), "none");
}

TEST_F(KeysTest, WhatANewerRecordOvertookIsNotMarked) {
  const Handle journal = Begun(Digests());
  Append(journal.get(), {"a", "b", "c"});
  ASSERT_EQ(Send(journal.get(), 2, kKey), absl::OkStatus());
  std::vector<uint64_t> overtaken = {77};
  const std::vector<SendingMark> marks = {{1, 1, 0, kNoon, "", kKey},
                                          {3, 1, 0, kNoon, "", "other"}};
  ASSERT_EQ(journal->Sending(marks, true, &overtaken), absl::OkStatus());
  EXPECT_THAT(overtaken, ::testing::ElementsAre(1));
  EXPECT_EQ(Newest(journal.get(), "other"), 0u);
  ASSERT_EQ(journal->Sending({&marks[1], 1}, true, &overtaken), absl::OkStatus());
  EXPECT_THAT(overtaken, IsEmpty());
  EXPECT_EQ(Newest(journal.get(), "other"), 3u);
}

TEST_F(KeysTest, NoneIsKeptWhereNobodyAsksForThem) {
  const Handle journal = Begun();
  Append(journal.get(), {"a"}, {}, 0, {kKey});
  ASSERT_EQ(Send(journal.get(), 1, kKey, "one"), absl::OkStatus());
  ASSERT_TRUE(Settle(journal.get(), 1, kDeliveredRecord).ok());
  EXPECT_EQ(Digest(journal.get()), "none");
  EXPECT_EQ(Digest(Begun(Digests()).get()), "none");
}

TEST_F(KeysTest, AnotherSessionsRecordOfTheKeyIsSeen) {
  const Handle other = Begun(Digests());
  Append(other.get(), {"a", "b"}, {}, 0, {kKey, "another key"});
  const Handle journal = Begun(Digests());
  Append(journal.get(), {"c"}, {}, 0, {"a third"});
  EXPECT_TRUE(Gives(journal->Last(kKey)).other_pending);
  EXPECT_TRUE(Gives(journal->Last("another key")).other_pending);
  EXPECT_FALSE(Gives(journal->Last("a third")).other_pending);
  EXPECT_FALSE(Gives(other->Last(kKey)).other_pending);
  EXPECT_FALSE(Gives(Begun(Digests(), {"other", "name", ""})->Last(kKey)).other_pending);
  ASSERT_TRUE(Settle(other.get(), 1).ok());
  EXPECT_FALSE(Gives(journal->Last(kKey)).other_pending);
}

TEST_F(KeysTest, AnOlderRecordKnowsThatANewerOneOfItsKeyLeft) {
  const Handle older = Begun();
  Append(older.get(), {"a", "b"});
  const Handle newer = Begun();
  Append(newer.get(), {"c", "d"});
  EXPECT_EQ(Newest(older.get()), 0u);
  ASSERT_EQ(Send(newer.get(), 3, kKey), absl::OkStatus());
  EXPECT_EQ(Newest(older.get()), 3u);
  EXPECT_EQ(Newest(older.get(), "another key"), 0u);
  // The older one, where it was sent all the same, is no newer one.
  ASSERT_EQ(Send(older.get(), 2, kKey), absl::OkStatus());
  EXPECT_EQ(Newest(older.get()), 3u);
  EXPECT_EQ(Newest(Begun(Options(), {"other", "name", ""}).get()), 0u);
}

TEST_F(KeysTest, AnOlderRecordsDigestDoesNotTakeTheNewersPlace) {
  const Handle older = Begun(Digests());
  Append(older.get(), {"a"});
  const Handle newer = Begun(Digests());
  Append(newer.get(), {"b"});
  ASSERT_EQ(Send(older.get(), 1, kKey, "old"), absl::OkStatus());
  ASSERT_EQ(Send(newer.get(), 2, kKey, "new"), absl::OkStatus());
  ASSERT_TRUE(Settle(newer.get(), 2, kDeliveredRecord).ok());
  ASSERT_TRUE(Settle(older.get(), 1, kDeliveredRecord).ok());
  EXPECT_EQ(Digest(newer.get()), "new");
}

}  // namespace
}  // namespace inflow
