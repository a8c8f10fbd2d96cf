// SPDX-License-Identifier: Apache-2.0
#include "plugin/transport/internal/sigpipe_guard.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace inflow {
namespace {

sigset_t Mask() {
  sigset_t mask;
  pthread_sigmask(SIG_BLOCK, nullptr, &mask);
  return mask;
}

bool IsPending() {
  sigset_t pending;
  sigpending(&pending);
  return sigismember(&pending, SIGPIPE) == 1;
}

// Writes where no one reads: SIGPIPE for this thread.
void WriteToNobody() {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  close(ends[0]);
  EXPECT_EQ(write(ends[1], "x", 1), -1);
  EXPECT_EQ(errno, EPIPE);
  close(ends[1]);
}

TEST(SigpipeGuardTest, SwallowsTheSignalAndGivesTheMaskBack) {
  const sigset_t before = Mask();
  ASSERT_EQ(sigismember(&before, SIGPIPE), 0);
  {
    const SigpipeGuard guard;
    WriteToNobody();
    EXPECT_TRUE(IsPending());
  }
  // Alive: the disposition is still to kill.
  EXPECT_FALSE(IsPending());
  const sigset_t after = Mask();
  EXPECT_EQ(sigismember(&after, SIGPIPE), 0);
}

TEST(SigpipeGuardTest, LeavesAHostsOwnPendingSignalAlone) {
  sigset_t sigpipe;
  sigemptyset(&sigpipe);
  sigaddset(&sigpipe, SIGPIPE);
  ASSERT_EQ(pthread_sigmask(SIG_BLOCK, &sigpipe, nullptr), 0);
  raise(SIGPIPE);
  { const SigpipeGuard guard; }
  EXPECT_TRUE(IsPending());
  const sigset_t after = Mask();
  EXPECT_EQ(sigismember(&after, SIGPIPE), 1);
  constexpr timespec kNow{};
  EXPECT_EQ(sigtimedwait(&sigpipe, nullptr, &kNow), SIGPIPE);
  pthread_sigmask(SIG_UNBLOCK, &sigpipe, nullptr);
}

}  // namespace
}  // namespace inflow
