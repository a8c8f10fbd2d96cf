// SPDX-License-Identifier: Apache-2.0
//
// Inputs whose lines are folded: which documents are read, and which ones cannot be sent.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temp_folder.h"
#include "tools/inflow/input/input_sequence.h"
#include "tools/inflow/input/samples.h"
#include "tools/inflow/load/estimate.h"

namespace inflow::command {
namespace {

using ::inflow::testing::TempFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kFold[] = R"({"batching":{"enabled":true,"algorithm":"fold","by":"no"}})";

class FoldedInputsTest : public ::testing::Test {
 protected:
  FoldedInputsTest() { settings_.names = &names_; }

  // Write makes an input of lines that are each told by a letter: a document's; '-' for one that
  // does not tell its document;
  // '!' for one that cannot be read; a small letter for a line of that document (in capitals) that
  // is held back.
  void Write(const std::string& name, const std::string& lines) {
    std::string text;
    for (const char c : lines) {
      if (c == '-') {
        text += "{\"x\":1}\n";
      } else if (c == '!') {
        text += "{\"_inflow\":{\"raw\":\"x\"}}\n";
      } else if (std::islower(c) != 0) {
        text += "{\"_inflow\":{\"outcome\":\"AMBIGUOUS\"},\"no\":\"" +
                std::string(1, static_cast<char>(std::toupper(c))) + "\"}\n";
      } else {
        text += "{\"no\":\"" + std::string(1, c) + "\"}\n";
      }
    }
    settings_.inputs.push_back(folder_.Write(name, text));
  }

  void Count() {
    counted_ = CountInputs(settings_, &clock_);
    ASSERT_EQ(counted_.unreadable, "");
    settings_.refused = counted_.documents;
  }

  // Read lists the lines that come as "number:line of the input", with '*' for one of a document
  // that is refused whole, and '?' for one that is refused alone.
  std::vector<std::string> Read() {
    std::vector<std::string> lines;
    InputSequence sequence(settings_, [](const std::string&) {});
    ReadItem item;
    for (ReadStep step; (step = sequence.Next(&item)) != ReadStep::kEnd;) {
      messages_.push_back(item.message);
      homes_.push_back(item.home);
      places_.push_back(item.place);
      because_.push_back(item.because);
      lines.push_back(std::to_string(item.document) + ":" + std::to_string(item.line) +
                      (step == ReadStep::kRecord ? ""
                       : item.whole              ? "*"
                                                 : "?"));
    }
    return lines;
  }

