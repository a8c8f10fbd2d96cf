// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/going_on.h"

#include <gtest/gtest.h>

namespace inflow::command {
namespace {

class GoingOnTest : public ::testing::Test {
 protected:
  GoingOnTest() {
    settings_.options_to_repeat = " --config c.json";
    settings_.inputs.inputs = {"in.csv"};
    end_.stopped = true;
    end_.inputs_ended = true;
  }
  std::string Text() const { return GoingOn(settings_, end_, report_); }

  LoadSettings settings_;
  LoadEnd end_;
  LoadReport report_;
};

TEST_F(GoingOnTest, ALoadThatEndedWellNeedsNoWord) {
  end_.stopped = false;
  EXPECT_EQ(Text(), "");
  report_.rejects = {{"r.ndjson", 3}};
  EXPECT_EQ(Text(), "");
}

TEST_F(GoingOnTest, TheRejectsComeBeforeTheRestOfTheInput) {
  end_.inputs_ended = false;
  end_.read = end_.read_of_input = 40;
  settings_.inputs.first = 100;
  settings_.inputs.reader.csv.nest = false;
  report_.rejects = {{"in.csv.rejects.ndjson", 3}};
  EXPECT_EQ(Text(),
            "To go on:\n"
            "  inflow load --config c.json in.csv.rejects.ndjson\n"
            "  inflow load --config c.json --no-nest --skip 40 --first 60 in.csv\n");
}

TEST_F(GoingOnTest, WhoHasLookedNeedNotLookAnewForTheRest) {
  end_.inputs_ended = false;
  end_.read = end_.read_of_input = 40;
  settings_.inputs.inputs = {"a.ndjson"};
  settings_.inputs.include_ambiguous = true;
  settings_.inputs.include_older = true;
  EXPECT_EQ(
      Text(),
      "To go on:\n  inflow load --config c.json --include-ambiguous --include-older --skip 40 a.ndjson\n");
}

TEST_F(GoingOnTest, AFileOfAnyNameIsReadAsWhatItIs) {
  report_.rejects = {{"my rejects.csv", 1}, {"out", 1}};
  EXPECT_EQ(Text(),
            "To go on:\n"
            "  inflow load --config c.json --format ndjson 'my rejects.csv'\n"
            "  inflow load --config c.json --format ndjson out\n");
}

TEST_F(GoingOnTest, WhatWentToAPipeHasToComeFromWhoReadIt) {
  report_.rejects = {{"/dev/stderr", 2, 1, 1, false}};
  EXPECT_EQ(
      Text(),
      "To go on:\n  inflow load --config c.json -      with what went to /dev/stderr on standard input\n");
}

TEST_F(GoingOnTest, WhatIsHeldBackIsNamedWithHowToLookAndTheOptionThatSendsIt) {
  report_.rejects = {{"r.ndjson", 9, 3, 0}};
  EXPECT_EQ(
      Text(),
      "To go on:\n"
      "  inflow load --config c.json r.ndjson\n"
      "r.ndjson has records that a load holds back:\n"
      "  3 that inFlow may have already, since they were sent and not answered. Look there for\n"
      "    grep -e '\"outcome\":\"AMBIGUOUS\"' -e '\"ambiguous\":true' r.ndjson\n"
      "Take out what must not be sent. The others go with this instead:\n"
      "  inflow load --config c.json --include-ambiguous r.ndjson\n");
}

TEST_F(GoingOnTest, ALoadThatEndedSaysWhatIsHeldBackToo) {
  end_.stopped = false;
  report_.rejects = {{"r.ndjson", 9, 1, 2}};
  EXPECT_EQ(Text(),
            "r.ndjson has records that a load holds back:\n"
            "  1 that inFlow may have already, since it was sent and not answered. Look there for\n"
            "    grep -e '\"outcome\":\"AMBIGUOUS\"' -e '\"ambiguous\":true' r.ndjson\n"
            "  2 of which inFlow has a newer version. Compare\n"
            "    grep '\"newer\":' r.ndjson\n"
            "Take out what must not be sent. The others go with this:\n"
            "  inflow load --config c.json --include-ambiguous --include-older r.ndjson\n");
}

TEST_F(GoingOnTest, WhatCouldNotBeWrittenIsReadAgainFromTheInputs) {
  settings_.inputs.inputs = {"a.csv", "b.csv"};
  settings_.inputs.skip = 10;
  MissingLines missing;
  for (const uint64_t id : {5, 6, 7, 20}) missing.Add(id, "a.csv", id);
  report_.missing = {missing};
  EXPECT_EQ(Text(),
            "To go on:\n"
            "  inflow load --config c.json --skip 14 --first 3 a.csv b.csv\n"
            "  inflow load --config c.json --skip 29 --first 1 a.csv b.csv\n");
  settings_.inputs.inputs = {"-"};
  EXPECT_EQ(Text(), "");
}

class GoingOnWithDocuments : public GoingOnTest {
 protected:
  GoingOnWithDocuments() {
    settings_.inputs.names = &names_;
    settings_.inputs.inputs = {"a.csv", "b.csv"};
    end_.inputs_ended = false;
    end_.input = 1;
    end_.read_of_input = 17;
    end_.documents = 12;
  }

