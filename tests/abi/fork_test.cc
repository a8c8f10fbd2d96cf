// SPDX-License-Identifier: Apache-2.0
//
// After fork the child has a handle that refuses everything and can be closed; the parent's handle
// and connection do not notice.
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "abi/destination.h"
#include "tests/abi/support/in_child.h"
#include "tests/abi/support/responder.h"
#include "tests/abi/support/serial_calls.h"
#include "tests/abi/support/session.h"

namespace inflow::test {
namespace {

// RefusesEverything returns 0, or which serial call (from 1) did not answer INVALID_STATE with an
// error.
int RefusesEverything(destination* handle) {
  int number = 1;
  for (const SerialCall& serial : kSerialCalls) {
    destination_error* error = nullptr;
    if (serial.call(handle, &error) != DESTINATION_INVALID_STATE || !error) return number;
    destination_error_free(error);
    ++number;
  }
  return 0;
}

constexpr int kNoNamespaces = 99;

int EndOf(pid_t child) {
  int status = 0;
  return waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// OpenAndFork opens a handle in the first process of a PID namespace, and tries it in a child that
// is the first of another one.
int OpenAndFork() {
  destination* handle = nullptr;
  if (destination_open(nullptr, &handle, nullptr) != DESTINATION_OK) return -1;
  if (unshare(CLONE_NEWPID) != 0) return kNoNamespaces;
  const pid_t child = fork();
  if (child == 0) _exit(getpid() == 1 ? RefusesEverything(handle) : -1);
  return EndOf(child);
}

TEST(ForkIntoANamespace, AChildOfTheSameNumberIsRefusedToo) {
  const int end = InChild([] {
    if (unshare(CLONE_NEWPID) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWPID) != 0)
      return kNoNamespaces;
    const pid_t first = fork();
    if (first == 0) _exit(getpid() == 1 ? OpenAndFork() : -1);
    return EndOf(first);
  });
  // Where namespaces are not allowed, no child has its parent's number.
  EXPECT_TRUE(end == 0 || end == kNoNamespaces) << end;
}

class Fork : public testing::Test {
 protected:
  Responder service_;
  Handle handle_;
  Records one_{{R"({"name":"a"})"}};
};

TEST_F(Fork, TheChildIsRefusedAndClosesWhileTheParentKeepsItsConnection) {
  ASSERT_EQ(handle_.Configure(ConfigFor(service_.base_url())).status, DESTINATION_OK);
  ASSERT_EQ(handle_.Write(one_).outcomes(),
            std::vector<destination_outcome>{DESTINATION_DELIVERED});
  EXPECT_EQ(InChild([&] {
              const int refused = RefusesEverything(handle_.get());
              destination_close(handle_.get());
              return refused;
            }),
            0);
  EXPECT_EQ(handle_.Write(one_).outcomes(),
            std::vector<destination_outcome>{DESTINATION_DELIVERED});
  const std::vector<Arrival> arrivals = service_.arrivals();
  ASSERT_EQ(arrivals.size(), 2u);
  EXPECT_EQ(arrivals[0].connection, arrivals[1].connection);
}

TEST_F(Fork, WithARequestOnTheWireTheParentStillGetsItsAnswer) {
  ASSERT_EQ(handle_.Configure(ConfigFor(service_.base_url())).status, DESTINATION_OK);
  service_.Hold();
  ASSERT_EQ(handle_.Write(one_, 0).answer.status, DESTINATION_OK);
  while (service_.arrivals().empty()) handle_.Poll(1);
  EXPECT_EQ(InChild([&] {
              const int refused = RefusesEverything(handle_.get());
              destination_close(handle_.get());
              return refused;
            }),
            0);
  service_.Release();
  EXPECT_EQ(handle_.Flush().outcomes(), std::vector<destination_outcome>{DESTINATION_DELIVERED});
  EXPECT_EQ(service_.arrivals().size(), 1u);
}

TEST_F(Fork, AnUnconfiguredHandleIsRefusedToo) {
  EXPECT_EQ(InChild([&] {
              const int refused = RefusesEverything(handle_.get());
              destination_close(handle_.get());
              return refused;
            }),
            0);
  EXPECT_EQ(handle_.Configure(ConfigFor(service_.base_url())).status, DESTINATION_OK);
}

TEST_F(Fork, ACancelInTheChildDoesNotReachTheParent) {
  ASSERT_EQ(handle_.Configure(ConfigFor(service_.base_url())).status, DESTINATION_OK);
  EXPECT_EQ(InChild([&] {
              destination_cancel(handle_.get());
              return 0;
            }),
            0);
  EXPECT_EQ(handle_.Write(one_).outcomes(),
            std::vector<destination_outcome>{DESTINATION_DELIVERED});
}

TEST_F(Fork, TheChildMayOpenItsOwn) {
  ASSERT_EQ(handle_.Configure(ConfigFor(service_.base_url())).status, DESTINATION_OK);
  EXPECT_EQ(InChild([&] {
              Handle own;
              if (own.Configure(ConfigFor(service_.base_url())).status != DESTINATION_OK) return 1;
              return own.Write(one_).outcomes() ==
                             std::vector<destination_outcome>{DESTINATION_DELIVERED}
                         ? 0
                         : 2;
            }),
            0);
  EXPECT_EQ(service_.arrivals().size(), 1u);
}

}  // namespace
}  // namespace inflow::test
