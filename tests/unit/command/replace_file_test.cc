// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/replace_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
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
  size_t Files() const { return static_cast<size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator())); }

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

TEST_F(ReplaceFileTest, SaysWhyItCouldNot) {
  const absl::Status status = ReplaceFile(Path("none/c"), "new");
  EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr("none/c: No such file or directory"));
}

}  // namespace
}  // namespace inflow::command
