// SPDX-License-Identifier: Apache-2.0
//
// The batch's layout: what is refused as a whole, and what becomes of single records.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "abi/destination.h"
#include "tests/abi/support/responder.h"
#include "tests/abi/support/session.h"

namespace inflow::test {
namespace {

constexpr uint64_t kHuge = std::numeric_limits<uint64_t>::max();

class Batch : public testing::Test {
 protected:
  Batch() { Configure(""); }

  void Configure(std::string_view more) {
    EXPECT_EQ(handle_.Configure(ConfigFor(service_.base_url(), more)).status, DESTINATION_OK);
  }

  // Write hands over data_ cut at `offsets`, after `change` has had its way with the batch.
  Settled Write(const std::vector<uint64_t>& offsets,
                const std::function<void(destination_batch*)>& change = nullptr) {
    destination_batch batch = DESTINATION_BATCH_INIT;
    batch.data = data_.data();
    batch.data_len = data_.size();
    batch.offsets = offsets.data();
    batch.count = offsets.size() - 1;
    if (change) change(&batch);
    return TryForResult([&](destination_result** result, destination_error** err) {
      return destination_write_batch(handle_.get(), &batch, -1, result, err);
    });
  }

  // ExpectRefused: the whole batch is refused as a mistake of the caller, in a sentence that has
  // `word`, and nothing came of it.
  void ExpectRefused(const Settled& settled, std::string_view word) {
    EXPECT_EQ(settled.answer.status, DESTINATION_INVALID_ARGUMENT);
    EXPECT_NE(settled.answer.message.find(word), std::string::npos) << settled.answer.message;
    EXPECT_FALSE(settled.has_result);
    EXPECT_EQ(handle_.Stats().accepted, 0u);
    EXPECT_TRUE(service_.arrivals().empty());
  }

