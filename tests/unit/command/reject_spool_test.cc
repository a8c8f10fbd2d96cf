// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/rejects/reject_spool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>

#include "tests/support/temp_folder.h"

namespace inflow::command {
namespace {

using ::inflow::testing::TempFolder;
using ::testing::ElementsAre;

SettledRecord SpooledRecord(uint64_t id, std::string_view text = "{}") {
  SettledRecord record;
  record.id = id;
  record.file = "in";
  record.line = id;
  record.outcome = DESTINATION_REJECTED;
  record.outcome_name = "REJECTED";
  record.text = text;
  return record;
}

class RejectSpoolTest : public ::testing::Test {
 protected:
  // Lines are the numbers of the records in the file, those that are said to be older with a minus.
  std::vector<int64_t> Lines(RejectSpool* spool) {
    PartFile* whole = nullptr;
    EXPECT_EQ(spool->Order(newer_, &whole), 0);
    EXPECT_EQ(whole->Replace(folder_.Path("r")), 0);
    std::vector<int64_t> lines;
    std::istringstream text(folder_.Read("r"));
    for (std::string line; std::getline(text, line);) {
      const auto why = nlohmann::json::parse(line)["_inflow"];
      lines.push_back(why["line"].get<int64_t>() * (why.contains("newer") ? -1 : 1));
    }
    return lines;
  }