  DocumentNames names_{R"({"batching":{"enabled":true,"algorithm":"fold","by":"no"}})"};
};

TEST_F(GoingOnWithDocuments, CountsDocumentsOverAllInputs) {
  EXPECT_EQ(Text(), "To go on:\n  inflow load --config c.json --skip 12 a.csv b.csv\n");
  settings_.inputs.skip = 5;
  settings_.inputs.first = 10;
  EXPECT_EQ(Text(), "To go on:\n  inflow load --config c.json --skip 12 --first 3 a.csv b.csv\n");
  end_.documents = 15;
  EXPECT_EQ(Text(), "");
}

TEST_F(GoingOnWithDocuments, ADocumentThatWasNotReadToItsEndIsReadAnew) {
  settings_.inputs.inputs = {"-"};
  settings_.stream = true;
  end_.is_cut = true;
  EXPECT_EQ(
      Text(),
      "To go on:\n  inflow load --config c.json --stream --skip 11 -      with the same on standard input again\n");
}

TEST_F(GoingOnWithDocuments, WhatCouldNotBeWrittenIsLoadedInWholeDocuments) {
  end_.inputs_ended = true;
  MissingLines missing;
  missing.Add(3, "a.csv", 3, 2);
  missing.Add(5, "a.csv", 5, 2);
  missing.Add(9, "b.csv", 2, 4);
  missing.Add(10, "b.csv", 3, 5);
  report_.missing = {missing};
  EXPECT_EQ(Text(),
            "To go on:\n"
            "  inflow load --config c.json --skip 1 --first 1 a.csv b.csv\n"
            "  inflow load --config c.json --skip 3 --first 2 a.csv b.csv\n");
}

TEST_F(GoingOnWithDocuments, LinesThatCameLateAreToldWithTheOptionThatTakesThem) {
  end_.stopped = false;
  report_.rejects = {{"r.ndjson", 9, 0, 0, true, 2}};
  EXPECT_EQ(
      Text(),
      "r.ndjson has records that a load holds back:\n"
      "  2 lines without the other lines of their documents, which they would replace. Load those documents whole. See\n"
      "    grep '\"late\":' r.ndjson\n"
      "Take out what must not be sent. The others go with this:\n"
      "  inflow load --config c.json --include-late r.ndjson\n");
}

TEST_F(GoingOnTest, RowsAreReadAgainAsTheInputWas) {
  settings_.inputs.format = InputFormat::kCsv;
  settings_.inputs.reader.csv.separator = ";";
  settings_.inputs.reader.csv.null_texts = {"NULL"};
  report_.rejects = {{"a.rejects.csv", 1, 1, 0, true, 0, true}, {"out", 1, 0, 0, true, 0, true}};
  EXPECT_EQ(Text(),
            "To go on:\n"
            "  inflow load --config c.json --csv-separator ';' --csv-null NULL a.rejects.csv\n"
            "  inflow load --config c.json --format csv --csv-separator ';' --csv-null NULL out\n"
            "a.rejects.csv has records that a load holds back:\n"
            "  1 that inFlow may have already, since it was sent and not answered. Look there for\n"
            "    grep -i '^\"*[a-z ]*ambiguous' a.rejects.csv\n"
            "Take out what must not be sent. The others go with this instead:\n"
            "  inflow load --config c.json --include-ambiguous --csv-separator ';' --csv-null NULL "
            "a.rejects.csv\n");
}

TEST_F(GoingOnTest, MendedRowsAreLoadedWithOneCommand) {
  report_.rejects = {{"a.csv", 1, 0, 0, true, 0, true}, {"b.csv", 1, 0, 0, true, 0, true}};
  EXPECT_EQ(AfterMending(settings_, report_),
            "  Mend the rows there and load them again with:\n"
            "    inflow load --config c.json a.csv b.csv\n");
  report_.rejects.push_back({"c.ndjson", 1});
  EXPECT_EQ(AfterMending(settings_, report_), "");
}

}  // namespace
}  // namespace inflow::command
