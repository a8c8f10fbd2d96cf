// SPDX-License-Identifier: Apache-2.0
#include "plugin/answer/internal/decimal.h"

#include <gtest/gtest.h>

#include <string>

namespace inflow::answer {
namespace {

Likeness CompareDecimals(const std::string& sent, const std::string& answered) {
  const std::optional<Decimal> first = ParseDecimal(sent);
  const std::optional<Decimal> second = ParseDecimal(answered);
  EXPECT_TRUE(first.has_value()) << sent;
  EXPECT_TRUE(second.has_value()) << answered;
  return first && second ? answer::CompareDecimals(*first, *second) : Likeness::kOther;
}

TEST(DecimalTest, TheSameNumberHasManySpellings) {
  const char* const spellings[][2] = {
      {"2.5", "2.5000"},
      {"1e2", "100"},
      {"100", "1.00E+2"},
      {"0", "-0.00"},
      {"007", "7"},
      {"+7", " 7 "},
      {"0e9", "0.000"},
      {"-1.50", "-1.5"},
      {"1e-3", "0.00100"},
      {"12e-1", "1.2"},
      {"0.0", "0e-99"},
      {"1e400", "1e+0400"},
      {"10e399", "1e400"},
      {"123456789012345678901234567890.10", "123456789012345678901234567890.1"}};
  for (const auto& [one, other] : spellings) {
    EXPECT_EQ(CompareDecimals(one, other), Likeness::kSame) << one << " " << other;
    EXPECT_EQ(CompareDecimals(other, one), Likeness::kSame) << one << " " << other;
  }
  EXPECT_EQ(CompareDecimals("1e99999999999999999999", "10e99999999999999999998"), Likeness::kOther)
      << "beyond all numbers";
}

TEST(DecimalTest, FewerPlacesAreRounded) {
  const char* const rounded[][2] = {
      {"19.999", "20.00"},    {"19.994", "19.99"}, {"19.999", "19.99"},
      {"0.125", "0.13"},      {"0.125", "0.12"},   {"0.126", "0.13"},
      {"-0.125", "-0.13"},    {"-0.125", "-0.12"}, {"0.4", "0"},
      {"0.6", "1"},           {"-0.4", "0"},       {"99.5", "100"},
      {"0.0006", "0.001"},    {"0.0004", "0.000"}, {"1.23456e2", "123"},
      {"9.99999", "10.0000"}, {"0.05", "0.1"},     {"1234567.891", "1234567.89"}};
  for (const auto& [sent, answered] : rounded)
    EXPECT_EQ(CompareDecimals(sent, answered), Likeness::kRounded) << sent << " " << answered;
}

TEST(DecimalTest, WhatIsNotRoundedIsAnotherNumber) {
  const char* const others[][2] = {{"2.5", "2.6"},     {"2", "-2"},       {"19.994", "20.00"},
                                   {"0.04", "0.1"},    {"12.5", "1.25"},  {"0.125", "0.14"},
                                   {"0.125", "0.11"},  {"1", "0"},        {"0", "1"},
                                   {"-0.6", "1"},      {"0.4", "0.0"},    {"1234", "1e3"},
                                   {"1e400", "1e401"}, {"12.345", "12.4"}};
  for (const auto& [sent, answered] : others)
    EXPECT_EQ(CompareDecimals(sent, answered), Likeness::kOther) << sent << " " << answered;
  EXPECT_EQ(CompareDecimals("2.50", "2.501"), Likeness::kOther) << "more places are no rounding";
}

// Neither digits nor exponents are ever written out beyond reason.
TEST(DecimalTest, HugeNumbersAreComparedAsTheyAre) {
  const std::string digits(1'000'000, '9');
  EXPECT_EQ(CompareDecimals(digits, digits + ".000"), Likeness::kSame);
  EXPECT_EQ(CompareDecimals(digits + ".5", digits), Likeness::kOther) << "no service rounds such";
  EXPECT_EQ(CompareDecimals("1e999999999", "1e999999998"), Likeness::kOther);
  EXPECT_EQ(CompareDecimals("1e-999999999", "0"), Likeness::kOther);
  EXPECT_EQ(CompareDecimals("0." + std::string(1'000'000, '0') + "1", "0.0"), Likeness::kOther);
}

}  // namespace
}  // namespace inflow::answer