  TempFolder folder_;
  NewerKeys newer_;
};

TEST_F(RejectSpoolTest, GivesBackInTheOrderOfTheInput) {
  {
    RejectSpool spool(folder_.Path("r"), RejectsFormat::kNdjson);
    for (const uint64_t id : {2, 5, 1, 9, 3}) spool.Write(SpooledRecord(id), 0);
    EXPECT_THAT(Lines(&spool), ElementsAre(1, 2, 3, 5, 9));
  }
  EXPECT_THAT(folder_.Names(), ElementsAre("r"));
}

TEST_F(RejectSpoolTest, LinesOfOnePlaceStandTogether) {
  RejectSpool spool(folder_.Path("r"), RejectsFormat::kNdjson);
  for (const auto& [id, place] : {std::pair(1, 1), {2, 2}, {3, 1}, {4, 3}, {5, 2}}) {
    SettledRecord record = SpooledRecord(static_cast<uint64_t>(id));
    record.place = static_cast<uint64_t>(place);
    spool.Write(record, 0);
  }
  EXPECT_THAT(Lines(&spool), ElementsAre(1, 3, 2, 5, 4));
}

TEST_F(RejectSpoolTest, WhatIsInOrderAlreadyIsTheFile) {
  RejectSpool spool(folder_.Path("r"), RejectsFormat::kNdjson);
  for (const uint64_t id : {1, 2, 5}) spool.Write(SpooledRecord(id), 0);
  EXPECT_THAT(Lines(&spool), ElementsAre(1, 2, 5));
}

TEST_F(RejectSpoolTest, SaysWhereANewerRecordOfTheKeyWasDelivered) {
  RejectSpool spool(folder_.Path("r"), RejectsFormat::kNdjson);
  const auto refuse = [&](uint64_t id, uint64_t key) {
    newer_.Refused(key);
    spool.Write(SpooledRecord(id), key);
  };
  refuse(1, 70);
  refuse(2, 80);
  refuse(3, 0);
  newer_.Delivered(70, 4);
  newer_.Delivered(80, 1);  // an older one
  newer_.Delivered(0, 9);   // no key
  refuse(5, 70);
  EXPECT_THAT(Lines(&spool), ElementsAre(-1, 2, 3, 5));
  EXPECT_EQ(spool.older(), 1u);
}

TEST_F(RejectSpoolTest, LongLinesStandBesideShortOnes) {
  const std::string long_text = "{\"a\":\"" + std::string(300'000, 'x') + "\"}";
  RejectSpool spool(folder_.Path("r"), RejectsFormat::kNdjson);
  for (const uint64_t id : {4, 3, 2, 1})
    spool.Write(SpooledRecord(id, id % 2 == 0 ? long_text : "{}"), 0);
  EXPECT_THAT(Lines(&spool), ElementsAre(1, 2, 3, 4));
  EXPECT_GT(folder_.Read("r").size(), 600'000u);
}

// Far apart and near together: what is read ahead is not always what comes next.
TEST_F(RejectSpoolTest, ManyInNoOrderAtAll) {
  std::vector<uint64_t> ids(20'000);
  for (size_t i = 0; i < ids.size(); ++i) ids[i] = i + 1;
  std::shuffle(ids.begin(), ids.end(), std::mt19937(7));
  RejectSpool spool(folder_.Path("r"), RejectsFormat::kNdjson);
  for (const uint64_t id : ids) spool.Write(SpooledRecord(id), 0);
  const std::vector<int64_t> lines = Lines(&spool);
  ASSERT_EQ(lines.size(), ids.size());
  EXPECT_TRUE(std::is_sorted(lines.begin(), lines.end()));
}

TEST_F(RejectSpoolTest, LeavesNothingBehindUnlessItIsKept) {
  std::string kept;
  {
    RejectSpool gone(folder_.Path("a"), RejectsFormat::kNdjson);
    gone.Write(SpooledRecord(1), 0);
    RejectSpool stays(folder_.Path("b"), RejectsFormat::kNdjson);
    stays.Write(SpooledRecord(1), 0);
    stays.Sync();
    kept = stays.name();
    stays.Keep();
  }
  EXPECT_THAT(folder_.Names(), ElementsAre(kept.substr(kept.rfind('/') + 1)));
}

TEST_F(RejectSpoolTest, WhatIsSyncedSurvivesTheProcess) {
  RejectSpool spool(folder_.Path("r"), RejectsFormat::kNdjson);
  spool.Write(SpooledRecord(1), 0);
  spool.Sync();
  size_t with_text = 0;
  for (const std::string& name : folder_.Names()) with_text += folder_.Read(name).empty() ? 0 : 1;
  EXPECT_EQ(with_text, 1u);
}

// A row of a CSV with a byte order mark and CRLF.
class RejectRowsTest : public ::testing::Test {
 protected:
  SettledRecord Row(uint64_t id, std::string_view row, std::string_view reason) const {
    SettledRecord record;
    record.id = record.line = id;
    record.file = "in.csv";
    record.outcome = DESTINATION_REJECTED;
    record.outcome_name = "REJECTED";
    record.message = reason;
    record.text = "{\"a\":\"1\"}";
    record.row = row;
    record.layout = &layout_;
    return record;
  }
  std::string Ordered(RejectSpool* spool) {
    PartFile* whole = nullptr;
    EXPECT_EQ(spool->Order(newer_, &whole), 0);
    EXPECT_EQ(whole->Replace(folder_.Path("whole")), 0);
    return folder_.Read("whole");
  }

  TempFolder folder_;
  NewerKeys newer_;
  CsvLayout layout_ = {"\xef\xbb\xbf", ";", "\"a\";b", "\r\n"};
};

TEST_F(RejectRowsTest, StandAsTheyCameBehindWhatBecameOfThem) {
  RejectSpool spool(folder_.Path("r"), RejectsFormat::kCsv);
  newer_.Refused(7);
  newer_.Delivered(7, 9);
  spool.Write(Row(3, "x;\"two\nlines\"\r\n", "=1+1; \"no\""), 0);
  spool.Write(Row(2, "a;b;c;d\r\n", "too many"), 7);
  spool.Write(Row(5, "last;1", "no end"), 0);
  EXPECT_EQ(Ordered(&spool),
            "\xef\xbb\xbf_inflow_outcome;_inflow_line;_inflow_reason;\"a\";b\r\n"
            "REJECTED newer;2;too many;a;b;c;d\r\n"
            "REJECTED;3;\"'=1+1; \"\"no\"\"\";x;\"two\nlines\"\r\n"
            "REJECTED;5;no end;last;1\r\n");
}

TEST_F(RejectRowsTest, WhatCouldNotBeReadWholeIsOneCell) {
  RejectSpool spool(folder_.Path("r"), RejectsFormat::kCsv);
  SettledRecord record = Row(2, "", "never closed");
  record.text = "x;\"open\nto the end";
  spool.Write(record, 0);
  EXPECT_EQ(Ordered(&spool),
            "\xef\xbb\xbf_inflow_outcome;_inflow_line;_inflow_reason;\"a\";b\r\n"
            "REJECTED cut;2;never closed;\"x;\"\"open\nto the end\"\r\n");
}

}  // namespace
}  // namespace inflow::command
