// SPDX-License-Identifier: Apache-2.0
//
// The loader where lines are folded: what the destination gets, and what the rejects hold.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/support/temp_folder.h"
#include "tests/unit/command/fake_plugin.h"
#include "tools/inflow/load/loader.h"

namespace inflow::command {
namespace {

using ::inflow::testing::TempFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Answer = FakePlugin::Answer;

class StillClock : public Clock {
 public:
  int64_t NowMs() override { return now; }
  void Wait(int64_t ms, int) override { now += ms; }
  int Interruptions() override { return interruptions; }

  int64_t now = 0;
  int interruptions = 0;
};

class LoaderFoldTest : public ::testing::Test {
 protected:
  LoaderFoldTest() {
    settings_.config_path = folder_.Path("c.json");
    settings_.inputs.names = &names_;
    figures_.folds = true;
  }

  // Input makes lines of documents that are each told by a letter; '!' is a line that cannot be
  // read.
  void Input(const std::string& name, const std::string& lines) {
    std::string text;
    int number = 0;
    for (const char c : lines) {
      ++number;
      text += c == '!' ? "{\"_inflow\":{\"raw\":\"x\"}}\n"
                       : "{\"no\":\"" + std::string(1, c) +
                             "\",\"line\":" + std::to_string(number) + "}\n";
    }
    settings_.inputs.inputs.push_back(folder_.Write(name, text));
  }

  LoadEnd Run(bool first_pass = true) {
    host::Destination handle = plugin_.Open();
    const host::Library library = plugin_.library();
    Outcomes outcomes{OutcomeHelp()};
    EXPECT_TRUE(outcomes.Open(settings_).ok());
    Counted counted;
    if (first_pass) counted = CountInputs(settings_.inputs, &clock_);
    settings_.inputs.refused = counted.documents;
    StatusLine line(&err_);
    Loader loader(settings_, figures_, library, &handle, &clock_, &line);
    const LoadEnd end = loader.Run(counted, &outcomes);
    EXPECT_THAT(outcomes.Finish(&report_), IsEmpty());
    return end;
  }

  // Rejects lists a rejects file as "line OUTCOME".
  std::vector<std::string> Rejects(const std::string& input) {
    std::vector<std::string> lines;
    std::istringstream text(folder_.Read(input + ".rejects.ndjson"));
    for (std::string line; std::getline(text, line);) {
      rejects_.push_back(nlohmann::json::parse(line)["_inflow"]);
      const auto& why = rejects_.back();
      lines.push_back(std::to_string(why["line"].get<int>()) + " " +
                      why["outcome"].get<std::string>());
    }
    return lines;
  }

