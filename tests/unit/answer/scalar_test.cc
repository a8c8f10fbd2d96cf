// SPDX-License-Identifier: Apache-2.0
#include "plugin/answer/internal/scalar.h"

#include <gtest/gtest.h>

#include <string>

namespace inflow::answer {
namespace {

Likeness CompareScalars(Reading reading, const std::string& sent, const std::string& answered) {
  Scratch scratch;
  return CompareScalars(reading, sent, answered, &scratch);
}

struct Case {
  Reading reading;
  const char *sent, *answered;
};

TEST(ScalarTest, AnotherSpellingIsTheSame) {
  const Case cases[] = {
      {Reading::kText, R"("caf\u00e9 \/ \ud83d\ude00")", "\"caf\xC3\xA9 / \xF0\x9F\x98\x80\""},
      {Reading::kText, R"("one\r\ntwo\r\n")", R"("one\ntwo\n")"},
      {Reading::kText, R"("one\ntwo")", R"("one\u000d\u000Atwo")"},
      {Reading::kText, R"("10012")", "10012"},
      {Reading::kBoolean, "true", R"("True")"},
      {Reading::kBoolean, "false", R"("FALSE")"},
      {Reading::kNumber, R"("2.5")", R"("2.5000")"},
      {Reading::kNumber, R"("12")", R"("12.0000")"},
      {Reading::kNumber, R"("12")", "12.0"},
      {Reading::kNumber, "1e2", R"("100")"},
      {Reading::kNumber, "7", R"("\u0037")"},
      {Reading::kGuid, R"("5b0f6f7e-3b2a-4c1d-9e8f-0a1b2c3d4e5f")",
       R"("{5B0F6F7E-3B2A-4C1D-9E8F-0A1B2C3D4E5F}")"},
      {Reading::kGuid, R"("5b0f6f7e-3b2a-4c1d-9e8f-0a1b2c3d4e5f")",
       R"("5b0f6f7e3b2a4c1d9e8f0a1b2c3d4e5f")"},
      {Reading::kGuid, R"("No GUID")", R"("no guid")"},
      {Reading::kDate, R"("2026-01-31")", R"("2026-01-31T00:00:00+00:00")"},
      {Reading::kEnum, R"("StockedProduct")", R"("stockedProduct")"},
      {Reading::kEnum, R"("InTransit")", R"("In Transit")"},
      {Reading::kEnum, R"("InTransit")", R"("in-transit_")"},
      {Reading::kCustom, R"("2026-01-31")", R"("01/31/2026 00:00:00")"},
      {Reading::kCustom, R"("2026-01-31T00:00:00Z")", R"("01\/31\/2026 00:00:00")"},
      {Reading::kCustom, R"("true")", R"("True")"},
      {Reading::kCustom, "false", R"("False")"},
      {Reading::kAny, "12.5", R"("12.5000")"},
      {Reading::kAny, "true", R"("True")"},
      {Reading::kAny, R"("Draft")", R"("draft")"},
      {Reading::kAny, R"("5B0F6F7E-3b2a-4c1d-9e8f-0a1b2c3d4e5f")",
       R"("5b0f6f7e3b2a4c1d9e8f0a1b2c3d4e5f")"},
      {Reading::kAny, R"("2026-01-31")", R"("2026-01-31T00:00:00+02:00")"},
      {Reading::kAny, R"("a\r\nb")", R"("a\nb")"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(CompareScalars(c.reading, c.sent, c.answered), Likeness::kSame)
        << c.sent << " " << c.answered;
    EXPECT_EQ(CompareScalars(c.reading, c.answered, c.sent), Likeness::kSame)
        << c.answered << " " << c.sent;
  }
}

TEST(ScalarTest, AnotherValueIsAnother) {
  const Case cases[] = {
      {Reading::kText, R"("Tea")", R"("tea")"},
      {Reading::kText, R"("Tea")", R"("Tea ")"},
      {Reading::kText, R"("a\rb")", R"("a\nb")"},
      {Reading::kText, R"("a\r\r\nb")", R"("a\n\nb")"},
      {Reading::kText, R"("2.5")", R"("2.50")"},
      {Reading::kText, R"("true")", R"("True")"},
      {Reading::kText, R"("2026-01-31")", R"("01/31/2026 00:00:00")"},
      {Reading::kBoolean, "true", "false"},
      {Reading::kBoolean, "true", "1"},
      {Reading::kBoolean, "true", R"("yes")"},
      {Reading::kNumber, R"("2.5")", R"("2.6")"},
      {Reading::kNumber, R"("2.5")", R"("25")"},
      {Reading::kNumber, R"("2.5")", R"("2.5001")"},
      {Reading::kNumber, R"("2.5")", R"("two")"},
      {Reading::kNumber, R"("2")", R"("20")"},
      {Reading::kNumber, R"("2")", R"("2.0.0")"},
      {Reading::kNumber, R"("2")", R"("2.")"},
      {Reading::kNumber, "7", "true"},
      {Reading::kGuid, R"("5b0f6f7e-3b2a-4c1d-9e8f-0a1b2c3d4e5f")",
       R"("5b0f6f7e-3b2a-4c1d-9e8f-0a1b2c3d4e5e")"},
      {Reading::kGuid, R"("5b0f6f7e-3b2a-4c1d-9e8f-0a1b2c3d4e5f")", R"("")"},
      {Reading::kDate, R"("2026-01-31")", R"("2026-01-30")"},
      {Reading::kDate, R"("2026-01-31")", R"("soon")"},
      {Reading::kEnum, R"("Open")", R"("Opened")"},
      {Reading::kEnum, R"("Opened")", R"("Open")"},
      {Reading::kEnum, R"("Open")", "0"},
      {Reading::kCustom, R"("Tea")", R"("tea")"},
      {Reading::kCustom, R"("true")", R"("False")"},
      {Reading::kCustom, R"("2026-01-31")", R"("01/30/2026 00:00:00")"},
      {Reading::kCustom, R"("12.50")", R"("12.5")"},
      {Reading::kAny, "-5", "5"},
      {Reading::kAny, "5", R"("five")"},
      {Reading::kAny, R"("Draft")", R"("Final")"},
      {Reading::kAny, "true", "false"},
  };
  for (const Case& c : cases)
    EXPECT_EQ(CompareScalars(c.reading, c.sent, c.answered), Likeness::kOther)
        << c.sent << " " << c.answered;
}

TEST(ScalarTest, NumbersMayBeRounded) {
  EXPECT_EQ(CompareScalars(Reading::kNumber, R"("19.999")", R"("20.00")"), Likeness::kRounded);
  EXPECT_EQ(CompareScalars(Reading::kNumber, R"("19.999")", R"("19.99")"), Likeness::kRounded);
  EXPECT_EQ(CompareScalars(Reading::kAny, "19.999", "20.00"), Likeness::kRounded);
}

TEST(ScalarTest, PlainTextIsWhatIsMeant) {
  std::string scratch;
  EXPECT_EQ(PlainText(R"("a\"b\r\n\u00e9\r")", &scratch), "a\"b\n\xC3\xA9\r");
  EXPECT_EQ(PlainText(R"("plain")", &scratch), "plain");
  EXPECT_EQ(PlainText(R"("")", &scratch), "");
  EXPECT_EQ(PlainText("-1.50", &scratch), "-1.50");
}

}  // namespace
}  // namespace inflow::answer
