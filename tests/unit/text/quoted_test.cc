// SPDX-License-Identifier: Apache-2.0
#include "plugin/text/quoted.h"

#include <gtest/gtest.h>

namespace inflow {
namespace {

TEST(QuotedTest, QuotesAsJsonDoes) {
  EXPECT_EQ(Quoted(""), "\"\"");
  EXPECT_EQ(Quoted("5\" pipe\n"), R"("5\" pipe\n")");
  EXPECT_EQ(Quoted(std::string(60, 'x')), "\"" + std::string(60, 'x') + "\"");
}

TEST(QuotedTest, CutsBetweenCharacters) {
  EXPECT_EQ(Quoted(std::string(61, 'x')), "\"" + std::string(60, 'x') + "…\"");
  const std::string until(58, 'x');
  EXPECT_EQ(Quoted(until + "ä!"), "\"" + until + "ä…\"");
  EXPECT_EQ(Quoted(until + "€!"), "\"" + until + "…\"");
  EXPECT_EQ(Quoted(until + "x😀"), "\"" + until + "x…\"");
  EXPECT_EQ(Quoted(std::string(100, '\n')).size(), 2 * 60 + 2 + std::string("…").size());
}

}  // namespace
}  // namespace inflow
