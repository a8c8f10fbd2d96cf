// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input/input_sequence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temp_folder.h"

namespace inflow::command {
namespace {

using ::inflow::testing::TempFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class InputSequenceTest : public ::testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& text) {
    settings_.inputs.push_back(folder_.Write(name, text));
    return settings_.inputs.back();
  }

  // Read reads to the end and returns the records' texts, and what was said last where that is no
  // end.
  std::vector<std::string> Read(InputSequence* sequence) {
    std::vector<std::string> texts;
    while (true) {
      const ReadStep step = sequence->Next(&item_);
      if (step == ReadStep::kEnd) return texts;
      texts.emplace_back(step == ReadStep::kRecord ? std::string(item_.text) : item_.message);
      if (step == ReadStep::kUnreadable || step == ReadStep::kChanged) return texts;
    }
  }
  InputSequence Make() {
    return InputSequence(settings_, [this](const std::string& note) { notes_.push_back(note); });
  }

  TempFolder folder_;
  InputSettings settings_;
  std::vector<std::string> notes_;
  ReadItem item_;
};

TEST_F(InputSequenceTest, TellsOfInputsWithoutARecord) {
  const std::string empty = Write("empty.csv", "");
  const std::string header = Write("header.csv", "name\n");
  Write("p.csv", "name\nTea\n");
  InputSequence sequence = Make();
  EXPECT_THAT(Read(&sequence), ElementsAre("{\"name\":\"Tea\"}"));
  EXPECT_THAT(notes_, ElementsAre(empty + " is empty", header + " holds no record"));
}

TEST_F(InputSequenceTest, AFormatGoesBeforeTheName) {
  Write("p.json", "name\nTea\n");
  settings_.format = InputFormat::kCsv;
  InputSequence sequence = Make();
  EXPECT_THAT(Read(&sequence), ElementsAre("{\"name\":\"Tea\"}"));
}

TEST_F(InputSequenceTest, ASecondPassMayFindMore) {
  const std::string path = Write("p.csv", "name\nTea\n");
  InputSequence first = Make();
  EXPECT_THAT(Read(&first), ElementsAre("{\"name\":\"Tea\"}"));
  folder_.Write("p.csv", "name\nTea\nCups\n");
  InputSequence second = Make();
  second.Expect(first.marks());
  EXPECT_THAT(Read(&second), ElementsAre("{\"name\":\"Tea\"}", "{\"name\":\"Cups\"}"));
  EXPECT_THAT(notes_,
              ElementsAre(path + " grew while it was read; the 5 bytes that came are read too"));
}

TEST_F(InputSequenceTest, ASecondPassDoesNotReadAnotherFile) {
  Write("a.csv", "name\nTea\n");
  const std::string path = Write("b.csv", "name\nCups\n");
  settings_.first = 2;  // the second input is not read to its end
  InputSequence first = Make();
  EXPECT_EQ(Read(&first).size(), 2);
  folder_.Write("b.csv", "name\nC\n");
  InputSequence second = Make();
  second.Expect(first.marks());
  EXPECT_THAT(
      Read(&second),
      ElementsAre("{\"name\":\"Tea\"}",
                  HasSubstr(path + " was shortened, from 10 to 7 bytes, while it was read")));
  EXPECT_EQ(second.input(), 1);
}

TEST(WhyUnreadable, LooksAtTheFirstBytes) {
  TempFolder folder;
  const auto why = [&](const std::string& name, const std::string& text,
                       std::optional<InputFormat> format = std::nullopt) {
    return WhyUnreadable(folder.Write(name, text), format);
  };
  EXPECT_EQ(why("p.csv", "name\n"), "");
  EXPECT_EQ(why("empty.json", ""), "");
  EXPECT_EQ(why("p.json", "\xef\xbb\xbf\n[1]"), "");
  EXPECT_THAT(why("q.json", "\xef\xbb\xbf{}\n{}\n"), HasSubstr("add --format ndjson"));
  EXPECT_EQ(why("q.json", "{}\n{}\n", InputFormat::kNdjson), "");
  EXPECT_THAT(why("p.csv.gz", "\x1f\x8b\x08..."), HasSubstr("gzip -dc"));
  EXPECT_THAT(why("p.dat", "name\n"), HasSubstr("add --format csv, ndjson or json"));
  EXPECT_EQ(why("p.dat", "name\n", InputFormat::kCsv), "");
  EXPECT_THAT(WhyUnreadable((folder.path() / "none.csv").string(), std::nullopt),
              HasSubstr("No such file or directory"));
}

}  // namespace
}  // namespace inflow::command
