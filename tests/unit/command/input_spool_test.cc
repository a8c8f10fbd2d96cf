// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input/input_spool.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/support/temp_folder.h"
#include "tools/inflow/input/byte_source.h"

namespace inflow::command {
namespace {

using ::inflow::testing::TempFolder;
using ::testing::HasSubstr;

// StoppedClock has been told to end.
class StoppedClock : public Clock {
 public:
  int64_t NowMs() override { return 0; }
  void Wait(int64_t, int) override {}
  int Interruptions() override { return 1; }
};

class InputSpoolTest : public ::testing::Test {
 protected:
  InputSpoolTest() : pipe_(folder_.Path("pipe.ndjson")) {
    mkfifo(pipe_.c_str(), 0600);
    mkdir(folder_.Path("tmp").c_str(), 0700);
    const char* before = std::getenv("TMPDIR");
    before_ = before == nullptr ? "" : before;
    setenv("TMPDIR", folder_.Path("tmp").c_str(), 1);
  }
  ~InputSpoolTest() override {
    before_.empty() ? unsetenv("TMPDIR") : setenv("TMPDIR", before_.c_str(), 1);
  }

  TempFolder folder_;
  std::string pipe_;
  std::string before_;
  SystemClock clock_;
};

TEST_F(InputSpoolTest, KeepsAllOfAPipeInAFileWithoutAName) {
  const std::string text(1'000'000, 'x');
  std::thread writer([&] { std::ofstream(pipe_) << text; });
  const SpooledInput spooled = SpoolInput(pipe_, &clock_);
  writer.join();
  ASSERT_EQ(spooled.why, "");
  ASSERT_NE(spooled.file, nullptr);
  EXPECT_TRUE(std::filesystem::is_empty(folder_.Path("tmp")));
  for (int pass = 0; pass < 2; ++pass) {
    std::string why;
    const std::unique_ptr<FileSource> source =
        FileSource::OpenSpooled(spooled.file->fd(), pipe_, &why);
    ASSERT_NE(source, nullptr);
    EXPECT_TRUE(source->may_be_cut());
    std::string read;
    std::vector<char> chunk(70'000);
    size_t got = 0;
    while (source->Read(chunk.data(), chunk.size(), &got) == SourceStep::kData)
      read.append(chunk.data(), got);
    EXPECT_EQ(read, text);
  }
}

TEST_F(InputSpoolTest, AFolderThatIsNotThereIsTold) {
  setenv("TMPDIR", folder_.Path("none").c_str(), 1);
  const SpooledInput spooled = SpoolInput(pipe_, &clock_);
  EXPECT_EQ(spooled.file, nullptr);
  EXPECT_THAT(spooled.why, HasSubstr(pipe_ + " cannot be kept in a temporary file: "));
  EXPECT_THAT(spooled.why, HasSubstr("TMPDIR"));
}

TEST_F(InputSpoolTest, ASignalEndsIt) {
  StoppedClock clock;
  const SpooledInput spooled = SpoolInput(pipe_, &clock);
  EXPECT_TRUE(spooled.interrupted);
  EXPECT_EQ(spooled.file, nullptr);
}

TEST_F(InputSpoolTest, WhatCannotBeReadSaysWhy) {
  EXPECT_THAT(SpoolInput(folder_.Path("absent.csv"), &clock_).why, HasSubstr("No such file"));
}

}  // namespace
}  // namespace inflow::command
