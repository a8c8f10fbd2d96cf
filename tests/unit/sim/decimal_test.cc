// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/decimal.h"

#include "gtest/gtest.h"

namespace inflow::sim {
namespace {

TEST(DecimalTest, HasAllPlaces) {
  EXPECT_EQ(PadDecimal("2.5", 4), "2.5000");
  EXPECT_EQ(PadDecimal("0019.99", 5), "19.99000");
  EXPECT_EQ(PadDecimal("7", 2), "7.00");
  EXPECT_EQ(PadDecimal("-0.0", 2), "0.00");
  EXPECT_EQ(PadDecimal("-1.25", 1), "-1.3");
  EXPECT_EQ(PadDecimal("9.995", 2), "10.00");
  EXPECT_EQ(PadDecimal("0.004", 2), "0.00");
}

TEST(DecimalTest, IsDigitsWithAtMostOnePoint) {
  for (const char* text :
       {"", "-", ".", ".5", "5.", "1e3", "1,5", " 1", "1.2.3", "--1", "+1", "NaN", "0x1"}) {
    EXPECT_EQ(PadDecimal(text, 4), std::nullopt) << text;
  }
  EXPECT_EQ(PadDecimal("12345678901234567890123456789", 0), std::nullopt);
}

}  // namespace
}  // namespace inflow::sim
