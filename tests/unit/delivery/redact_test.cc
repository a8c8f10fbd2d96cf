// SPDX-License-Identifier: Apache-2.0
#include "plugin/delivery/redact.h"

#include <gtest/gtest.h>

namespace inflow {
namespace {

constexpr std::string_view kKey = R"(a+b/c="\~9)";

std::string Redacted(std::string text, std::string_view secret = kKey) {
  Redact(secret, &text);
  return text;
}

TEST(Redact, LeavesOtherText) {
  for (const char* text : {"", "a", "a+b", "a+b/d", R"(\u0041 \u00 %41 %4 \ %)"}) EXPECT_EQ(Redacted(text), text);
}

TEST(Redact, HidesEveryOccurrence) {
  EXPECT_EQ(Redacted(R"(key a+b/c="\~9, again a+b/c="\~9a+b/c="\~9.)"), "key **********, again ********************.");
  EXPECT_EQ(Redacted("aaaab", "aaab"), "a****") << "also one that begins within a failed match";
}

TEST(Redact, HidesItEscaped) {
  EXPECT_EQ(Redacted(R"({"m":"a\u002Bb\/c=\"\\~9"})"), R"({"m":"******************"})");
  EXPECT_EQ(Redacted(R"(\u0061\u002b/c\u003d..a+b\u002fc=\u0022\u005c~9!)"),
            R"(\u0061\u002b/c\u003d..*************************!)");
  EXPECT_EQ(Redacted("?k=a%2bb%2Fc%3D%22%5C~9&x"), "?k=********************&x");
}

TEST(Redact, HidesWhatTheEndCutsOff) {
  EXPECT_EQ(Redacted("your key is a+b/"), "your key is ****");
  EXPECT_EQ(Redacted("your key is a+b"), "your key is a+b") << "three bytes may be anything";
}

TEST(Redact, LeavesASecretThatWouldBeFoundAnywhere) { EXPECT_EQ(Redacted("a key", "k"), "a key"); }

TEST(Redact, CoversAllWordsOfTheOtherSide) {
  Exchange exchange;
  exchange.body = "no k-secret";
  exchange.detail = "lost k-secret";
  exchange.headers = {{"location", "/?k=k-secret"}};
  RedactExchange(nullptr, &exchange);
  EXPECT_EQ(exchange.body, "no k-secret") << "sent without the key";
  RedactExchange(std::make_shared<const std::string>("Authorization: Bearer k-secret"), &exchange);
  EXPECT_EQ(exchange.body, "no ********");
  EXPECT_EQ(exchange.detail, "lost ********");
  EXPECT_EQ(exchange.headers[0].second, "/?k=********");
}

}  // namespace
}  // namespace inflow
