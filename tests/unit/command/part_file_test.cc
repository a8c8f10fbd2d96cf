// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/files/part_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "tests/support/temp_folder.h"

namespace inflow::command {
namespace {

using ::inflow::testing::TempFolder;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

mode_t ModeOf(const std::string& path) {
  struct stat facts {};
  return stat(path.c_str(), &facts) == 0 ? facts.st_mode & 07777 : 0;
}

void Fill(const PartFile& part, std::string_view text) {
  ASSERT_EQ(write(part.fd(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
}

TEST(PartFile, TwoOfOneProcessDoNotMeet) {
  const TempFolder folder;
  PartFile a;
  PartFile b;
  ASSERT_EQ(a.Create(folder.Path("r")), 0);
  ASSERT_EQ(b.Create(folder.Path("r")), 0);
  EXPECT_NE(a.name(), b.name());
  EXPECT_THAT(a.name(), MatchesRegex(".*/r\\.part-[A-Za-z0-9]{6}"));
  EXPECT_EQ(ModeOf(a.name()), 0600u);
}

TEST(PartFile, GoesWithTheObjectUnlessItIsKept) {
  const TempFolder folder;
  std::string kept;
  {
    PartFile gone;
    PartFile stays;
    ASSERT_EQ(gone.Create(folder.Path("a")), 0);
    ASSERT_EQ(stays.Create(folder.Path("b")), 0);
    kept = stays.name();
    stays.Keep();
  }
  EXPECT_THAT(folder.Names(), ElementsAre(kept.substr(kept.rfind('/') + 1)));
}

TEST(PartFile, ReplacesWithTheModeOfTheOldFileAndTakesTheUsualOneElse) {
  const TempFolder folder;
  folder.Write("old", "old");
  ASSERT_EQ(chmod(folder.Path("old").c_str(), 0640), 0);
  const mode_t mask = umask(027);
  for (const char* name : {"old", "new"}) {
    PartFile part;
    ASSERT_EQ(part.Create(folder.Path(name)), 0);
    Fill(part, "text");
    EXPECT_EQ(part.Replace(folder.Path(name)), 0);
    EXPECT_EQ(folder.Read(name), "text");
    EXPECT_EQ(ModeOf(folder.Path(name)), 0640u) << name;
  }
  umask(mask);
  EXPECT_THAT(folder.Names(), ElementsAre("new", "old"));
}

TEST(PartFile, TakesOnlyANameThatIsFree) {
  const TempFolder folder;
  folder.Write("r", "old");
  PartFile part;
  ASSERT_EQ(part.Create(folder.Path("r")), 0);
  Fill(part, "text");
  EXPECT_EQ(part.Take(folder.Path("r")), EEXIST);
  EXPECT_EQ(part.Take(folder.Path("r2")), 0);
  EXPECT_EQ(folder.Read("r"), "old");
  EXPECT_EQ(folder.Read("r2"), "text");
  EXPECT_THAT(folder.Names(), ElementsAre("r", "r2"));
}

TEST(PartFile, ALinkThatHasTheNameIsNoFreeName) {
  const TempFolder folder;
  std::filesystem::create_symlink("nowhere", folder.Path("r"));
  PartFile part;
  ASSERT_EQ(part.Create(folder.Path("r")), 0);
  EXPECT_EQ(part.Take(folder.Path("r")), EEXIST);
  EXPECT_FALSE(folder.Has("nowhere"));
}

TEST(PartFile, WithoutANameItIsNowhere) {
  const TempFolder folder;
  const char* before = getenv("TMPDIR");
  const std::string earlier = before ? before : "";
  setenv("TMPDIR", folder.Path("").c_str(), 1);
  PartFile part;
  EXPECT_EQ(part.CreateNameless(), 0);
  before ? setenv("TMPDIR", earlier.c_str(), 1) : unsetenv("TMPDIR");
  EXPECT_THAT(folder.Names(), IsEmpty());
  Fill(part, "text");
}

TEST(PartFile, SaysWhyItCannotBeMade) {
  const TempFolder folder;
  PartFile part;
  EXPECT_EQ(part.Create(folder.Path("none/r")), ENOENT);
  EXPECT_FALSE(part);
}

}  // namespace
}  // namespace inflow::command
