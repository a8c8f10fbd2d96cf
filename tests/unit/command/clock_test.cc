// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/terminal/clock.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <utility>
#include <vector>

namespace inflow::command {
namespace {

// FromAnother sends the signals from a process of their own, as a terminal or an operator does.
void FromAnother(std::initializer_list<int> signals) {
  const pid_t child = fork();
  if (child == 0) {
    for (const int signal : signals) kill(getppid(), signal);
    _exit(0);
  }
  waitpid(child, nullptr, 0);
}

// The tests may themselves run in the background of a shell, which has them ignore the first.
class SystemClockTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGXFSZ})
      before_.emplace_back(signal, ::signal(signal, SIG_DFL));
  }
  void TearDown() override {
    for (const auto& [signal, handler] : before_) ::signal(signal, handler);
  }

 private:
  std::vector<std::pair<int, void (*)(int)>> before_;
};

TEST_F(SystemClockTest, EverySignalThatAsksForTheEndIsSeen) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGXFSZ}) {
    SystemClock clock;
    EXPECT_EQ(clock.Interruptions(), 0);
    FromAnother({signal});
    EXPECT_EQ(clock.Interruptions(), 1) << signal;
    EXPECT_EQ(clock.Interruptions(), 1) << signal;
  }
}

TEST_F(SystemClockTest, TwoAreTwo) {
  SystemClock clock;
  FromAnother({SIGINT});
  EXPECT_EQ(clock.Interruptions(), 1);
  FromAnother({SIGTERM});
  EXPECT_EQ(clock.Interruptions(), kStopsAtOnce);
}

// A closing terminal sends it to the shell and to the program, and the shell passes its own on.
TEST_F(SystemClockTest, AHangUpIsNeverTheSecond) {
  SystemClock clock;
  for (int i = 0; i < 3; ++i) {
    FromAnother({SIGHUP});
    EXPECT_EQ(clock.Interruptions(), 1);
  }
  FromAnother({SIGINT});
  EXPECT_EQ(clock.Interruptions(), kStopsAtOnce);
}

TEST_F(SystemClockTest, WhatTheParentIgnoresStaysIgnored) {
  for (const int signal : {SIGHUP, SIGINT}) {
    ::signal(signal, SIG_IGN);
    SystemClock clock;
    FromAnother({signal});
    EXPECT_EQ(clock.Interruptions(), 0) << signal;
  }
}

TEST_F(SystemClockTest, AWriteOfItsOwnThatIsTooLargeIsNoSignalToStop) {
  SystemClock clock;
  kill(getpid(), SIGXFSZ);
  EXPECT_EQ(clock.Interruptions(), 0);
}

}  // namespace
}  // namespace inflow::command
