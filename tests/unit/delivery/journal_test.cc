// SPDX-License-Identifier: Apache-2.0
//
// A journal is told of everything before it happens, and what it cannot be told does not happen.
#include "plugin/journal/journal.h"

#include <new>

#include "plugin/request/document.h"
#include "tests/unit/delivery/engine_fixture.h"

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Notebook writes lines, and numbers records from 1.
class Notebook final : public Journal {
 public:
  bool keeps() const override { return true; }
  absl::StatusOr<std::vector<AppendedRecord>> Known(const HostRecords&) override { return known; }
  absl::StatusOr<Appended> Append(const HostRecords& batch, WallMillis) override {
    if (!fault.ok()) return fault;
    std::string line = "append";
    for (size_t i = 0; i < batch.records->count(); ++i) absl::StrAppend(&line, " ", next + i);
    lines.push_back(line);
    Appended appended{.first = next, .records = known};
    next += batch.records->count();
    return appended;
  }
  absl::Status Sending(const ItemList& items, TimePoint, std::span<const Settlement> settled,
                       std::vector<const Item*>* newer) override {
    if (!fault.ok()) return fault;
    if (!settled.empty()) {
      EXPECT_TRUE(Settled(settled, /*wait=*/false).ok());
    }
    std::string line = "sending";
    for (const Item& item : items) {
      ForEachRecord(item, [&](const Item& one) { absl::StrAppend(&line, " ", one.number); });
      if (item.number == overtaken) newer->push_back(&item);
    }
    if (newer->empty()) lines.push_back(line);
    return absl::OkStatus();
  }
  absl::StatusOr<bool> Unchanged(const Item& item) override {
    lines.push_back("asked of " + std::string(item.key()));
    if (!fault.ok()) return fault;
    return unchanged == item.payload();
  }
  absl::Status NotApplied(std::span<const uint64_t> numbers) override {
    if (!fault.ok()) return fault;
    for (const uint64_t number : numbers) lines.push_back(absl::StrCat("not applied ", number));
    return absl::OkStatus();
  }
  absl::Status Settled(std::span<const Settlement> settlements, bool wait) override {
    if (!fault.ok()) return fault;
    waited = wait;
    for (const Settlement& one : settlements)
      lines.push_back(absl::StrCat("settled ", one.number, " as ", one.outcome));
    return absl::OkStatus();
  }

  absl::Status fault;
  uint64_t next = 1;
  uint64_t overtaken = 0;
  std::string unchanged;  // what was delivered last, of any key
  bool waited = false;
  std::vector<AppendedRecord> known;
  std::vector<std::string> lines;
};

class JournalTest : public EngineTest {
 protected:
  JournalTest() { engine_.SetJournal(&notebook_); }
  std::vector<std::string> Lines() { return std::exchange(notebook_.lines, {}); }
  absl::Status WriteDown(int64_t now = 0) { return engine_.WriteDown(At(now)); }
  // Resumed is a pending record of an earlier session.
  static AppendedRecord Resumed(uint64_t number, bool maybe_applied) {
    AppendedRecord known;
    known.number = number;
    known.repeated = true;
    known.attempts = 2;
    known.failures = 1;
    known.first_attempt = 0;
    known.maybe_applied = maybe_applied;
    return known;
  }

  Notebook notebook_;
};

TEST_F(JournalTest, IsToldBeforeThingsHappen) {
  Configure(kPost);
  Accept({kA, kB});
  EXPECT_THAT(Lines(), ElementsAre("append 1 2"));
  Send(0);
  EXPECT_THAT(Lines(), ElementsAre("sending 1"));
  Answer(kA, 201, 1);
  EXPECT_THAT(Settled(), IsEmpty());  // nobody is told of what is not written down
  EXPECT_TRUE(WriteDown().ok());
  EXPECT_THAT(Lines(), ElementsAre("settled 1 as 1"));
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED 201 1"));
  engine_.Discard();
  EXPECT_TRUE(WriteDown().ok());
  EXPECT_THAT(Lines(), ElementsAre("settled 2 as 7"));
}

