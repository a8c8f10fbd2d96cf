// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/rejects/reject_line.h"

#include <gtest/gtest.h>

#include <string>

namespace inflow::command {
namespace {

SettledRecord RecordWith(std::string_view text) {
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

std::string Line(const SettledRecord& record) {
  std::string line;
  AppendReject(record, &line);
  return line;
}
std::string Line(std::string_view text) { return Line(RecordWith(text)); }

constexpr char kStart[] =
    R"({"_inflow":{"outcome":"REJECTED","reason":"Name \"Bolt\" is taken","file":"in.csv","line":7)";

TEST(AppendReject, PutsTheReservedAttributeIntoTheRecord) {
  EXPECT_EQ(Line(R"({"name":"Bolt","price":12.50})"),
            std::string(kStart) + R"(},"name":"Bolt","price":12.50})" + "\n");
  EXPECT_EQ(Line(" { } "), std::string(kStart) + "}} \n");
  EXPECT_EQ(Line("{\r\n  \"a\": 1\n}"), std::string(kStart) + "},\"a\": 1 }\n");
}

TEST(AppendReject, ShowsWhatIsNoObjectAsRawText) {
  EXPECT_EQ(Line("{\"a\":"), std::string(kStart) + ",\"raw\":\"{\\\"a\\\":\"}}\n");
  EXPECT_EQ(Line("[1]"), std::string(kStart) + ",\"raw\":\"[1]\"}}\n");
  EXPECT_EQ(Line("a\xff\n"), std::string(kStart) + ",\"raw\":\"a\xef\xbf\xbd\\n\"}}\n");
  EXPECT_EQ(Line(""), std::string(kStart) + ",\"raw\":\"\"}}\n");
}

TEST(AppendReject, NumbersStayAsTheyWereWrittenWhateverTheirSize) {
  for (const std::string number : {"12345678901234567890123", "1e999", "-1E+400", "12.50",
                                   "0.1000000000000000055511151231257827"}) {
    EXPECT_EQ(Line("{\"n\":" + number + "}"), std::string(kStart) + "},\"n\":" + number + "}\n");
  }
}

TEST(AppendReject, KeepsWhatAnEarlierRejectsFileWarnedOf) {
  SettledRecord record = RecordWith("{\"a\":1}");
  record.was_ambiguous = true;
  EXPECT_EQ(Line(record), std::string(kStart) + ",\"ambiguous\":true},\"a\":1}\n");
  record.outcome = DESTINATION_AMBIGUOUS;  // which says it all
  EXPECT_EQ(Line(record), std::string(kStart) + "},\"a\":1}\n");
  record.was_ambiguous = false;
  record.newer_delivered = true;
  EXPECT_EQ(Line(record).substr(0, 20), "{\"_inflow\":{\"newer\":");
}

TEST(AppendReject, AGoodLineOfARefusedDocumentNamesTheLineThatIsNot) {
  SettledRecord record = RecordWith("{\"a\":1}");
  record.sound = true;
  record.because = 9;
  EXPECT_EQ(Line(record),
            std::string(kStart) +
                R"(,"document":"this line is good, and was refused with line 9"},"a":1})" + "\n");
  record.because = 0;
  EXPECT_EQ(Line(record),
            std::string(kStart) +
                R"(,"document":"this line is good, and was refused with its document"},"a":1})" +
                "\n");
}

TEST(AppendReject, ALineWithoutTheRestOfItsDocumentSaysSo) {
  SettledRecord record = RecordWith("{\"a\":1}");
  record.late = true;
  EXPECT_EQ(
      Line(record).substr(0, 85),
      R"({"_inflow":{"late":"without the other lines of its document it would replace them","o)");
}

TEST(AppendOlder, IsTheLineThatWasWrittenWithThatWord) {
  const std::string line = Line("{\"a\":1}");
  std::string older;
  AppendOlder(line, &older);
  SettledRecord record = RecordWith("{\"a\":1}");
  record.newer_delivered = true;
  EXPECT_EQ(older, Line(record));
}

}  // namespace
}  // namespace inflow::command
