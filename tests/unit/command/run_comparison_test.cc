// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/run_comparison.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/support/temp_folder.h"
#include "tests/unit/command/fake_plugin.h"
#include "tools/inflow/documents/document_names.h"

namespace inflow::command {
namespace {

using ::inflow::testing::TempFolder;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class IdleClock : public Clock {
 public:
  int64_t NowMs() override { return 0; }
  void Wait(int64_t, int) override {}
  int Interruptions() override { return interruptions; }

  int interruptions = 0;
};

class RunComparisonTest : public ::testing::Test {
 protected:
  RunComparisonTest() {
    plugin_.on_command = [this](std::string_view name, std::string_view text) {
      const auto json = nlohmann::json::parse(text);
      EXPECT_EQ(name, "run");
      EXPECT_EQ(json["compare"], true);
      for (size_t i = 0; i < json["ids"].size(); ++i) {
        EXPECT_EQ(json["ids"][i], compared_.size() + 1);
        compared_.push_back(json["records"][i]);
        if (compared_.back() == differs_) return R"({"differs":)" + json["ids"][i].dump() + "}";
      }
      return std::string(R"({"differs":null})");
    };
  }

  void Input(const std::string& name, const std::string& text) {
    settings_.inputs.push_back(folder_.Write(name, text));
  }

  // Compare tells why not, without the folder in names; empty: nothing differs.
  std::string Compare(uint64_t records, ExitCode expected = kExitOk) {
    host::Destination handle = plugin_.Open();
    RunComparison comparison(
        settings_,
        {.route = "r", .queue_bytes = 1'000, .records = records, .name = "the load of 12:04"},
        &handle);
    EXPECT_EQ(comparison.Compare({}, &clock_), expected);
    std::string why = comparison.why();
    for (size_t at = 0; (at = why.find(folder_.Path(""))) != std::string::npos;)
      why.erase(at, folder_.Path("").size());
    return why;
  }

  TempFolder folder_;
  FakePlugin plugin_;
  IdleClock clock_;
  InputSettings settings_;
  std::vector<std::string> compared_;
  std::string differs_ = "none";
};

TEST_F(RunComparisonTest, GoesAsFarAsTheRunHasCome) {
  Input("a.ndjson", "{\"n\":1}\n{\"n\":2}\n");
  Input("b.ndjson", "{\"n\":3}\n{\"n\":4}\n");
  EXPECT_EQ(Compare(3), "");
  EXPECT_THAT(compared_, ElementsAre("{\"n\":1}", "{\"n\":2}", "{\"n\":3}"));
}

TEST_F(RunComparisonTest, ARunThatReadNothingComparesNothing) {
  Input("a.ndjson", "{\"n\":1}\n");
  EXPECT_EQ(Compare(0), "");
  EXPECT_THAT(compared_, IsEmpty());
}

TEST_F(RunComparisonTest, WhatWasRefusedBeforeStandsThereEmpty) {
  Input("a.csv", "x,y\n1,2\n1,2,3\n5," + std::string(1'001, 'y') + "\n3,4\n");
  EXPECT_EQ(Compare(2), "");
  EXPECT_THAT(compared_,
              ElementsAre("{\"x\":\"1\",\"y\":\"2\"}", "", "", "{\"x\":\"3\",\"y\":\"4\"}"));
}

TEST_F(RunComparisonTest, NamesTheFirstLineThatDiffers) {
  Input("a.ndjson", "{\"n\":1}\n");
  Input("b.ndjson", "\n{\"n\":2}\n{\"n\":3}\n");
  differs_ = "{\"n\":2}";
  EXPECT_THAT(
      Compare(3, kExitUsage),
      AllOf(HasSubstr("b.ndjson line 2 is not what the load of 12:04, which did not end, has read"),
            HasSubstr("Nothing was sent"), HasSubstr("--restart")));
}

TEST_F(RunComparisonTest, NamesTheLineInALaterBlockToo) {
  std::string text;
  for (int i = 1; i <= 2'500; ++i) text += "{\"n\":" + std::to_string(i) + "}\n";
  Input("a.ndjson", text);
  differs_ = "{\"n\":2400}";
  EXPECT_THAT(Compare(2'500, kExitUsage), HasSubstr("a.ndjson line 2400 is not"));
}

TEST_F(RunComparisonTest, SaysWhatIsMissingOfAShorterFile) {
  Input("a.ndjson", "{\"n\":1}\n{\"n\":2}\n");
  EXPECT_THAT(Compare(5, kExitUsage),
              HasSubstr("a.ndjson line 2 is the last record, and the load of 12:04, which did not "
                        "end, has read 3 more: they are missing"));
  settings_.inputs = {folder_.Write("b.ndjson", "")};
  compared_.clear();
  EXPECT_THAT(Compare(1, kExitUsage), HasSubstr("the inputs hold no record"));
}

TEST_F(RunComparisonTest, ALineThatDiffersComesBeforeThoseThatAreMissing) {
  Input("a.ndjson", "{\"n\":1}\n{\"n\":2}\n");
  differs_ = "{\"n\":2}";
  EXPECT_THAT(Compare(5, kExitUsage), HasSubstr("a.ndjson line 2 is not"));
}

TEST_F(RunComparisonTest, ASignalEndsIt) {
  std::string text;
  for (int i = 1; i <= 1'500; ++i) text += "{\"n\":" + std::to_string(i) + "}\n";
  Input("a.ndjson", text);
  clock_.interruptions = 1;
  EXPECT_THAT(Compare(1'500, kExitStopped), HasSubstr("stopped by a signal"));
}

TEST_F(RunComparisonTest, ARefusedLineOfADocumentCountsAsTheRecordThatStoodForIt) {
  const DocumentNames names(R"({"batching":{"enabled":true,"algorithm":"fold","by":"no"}})");
  settings_.names = &names;
  Input("a.ndjson", "{\"no\":\"1\"}\n{\"_inflow\":{\"raw\":\"x\"}}\n{\"no\":\"1\",\"b\":2}\n");
  EXPECT_EQ(Compare(2), "");
  EXPECT_THAT(compared_, ElementsAre("{\"no\":\"1\"}", ""));
}

}  // namespace
}  // namespace inflow::command
