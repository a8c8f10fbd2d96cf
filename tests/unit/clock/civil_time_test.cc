// SPDX-License-Identifier: Apache-2.0
#include "plugin/clock/civil_time.h"

#include <gtest/gtest.h>

namespace inflow {
namespace {

std::string Iso(std::string_view text, DateForms forms) {
  std::string iso;
  if (const std::optional<CivilTime> time = ParseDate(text, forms)) AppendIso(*time, &iso);
  return iso;
}

TEST(ParseDate, TheYearFirst) {
  for (const DateForms forms : {DateForms::kYearFirst, DateForms::kAny}) {
    EXPECT_EQ(Iso("2026-01-31", forms), "2026-01-31");
    EXPECT_EQ(Iso("2026/01/31 14:05", forms), "2026-01-31T14:05:00");
    EXPECT_EQ(Iso("20240229t14:05:30,050z", forms), "2024-02-29T14:05:30.050Z");
    EXPECT_EQ(Iso("0001-01-01T00:00:00 -0330", forms), "0001-01-01T00:00:00-03:30");
    EXPECT_EQ(Iso("2026-01-31T00:00:00+14", forms), "2026-01-31T00:00:00+14:00");
    EXPECT_EQ(Iso("2026-01-31T00:00:00.12345678901234567890", forms),
              "2026-01-31T00:00:00.12345678901234567890");
    for (const char* text :
         {"2026-01-32", "2026-02-29", "2026-1-31", "2026-01/31", "202601-31", "2026-01-31T",
          "2026-01-31T14", "2026-01-31T14:5", "2026-01-31T14:05.5", "2026-01-31T14:05:30.",
          "2026-01-31T14:05+021", "2026-01-31Z", ""}) {
      EXPECT_EQ(Iso(text, forms), "") << text;
    }
  }
}

TEST(ParseDate, AsServicesAnswer) {
  for (const auto& [text, iso] : {std::pair("01/31/2026", "2026-01-31"),
                                  {"1/3/2026 00:00:00", "2026-01-03T00:00:00"},
                                  {"9/18/2026 3:05:30 PM", "2026-09-18T15:05:30"},
                                  {"9/18/2026 12:05 am +02:00", "2026-09-18T00:05:00+02:00"},
                                  {"2026-01-31 9:05", "2026-01-31T09:05:00"}}) {
    EXPECT_EQ(Iso(text, DateForms::kAny), iso);
    EXPECT_EQ(Iso(text, DateForms::kYearFirst), "") << text;
  }
  for (const char* text :
       {"13/01/2026", "1/31/26", "1-31-2026", "/1/2026", "1/3/2026 3:05 P", "1/3/2026 3:05 XM"})
    EXPECT_EQ(Iso(text, DateForms::kAny), "") << text;
}

}  // namespace
}  // namespace inflow
