// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/message.h"

#include "gtest/gtest.h"

namespace inflow::sim {
namespace {

TEST(MessageTest, FindsHeadersInAnyCase) {
  const Headers headers = {{"X-A", "1"}, {"x-a", "2"}};
  EXPECT_EQ(FindHeader(headers, "x-A"), "1");
  EXPECT_EQ(FindHeader(headers, "x-b"), "");
}

TEST(MessageTest, RendersAHead) {
  EXPECT_EQ(
      HeadOf({.status = 409, .headers = {{"A", "b"}}, .body = "{}"}, 2, true),
      "HTTP/1.1 409 Conflict\r\nA: b\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: 2\r\n"
      "Connection: close\r\n\r\n");
}

TEST(MessageTest, AContentTypeOfOnesOwnWins) {
  EXPECT_EQ(
      HeadOf({.status = 299, .headers = {{"content-type", "text/html"}}, .body = "x"}, 1, false),
      "HTTP/1.1 299 Status\r\ncontent-type: text/html\r\nContent-Length: 1\r\n\r\n");
}

}  // namespace
}  // namespace inflow::sim
