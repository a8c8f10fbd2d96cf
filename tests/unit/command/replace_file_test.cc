// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/files/replace_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace inflow::command {
namespace {

namespace fs = std::filesystem;

class ReplaceFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = ::testing::TempDir() + "replace-file-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string Path(const std::string& name) const { return folder_ / name; }
  static std::string Text(const std::string& path) {
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }
  size_t Files() const {
    return static_cast<size_t>(
        std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }

  fs::path folder_;
};

TEST_F(ReplaceFileTest, KeepsTheModeAndLeavesNothingElse) {
  std::ofstream(Path("c")) << "old";
  ASSERT_EQ(chmod(Path("c").c_str(), 0640), 0);
  ASSERT_TRUE(ReplaceFile(Path("c"), "new").ok());
  EXPECT_EQ(Text(Path("c")), "new");
  EXPECT_EQ(fs::status(Path("c")).permissions(), fs::perms(0640));
  EXPECT_EQ(Files(), 1);
}

TEST_F(ReplaceFileTest, MakesANewFileWithTheUsualMode) {
  const mode_t mask = umask(027);
  EXPECT_TRUE(ReplaceFile(Path("c"), "new").ok());
  umask(mask);
  EXPECT_EQ(Text(Path("c")), "new");
  EXPECT_EQ(fs::status(Path("c")).permissions(), fs::perms(0640));
}

TEST_F(ReplaceFileTest, ReplacesWhatALinkNames) {
  std::ofstream(Path("real")) << "old";
  fs::create_symlink("real", Path("link"));
  ASSERT_TRUE(ReplaceFile(Path("link"), "new").ok());
  EXPECT_TRUE(fs::is_symlink(Path("link")));
  EXPECT_EQ(Text(Path("real")), "new");
}

TEST_F(ReplaceFileTest, ALinkThatLeadsNowhereYetStaysToo) {
  fs::create_symlink("real", Path("link"));
  ASSERT_TRUE(ReplaceFile(Path("link"), "new").ok());
  EXPECT_TRUE(fs::is_symlink(Path("link")));
  EXPECT_EQ(Text(Path("real")), "new");
}

TEST_F(ReplaceFileTest, AStreamIsWrittenTo) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  ASSERT_TRUE(ReplaceFile("/dev/fd/" + std::to_string(ends[1]), "new").ok());
  char got[4] = {};
  EXPECT_EQ(read(ends[0], got, sizeof(got)), 3);
  EXPECT_STREQ(got, "new");
  close(ends[0]);
  close(ends[1]);
}

TEST_F(ReplaceFileTest, AFullDiskLeavesTheOldFileAndNothingElse) {
  std::ofstream(Path("c")) << "old";
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const rlimit limit{10, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &limit);
  const absl::Status status = ReplaceFile(Path("c"), "a text that is too long");
  setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr("File too large"));
  EXPECT_EQ(Text(Path("c")), "old");
  EXPECT_EQ(Files(), 1);
}

TEST_F(ReplaceFileTest, SaysWhyItCouldNot) {
  const absl::Status status = ReplaceFile(Path("none/c"), "new");
  EXPECT_THAT(std::string(status.message()),
              ::testing::HasSubstr("none/c cannot be written to: No such file or directory"));
}

}  // namespace
}  // namespace inflow::command
