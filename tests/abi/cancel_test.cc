// SPDX-License-Identifier: Apache-2.0
//
// destination_cancel without a running call. With one: thread_test.cc.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <vector>

#include "abi/destination.h"
#include "tests/abi/support/responder.h"
#include "tests/abi/support/session.h"

namespace inflow::test {
namespace {

class Cancel : public testing::Test {
 protected:
  Cancel() {
    EXPECT_EQ(
        handle_
            .Configure(ConfigFor(service_.base_url(), R"("batching":{"enabled":true,"size":100})"))
            .status,
        DESTINATION_OK);
  }
  Responder service_;
  Handle handle_;
  Records two_{{R"({"name":"a"})", R"({"name":"b"})"}};
};

TEST_F(Cancel, MakesTheNextWriteReturnBeforeItAcceptsAnything) {
  destination_cancel(handle_.get());
  EXPECT_EQ(handle_.Write(two_).answer.status, DESTINATION_CANCELLED);
  EXPECT_EQ(handle_.Stats().accepted, 0u);
  EXPECT_EQ(handle_.Write(two_).answer.status, DESTINATION_OK);
  EXPECT_EQ(handle_.Stats().accepted, 2u);
}

TEST_F(Cancel, MakesTheNextFlushReturnWithEverythingPending) {
  EXPECT_EQ(handle_.Write(two_).answer.status, DESTINATION_OK);
  destination_cancel(handle_.get());
  EXPECT_EQ(handle_.Flush().answer.status, DESTINATION_CANCELLED);
  EXPECT_EQ(handle_.Stats().pending, 2u);
  EXPECT_EQ(handle_.Flush().outcomes(), std::vector<destination_outcome>(2, DESTINATION_DELIVERED));
}

TEST_F(Cancel, MakesTheNextPollReturn) {
  destination_cancel(handle_.get());
  EXPECT_EQ(handle_.Poll().answer.status, DESTINATION_CANCELLED);
  EXPECT_EQ(handle_.Poll().answer.status, DESTINATION_OK);
}

// A handle without descriptors for its wake-up could not be cancelled.
TEST(CancelWithoutDescriptors, OpenRefusesWhatNobodyCouldEnd) {
  { const Handle first; }  // UBSan opens descriptors of its own to look at a type it has not seen
  rlimit limit{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
  std::vector<int> spare;
  for (int file = 0; (file = open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0;) {
    spare.push_back(file);
    const rlimit tight{static_cast<rlim_t>(file) + 1, limit.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &tight), 0);
  }
  destination* handle = nullptr;
  const Answer answer =
      Try([&](destination_error** err) { return destination_open(nullptr, &handle, err); });
  EXPECT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
  for (const int file : spare) close(file);
  EXPECT_EQ(answer.status, DESTINATION_RESOURCE_EXHAUSTED);
  EXPECT_EQ(handle, nullptr);
  EXPECT_NE(answer.message.find("no file descriptors are left"), std::string::npos);
  Handle next;
  EXPECT_NE(next.get(), nullptr);
}

TEST_F(Cancel, TwiceIsConsumedByOneCall) {
  destination_cancel(handle_.get());
  destination_cancel(handle_.get());
  EXPECT_EQ(handle_.Flush().answer.status, DESTINATION_CANCELLED);
  EXPECT_EQ(handle_.Flush().answer.status, DESTINATION_OK);
}

TEST_F(Cancel, ClearedIsForgotten) {
  destination_cancel(handle_.get());
  destination_cancel_clear(handle_.get());
  EXPECT_EQ(handle_.Write(two_).answer.status, DESTINATION_OK);
  destination_cancel_clear(handle_.get());  // without a cancellation: nothing
  EXPECT_EQ(handle_.Flush().answer.status, DESTINATION_OK);
}

TEST(CancelUnconfigured, IsHarmless) {
  Handle handle;
  destination_cancel(handle.get());
  destination_cancel_clear(handle.get());
  destination_cancel(handle.get());
}

}  // namespace
}  // namespace inflow::test
