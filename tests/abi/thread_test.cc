// SPDX-License-Identifier: Apache-2.0
//
// Two threads on one handle, and handles on threads of their own. Runs under the thread sanitizer
// too.
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "abi/destination.h"
#include "tests/abi/support/responder.h"
#include "tests/abi/support/serial_calls.h"
#include "tests/abi/support/session.h"

namespace inflow::test {
namespace {

class TwoThreads : public testing::Test {
 protected:
  void Configure(std::string_view more = "") {
    ASSERT_EQ(handle_.Configure(ConfigFor(service_.base_url(), more)).status, DESTINATION_OK);
  }
  Responder service_;
  Handle handle_;
  Records two_{{R"({"name":"a"})", R"({"name":"b"})"}};
};

TEST_F(TwoThreads, ASecondSerialCallIsBusyAtOnceAndTheFirstIsNotDisturbed) {
  Configure();
  service_.Hold();
  Settled written;
  std::thread writer([&] { written = handle_.Write(two_); });
  service_.WaitForArrivals(1);  // the writer waits for an answer
  for (const SerialCall& serial : kSerialCalls) {
    const Answer answer =
        Try([&](destination_error** err) { return serial.call(handle_.get(), err); });
    EXPECT_EQ(answer.status, DESTINATION_BUSY) << serial.name;
  }
  const destination_stats_data stats = handle_.Stats();
  EXPECT_EQ(stats.accepted, 2u);
  EXPECT_EQ(stats.pending, 2u);
  service_.Release();
  writer.join();
  EXPECT_EQ(written.outcomes(), std::vector<destination_outcome>(2, DESTINATION_DELIVERED));
  EXPECT_EQ(handle_.Flush().answer.status, DESTINATION_OK);  // no longer busy
}

TEST_F(TwoThreads, CancelEndsARunningWriteThatHasAccepted) {
  Configure();
  service_.Hold();
  Settled written;
  std::thread writer([&] { written = handle_.Write(two_); });
  service_.WaitForArrivals(1);
  destination_cancel(handle_.get());
  writer.join();
  EXPECT_EQ(written.answer.status, DESTINATION_OK);
  EXPECT_EQ(handle_.Stats().pending, 2u);
  service_.Release();
  EXPECT_EQ(handle_.Flush().outcomes(), std::vector<destination_outcome>(2, DESTINATION_DELIVERED));
}

TEST_F(TwoThreads, CancelEndsARunningFlushAndIsConsumedByIt) {
  Configure(R"("batching":{"enabled":true,"size":100})");
  ASSERT_EQ(handle_.Write(two_).answer.status, DESTINATION_OK);
  service_.Hold();
  Settled flushed;
  std::thread flusher([&] { flushed = handle_.Flush(); });
  service_.WaitForArrivals(1);
  destination_cancel(handle_.get());
  destination_cancel(handle_.get());
  flusher.join();
  EXPECT_EQ(flushed.answer.status, DESTINATION_CANCELLED);
  service_.Release();
  destination_cancel_clear(
      handle_.get());  // the second cancel may have come after the flush had ended
  EXPECT_EQ(handle_.Flush().outcomes(), std::vector<destination_outcome>(2, DESTINATION_DELIVERED));
}

TEST_F(TwoThreads, CancelEndsARunningCheck) {
  Configure();
  service_.Hold();
  Answer checked;
  std::thread checker([&] {
    destination_buffer* out = nullptr;
    checked = Try(
        [&](destination_error** err) { return destination_check(handle_.get(), -1, &out, err); });
    EXPECT_EQ(destination_buffer_data(out, nullptr)[0], '{');
    destination_buffer_free(out);
  });
  service_.WaitForArrivals(1);
  destination_cancel(handle_.get());
  checker.join();
  EXPECT_EQ(checked.status, DESTINATION_CANCELLED);
  service_.Release();
}

TEST_F(TwoThreads, StatsBesideAWriterAlwaysAddUp) {
  Configure();
  std::atomic<bool> done = false;
  std::thread reader([&] {
    uint64_t last = 0;
    while (!done) {
      const destination_stats_data stats = handle_.Stats();  // checks the sum
      EXPECT_GE(stats.accepted, last);
      last = stats.accepted;
    }
  });
  for (int i = 0; i < 20; ++i) EXPECT_EQ(handle_.Write(two_).items.size(), 2u);
  done = true;
  reader.join();
  EXPECT_EQ(handle_.Stats().delivered, 40u);
}

TEST_F(TwoThreads, OneHandleMayWanderFromThreadToThread) {
  Configure();
  for (int i = 0; i < 3; ++i) {
    std::thread([&] { EXPECT_EQ(handle_.Write(two_).items.size(), 2u); }).join();
  }
  EXPECT_EQ(handle_.Stats().delivered, 6u);
}

TEST(ManyThreads, EachWithItsOwnHandleFromOpenToClose) {
  constexpr size_t kThreads = 6;
  Responder service(kThreads);
  const std::string config = ConfigFor(service.base_url());
  std::vector<std::thread> threads;
  for (size_t i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 3; ++round) {
        Handle handle;
        EXPECT_EQ(handle.Configure(config).status, DESTINATION_OK);
        Records records({R"({"name":"a"})", "[]"});
        EXPECT_EQ(handle.Write(records).items.size(), 2u);
        EXPECT_EQ(handle.Flush().answer.status, DESTINATION_OK);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(service.arrivals().size(), kThreads * 3);
}

TEST(ManyThreads, DescribeTheSame) {
  std::vector<std::string> texts(4);
  std::vector<std::thread> threads;
  for (std::string& text : texts) {
    threads.emplace_back([&text] {
      destination_buffer* buffer = nullptr;
      EXPECT_EQ(destination_describe(&buffer, nullptr), DESTINATION_OK);
      text = destination_buffer_data(buffer, nullptr);
      destination_buffer_free(buffer);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_FALSE(texts[0].empty());
  for (const std::string& text : texts) EXPECT_EQ(text, texts[0]);
}

}  // namespace
}  // namespace inflow::test
