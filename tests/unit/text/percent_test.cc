// SPDX-License-Identifier: Apache-2.0
#include "plugin/text/percent.h"

#include <gtest/gtest.h>

namespace inflow {
namespace {

TEST(AppendPercentEncoded, LeavesWhatAUrlMayHoldEverywhere) {
  std::string url = "x=";
  AppendPercentEncoded("aZ09-._~ /&=+%[]\xc3\xa9", &url);
  EXPECT_EQ(url, "x=aZ09-._~%20%2F%26%3D%2B%25%5B%5D%C3%A9");
}

}  // namespace
}  // namespace inflow
