// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/rejects_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace inflow::command {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

SettledRecord Record(std::string_view text) {
  SettledRecord record;
  record.id = 1;
  record.file = "in.csv";
  record.line = 7;
  record.outcome = DESTINATION_REJECTED;
  record.outcome_name = "REJECTED";
  record.message = "Name \"Bolt\" is taken";
  record.text = text;
  return record;
}

std::string Line(std::string_view text) {
  std::string line;
  AppendReject(Record(text), &line);
  return line;
}

constexpr char kStart[] = R"({"_inflow":{"outcome":"REJECTED","reason":"Name \"Bolt\" is taken","file":"in.csv","line":7)";

TEST(AppendReject, PutsTheReservedAttributeIntoTheRecord) {
  EXPECT_EQ(Line(R"({"name":"Bolt","price":12.50})"), std::string(kStart) + R"(},"name":"Bolt","price":12.50})" + "\n");
  EXPECT_EQ(Line(" { } "), std::string(kStart) + "}} \n");
  EXPECT_EQ(Line("{\r\n  \"a\": 1\n}"), std::string(kStart) + "},\"a\": 1 }\n");
}

TEST(AppendReject, ShowsWhatIsNoObjectAsRawText) {
  EXPECT_EQ(Line("{\"a\":"), std::string(kStart) + ",\"raw\":\"{\\\"a\\\":\"}}\n");
  EXPECT_EQ(Line("[1]"), std::string(kStart) + ",\"raw\":\"[1]\"}}\n");
  EXPECT_EQ(Line("a\xff\n"), std::string(kStart) + ",\"raw\":\"a\xef\xbf\xbd\\n\"}}\n");
  EXPECT_EQ(Line(""), std::string(kStart) + ",\"raw\":\"\"}}\n");
}

class RejectsFileTest : public ::testing::Test {
 protected:
  RejectsFileTest() {
    std::string pattern = ::testing::TempDir() + "rejectsXXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  ~RejectsFileTest() override { std::filesystem::remove_all(folder_); }

  std::string Path(const std::string& name) const { return folder_ + "/" + name; }
  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) names.push_back(entry.path().filename());
    return names;
  }
  static std::string Read(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }
  static void Write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

  std::string folder_;
};

TEST_F(RejectsFileTest, IsMadeOnlyWhenARecordNeedsIt) {
  RejectsFile file(Path("in.csv.rejects.ndjson"), RejectsFile::Existing::kKeep);
  std::string why;
  EXPECT_TRUE(file.Finish(&why));
  EXPECT_THAT(Names(), ElementsAre());
}

TEST_F(RejectsFileTest, HasItsNameOnlyWhenItIsComplete) {
  RejectsFile file(Path("r.ndjson"), RejectsFile::Existing::kKeep);
  file.Write(Record("{}"));
  EXPECT_FALSE(std::filesystem::exists(Path("r.ndjson")));
  std::string why;
  ASSERT_TRUE(file.Finish(&why)) << why;
  EXPECT_THAT(Names(), ElementsAre("r.ndjson"));
  EXPECT_EQ(Read(Path("r.ndjson")), std::string(kStart) + "}}\n");
  EXPECT_EQ(file.count(), 1);
}

TEST_F(RejectsFileTest, KeepsAnEarlierFileAndTakesTheNextNumber) {
  Write(Path("r.ndjson"), "mending");
  Write(Path("r.2.ndjson"), "too");
  RejectsFile file(Path("r.ndjson"), RejectsFile::Existing::kKeep);
  file.Write(Record("{}"));
  std::string why;
  ASSERT_TRUE(file.Finish(&why)) << why;
  EXPECT_EQ(file.path(), Path("r.3.ndjson"));
  EXPECT_EQ(Read(Path("r.ndjson")), "mending");
  EXPECT_THAT(Names(), UnorderedElementsAre("r.ndjson", "r.2.ndjson", "r.3.ndjson"));
}

TEST_F(RejectsFileTest, ReplacesAFileThatWasNamed) {
  Write(Path("r.ndjson"), "old");
  RejectsFile file(Path("r.ndjson"), RejectsFile::Existing::kReplace);
  file.Write(Record("{}"));
  std::string why;
  ASSERT_TRUE(file.Finish(&why)) << why;
  EXPECT_EQ(Read(Path("r.ndjson")), std::string(kStart) + "}}\n");
  EXPECT_THAT(Names(), ElementsAre("r.ndjson"));
}

TEST_F(RejectsFileTest, SaysWhereTheRecordsAreWhenItCannotHaveItsName) {
  std::filesystem::create_directory(Path("r.ndjson"));
  RejectsFile file(Path("r.ndjson"), RejectsFile::Existing::kReplace);
  file.Write(Record("{}"));
  std::string why;
  EXPECT_FALSE(file.Finish(&why));
  EXPECT_EQ(why, "the rejected records could not be written to " + Path("r.ndjson") + ": Is a directory; " +
                     Path("r.ndjson.part") + std::to_string(getpid()) + " holds those that were");
}

TEST_F(RejectsFileTest, TheDefaultIsBesideTheInput) {
  EXPECT_EQ(DefaultRejectsPath(Path("a.csv")), Path("a.csv.rejects.ndjson"));
  EXPECT_EQ(DefaultRejectsPath("-"), "inflow.rejects.ndjson");
  EXPECT_EQ(DefaultRejectsPath(Path("absent/a.csv")), "a.csv.rejects.ndjson");
}

}  // namespace
}  // namespace inflow::command
