// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/files/file_mark.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "tests/support/temp_folder.h"

namespace inflow::command {
namespace {

using ::inflow::testing::TempFolder;
using ::testing::HasSubstr;

class FileMarkTest : public ::testing::Test {
 protected:
  FileMarkTest() : path_(folder_.path().string() + "/p.csv") {
    Write("name\nTea\n");
    fd_ = open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    mark_ = *TakeMark(fd_);
    // The clock of the file system may tick more slowly than the test goes on.
    SetTime(path_, {1'000'000'000, 0});
    mark_.changed = {1'000'000'000, 0};
  }
  ~FileMarkTest() override { close(fd_); }

  // Write empties the file first, where it is the same one.
  void Write(const std::string& text) const { std::ofstream(path_, std::ios::trunc) << text; }
  void Add(const std::string& text) const { std::ofstream(path_, std::ios::app) << text; }
  static void SetTime(const std::string& path, timespec time) {
    const timespec times[2] = {time, time};
    ASSERT_EQ(utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
  }
  std::string Why() { return WhyChanged(fd_, path_, "p.csv", &mark_); }

  TempFolder folder_;
  std::string path_;
  int fd_ = -1;
  FileMark mark_;
};

TEST_F(FileMarkTest, AFileThatStaysIsTheSame) { EXPECT_EQ(Why(), ""); }

TEST_F(FileMarkTest, AFileMayGrow) {
  Add("Cups\n");
  EXPECT_EQ(Why(), "");
  EXPECT_EQ(mark_.size, 14);
  Add("Milk\n");
  EXPECT_EQ(Why(), "");
  EXPECT_EQ(mark_.size, 19);
}

TEST_F(FileMarkTest, AFileThatIsShorterIsTold) {
  ASSERT_EQ(truncate(path_.c_str(), 5), 0);
  EXPECT_EQ(
      Why(),
      "p.csv was shortened, from 9 to 5 bytes, while it was read. Let nothing else write to it, and look at what was delivered "
      "before it is loaded again");
}

TEST_F(FileMarkTest, AFileThatShrinksBelowWhatItGrewToIsTold) {
  Add("Cups\n");
  EXPECT_EQ(Why(), "");
  ASSERT_EQ(truncate(path_.c_str(), 9), 0);
  EXPECT_THAT(Why(), HasSubstr("p.csv was shortened, from 14 to 9 bytes"));
}

TEST_F(FileMarkTest, TheSameLengthWrittenAnewIsTold) {
  Write("name\nTee\n");
  EXPECT_THAT(Why(), HasSubstr("p.csv was written anew"));
}

TEST_F(FileMarkTest, AnotherBeginningOfALongerFileIsTold) {
  Write("sku\nTea\nCups\nMilk\n");
  EXPECT_THAT(Why(), HasSubstr("p.csv was written anew"));
}

TEST_F(FileMarkTest, AnotherEndOfWhatWasThereIsTold) {
  Write(absl::StrCat(std::string(10'000, 'a'), "\n"));
  mark_ = *TakeMark(fd_);
  Write(std::string(9'990, 'a') + std::string(100, 'b') + "\n");
  EXPECT_THAT(Why(), HasSubstr("p.csv was written anew"));
}

TEST_F(FileMarkTest, AnotherFileInItsPlaceIsTold) {
  const std::string other = folder_.path().string() + "/other";
  std::ofstream(other) << "name\nTea\n";
  SetTime(other, {1'000'000'000, 0});
  ASSERT_EQ(std::rename(other.c_str(), path_.c_str()), 0);
  EXPECT_THAT(Why(), HasSubstr("p.csv was replaced by another file"));
  EXPECT_EQ(WhyChanged(fd_, "", "-", &mark_), "");
}

TEST_F(FileMarkTest, AFileThatIsRemovedCanBeReadOn) {
  ASSERT_EQ(unlink(path_.c_str()), 0);
  EXPECT_EQ(Why(), "");
}

TEST_F(FileMarkTest, OnlyRegularFilesHaveOne) {
  const int folder = open(folder_.path().string().c_str(), O_RDONLY | O_CLOEXEC);
  EXPECT_FALSE(TakeMark(folder).has_value());
  close(folder);
  EXPECT_FALSE(TakeMark(-1).has_value());
}

}  // namespace
}  // namespace inflow::command