TEST_F(JournalTest, WhatItCannotWriteDownDoesNotHappen) {
  Configure(kPost);
  notebook_.fault = absl::ResourceExhaustedError("the disk is full");
  EXPECT_FALSE(engine_.Accept(testing::Records({kA}).Batch(*route_, next_id_), At(0), 0).ok());
  EXPECT_EQ(engine_.counters().accepted, 0u);
  notebook_.fault = absl::OkStatus();
  Accept({kA});
  notebook_.fault = absl::ResourceExhaustedError("the disk is full");
  EXPECT_THAT(Send(0), IsEmpty());
  EXPECT_EQ(last_.kind, Action::kStopped);
  EXPECT_EQ(engine_.stop(At(0)).reason, StopReason::kJournal);
  EXPECT_EQ(engine_.stop(At(0)).message, "the disk is full");
  notebook_.fault = absl::OkStatus();
  engine_.EndJournalStop();
  EXPECT_THAT(Send(1), ElementsAre(kA));
  Answer(kA, 201, 2);
  notebook_.fault = absl::InternalError("the disk fails");
  EXPECT_FALSE(WriteDown().ok());
  EXPECT_THAT(Settled(), IsEmpty());
  EXPECT_EQ(engine_.counters().pending, 0u);
  notebook_.fault = absl::OkStatus();
  EXPECT_TRUE(WriteDown().ok());
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED 201 1"));
}