  TempFolder folder_;
  DocumentNames names_{R"({"batching":{"enabled":true,"algorithm":"fold","by":"no"}})"};
  LoadSettings settings_;
  ConfigFigures figures_;
  FakePlugin plugin_;
  StillClock clock_;
  std::ostringstream err_;
  LoadReport report_;
  std::vector<nlohmann::json> rejects_;
};

std::string Line(char document, int number) {
  return "{\"no\":\"" + std::string(1, document) + "\",\"line\":" + std::to_string(number) + "}";
}

TEST_F(LoaderFoldTest, AnEmptyRecordStandsForALineThatCannotBeRead) {
  Input("a.ndjson", "A!B");
  // As the library does with what such a line may belong to.
  plugin_.on_flush = [&] {
    Answer answer;
    answer.settled = {{1, DESTINATION_REJECTED, "its document was refused: it could not be read",
                       DESTINATION_FLAG_SOUND},
                      {2, DESTINATION_REJECTED, "it is empty", 0},
                      {3, DESTINATION_REJECTED, "its document was refused: it could not be read",
                       DESTINATION_FLAG_SOUND}};
    return answer;
  };
  EXPECT_FALSE(Run().stopped);
  EXPECT_THAT(plugin_.records, ElementsAre(Line('A', 1), "", Line('B', 3)));
  EXPECT_EQ(report_.tally.rejected, 3);
  EXPECT_THAT(Rejects("a.ndjson"), ElementsAre("1 REJECTED", "2 REJECTED", "3 REJECTED"));
  EXPECT_EQ(rejects_[0]["document"], "this line is good, and was refused with line 2");
  EXPECT_THAT(rejects_[0]["reason"],
              HasSubstr("its document was refused: the record could not be read as JSON"));
  EXPECT_THAT(rejects_[1]["reason"], HasSubstr("the record could not be read as JSON"));
  EXPECT_FALSE(rejects_[1].contains("document"));
}

TEST_F(LoaderFoldTest, ADocumentThatComesAgainIsNeverHandedOver) {
  Input("a.ndjson", "ABAC");
  EXPECT_FALSE(Run().stopped);
  EXPECT_THAT(plugin_.records, ElementsAre(Line('B', 2), Line('C', 4)));
  EXPECT_THAT(Rejects("a.ndjson"), ElementsAre("1 REJECTED", "3 REJECTED"));
  EXPECT_EQ(report_.documents_delivered, 2);
}

TEST_F(LoaderFoldTest, RejectsOfADocumentOverTwoInputsStandWithItsFirstLine) {
  Input("a.ndjson", "AB");
  Input("b.ndjson", "BC");
  plugin_.on_flush = [&] {
    Answer answer;
    for (const uint64_t id : plugin_.pending)
      answer.settled.push_back({id, DESTINATION_REJECTED, "no", 0});
    return answer;
  };
  plugin_.on_poll = [] { return Answer(); };
  EXPECT_FALSE(Run().stopped);
  EXPECT_THAT(Rejects("a.ndjson"), ElementsAre("1 REJECTED", "2 REJECTED", "1 REJECTED"));
  EXPECT_THAT(Rejects("b.ndjson"), ElementsAre("2 REJECTED"));
}

TEST_F(LoaderFoldTest, TheLineThatIsWrongIsNamedInTheOthersWhicheverSettlesFirst) {
  Input("a.ndjson", "AAA");
  plugin_.on_flush = [&] {
    Answer answer;
    answer.settled = {
        {1, DESTINATION_REJECTED, "its document was refused: no price", DESTINATION_FLAG_SOUND},
        {3, DESTINATION_REJECTED, "its document was refused: no price", DESTINATION_FLAG_SOUND},
        {2, DESTINATION_REJECTED, "no price", 0}};
    return answer;
  };
  EXPECT_FALSE(Run().stopped);
  EXPECT_THAT(Rejects("a.ndjson"), ElementsAre("1 REJECTED", "2 REJECTED", "3 REJECTED"));
  EXPECT_EQ(rejects_[0]["document"], "this line is good, and was refused with line 2");
  EXPECT_EQ(rejects_[2]["document"], "this line is good, and was refused with line 2");
  EXPECT_EQ(rejects_[0]["reason"], "its document was refused: no price");
}

TEST_F(LoaderFoldTest, ALineWhoseDocumentWasSentIsMarked) {
  Input("a.ndjson", "AB");
  plugin_.on_flush = [&] {
    Answer answer;
    answer.settled = {
        {1, DESTINATION_DELIVERED, "", 0},
        {2, DESTINATION_REJECTED, "it comes late", DESTINATION_FLAG_LATE | DESTINATION_FLAG_SENT}};
    return answer;
  };
  EXPECT_FALSE(Run().stopped);
  EXPECT_THAT(Rejects("a.ndjson"), ElementsAre("2 REJECTED"));
  EXPECT_TRUE(rejects_[0].contains("late"));
  ASSERT_EQ(report_.rejects.size(), 1);
  EXPECT_EQ(report_.rejects[0].late, 1);
}

TEST_F(LoaderFoldTest, AStopTakesTheRestOfTheDocumentAlong) {
  figures_.queue_records = 4;  // batches of two
  Input("a.ndjson", "AABBBBCDC");
  plugin_.on_write = [&](const std::vector<std::string>& records) {
    if (records.front() == Line('B', 3)) clock_.interruptions = 1;
    return Answer();
  };
  plugin_.on_poll = [] { return Answer(); };
  const LoadEnd end = Run();
  EXPECT_TRUE(end.stopped);
  EXPECT_EQ(end.documents, 2);
  EXPECT_FALSE(end.inputs_ended);
  EXPECT_FALSE(end.is_cut);
  EXPECT_THAT(Rejects("a.ndjson"), ElementsAre("1 PENDING", "2 PENDING", "3 PENDING", "4 PENDING",
                                               "5 PENDING", "6 PENDING"));
}

TEST_F(LoaderFoldTest, AStopTakesTheLinesOfRefusedDocumentsAlong) {
  figures_.queue_records = 4;
  Input("a.ndjson", "AABBBBCDA");
  plugin_.on_write = [&](const std::vector<std::string>&) {
    clock_.interruptions = 1;
    return Answer();
  };
  const LoadEnd end = Run();
  EXPECT_TRUE(end.stopped);
  EXPECT_EQ(end.documents, 2);
  EXPECT_THAT(Rejects("a.ndjson"), ElementsAre("1 REJECTED", "2 REJECTED", "9 REJECTED",
                                               "3 PENDING", "4 PENDING", "5 PENDING", "6 PENDING"));
}

TEST_F(LoaderFoldTest, LinesOfRefusedDocumentsFarBehindDoNotHideWhatIsToBeGoneOnWith) {
  figures_.queue_records = 4;
  Input("a.ndjson", "AABCDA");
  plugin_.on_write = [&](const std::vector<std::string>&) {
    clock_.interruptions = 1;
    return Answer();
  };
  const LoadEnd end = Run();
  EXPECT_TRUE(end.stopped);
  EXPECT_FALSE(end.inputs_ended);
  EXPECT_EQ(end.documents, 3);
}

TEST_F(LoaderFoldTest, WhereAPartOfTheDocumentWasRefusedTheRestIsToo) {
  figures_.queue_records = 4;
  Input("a.ndjson", "AAAAB");
  plugin_.on_write = [&](const std::vector<std::string>&) {
    clock_.interruptions = 1;
    Answer answer;
    answer.settled = {
        {2, DESTINATION_REJECTED, "no price", 0},
        {1, DESTINATION_REJECTED, "its document was refused: no price", DESTINATION_FLAG_SOUND}};
    return answer;
  };
  EXPECT_TRUE(Run().stopped);
  EXPECT_THAT(Rejects("a.ndjson"),
              ElementsAre("1 REJECTED", "2 REJECTED", "3 REJECTED", "4 REJECTED"));
  EXPECT_EQ(rejects_[3]["document"], "this line is good, and was refused with line 2");
}

TEST_F(LoaderFoldTest, ADocumentThatOnlyAPartOfTheBlockEndsGetsThatPart) {
  figures_.queue_records = 4;  // batches of two
  Input("a.ndjson", "AAABC");
  plugin_.on_poll = [] { return Answer(); };
  // Three lines of a document that has not ended leave room for one more.
  plugin_.on_write = [&](const std::vector<std::string>& records) {
    Answer answer;
    if (plugin_.pending.size() + records.size() > 3) answer.status = DESTINATION_RESOURCE_EXHAUSTED;
    if (records.front() == Line('B', 4)) answer = plugin_.DeliverAll();
    return answer;
  };
  EXPECT_FALSE(Run().stopped);
  EXPECT_THAT(plugin_.records,
              ElementsAre(Line('A', 1), Line('A', 2), Line('A', 3), Line('B', 4), Line('C', 5)));
}

TEST_F(LoaderFoldTest, ADocumentThatTheQueueCannotHoldStopsTheLoadInsteadOfWaitingForEver) {
  Input("a.ndjson", "AAA");
  plugin_.on_poll = [] { return Answer(); };
  plugin_.on_write = [&](const std::vector<std::string>&) {
    Answer answer;
    answer.status = DESTINATION_RESOURCE_EXHAUSTED;
    return answer;
  };
  const LoadEnd end = Run();
  EXPECT_TRUE(end.stopped);
  EXPECT_THAT(end.message,
              HasSubstr("a.ndjson line 1); raise queue.max_records or queue.max_bytes"));
  EXPECT_EQ(report_.tally.pending, 3);
}

TEST_F(LoaderFoldTest, AStopWithinAStreamMarksTheDocumentThatIsNotWhole) {
  figures_.queue_records = 4;
  Input("a.ndjson", "AABBBBC");
  plugin_.on_poll = [] { return Answer(); };
  plugin_.on_write = [&](const std::vector<std::string>& records) {
    if (records.front() == Line('B', 3)) clock_.interruptions = 1;
    return Answer();
  };
  // A file stands in for a pipe: without a first pass nobody knows what comes.
  const LoadEnd end = Run(/*first_pass=*/false);
  EXPECT_TRUE(end.stopped);
  EXPECT_TRUE(end.is_cut);
  Rejects("a.ndjson");
  EXPECT_FALSE(rejects_[0].contains("late"));
  EXPECT_TRUE(rejects_[2].contains("late"));
}

}  // namespace
}  // namespace inflow::command
