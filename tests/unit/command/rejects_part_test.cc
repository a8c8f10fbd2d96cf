// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/rejects/rejects_part.h"

#include <gtest/gtest.h>

#include "tests/support/temp_folder.h"
#include "tools/inflow/rejects/reject_line.h"
#include "tools/inflow/rejects/reject_row.h"

namespace inflow::command {
namespace {

using ::inflow::testing::TempFolder;

bool IsPart(const std::string& part, const std::string& whole,
            RejectsFormat format = RejectsFormat::kNdjson) {
  const TempFolder folder;
  return IsPartOfRejects(folder.Write("part", part), folder.Write("whole", whole), format);
}

std::string LineOf(uint64_t number, bool late = false) {
  SettledRecord record;
  record.line = number;
  record.late = late;
  record.outcome_name = "REJECTED";
  record.text = "{}";
  std::string line;
  AppendReject(record, &line);
  return line;
}

TEST(IsPartOfRejects, HasEveryLineInItsOrder) {
  EXPECT_TRUE(IsPart("", ""));
  EXPECT_TRUE(IsPart("", "a\n"));
  EXPECT_TRUE(IsPart("a\nc\n", "a\nb\nc\nd\n"));
  EXPECT_TRUE(IsPart("a\na\n", "a\nb\na\n"));
  EXPECT_FALSE(IsPart("a\na\n", "a\nb\n"));
  EXPECT_FALSE(IsPart("c\na\n", "a\nb\nc\n"));
  EXPECT_FALSE(IsPart("a\nx\n", "a\nb\nc\n"));
  EXPECT_FALSE(IsPart("a\n", ""));
}

TEST(IsPartOfRejects, OneThatIsNotThereIsNone) {
  const TempFolder folder;
  EXPECT_FALSE(
      IsPartOfRejects(folder.Path("x"), folder.Write("whole", "a\n"), RejectsFormat::kCsv));
}

TEST(IsPartOfRejects, ANewerRecordMayHaveComeLater) {
  std::string older;
  AppendOlder(LineOf(2), &older);
  EXPECT_TRUE(IsPart(LineOf(2), LineOf(1) + older));
  EXPECT_TRUE(IsPart(older, older));
  EXPECT_FALSE(IsPart(LineOf(2), LineOf(2, /*late=*/true)));
}

TEST(IsPartOfRejects, NorDoesThatWordCountInARow) {
  const auto is_part = [](const std::string& part, const std::string& whole) {
    return IsPart(part, whole, RejectsFormat::kCsv);
  };
  EXPECT_TRUE(is_part("REJECTED,2,why,a\n", "REJECTED newer,2,why,a\n"));
  EXPECT_TRUE(is_part("REJECTED ambiguous late,2,,a\n", "REJECTED ambiguous newer late,2,,a\n"));
  EXPECT_FALSE(is_part("REJECTED,2,why,a\n", "REJECTED late,2,why,a\n"));
  EXPECT_FALSE(is_part("REJECTED,2,a\n", "REJECTED,2,a newer\n"));
  EXPECT_FALSE(is_part(" newer,1\n", ",1\n"));
}

TEST(RowWithoutOlder, TakesOutWhatARowWasGiven) {
  std::string plain, older;
  const CsvLayout layout{"", ",", "a,b", "\n"};
  SettledRecord record;
  record.line = 4;
  record.outcome_name = "FAILED";
  record.was_ambiguous = record.late = true;
  record.outcome = DESTINATION_FAILED;
  record.text = "{}";
  record.row = "x,y\n";
  std::string line;
  AppendReject(record, &line, /*with_row=*/true);
  AppendRejectRow(line, /*older=*/false, layout, &plain);
  AppendRejectRow(line, /*older=*/true, layout, &older);
  EXPECT_NE(plain, older);
  EXPECT_EQ(RowWithoutOlder(older), plain);
  EXPECT_EQ(RowWithoutOlder(plain), plain);
}

}  // namespace
}  // namespace inflow::command