  TempFolder folder_;
  DocumentNames names_{kFold};
  InputSettings settings_;
  SystemClock clock_;
  Counted counted_;
  std::vector<std::string> messages_;
  std::vector<size_t> homes_;
  std::vector<uint64_t> places_;
  std::vector<uint64_t> because_;
};

TEST_F(FoldedInputsTest, LinesThatStandTogetherAreTheirDocument) {
  Write("a.ndjson", "AABCC");
  Count();
  EXPECT_EQ(counted_.documents->documents(), 3);
  EXPECT_EQ(counted_.documents->sendable(), 3);
  EXPECT_EQ(counted_.documents->lines(), 5);
  EXPECT_THAT(Read(), ElementsAre("1:1", "1:2", "2:3", "3:4", "3:5"));
}

TEST_F(FoldedInputsTest, ADocumentThatComesAgainIsRefusedWithAllOfItsLines) {
  Write("a.ndjson", "AABAC");
  Count();
  EXPECT_THAT(Read(), ElementsAre("1:1*", "1:2*", "2:3", "1:4*", "4:5"));
  EXPECT_EQ(
      messages_[0],
      "the lines of its document do not stand together: they begin on line 1 and come again on line 4; sort the input by \"no\"");
  EXPECT_EQ(messages_[3], messages_[0]);
  EXPECT_EQ(DescribeApart(*counted_.documents, settings_),
            "1 document is refused, since its lines do not stand together (they begin at " +
                folder_.Path("a.ndjson") + " line 1 and come again at " + folder_.Path("a.ndjson") +
                " line 4); sort the input by \"no\"");
}

TEST_F(FoldedInputsTest, AllInputsAreOneSequence) {
  Write("a.ndjson", "AAB");
  Write("b.ndjson", "BCA");
  Count();
  EXPECT_THAT(Read(), ElementsAre("1:1*", "1:2*", "2:3", "2:1", "3:2", "1:3*"));
  EXPECT_THAT(homes_, ElementsAre(0, 0, 0, 0, 1, 0));
  EXPECT_THAT(messages_[0], HasSubstr("a.ndjson line 1 and come again on "));
  EXPECT_THAT(messages_[0], HasSubstr("b.ndjson line 3"));
}

TEST_F(FoldedInputsTest, FirstAndSkipCountDocumentsAndCutNone) {
  Write("a.ndjson", "AABCCD");
  Count();
  settings_.first = 2;
  EXPECT_THAT(Read(), ElementsAre("1:1", "1:2", "2:3"));
  settings_.skip = 2;
  settings_.first = 1;
  EXPECT_THAT(Read(), ElementsAre("3:4", "3:5"));
  settings_.first = 9;
  EXPECT_THAT(Read(), ElementsAre("3:4", "3:5", "4:6"));
  settings_.first = 0;
  EXPECT_THAT(Read(), IsEmpty());
}

TEST_F(FoldedInputsTest, TheLinesOfARefusedDocumentComeWithItsFirstWhereverTheyStand) {
  Write("a.ndjson", "ABACDA");
  settings_.first = 2;
  Count();
  EXPECT_THAT(Read(), ElementsAre("1:1*", "2:2", "1:3*", "1:6*"));
  settings_.first = 9;
  settings_.skip = 2;
  Count();
  EXPECT_THAT(Read(), ElementsAre("4:4", "5:5"));
}

TEST_F(FoldedInputsTest, PartsOfTheInputGiveEveryLineOnce) {
  for (const char* lines : {"AABCCD", "ABACADB", "A-BCCD", "-AB!!CB", "AaBbCA", "!!", "A!AB"}) {
    settings_.inputs.clear();
    Write("a.ndjson", lines);
    settings_.skip = 0;
    settings_.first = ~uint64_t{0};
    Count();
    std::vector<std::string> all = Read();
    std::sort(all.begin(), all.end());
    for (uint64_t step = 1; step <= 3; ++step) {
      std::vector<std::string> parts;
      for (uint64_t skip = 0; skip < 10; skip += step) {
        settings_.skip = skip;
        settings_.first = step;
        Count();
        for (std::string& line : Read()) parts.push_back(std::move(line));
      }
      std::sort(parts.begin(), parts.end());
      EXPECT_EQ(parts, all) << lines << " by " << step;
    }
  }
}

TEST_F(FoldedInputsTest, ALineWithoutANameIsReadWithTheDocumentsAroundIt) {
  Write("a.ndjson", "A-B!C");
  settings_.first = 1;
  Count();
  EXPECT_EQ(counted_.documents->documents(), 3);
  EXPECT_EQ(counted_.documents->sendable(), 0);
  EXPECT_THAT(Read(), ElementsAre("1:1", "1:2", "1:3", "1:4?", "1:5"));
}

TEST_F(FoldedInputsTest, LinesAreRejectedBesideTheFirstOfTheirDocument) {
  Write("a.ndjson", "A-BB!CBD-D");
  Count();
  Read();
  // The line that tells no document behind the first B's is not put among them.
  EXPECT_THAT(places_, ElementsAre(1, 1, 3, 3, 5, 6, 3, 8, 8, 8));
}

TEST_F(FoldedInputsTest, ALineThatIsHeldBackRefusesItsDocument) {
  Write("a.ndjson", "ABbBC");
  Count();
  EXPECT_EQ(counted_.documents->sendable(), 2);
  EXPECT_EQ(counted_.documents->apart(), 0);
  EXPECT_THAT(Read(), ElementsAre("1:1", "2:2*", "2:3*", "2:4*", "3:5"));
  EXPECT_EQ(messages_[1], "its document is not sent, since line 3 is held back");
  EXPECT_THAT(messages_[2], HasSubstr("--include-ambiguous"));
  EXPECT_THAT(because_, ElementsAre(0, 3, 0, 3, 0));
  settings_.include_ambiguous = true;
  Count();
  EXPECT_THAT(Read(), ElementsAre("1:1", "2:2", "2:3", "2:4", "3:5"));
}

TEST_F(FoldedInputsTest, WithoutAFirstPassALineThatIsHeldBackIsRefusedAlone) {
  Write("a.ndjson", "AaB");
  EXPECT_THAT(Read(), ElementsAre("1:1", "1:2?", "2:3"));
}

TEST_F(FoldedInputsTest, LinesOfDocumentsThatWereSentWithoutThemAreHeldBack) {
  settings_.inputs.push_back(folder_.Write(
      "r.ndjson", "{\"_inflow\":{\"outcome\":\"REJECTED\",\"late\":\"so\"},\"no\":\"A\"}\n"));
  Count();
  EXPECT_THAT(Read(), ElementsAre("1:1*"));
  EXPECT_THAT(messages_[0], HasSubstr("--include-late"));
  settings_.include_late = true;
  Count();
  EXPECT_THAT(Read(), ElementsAre("1:1"));
}

TEST_F(FoldedInputsTest, TheSequenceEndsBehindTheDocumentThatWasReadLast) {
  Write("a.ndjson", "ABBACCAD");
  Count();
  InputSequence sequence(settings_, [](const std::string&) {});
  ReadItem item;
  ASSERT_EQ(sequence.Next(&item), ReadStep::kRefused);
  ASSERT_EQ(sequence.Next(&item), ReadStep::kRecord);
  sequence.EndWithDocument();
  std::vector<uint64_t> lines;
  while (sequence.Next(&item) != ReadStep::kEnd) lines.push_back(item.line);
  EXPECT_THAT(lines, ElementsAre(3, 4, 7));
  EXPECT_FALSE(sequence.at_end());
}

TEST_F(FoldedInputsTest, TheEstimateSpeaksOfDocuments) {
  Write("a.ndjson", "AABCCCBD-E");
  Count();
  ConfigFigures figures;
  figures.folds = true;
  EXPECT_EQ(
      DescribeEstimate(counted_, figures, DESTINATION_STATS_INIT),
      "2 documents from 5 lines to send in 2 requests, as fast as the service answers; 3 more, with 5 lines, cannot be "
      "sent as they are");
  figures.group_documents = 2;
  EXPECT_THAT(DescribeEstimate(counted_, figures, DESTINATION_STATS_INIT),
              HasSubstr("to send in about 1 request,"));
}

TEST_F(FoldedInputsTest, SamplesAreWholeDocuments) {
  Write("a.ndjson", "AA!ABBC");
  settings_.first = 2;
  Count();
  const Samples samples = ReadSamples(settings_, &clock_);
  EXPECT_EQ(samples.documents, 2);
  EXPECT_THAT(samples.lines, ElementsAre(1, 2, 3, 4, 5, 6));
  ASSERT_EQ(samples.refused.size(), 1);
  EXPECT_EQ(samples.refused[0].id, 3);
  settings_.skip = 1;
  settings_.first = 1;
  const Samples second = ReadSamples(settings_, &clock_);
  EXPECT_THAT(second.ids, ElementsAre(5, 6));
  EXPECT_EQ(second.LineOf(6), 6);
  EXPECT_EQ(second.LineOf(4), 0);
}

}  // namespace
}  // namespace inflow::command
