// SPDX-License-Identifier: Apache-2.0
//
// File: in_child.h
//
// Work in the child of a fork, beside threads of the test.
#ifndef TESTS_ABI_SUPPORT_IN_CHILD_H_
#define TESTS_ABI_SUPPORT_IN_CHILD_H_

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

namespace inflow::test {

// WaitUntilOthersSleep returns when every other thread of this process waits in the kernel. A
// thread that ran while this one forks could hold the allocator's lock, and in the child nobody
// would ever release it.
inline void WaitUntilOthersSleep() {
  const std::string self = std::to_string(gettid());
  for (bool asleep = false; !asleep; std::this_thread::yield()) {
    asleep = true;
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
      if (task.path().filename() == self) continue;
      std::string stat;
      std::getline(std::ifstream(task.path() / "stat"), stat);
      const size_t name_end = stat.rfind(')');  // "7 (name) S …"
      asleep = asleep && name_end != std::string::npos && stat.compare(name_end, 3, ") S") == 0;
    }
  }
}

// InChild runs `work` in a child and returns what it returned. The child does nothing else, since
// only this thread lives there.
template <typename Work>
int InChild(Work work) {
  WaitUntilOthersSleep();
  const pid_t child = fork();
  if (child == 0) _exit(work());
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status)) << "ended by signal " << WTERMSIG(status);
  return WEXITSTATUS(status);
}

}  // namespace inflow::test

#endif  // TESTS_ABI_SUPPORT_IN_CHILD_H_
