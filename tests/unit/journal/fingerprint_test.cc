// SPDX-License-Identifier: Apache-2.0
#include "plugin/journal/fingerprint.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "absl/strings/escaping.h"
#include "plugin/journal/internal/digest.h"

namespace inflow {
namespace {

TEST(Fingerprint, IsOfTheCompanyAndOfWhatIsSent) {
  const std::string one = Fingerprint("company", R"({"endpoint":"a"})");
  EXPECT_EQ(one, Fingerprint("company", R"({"endpoint":"a"})"));
  EXPECT_NE(one, Fingerprint("company", R"({"endpoint":"b"})"));
  EXPECT_NE(one, Fingerprint("another", R"({"endpoint":"a"})"));
  EXPECT_NE(Fingerprint("ab", "c"), Fingerprint("a", "bc"));
  EXPECT_EQ(one.size(), 64u);
}

// What an earlier version left in a journal is sent again only if that makes the same requests. So
// where recorded bodies change, kRenderVersion does: count it up, and put the digest here. Where
// one is only added, the digest alone.
TEST(Fingerprint, HasAnotherVersionWhereRecordsAreRenderedOtherwise) {
  const std::filesystem::path folder =
      std::filesystem::path(INFLOW_SOURCE_DIR) / "tests" / "data" / "bodies";
  std::set<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.insert(entry.path());
  Sha256 sum;
  for (const std::filesystem::path& file : files) {
    std::stringstream bytes;
    bytes << std::ifstream(file, std::ios::binary).rdbuf();
    sum.Add(file.filename().string());
    sum.Add(bytes.str());
  }
  ASSERT_GT(files.size(), 10u);
  EXPECT_EQ(kRenderVersion, "1");
  EXPECT_EQ(absl::BytesToHexString(sum.End()),
            "0657ef1b8d5c25eb073a37839185f4c6803ecb84e3d127a3a6ff0f1519d5054d");
}

}  // namespace
}  // namespace inflow
