// SPDX-License-Identifier: Apache-2.0
#include "plugin/request/date_macro.h"

#include <gtest/gtest.h>

namespace inflow {
namespace {

constexpr WallMillis kMacroMoment = 1'795'576'680'123;  // 2026-11-25T03:18:00.123Z

std::string RenderedMacro(std::string_view macro) {
  const absl::StatusOr<DateMacro> parsed = DateMacro::Parse(macro);
  if (!parsed.ok()) return std::string(parsed.status().message());
  std::string out;
  parsed->Append(kMacroMoment, &out);
  return out;
}

TEST(DateMacro, WritesTheMomentInUtc) {
  EXPECT_EQ(RenderedMacro("now"), "2026-11-25T03:18:00Z");
  EXPECT_EQ(RenderedMacro("now:%Y-%m-%d"), "2026-11-25");
  EXPECT_EQ(RenderedMacro("now:%H:%M"), "03:18");
}

TEST(DateMacro, ShiftsByUnits) {
  EXPECT_EQ(RenderedMacro("now-5d"), "2026-11-20T03:18:00Z");
  EXPECT_EQ(RenderedMacro("now+2h:%H"), "05");
  EXPECT_EQ(RenderedMacro("now-1w:%F"), "2026-11-18");
  EXPECT_EQ(RenderedMacro("now-90s:%T"), "03:16:30");
  EXPECT_EQ(RenderedMacro("now+10m:%T"), "03:28:00");
}

TEST(DateMacro, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(
      RenderedMacro("now-5"),
      "the date macro {now-5} has a shift that is none; write a number and one of s, m, h, d, w, for example {now-5d}");
  EXPECT_EQ(
      RenderedMacro("now-d"),
      "the date macro {now-d} has a shift that is none; write a number and one of s, m, h, d, w, for example {now-5d}");
  EXPECT_NE(RenderedMacro("now-99999999999999999999d").find("shift that is none"),
            std::string::npos);
  EXPECT_NE(RenderedMacro("now-9999999999d").find("shift that is none"), std::string::npos);
  EXPECT_NE(RenderedMacro("now-").find("shift that is none"), std::string::npos);
  EXPECT_NE(RenderedMacro("now:%q").find("unknown conversion"), std::string::npos);
  EXPECT_NE(RenderedMacro("now:%").find("unknown conversion"), std::string::npos);
  EXPECT_NE(RenderedMacro("now:").find("empty format"), std::string::npos);
}

}  // namespace
}  // namespace inflow
