// SPDX-License-Identifier: Apache-2.0
#include "plugin/transport/transport.h"

#include <gtest/gtest.h>

namespace inflow {
namespace {

TEST(MethodNameTest, IsWhatGoesOnTheWire) {
  EXPECT_EQ(MethodName(HttpMethod::kGet), "GET");
  EXPECT_EQ(MethodName(HttpMethod::kPost), "POST");
  EXPECT_EQ(MethodName(HttpMethod::kPut), "PUT");
  EXPECT_EQ(MethodName(HttpMethod::kPatch), "PATCH");
  EXPECT_EQ(MethodName(HttpMethod::kDelete), "DELETE");
}

TEST(FindHeaderTest, ReturnsTheFirstOfAName) {
  Exchange exchange;
  exchange.headers = {{"date", "today"}, {"x", "1"}, {"x", "2"}, {"empty", ""}};
  EXPECT_EQ(FindHeader(exchange, "x"), "1");
  EXPECT_EQ(FindHeader(exchange, "empty"), "");
  EXPECT_EQ(FindHeader(exchange, "y"), std::nullopt);
}

}  // namespace
}  // namespace inflow
