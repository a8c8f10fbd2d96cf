// SPDX-License-Identifier: Apache-2.0
//
// A journal is told of everything before it happens, and of every outcome.
#include "plugin/journal/journal.h"

#include <new>

#include "tests/unit/delivery/engine_fixture.h"

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Notebook final : public Journal {
 public:
  void Append(const RecordSource& records) override {
    if (full) throw std::bad_alloc();
    lines.push_back("append " + std::to_string(records.count()));
  }
  void Sending(const ItemList& items) override {
    if (full) throw std::bad_alloc();
    lines.push_back("sending " + std::to_string(items.size()));
  }
  void Settled(const Item& item, int outcome) noexcept override {
    const bool is_document = item.document != nullptr;
    lines.push_back("settled " + (is_document ? "document" : std::to_string(item.id)) + " as " +
                    std::to_string(outcome));
  }

  bool full = false;
  std::vector<std::string> lines;
};

class JournalTest : public EngineTest {
 protected:
  JournalTest() { engine_.SetJournal(&notebook_); }
  std::vector<std::string> Lines() { return std::exchange(notebook_.lines, {}); }

  Notebook notebook_;
};

TEST_F(JournalTest, IsToldBeforeThingsHappen) {
  Configure(kPost);
  Accept({kA, kB});
  EXPECT_THAT(Lines(), ElementsAre("append 2"));
  Send(0);
  EXPECT_THAT(Lines(), ElementsAre("sending 1"));
  Answer(kA, 201, 1);
  EXPECT_THAT(Lines(), ElementsAre("settled 0 as 1"));
  engine_.Discard();
  EXPECT_THAT(Lines(), ElementsAre("settled 1 as 7"));
}

TEST_F(JournalTest, WhatItCannotWriteDownDoesNotHappen) {
  Configure(kPost);
  notebook_.full = true;
  EXPECT_THROW(Accept({kA}), std::bad_alloc);
  EXPECT_EQ(engine_.counters().accepted, 0u);
  notebook_.full = false;
  Accept({kA});
  notebook_.full = true;
  EXPECT_THROW(Send(0), std::bad_alloc);
  EXPECT_EQ(engine_.in_flight(), 0u);
  notebook_.full = false;
  EXPECT_THAT(Send(1), ElementsAre(kA));
}

TEST_F(JournalTest, IsToldOfDocumentsThatNeverBecameRequests) {
  Configure(
      R"("endpoint":"create_sales_order","batching":{"enabled":true,"algorithm":"fold","by":"order","line_attributes":["sku"]},"map":{"order":"{order}","sku":"{sku}"})");
  Accept({R"({"order":"1","sku":"a"})"});
  Accept({R"({"order":"1"})"});
  EXPECT_THAT(Lines(), ElementsAre("append 1", "append 1", "settled document as 4"));
  Accept({R"({"order":"2","sku":"b"})"});
  engine_.Discard();
  EXPECT_THAT(Lines(), ElementsAre("append 1", "settled document as 7"));
  EXPECT_THAT(Send(0), IsEmpty());
}

}  // namespace
}  // namespace inflow
