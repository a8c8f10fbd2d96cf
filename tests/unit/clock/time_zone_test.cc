// SPDX-License-Identifier: Apache-2.0
#include "plugin/clock/time_zone.h"

#include <gtest/gtest.h>

namespace inflow {
namespace {

CivilTime At(int month, int day, int hour, int minute) {
  return {
      .year = 2026, .month = month, .day = day, .has_time = true, .hour = hour, .minute = minute};
}

TEST(TimeZone, KnowsIanaNamesAndNothingElse) {
  for (const char* name : {"UTC", "Europe/Oslo", "America/Argentina/Buenos_Aires", "Etc/GMT+3"}) {
    EXPECT_TRUE(TimeZone::Find(name)) << name;
  }
  for (const char* name :
       {"", "Europe/Osl", "europe/oslo", "localtime", "libc:localtime", "/usr/share/zoneinfo/UTC",
        "../UTC", "CEST", "+02:00", "Europe", "tzdata.zi", ":UTC", "UTC "}) {
    EXPECT_FALSE(TimeZone::Find(name)) << name;
  }
}

TEST(TimeZone, OffsetsChangeWithTheSeason) {
  const TimeZone oslo = *TimeZone::Find("Europe/Oslo");
  EXPECT_EQ(oslo.OffsetOf(At(1, 31, 12, 0)), 3600);
  EXPECT_EQ(oslo.OffsetOf(At(7, 31, 12, 0)), 7200);
  EXPECT_EQ(TimeZone::Find("UTC")->OffsetOf(At(7, 31, 12, 0)), 0);
  EXPECT_EQ(TimeZone::Find("America/St_Johns")->OffsetOf(At(1, 31, 12, 0)), -12600);
}

TEST(TimeZone, ATimeThatTheClocksSkippedHasNoOffsetAndOneThatTheyShowedTwiceTheFirst) {
  const TimeZone oslo = *TimeZone::Find("Europe/Oslo");
  EXPECT_EQ(oslo.OffsetOf(At(3, 29, 1, 59)), 3600);
  EXPECT_EQ(oslo.OffsetOf(At(3, 29, 2, 0)), std::nullopt);
  EXPECT_EQ(oslo.OffsetOf(At(3, 29, 2, 59)), std::nullopt);
  EXPECT_EQ(oslo.OffsetOf(At(3, 29, 3, 0)), 7200);
  EXPECT_EQ(oslo.OffsetOf(At(10, 25, 2, 30)), 7200);
  EXPECT_EQ(oslo.OffsetOf(At(10, 25, 3, 0)), 3600);
}

}  // namespace
}  // namespace inflow