  Responder service_;
  Handle handle_;
  const std::string data_ = R"({"name":"a"}{"name":"b"})";  // two records of 12 bytes
};

TEST_F(Batch, MissingIsRefused) {
  const Settled settled = TryForResult([&](destination_result** result, destination_error** err) {
    return destination_write_batch(handle_.get(), nullptr, -1, result, err);
  });
  ExpectRefused(settled, "batch");
}

TEST_F(Batch, UnknownFormatIsRefused) {
  for (uint32_t format : {0u, 2u, 0xffffffffu}) {
    ExpectRefused(Write({0, 12, 24}, [&](destination_batch* batch) { batch->format = format; }),
                  "format");
  }
}

TEST_F(Batch, UnknownFlagsAreRefused) {
  for (uint32_t flags : {2u, 3u, 0x80000000u}) {
    ExpectRefused(Write({0, 12, 24}, [&](destination_batch* batch) { batch->flags = flags; }),
                  "flags");
  }
  ExpectRefused(Write({0, 12, 24}, [](destination_batch* batch) { batch->reserved = 1; }),
                "reserved");
}

TEST_F(Batch, OffsetsThatDescendAreRefused) {
  ExpectRefused(Write({0, 12, 11}), "offset");
  ExpectRefused(Write({12, 0, 24}), "offset");
}

TEST_F(Batch, OffsetsBehindTheDataAreRefused) {
  ExpectRefused(Write({0, 12, 25}), "offset");
  ExpectRefused(Write({0, 12, kHuge}), "offset");
  ExpectRefused(Write({kHuge - 1, kHuge}), "offset");
}

TEST_F(Batch, MissingOffsetsAreRefused) {
  ExpectRefused(Write({0, 12}, [](destination_batch* batch) { batch->offsets = nullptr; }),
                "offset");
}

TEST_F(Batch, MissingDataIsRefused) {
  ExpectRefused(Write({0, 12}, [](destination_batch* batch) { batch->data = nullptr; }), "data");
}

TEST_F(Batch, CountsThatNoQueueHoldsAreRefusedBeforeAnOffsetIsRead) {
  for (uint64_t count :
       {kHuge, kHuge - 1, kHuge / 8, uint64_t{1} << 61, uint64_t{1} << 32, uint64_t{100'001}}) {
    ExpectRefused(Write({0, 12, 24}, [&](destination_batch* batch) { batch->count = count; }),
                  std::to_string(count));
  }
}

TEST_F(Batch, LargerThanTheWholeQueueIsRefused) {
  Configure(R"("queue":{"max_records":1})");
  ExpectRefused(Write({0, 12, 24}), "max_records");
  Configure(R"("queue":{"max_bytes":23})");
  ExpectRefused(Write({0, 12, 24}), "max_bytes");
}

TEST_F(Batch, UnknownRouteIsRefused) {
  ExpectRefused(Write({0, 12, 24},
                      [](destination_batch* batch) {
                        batch->route = "orders";
                        batch->route_len = 6;
                      }),
                "orders");
  ExpectRefused(Write({0, 12, 24}, [](destination_batch* batch) { batch->route_len = 6; }),
                "route");
}

TEST_F(Batch, TokenNeedsAJournal) {
  const Settled settled = Write({0, 12, 24}, [](destination_batch* batch) {
    batch->token = "t";
    batch->token_len = 1;
  });
  EXPECT_EQ(settled.answer.status, DESTINATION_UNSUPPORTED);
  EXPECT_NE(settled.answer.message.find("token"), std::string::npos) << settled.answer.message;
  EXPECT_EQ(handle_.Stats().accepted, 0u);
}

TEST_F(Batch, WithoutRecordsIsAcceptedAndSettlesNothing) {
  EXPECT_EQ(Write({0}).answer.status, DESTINATION_OK);
  EXPECT_EQ(Write({24}).answer.status, DESTINATION_OK);
  const Settled settled = Write({0}, [](destination_batch* batch) {
    batch->offsets = nullptr;
    batch->data = nullptr;
    batch->data_len = 0;
  });
  EXPECT_EQ(settled.answer.status, DESTINATION_OK);
  EXPECT_FALSE(settled.has_result);
  EXPECT_EQ(handle_.Stats().accepted, 0u);
}

TEST_F(Batch, FirstOffsetMayLieWithinTheData) {
  const Settled settled = Write({12, 24});
  EXPECT_EQ(settled.outcomes(), std::vector<destination_outcome>{DESTINATION_DELIVERED});
  ASSERT_EQ(service_.arrivals().size(), 1u);
  EXPECT_EQ(service_.arrivals()[0].body, R"({"name":"b"})");
}

TEST_F(Batch, IdsComeBackAsGiven) {
  const uint64_t ids[] = {kHuge, 7};
  const Settled settled = Write({0, 12, 24}, [&](destination_batch* batch) { batch->ids = ids; });
  EXPECT_EQ(settled.outcomes(), std::vector<destination_outcome>(2, DESTINATION_DELIVERED));
  std::vector<uint64_t> got = settled.ids();
  std::sort(got.begin(), got.end());
  EXPECT_EQ(got, (std::vector<uint64_t>{7, kHuge}));
}

TEST_F(Batch, WithoutIdsTheyArePositionsSinceTheFirstRecord) {
  std::vector<uint64_t> got;
  for (int i = 0; i < 2; ++i) {
    for (uint64_t id : Write({0, 12, 24}).ids()) got.push_back(id);
  }
  std::sort(got.begin(), got.end());
  EXPECT_EQ(got, (std::vector<uint64_t>{0, 1, 2, 3}));
}

TEST_F(Batch, RecordsThatCannotBeSentAreRejectedAndTheOthersGoOn) {
  const std::vector<std::string> records = {R"({"name":"good"})",
                                            "",
                                            "[]",
                                            "7",
                                            R"({"name":)",
                                            R"({"a":1}{"b":2})",
                                            R"({"a":1,"a":2})",
                                            "{\"a\":\"\xff\"}",
                                            R"(  {"name":"x"})"};
  Records batch(records);
  const Settled settled = handle_.Write(batch);
  EXPECT_EQ(settled.answer.status, DESTINATION_OK);
  ASSERT_EQ(settled.items.size(), records.size());
  for (const Item& item : settled.items) {
    const bool good = item.id == 0 || item.id == records.size() - 1;
    EXPECT_EQ(item.outcome, good ? DESTINATION_DELIVERED : DESTINATION_REJECTED)
        << item.id << " " << item.message;
    EXPECT_EQ(item.message.empty(), good) << item.id;
    EXPECT_EQ(item.http_status, good ? 200 : 0) << item.id;
    EXPECT_EQ(item.attempts, good ? 1u : 0u) << item.id;
  }
  const auto empty = std::find_if(settled.items.begin(), settled.items.end(),
                                  [](const Item& item) { return item.id == 1; });
  EXPECT_EQ(empty->message,
            "the host could not read this record, and handed over an empty one in its place");
  EXPECT_EQ(service_.arrivals().size(), 2u);
  EXPECT_EQ(settled.summary.delivered, 2u);
  EXPECT_EQ(settled.summary.rejected, 7u);
}

TEST_F(Batch, MayCloseItsGroups) {
  Configure(R"("batching":{"enabled":true,"size":100})");
  const Settled settled =
      Write({0, 12, 24}, [](destination_batch* batch) { batch->flags = DESTINATION_BATCH_CLOSE; });
  EXPECT_EQ(settled.outcomes(), std::vector<destination_outcome>(2, DESTINATION_DELIVERED));
  EXPECT_EQ(settled.items[0].document, 0u);
  ASSERT_EQ(service_.arrivals().size(), 1u);
}

// Folded lists "id outcome document flags" of each line.
std::vector<std::string> Folded(const Settled& settled) {
  std::vector<std::string> lines;
  for (const Item& item : settled.items) {
    lines.push_back(std::to_string(item.id) + " " + destination_outcome_name(item.outcome) + " " +
                    std::to_string(item.document) + " " + std::to_string(item.flags));
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

TEST_F(Batch, LinesTellOfTheirDocument) {
  Configure(
      R"("batching":{"enabled":true,"algorithm":"fold","by":"no","line_attributes":["name"]})");
  // The first document is whole; an empty record spoils the second and the third.
  Records records({R"({"no":1,"name":"a"})", R"({"no":1,"name":"b"})", R"({"no":2,"name":"c"})", "",
                   R"({"no":3,"name":"d"})", R"({"no":3,"name":[})"});
  records.batch()->flags = DESTINATION_BATCH_CLOSE;
  EXPECT_EQ(Folded(handle_.Write(records)),
            (std::vector<std::string>{"0 DELIVERED 1 0", "1 DELIVERED 1 0", "2 REJECTED 2 8",
                                      "3 REJECTED 0 0", "4 REJECTED 3 8", "5 REJECTED 0 0"}));
  Records late({R"({"no":1,"name":"e"})", R"({"no":2,"name":"f"})"});
  EXPECT_EQ(Folded(handle_.Write(late)),
            (std::vector<std::string>{"6 REJECTED 1 20", "7 REJECTED 2 4"}));
  EXPECT_EQ(handle_.Stats().warnings, 1u);
  ASSERT_EQ(service_.arrivals().size(), 1u);
  EXPECT_EQ(service_.arrivals()[0].body, R"({"no":1,"lines":[{"name":"a"},{"name":"b"}]})");
}

TEST_F(Batch, TheBytesMayGoAwayAfterTheCall) {
  Configure(R"("batching":{"enabled":true,"size":100})");
  {
    auto records =
        std::make_unique<Records>(std::vector<std::string>{R"({"name":"a"})", R"({"name":"b"})"});
    EXPECT_FALSE(handle_.Write(*records).has_result);  // an open group waits
  }
  EXPECT_EQ(handle_.Stats().pending, 2u);
  EXPECT_EQ(handle_.Flush().items.size(), 2u);
  ASSERT_EQ(service_.arrivals().size(), 1u);
  EXPECT_EQ(service_.arrivals()[0].body, R"([{"name":"a"},{"name":"b"}])");
}

}  // namespace
}  // namespace inflow::test
