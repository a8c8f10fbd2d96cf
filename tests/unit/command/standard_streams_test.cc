// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/terminal/standard_streams.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <ostream>
#include <string>

namespace inflow::command {
namespace {

TEST(OutputBuffer, WritesEverythingInOrder) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  {
    OutputBuffer buffer(ends[1]);
    std::ostream out(&buffer);
    out << "a" << std::string(20'000, 'b') << std::flush << "c";
    EXPECT_EQ(buffer.error(), 0);
  }
  close(ends[1]);
  std::string read_back(30'000, '\0');
  size_t size = 0;
  for (ssize_t count = 1; count > 0; size += static_cast<size_t>(count)) {
    count = read(ends[0], read_back.data() + size, read_back.size() - size);
    ASSERT_GE(count, 0);
  }
  close(ends[0]);
  EXPECT_EQ(read_back.substr(0, size), "a" + std::string(20'000, 'b') + "c");
}

TEST(OutputBuffer, RemembersWhyItCouldNotWrite) {
  const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  OutputBuffer buffer(full);
  std::ostream out(&buffer);
  out << "a";
  EXPECT_TRUE(out.good());
  out << std::flush;
  EXPECT_FALSE(out.good());
  EXPECT_EQ(buffer.error(), ENOSPC);
  close(full);
}

// Closing descriptors is a child's business: the test's own output needs them.
void ExitWithWhatIsHeld() {
  for (int fd = 0; fd <= 2; ++fd) close(fd);
  HoldStandardStreams();
  char byte = 0;
  const bool input = read(STDIN_FILENO, &byte, 1) < 0 && errno == EBADF;
  const bool output = write(STDOUT_FILENO, &byte, 1) < 0 && errno == EBADF;
  const bool error = write(STDERR_FILENO, &byte, 1) == 1;
  const bool next = open("/dev/null", O_RDONLY) == 3 || fcntl(3, F_GETFD) >= 0;
  _exit(input && output && error && next ? 0 : 1);
}

TEST(HoldStandardStreams, PutsSomethingOnTheClosedOnes) {
  EXPECT_EXIT(ExitWithWhatIsHeld(), ::testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace inflow::command
