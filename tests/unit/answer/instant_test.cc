// SPDX-License-Identifier: Apache-2.0
#include "plugin/answer/internal/instant.h"

#include <gtest/gtest.h>

#include <string>

namespace inflow::answer {
namespace {

Likeness CompareInstants(const std::string& sent, const std::string& answered) {
  const std::optional<Instant> first = ParseInstant(sent);
  const std::optional<Instant> second = ParseInstant(answered);
  EXPECT_TRUE(first.has_value()) << sent;
  EXPECT_TRUE(second.has_value()) << answered;
  return first && second ? CompareInstants(*first, *second) : Likeness::kOther;
}

TEST(InstantTest, TheSameMomentHasManySpellings) {
  const char* const spellings[][2] = {
      {"2026-09-18T12:00:00Z", "2026-09-18T12:00:00+00:00"},
      {"2026-09-18T12:00:00Z", "2026-09-18T14:00:00+02:00"},
      {"2026-09-18T12:00:00-05:30", "2026-09-18T17:30:00Z"},
      {"2026-09-18T23:00:00-02:00", "2026-09-19T01:00:00z"},
      {"2026-09-18T12:00:00.5Z", "2026-09-18T12:00:00.5000000+00:00"},
      {"2026-09-18T12:00:00Z", "2026-09-18 12:00:00.0000000 +0000"},
      {"2026-09-18T12:00Z", "20260918T12:00:00+00"},
      {"2026-09-18", "2026/09/18"},
      {"2026-09-18T12:05:30", "09/18/2026 12:05:30"},
      {"2026-09-18T00:00:00", "9/18/2026"},
      {"2026-09-18T15:05:30", "9/18/2026 3:05:30 PM"},
      {"2026-09-18T00:05:00", "9/18/2026 12:05:00 AM"},
      {"2026-09-18T12:05:00", "9/18/2026 12:05:00 PM"},
  };
  for (const auto& [one, other] : spellings) {
    EXPECT_EQ(CompareInstants(one, other), Likeness::kSame) << one << " " << other;
    EXPECT_EQ(CompareInstants(other, one), Likeness::kSame) << one << " " << other;
  }
}

TEST(InstantTest, WithoutAZoneItMayBeInAnyThatThereIs) {
  for (const char* answered :
       {"2026-01-31T00:00:00", "2026-01-31T00:00:00Z", "2026-01-31T00:00:00+02:00",
        "2026-01-31T00:00:00-08:00", "2026-01-30T22:00:00Z", "2026-01-31T08:00:00+00:00",
        "2026-01-30T10:00:00Z", "2026-01-31T12:00:00Z", "2026-01-30T18:15:00Z",
        "01/31/2026 00:00:00"}) {
    EXPECT_EQ(CompareInstants("2026-01-31", answered), Likeness::kSame) << answered;
    EXPECT_EQ(CompareInstants(answered, "2026-01-31"), Likeness::kSame) << answered;
  }
  EXPECT_EQ(CompareInstants("2026-01-31T14:05:30", "2026-01-31T12:05:30Z"), Likeness::kSame);
  EXPECT_EQ(CompareInstants("2026-01-31T14:05:30.25", "2026-01-31T12:05:30.2500Z"),
            Likeness::kSame);
}

TEST(InstantTest, AnotherMomentIsAnother) {
  const char* const others[][2] = {
      {"2026-01-31", "2026-01-30"},
      {"2026-01-31", "2026-01-30T00:00:00Z"},
      {"2026-01-31", "2026-01-31T12:15:00Z"},
      {"2026-01-31", "2026-01-30T09:45:00Z"},
      {"2026-01-31", "2026-01-31T00:00:01Z"},
      {"2026-01-31", "2026-01-31T00:07:00Z"},
      {"2026-01-31", "2026-01-31T14:05:00"},
      {"2026-01-31T14:05:00Z", "2026-01-31T14:05:00+01:00"},
      {"2026-01-31T14:05:00Z", "2026-01-31T14:05:01Z"},
      {"2026-01-31T14:05:00Z", "2026-01-31"},
      {"2026-01-31T14:05:00.5Z", "2026-01-31T14:05:00.6Z"},
      {"2026-01-31T14:05:00.5Z", "2026-01-31T14:05:00Z"},
      {"2026-01-31T14:05:00", "2026-01-31T12:05:30Z"},
      {"01/02/2026", "2026-02-01"},
      {"2026-01-31", "2027-01-31"},
  };
  for (const auto& [one, other] : others)
    EXPECT_EQ(CompareInstants(one, other), Likeness::kOther) << one << " " << other;
}

TEST(InstantTest, FewerFractionsAreRounded) {
  EXPECT_EQ(CompareInstants("2026-01-31T14:05:00.12345678Z", "2026-01-31T14:05:00.1234567Z"),
            Likeness::kRounded);
  EXPECT_EQ(CompareInstants("2026-01-31T14:05:00.1237Z", "2026-01-31T16:05:00.124+02:00"),
            Likeness::kRounded);
  EXPECT_EQ(CompareInstants("2026-01-31T14:05:00.9999Z", "2026-01-31T14:05:01.000Z"),
            Likeness::kRounded);
  EXPECT_EQ(CompareInstants("2026-01-31T14:05:00.1237Z", "2026-01-31T14:05:00.125Z"),
            Likeness::kOther);
  EXPECT_EQ(CompareInstants("2026-01-31T14:05:00.1234567891Z", "2026-01-31T14:05:00.1234567892Z"),
            Likeness::kSame)
      << "below a nanosecond";
}

TEST(InstantTest, OtherTextIsNoDate) {
  for (const char* text : {"",
                           "2026",
                           "2026-01",
                           "2026-02-30",
                           "2026-13-01",
                           "2026-1-31",
                           "26-01-31",
                           "2026-01-31T",
                           "2026-01-31T25:00:00",
                           "2026-01-31T12",
                           "2026-01-31T12:60:00",
                           "2026-01-31T12:00:00.",
                           "2026-01-31T12:00:00+",
                           "2026-01-31T12:00:00+15:00",
                           "2026-01-31T12:00:00ZZ",
                           "31/01/2026",
                           "01/31/26",
                           "01-31-2026",
                           "20260131T120000",
                           "Tea",
                           "2026-01/31",
                           "0000-01-01"}) {
    EXPECT_FALSE(ParseInstant(text).has_value()) << text;
  }
  EXPECT_FALSE(
      ParseInstant("2026-01-31T12:00:00." + std::string(1'000'000, '1') + "x").has_value());
}

}  // namespace
}  // namespace inflow::answer
