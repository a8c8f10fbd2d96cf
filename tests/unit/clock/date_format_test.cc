// SPDX-License-Identifier: Apache-2.0
#include "plugin/clock/date_format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inflow {
namespace {

using ::testing::HasSubstr;

// Read returns a text as ISO 8601; "" where the format does not fit, or the format's own fault.
std::string Read(std::string_view format, std::string_view text) {
  const absl::StatusOr<DateFormat> compiled = DateFormat::Compile(format);
  if (!compiled.ok()) return std::string(compiled.status().message());
  const std::optional<CivilTime> time = compiled->Parse(text);
  std::string iso;
  if (time) AppendIso(*time, &iso);
  return iso;
}

TEST(DateFormat, DaysWithAndWithoutLeadingZeros) {
  EXPECT_EQ(Read("%m/%d/%Y", "03/04/2026"), "2026-03-04");
  EXPECT_EQ(Read("%d/%m/%Y", "03/04/2026"), "2026-04-03");
  EXPECT_EQ(Read("%m/%d/%Y", "3/4/2026"), "2026-03-04");
  EXPECT_EQ(Read("%d.%m.%Y", "31.12.2026"), "2026-12-31");
  EXPECT_EQ(Read("%d%m%Y", "31122026"), "2026-12-31");
  EXPECT_EQ(Read("%F", "2026-12-31"), "2026-12-31");
  EXPECT_EQ(Read("%D", "12/31/68"), "2068-12-31");
  EXPECT_EQ(Read("%D", "12/31/69"), "1969-12-31");
  EXPECT_EQ(Read("100%% %d %b %Y", "100% 1 Feb 2026"), "2026-02-01");
}

TEST(DateFormat, TimesWithHalvesOffsetsAndFractions) {
  constexpr char kExport[] = "%m/%d/%Y %I:%M:%S %p %z";
  EXPECT_EQ(Read(kExport, "4/6/2026 2:02:34 PM +00:00"), "2026-04-06T14:02:34Z");
  EXPECT_EQ(Read(kExport, "4/6/2026 12:00:00 AM -08:00"), "2026-04-06T00:00:00-08:00");
  EXPECT_EQ(Read(kExport, "4/6/2026 12:00:00 PM +0530"), "2026-04-06T12:00:00+05:30");
  EXPECT_EQ(Read(kExport, "4/6/2026 1:00:00 a.m. -0330"), "2026-04-06T01:00:00-03:30");
  EXPECT_EQ(Read(kExport, "4/6/2026 2:02:34\u202fPM Z"), "2026-04-06T14:02:34Z");
  EXPECT_EQ(Read("%d.%m.%Y %R", "06.04.2026\u00a009:05"), "2026-04-06T09:05:00");
  EXPECT_EQ(Read("%F %T.%f", "2026-04-06 09:05:01.0250"), "2026-04-06T09:05:01.0250");
  EXPECT_EQ(Read("%F %H:%M %z", "2026-04-06 09:05 +02"), "2026-04-06T09:05:00+02:00");
}

TEST(DateFormat, NamesInAnyCase) {
  EXPECT_EQ(Read("%a, %d %B %Y", "mon, 06 APRIL 2026"), "2026-04-06");
  EXPECT_EQ(Read("%A %d-%b-%y", "Monday 6-apr-26"), "2026-04-06");
  EXPECT_EQ(Read("%d %b %Y", "6 September 2026"), "2026-09-06");
  EXPECT_EQ(Read("%d %b %Y", "6 Septembre 2026"), "");
  // A weekday that is another day's says that the date was read wrongly.
  EXPECT_EQ(Read("%a %d/%m/%Y", "Mon 04/06/2026"), "");
  EXPECT_EQ(Read("%a %m/%d/%Y", "Mon 04/06/2026"), "2026-04-06");
}

TEST(DateFormat, RefusesWhatIsNoSuchDayOrWrittenOtherwise) {
  for (const char* text :
       {"", "13/01/2026", "02/29/2026", "00/10/2026", "4/31/2026", "4/6/26", "4/6/2026x",
        "x4/6/2026", "4-6-2026", "04/06/02026", "4/6", "\u0664/6/2026", "+4/6/2026", "4/6/0000"}) {
    EXPECT_EQ(Read("%m/%d/%Y", text), "") << text;
  }
  EXPECT_EQ(Read("%m/%d/%Y", "02/29/2028"), "2028-02-29");
  for (const char* text : {"1/2/2026 0:00 PM", "1/2/2026 13:00 PM", "1/2/2026 1:60 PM",
                           "1/2/2026 1:00", "1/2/2026 1:00 XM"}) {
    EXPECT_EQ(Read("%m/%d/%Y %I:%M %p", text), "") << text;
  }
  for (const char* text : {"2026-01-02 24:00 Z", "2026-01-02 23:00 +15:00", "2026-01-02 23:00 +1",
                           "2026-01-02 23:00 +01:6",
                           "2026-01-02 23:00 +01:", "2026-01-02 23:00 CET", "2026-01-02 23:00"}) {
    EXPECT_EQ(Read("%F %R %z", text), "") << text;
  }
  EXPECT_EQ(Read("%F %T", "2026-01-02 23:59:60"), "");
}

TEST(DateFormat, RefusesFormatsThatItDoesNotKnow) {
  EXPECT_THAT(Read("%m/%d/%Q", ""), HasSubstr("holds \"%Q\", which is none of %Y, %y,"));
  EXPECT_THAT(Read("%m/%d/%Y %Z", ""), HasSubstr("holds \"%Z\""));
  EXPECT_THAT(Read("%m/%d/%Y %", ""), HasSubstr("holds \"%\""));
  EXPECT_THAT(Read("%-d.%m.%Y", ""), HasSubstr("holds \"%-\""));
  EXPECT_THAT(Read("%s", ""), HasSubstr("holds \"%s\""));
}

TEST(DateFormat, RefusesFormatsThatTellNoWholeDayOrTime) {
  EXPECT_THAT(Read("", ""), HasSubstr("must tell the year once"));
  EXPECT_THAT(Read("dd.mm.yyyy", ""), HasSubstr("must tell the year once"));
  EXPECT_THAT(Read("%m/%d", ""), HasSubstr("must tell the year once"));
  EXPECT_THAT(Read("%Y %y %m %d", ""), HasSubstr("must tell the year once"));
  EXPECT_THAT(Read("%Y-%d", ""), HasSubstr("must tell the month once"));
  EXPECT_THAT(Read("%Y-%b-%m-%d", ""), HasSubstr("must tell the month once"));
  EXPECT_THAT(Read("%Y-%m", ""), HasSubstr("must tell the day once"));
  EXPECT_THAT(Read("%F %H:%M %p", ""), HasSubstr("must tell %I and %p together"));
  EXPECT_THAT(Read("%F %I:%M", ""), HasSubstr("must tell %I and %p together"));
  EXPECT_THAT(Read("%F %H", ""), HasSubstr("must tell hour and minute together"));
  EXPECT_THAT(Read("%F %M:%S", ""), HasSubstr("must tell hour and minute together"));
  EXPECT_THAT(Read("%F %H:%M %R", ""), HasSubstr("tells the hour more than once"));
  EXPECT_THAT(Read("%F %R %S %S", ""), HasSubstr("tells something more than once"));
  EXPECT_THAT(Read("%F %S", ""), HasSubstr("tells the second without"));
  EXPECT_THAT(Read("%F %R.%f", ""), HasSubstr("tells a fraction without the second"));
  EXPECT_THAT(Read("%F %z", ""), HasSubstr("tells an offset without a time"));
}

TEST(DateFormat, SaysWhatItTells) {
  const DateFormat day = *DateFormat::Compile("%d.%m.%Y");
  const DateFormat time = *DateFormat::Compile("%D %R");
  const DateFormat whole = *DateFormat::Compile("%D %I:%M %p %z");
  EXPECT_FALSE(day.has_time());
  EXPECT_TRUE(time.has_time());
  EXPECT_FALSE(time.has_offset());
  EXPECT_TRUE(whole.has_time());
  EXPECT_TRUE(whole.has_offset());
}

}  // namespace
}  // namespace inflow
