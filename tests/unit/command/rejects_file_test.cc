// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/rejects/rejects_file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "tests/support/temp_folder.h"
#include "tools/inflow/rejects/rejects_format.h"

namespace inflow::command {
namespace {

using ::inflow::testing::TempFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

SettledRecord Record(uint64_t id, destination_outcome outcome = DESTINATION_REJECTED) {
  SettledRecord record;
  record.id = id;
  record.file = "in";
  record.line = id;
  record.outcome = outcome;
  record.outcome_name = "REJECTED";
  record.text = "{}";
  return record;
}

std::string Line(uint64_t id) {
  return R"({"_inflow":{"outcome":"REJECTED","reason":"","file":"in","line":)" +
         std::to_string(id) + "}}\n";
}

class RejectsFileTest : public ::testing::Test {
 protected:
  std::unique_ptr<RejectsFile> Beside(const std::string& name) {
    return RejectsFile::Beside(folder_.Path(name), RejectsFormat::kNdjson, &newer_);
  }
  std::unique_ptr<RejectsFile> Named(const std::string& name) {
    return RejectsFile::Named(*OutputTarget::Find(folder_.Path(name)), RejectsFormat::kNdjson,
                              &newer_);
  }
  static std::string Finish(RejectsFile* file) {
    std::string why;
    const bool finished = file->Finish(&why);
    EXPECT_EQ(finished, why.empty());
    return why;
  }

