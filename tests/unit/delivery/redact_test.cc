// SPDX-License-Identifier: Apache-2.0
#include "plugin/delivery/internal/redact.h"

#include <gtest/gtest.h>

namespace inflow {
namespace {

TEST(RedactExchange, CoversAllWordsOfTheOtherSide) {
  const std::string key = "sk-0123456789abcdef-Secret";
  Exchange exchange;
  exchange.body = "no " + key;
  exchange.detail = "lost " + key;
  exchange.headers = {{"x-sk-0123456789abcdef-secret", "1"}, {"location", "/?k=" + key}};
  const Exchange before = exchange;
  RedactExchange(nullptr, &exchange);
  EXPECT_EQ(exchange.headers, before.headers);
  const Redactor redactor({key});
  RedactExchange(&redactor, &exchange);
  const std::string hidden(key.size(), '*');
  EXPECT_EQ(exchange.body, "no " + hidden);
  EXPECT_EQ(exchange.detail, "lost " + hidden);
  EXPECT_EQ(exchange.headers[0].first, "x-" + hidden);
  EXPECT_EQ(exchange.headers[1].first, "location");
  EXPECT_EQ(exchange.headers[1].second, "/?k=" + hidden);
}

}  // namespace
}  // namespace inflow
