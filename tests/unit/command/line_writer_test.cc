// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/rejects/line_writer.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <string>

#include "tests/support/temp_folder.h"
#include "tools/inflow/files/file_descriptor.h"

namespace inflow::command {
namespace {

using ::inflow::testing::TempFolder;

// SizeLimit is the largest size of a file while it lives, as a disk that is nearly full.
class SizeLimit {
 public:
  explicit SizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~SizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int);
};

SettledRecord RecordOf(uint64_t id) {
  SettledRecord record;
  record.id = id;
  record.file = "in";
  record.line = id + 1;
  return record;
}

std::string LongLine(size_t size) {
  std::string line(size, 'x');
  line.back() = '\n';
  return line;
}

FileDescriptor NewFile(const TempFolder& folder) {
  return FileDescriptor(open(folder.Path("f").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
}

TEST(LineWriter, WhatIsSyncedIsInTheFile) {
  const TempFolder folder;
  const FileDescriptor file = NewFile(folder);
  LineWriter writer(file.get(), true);
  writer.Write("one\n", RecordOf(1));
  writer.Write("two\n", RecordOf(2));
  EXPECT_EQ(folder.Read("f"), "");
  EXPECT_TRUE(writer.Sync());
  EXPECT_EQ(folder.Read("f"), "one\ntwo\n");
  EXPECT_EQ(writer.size(), 8u);
  EXPECT_EQ(writer.error(), 0);
}

TEST(LineWriter, ALargeBlockDoesNotWaitForASync) {
  const TempFolder folder;
  const FileDescriptor file = NewFile(folder);
  LineWriter writer(file.get(), true);
  writer.Write(LongLine(100'001), RecordOf(1));
  EXPECT_EQ(folder.Read("f").size(), 100'001u);
}

TEST(LineWriter, AFullDiskLeavesWholeLinesAndCountsTheOthers) {
  const TempFolder folder;
  const FileDescriptor file = NewFile(folder);
  LineWriter writer(file.get(), true);
  const SizeLimit limit(25);
  for (uint64_t id = 1; id <= 4; ++id) writer.Write("123456789\n", RecordOf(id));
  EXPECT_FALSE(writer.Sync());
  EXPECT_EQ(writer.error(), EFBIG);
  EXPECT_EQ(folder.Read("f"), "123456789\n123456789\n");
  EXPECT_EQ(writer.whole(), 20u);
  writer.Write("123456789\n", RecordOf(5));
  EXPECT_EQ(writer.missing().Describe(), "3 records: in lines 4-6");
  EXPECT_EQ(folder.Read("f"), "123456789\n123456789\n");
}

TEST(LineWriter, AFaultOfTheCallersEndsTheFileBehindWhatWasWritten) {
  const TempFolder folder;
  const FileDescriptor file = NewFile(folder);
  LineWriter writer(file.get(), true);
  writer.Write("one\n", RecordOf(1));
  writer.Fail(ENOSPC);
  writer.Write("two\n", RecordOf(2));
  EXPECT_EQ(writer.error(), ENOSPC);
  EXPECT_EQ(folder.Read("f"), "one\n");
  EXPECT_EQ(writer.missing().Describe(), "1 record: in line 3");
}

TEST(LineWriter, AReaderThatLeavesIsAFault) {
  std::signal(SIGPIPE, SIG_IGN);
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const FileDescriptor write_end(ends[1]);
  LineWriter writer(write_end.get(), false);
  writer.Write("one\n", RecordOf(1));
  EXPECT_TRUE(writer.Sync());
  close(ends[0]);
  writer.Write("two\n", RecordOf(2));
  EXPECT_FALSE(writer.Sync());
  EXPECT_EQ(writer.error(), EPIPE);
  EXPECT_EQ(writer.missing().Describe(), "1 record: in line 3");
}

TEST(LineWriter, AReaderThatDoesNotReadIsGivenUpWhereThatIsWished) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const FileDescriptor read_end(ends[0]);
  const FileDescriptor write_end(ends[1]);
  int asked = 0;
  LineWriter writer(write_end.get(), false, [&asked] { return ++asked == 2; });
  writer.Write(LongLine(1 << 20), RecordOf(1));
  EXPECT_EQ(asked, 2);
  EXPECT_EQ(writer.error(), ETIMEDOUT);
  EXPECT_EQ(writer.missing().count(), 1u);
}

}  // namespace
}  // namespace inflow::command
