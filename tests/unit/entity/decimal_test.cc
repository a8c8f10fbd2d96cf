// SPDX-License-Identifier: Apache-2.0
#include "plugin/entity/decimal.h"

#include <gtest/gtest.h>

#include <string>

namespace inflow {
namespace {

TEST(DecimalTest, KnowsItsDigitsAndWhereThePointIs) {
  const auto parts = [](const char* text) {
    const std::optional<Decimal> number = ParseDecimal(text);
    if (!number) return std::string("none");
    std::string digits(number->negative ? "-" : "");
    for (size_t i = 0; i < number->significant; ++i) digits += number->Digit(i);
    return digits + " " + std::to_string(number->magnitude) + " " +
           std::to_string(number->places());
  };
  EXPECT_EQ(parts("12.50"), "125 2 2");
  EXPECT_EQ(parts(" +007 "), "7 1 0");
  EXPECT_EQ(parts("-0.0012e1"), "-12 -1 3");
  EXPECT_EQ(parts("1.5E+3"), "15 4 0");
  EXPECT_EQ(ParseDecimal("0.00")->significant, 0u);
  EXPECT_EQ(ParseDecimal("12")->Digit(2), '0');
}

TEST(DecimalTest, OtherTextIsNoNumber) {
  for (const char* text : {"", " ", "-", "+", ".", ".5", "5.", "1.e2", "1e", "1e+", "e5", "1,5",
                           "1 2", "0x1", "NaN", "--1", "1-"}) {
    EXPECT_FALSE(ParseDecimal(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace inflow