  TempFolder folder_;
  NewerKeys newer_;
};

TEST_F(RejectsFileTest, BesideAnInputIsMadeOnlyWhenARecordNeedsIt) {
  const auto file = Beside("in.csv.rejects.ndjson");
  EXPECT_EQ(Finish(file.get()), "");
  EXPECT_FALSE(file->done());
  EXPECT_FALSE(file->is_earlier());
  EXPECT_THAT(folder_.Names(), IsEmpty());
}

TEST_F(RejectsFileTest, AnEarlierFileBesideTheInputIsKnownForWhatItIs) {
  folder_.Write("r.ndjson", "mending");
  const auto empty = Beside("r.ndjson");
  EXPECT_EQ(Finish(empty.get()), "");
  EXPECT_TRUE(empty->is_earlier());
  EXPECT_EQ(folder_.Read("r.ndjson"), "mending");
  const auto full = Beside("r.ndjson");
  full->Write(Record(1), 0);
  EXPECT_EQ(Finish(full.get()), "");
  EXPECT_FALSE(full->is_earlier());
}

TEST_F(RejectsFileTest, HasItsNameOnlyWhenItIsComplete) {
  auto file = Beside("r.ndjson");
  file->Write(Record(1), 0);
  EXPECT_FALSE(folder_.Has("r.ndjson"));
  EXPECT_EQ(Finish(file.get()), "");
  EXPECT_TRUE(file->done());
  EXPECT_EQ(folder_.Read("r.ndjson"), Line(1));
  EXPECT_EQ(file->count(), 1u);
  file.reset();
  EXPECT_THAT(folder_.Names(), ElementsAre("r.ndjson"));
}

TEST_F(RejectsFileTest, KeepsAnEarlierFileAndTakesTheNextNumber) {
  folder_.Write("r.ndjson", "mending");
  folder_.Write("r.2.ndjson", "too");
  auto file = Beside("r.ndjson");
  file->Write(Record(1), 0);
  EXPECT_EQ(Finish(file.get()), "");
  EXPECT_EQ(file->path(), folder_.Path("r.3.ndjson"));
  EXPECT_EQ(folder_.Read("r.ndjson"), "mending");
  file.reset();
  EXPECT_THAT(folder_.Names(), ElementsAre("r.2.ndjson", "r.3.ndjson", "r.ndjson"));
}

TEST_F(RejectsFileTest, ThoseOfAWholeLoadTakeThePlaceOfItsFirstParts) {
  folder_.Write("r.ndjson", "another load's");
  folder_.Write("r.2.ndjson", Line(1) + Line(4));
  folder_.Write("r.3.ndjson", "mended");
  auto file = Beside("r.ndjson");
  file->ReplacePart();
  for (const uint64_t id : {4, 1, 2}) file->Write(Record(id), 0);
  EXPECT_EQ(Finish(file.get()), "");
  EXPECT_EQ(file->path(), folder_.Path("r.2.ndjson"));
  file.reset();
  EXPECT_THAT(folder_.Names(), ElementsAre("r.2.ndjson", "r.3.ndjson", "r.ndjson"));
  EXPECT_EQ(folder_.Read("r.2.ndjson"), Line(1) + Line(2) + Line(4));
}

TEST_F(RejectsFileTest, AFirstPartThatWasMendedIsKept) {
  folder_.Write("r.ndjson", Line(1) + "{\"mended\":true}\n");
  const auto file = Beside("r.ndjson");
  file->ReplacePart();
  for (const uint64_t id : {1, 2}) file->Write(Record(id), 0);
  EXPECT_EQ(Finish(file.get()), "");
  EXPECT_EQ(file->path(), folder_.Path("r.2.ndjson"));
  EXPECT_EQ(folder_.Read("r.ndjson"), Line(1) + "{\"mended\":true}\n");
}

TEST_F(RejectsFileTest, AnotherLoadReplacesNothingThatIsLikeItsOwn) {
  folder_.Write("r.ndjson", Line(1));
  const auto file = Beside("r.ndjson");
  file->Write(Record(1), 0);
  EXPECT_EQ(Finish(file.get()), "");
  EXPECT_EQ(file->path(), folder_.Path("r.2.ndjson"));
}

TEST_F(RejectsFileTest, TwoLoadsOfOneProcessIdHaveAFileEach) {
  auto a = Beside("r.ndjson");
  auto b = Beside("r.ndjson");
  a->Write(Record(1), 0);
  b->Write(Record(2), 0);
  EXPECT_EQ(Finish(a.get()), "");
  EXPECT_EQ(Finish(b.get()), "");
  EXPECT_EQ(folder_.Read("r.ndjson"), Line(1));
  EXPECT_EQ(folder_.Read("r.2.ndjson"), Line(2));
}

TEST_F(RejectsFileTest, ReplacesAFileThatWasNamedAlsoByAnEmptyOne) {
  folder_.Write("r.ndjson", "old");
  auto full = Named("r.ndjson");
  full->Write(Record(1), 0);
  EXPECT_EQ(Finish(full.get()), "");
  EXPECT_EQ(folder_.Read("r.ndjson"), Line(1));
  const auto empty = Named("r.ndjson");
  EXPECT_EQ(Finish(empty.get()), "");
  EXPECT_FALSE(empty->done());
  EXPECT_EQ(folder_.Read("r.ndjson"), "");
  full.reset();
  EXPECT_THAT(folder_.Names(), ElementsAre("r.ndjson"));
}

TEST_F(RejectsFileTest, ALoadThatNeverBeganReplacesNothing) {
  folder_.Write("r.ndjson", "old");
  Named("r.ndjson").reset();
  EXPECT_EQ(folder_.Read("r.ndjson"), "old");
}

TEST_F(RejectsFileTest, ALoadThatBreaksOffLeavesWhatWasRefused) {
  auto file = Named("r.ndjson");
  file->Write(Record(1), 0);
  file.reset();
  EXPECT_EQ(folder_.Read("r.ndjson"), Line(1));
}

TEST_F(RejectsFileTest, ALinkStaysAndWhatItNamesIsReplaced) {
  folder_.Write("real.ndjson", "old");
  std::filesystem::create_symlink("real.ndjson", folder_.Path("r.ndjson"));
  const auto file = Named("r.ndjson");
  file->Write(Record(1), 0);
  EXPECT_EQ(Finish(file.get()), "");
  EXPECT_TRUE(std::filesystem::is_symlink(folder_.Path("r.ndjson")));
  EXPECT_EQ(folder_.Read("real.ndjson"), Line(1));
  EXPECT_EQ(file->path(), folder_.Path("r.ndjson"));
}

TEST_F(RejectsFileTest, AStreamGetsEverythingAtTheEndInTheOrderOfTheInput) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const FileDescriptor read_end(ends[0]);
  const OutputTarget target = *OutputTarget::Find("/dev/fd/" + std::to_string(ends[1]));
  auto file =
      RejectsFile::To(target, FileDescriptor(ends[1]), nullptr, RejectsFormat::kNdjson, &newer_);
  for (const uint64_t id : {3, 1, 2}) file->Write(Record(id), 0);
  EXPECT_EQ(Finish(file.get()), "");
  EXPECT_TRUE(file->done());
  EXPECT_FALSE(file->is_file());
  file.reset();
  std::string got(1000, '\0');
  got.resize(static_cast<size_t>(read(read_end.get(), got.data(), got.size())));
  EXPECT_EQ(got, Line(1) + Line(2) + Line(3));
}

TEST_F(RejectsFileTest, AReaderThatLeftIsToldWithWhatItMissed) {
  signal(SIGPIPE, SIG_IGN);
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const OutputTarget target = *OutputTarget::Find("/dev/fd/" + std::to_string(ends[1]));
  const auto file =
      RejectsFile::To(target, FileDescriptor(ends[1]), nullptr, RejectsFormat::kNdjson, &newer_);
  for (const uint64_t id : {3, 1, 2}) file->Write(Record(id), 0);
  close(ends[0]);
  EXPECT_THAT(Finish(file.get()),
              HasSubstr("Broken pipe; missing there are 3 records: in lines 1-3"));
  EXPECT_FALSE(file->done());
}

TEST_F(RejectsFileTest, SaysWhereTheRecordsAreWhenItCannotHaveItsName) {
  const auto file = Named("r.ndjson");
  std::filesystem::create_directory(folder_.Path("r.ndjson"));
  file->Write(Record(1), 0);
  EXPECT_THAT(Finish(file.get()), StartsWith("the rejected records could not be written to " +
                                             folder_.Path("r.ndjson") + ": Is a directory; " +
                                             folder_.Path("r.ndjson.part-")));
  const std::vector<std::string> names = folder_.Names();
  ASSERT_EQ(names.size(), 3u);  // the other is the room that goes with the object
  EXPECT_FALSE(file->done());
}

TEST_F(RejectsFileTest, SaysWhichRecordsAreMissingWhereItCannotEvenBeBegun) {
  std::filesystem::create_directory(folder_.Path("sub"));
  folder_.Write("sub/r.ndjson", "old");
  const auto file = Named("sub/r.ndjson");
  std::filesystem::rename(folder_.Path("sub"), folder_.Path("away"));
  file->Write(Record(4), 0);
  file->Write(Record(5), 0);
  EXPECT_THAT(file->fault(), HasSubstr("No such file or directory"));
  const std::string why = Finish(file.get());
  EXPECT_THAT(
      why,
      HasSubstr("No such file or directory; missing there are 2 records: in lines 4-5. Make room"));
  EXPECT_THAT(why, HasSubstr("holds is not of this load"));
  EXPECT_EQ(file->missing().count(), 2u);
  EXPECT_FALSE(file->done());
}

TEST_F(RejectsFileTest, CountsWhatALoadHoldsBack) {
  newer_.Refused(77);
  newer_.Delivered(77, 9);
  const auto file = Beside("r.ndjson");
  file->Write(Record(1, DESTINATION_AMBIGUOUS), 0);
  SettledRecord again = Record(2);
  again.was_ambiguous = true;
  file->Write(again, 0);
  file->Write(Record(3), 77);
  SettledRecord told = Record(4);
  told.newer_delivered = true;
  file->Write(told, 77);
  EXPECT_EQ(Finish(file.get()), "");
  EXPECT_EQ(file->ambiguous(), 2u);
  EXPECT_EQ(file->older(), 2u);
}

TEST_F(RejectsFileTest, TheDefaultIsBesideTheInput) {
  constexpr RejectsFormat kLines = RejectsFormat::kNdjson;
  EXPECT_EQ(DefaultRejectsPath(folder_.Path("a.csv"), kLines),
            folder_.Path("a.csv.rejects.ndjson"));
  EXPECT_EQ(DefaultRejectsPath("-", kLines), "inflow.rejects.ndjson");
  EXPECT_EQ(DefaultRejectsPath(folder_.Path("absent/a.csv"), kLines), "a.csv.rejects.ndjson");
}

TEST_F(RejectsFileTest, OfACsvHasTheEndingOfItsNameAndNamesDoNotPileUp) {
  constexpr RejectsFormat kRows = RejectsFormat::kCsv;
  EXPECT_EQ(DefaultRejectsPath("a.csv", kRows), "a.csv.rejects.csv");
  EXPECT_EQ(DefaultRejectsPath("a.tsv", kRows), "a.tsv.rejects.tsv");
  EXPECT_EQ(DefaultRejectsPath("a", kRows), "a.rejects.csv");
  EXPECT_EQ(DefaultRejectsPath("-", kRows), "inflow.rejects.csv");
  EXPECT_EQ(DefaultRejectsPath("rejects.csv", kRows), "rejects.csv.rejects.csv");
  EXPECT_EQ(DefaultRejectsPath(".rejects.csv", kRows), ".rejects.csv.rejects.csv");
}

TEST_F(RejectsFileTest, NamesDoNotPileUp) {
  for (const char* number : {"", ".2", ".17"}) {
    const std::string name = absl::StrCat("a.csv.rejects", number);
    EXPECT_EQ(DefaultRejectsPath(name + ".csv", RejectsFormat::kCsv), "a.csv.rejects.csv");
    EXPECT_EQ(DefaultRejectsPath(name + ".tsv", RejectsFormat::kCsv), "a.csv.rejects.tsv");
    EXPECT_EQ(DefaultRejectsPath(name + ".csv", RejectsFormat::kNdjson), "a.csv.rejects.ndjson");
    EXPECT_EQ(DefaultRejectsPath(name + ".ndjson", RejectsFormat::kNdjson), "a.csv.rejects.ndjson");
  }
  EXPECT_EQ(DefaultRejectsPath("a.rejects.b.csv", RejectsFormat::kCsv),
            "a.rejects.b.csv.rejects.csv");
}

TEST_F(RejectsFileTest, RejectsOfRejectsGetTheNextNumber) {
  const std::string first = folder_.Path("a.csv.rejects.csv");
  folder_.Write("a.csv.rejects.csv", "being read");
  for (const char* next : {"a.csv.rejects.2.csv", "a.csv.rejects.3.csv"}) {
    const auto file = RejectsFile::Beside(DefaultRejectsPath(first, RejectsFormat::kCsv),
                                          RejectsFormat::kNdjson, &newer_, false);
    EXPECT_FALSE(file->is_earlier());
    file->Write(Record(1), 0);
    EXPECT_EQ(Finish(file.get()), "");
    EXPECT_EQ(file->path(), folder_.Path(next));
  }
  EXPECT_EQ(folder_.Read("a.csv.rejects.csv"), "being read");
}

}  // namespace
}  // namespace inflow::command