TEST_F(JournalTest, WaitsWhileAnotherProcessWrites) {
  Configure(kPost);
  Accept({kA});
  notebook_.fault = absl::UnavailableError("process 7 writes");
  EXPECT_THAT(Send(0), IsEmpty());
  EXPECT_EQ(last_.kind, Action::kWait);
  EXPECT_EQ(last_.until, At(5));
  EXPECT_THAT(Send(9'999), IsEmpty());
  EXPECT_EQ(engine_.stop(At(9'999)).reason, StopReason::kNone);
  EXPECT_THAT(Send(10'000), IsEmpty());
  EXPECT_EQ(engine_.stop(At(10'000)).reason, StopReason::kJournal);
  notebook_.fault = absl::OkStatus();
  engine_.EndJournalStop();
  EXPECT_THAT(Send(10'001), ElementsAre(kA));
}

TEST_F(JournalTest, IsToldWhereAnAnswerSaysThatNothingWasDone) {
  Configure(kPost);
  Accept({kA});
  Send(0);
  Answer(kA, 429, 1);
  Lines();
  EXPECT_TRUE(WriteDown().ok());
  EXPECT_THAT(Lines(), ElementsAre("not applied 1"));
  EXPECT_THAT(Send(600'000), ElementsAre(kA));
  Lines();
  Fail(kA, Failure::kUnreachable, 600'001);
  EXPECT_TRUE(WriteDown().ok());
  EXPECT_THAT(Lines(), ElementsAre("not applied 1"));
}

TEST_F(JournalTest, IsToldBetweenTimesOfWhatMayNotBeRepeated) {
  Configure(kPost);
  Accept({kA});
  Send(0);
  Answer(kA, 201, 1);
  Lines();
  engine_.OnIdle(At(1));
  EXPECT_THAT(Lines(), ElementsAre("settled 1 as 1"));
  EXPECT_FALSE(notebook_.waited);
  EXPECT_THAT(Settled(), IsEmpty());  // a loss of power might still take it
  EXPECT_TRUE(WriteDown().ok());
  EXPECT_THAT(Lines(), IsEmpty());
  EXPECT_TRUE(notebook_.waited);
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED 201 1"));
}

TEST_F(JournalTest, IsToldNowAndThenOfWhatMayBeRepeated) {
  Configure(kPatch);
  Accept({kA, kB});
  Send(0);
  Answer(kA, 200, 1);
  Send(1);
  Lines();
  engine_.OnIdle(At(1));
  engine_.OnIdle(At(10));
  EXPECT_THAT(Lines(), IsEmpty());
  engine_.OnIdle(At(11));
  EXPECT_THAT(Lines(), ElementsAre("settled 1 as 1"));
  Answer(kB, 200, 12);
  engine_.OnIdle(At(12));  // nothing else is on its way
  EXPECT_THAT(Lines(), ElementsAre("settled 2 as 1"));
}

TEST_F(JournalTest, IsToldOfDocumentsThatNeverBecameRequests) {
  Configure(
      R"("endpoint":"create_sales_order","batching":{"enabled":true,"algorithm":"fold","by":"order","line_attributes":["sku"]},"map":{"order":"{order}","sku":"{sku}"})");
  Accept({R"({"order":"1","sku":"a"})"});
  Accept({R"({"order":"1"})"});
  EXPECT_TRUE(WriteDown().ok());
  EXPECT_THAT(Lines(), ElementsAre("append 1", "append 2", "settled 1 as 4", "settled 2 as 4"));
  Accept({R"({"order":"2","sku":"b"})"});
  engine_.Discard();
  EXPECT_TRUE(WriteDown().ok());
  EXPECT_THAT(Lines(), ElementsAre("append 3", "settled 3 as 7"));
  EXPECT_THAT(Send(0), IsEmpty());
}

TEST_F(JournalTest, WhatANewerRecordOvertookIsNotSent) {
  Configure(kPost);
  Accept({kA, kB});
  notebook_.overtaken = 1;
  EXPECT_THAT(Send(0), ElementsAre(kB));
  EXPECT_TRUE(WriteDown().ok());
  EXPECT_THAT(Lines(), ElementsAre("append 1 2", "settled 1 as 5", "sending 2"));
  EXPECT_THAT(Settled(), ElementsAre("0 FAILED 0 0"));
  EXPECT_THAT(message_, HasSubstr("newer"));
}

TEST_F(JournalTest, WhatSettledBeforeIsListedAgainAndNotSent) {
  Configure(kPost);
  AppendedRecord delivered;
  delivered.number = 1;
  delivered.repeated = true;
  delivered.outcome = kDeliveredRecord;
  delivered.http_status = 201;
  delivered.attempts = 1;
  notebook_.known = {delivered, Resumed(2, /*maybe_applied=*/false)};
  Accept({kA, kB});
  EXPECT_EQ(engine_.counters().pending, 1u);
  EXPECT_TRUE(WriteDown().ok());
  EXPECT_EQ(engine_.settled().front().flags, static_cast<uint32_t>(kRepeated));
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED 201 1"));
  EXPECT_THAT(Send(0), ElementsAre(kB));
  Answer(kB, 201, 1);
  EXPECT_TRUE(WriteDown().ok());
  EXPECT_THAT(Lines(), ElementsAre("append 1 2", "sending 2", "settled 2 as 1"));
  EXPECT_THAT(Settled(), ElementsAre("1 DELIVERED 201 3"));
}

TEST_F(JournalTest, WhatAnEarlierSessionMayHaveSentIsNotSentAgainJustSo) {
  options_.retry.on_unknown_outcome = OnUnknownOutcome::kHold;
  engine_.Configure(options_);
  Configure(kPost);
  notebook_.known = {Resumed(1, /*maybe_applied=*/true)};
  Accept({kA});
  EXPECT_THAT(Send(0), IsEmpty());
  EXPECT_TRUE(WriteDown().ok());
  EXPECT_THAT(Settled(), ElementsAre("0 AMBIGUOUS 0 2"));
  EXPECT_THAT(message_, HasSubstr("earlier session"));
}

TEST_F(JournalTest, WhatMayBeRepeatedIs) {
  Configure(R"("endpoint":"update_product","parameters":{"id":"{record.id}"})");
  notebook_.known = {Resumed(1, /*maybe_applied=*/true)};
  Accept({kA});
  EXPECT_THAT(Send(0), ElementsAre(kA));
}

TEST_F(JournalTest, WhatEarlierSessionsLeftIsInNoResult) {
  Configure(kPost);
  const testing::Records records({kA});
  IncomingBatch batch = records.Batch(*route_, 7);
  const std::vector<AppendedRecord> adopted = {Resumed(5, /*maybe_applied=*/false)};
  batch.adopted = &adopted;
  EXPECT_TRUE(engine_.Accept(batch, At(0), 0).ok());
  EXPECT_EQ(engine_.counters().accepted, 0u);
  EXPECT_EQ(engine_.counters().pending, 0u);
  EXPECT_EQ(engine_.counters().adopted_pending, 1u);
  Send(0);
  Answer(kA, 201, 1);
  EXPECT_TRUE(WriteDown().ok());
  EXPECT_THAT(Lines(), ElementsAre("sending 5", "settled 5 as 1"));
  EXPECT_THAT(Settled(), IsEmpty());
  EXPECT_EQ(engine_.counters().adopted_pending, 0u);
}

// --- unchanged

class SkippingTest : public JournalTest {
 protected:
  SkippingTest() {
    options_.skip_unchanged = true;
    engine_.Configure(options_);
    Configure(kPatch);
  }
};

TEST_F(SkippingTest, WhatWouldChangeNothingIsNotSent) {
  notebook_.unchanged = kA;
  Accept({kA, kB});
  EXPECT_THAT(Send(0), ElementsAre(kB));
  EXPECT_EQ(WriteDown(), absl::OkStatus());
  EXPECT_THAT(Settled(), ElementsAre("0 UNCHANGED 0 0"));
  EXPECT_THAT(message_, HasSubstr("what was delivered last for its key is the same"));
  EXPECT_THAT(Lines(),
              ElementsAre("append 1 2", "asked of a", "asked of b", "sending 2", "settled 1 as 2"));
}

TEST_F(SkippingTest, TheOneBehindIsAskedOfOnceTheJournalKnowsOfTheOneBefore) {
  Accept({kA, kA});
  EXPECT_THAT(Send(0), ElementsAre(kA));
  notebook_.unchanged = kA;
  Answer(kA, 200, 1);
  EXPECT_THAT(Send(1), IsEmpty());
  EXPECT_EQ(WriteDown(), absl::OkStatus());
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED 200 1", "1 UNCHANGED 0 0"));
  EXPECT_THAT(Lines(), ElementsAre("append 1 2", "asked of a", "sending 1", "settled 1 as 1",
                                   "asked of a", "settled 2 as 2"));
}

TEST_F(SkippingTest, OfAJournalThatCannotBeReadNothingIsUnchanged) {
  Accept({kA, kA});
  EXPECT_THAT(Send(0), ElementsAre(kA));
  notebook_.unchanged = kA;
  notebook_.fault = absl::InternalError("the disk is gone");
  Answer(kA, 200, 1);
  EXPECT_THAT(Send(1), IsEmpty());
  EXPECT_EQ(last_.kind, Action::kStopped);
  notebook_.fault = absl::OkStatus();
  engine_.EndJournalStop();
  EXPECT_THAT(Send(1), ElementsAre(kA)) << "what nobody could tell of is sent";
}

TEST_F(SkippingTest, WithoutTheSettingNothingIsAsked) {
  options_.skip_unchanged = false;
  engine_.Configure(options_);
  notebook_.unchanged = kA;
  Accept({kA});
  EXPECT_THAT(Send(0), ElementsAre(kA));
  EXPECT_THAT(Lines(), ElementsAre("append 1", "sending 1"));
}

TEST_F(SkippingTest, ARecordWithoutAKeyIsSent) {
  Configure(kPost);
  notebook_.unchanged = kA;
  Accept({kA});
  EXPECT_THAT(Send(0), ElementsAre(kA));
}

}  // namespace
}  // namespace inflow
