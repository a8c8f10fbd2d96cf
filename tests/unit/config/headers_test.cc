// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/headers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inflow::config {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::StartsWith;

std::vector<std::pair<std::string, std::string>> Split(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> pairs;
  EXPECT_EQ(SplitHeaderPairs(text, &pairs), "") << text;
  return pairs;
}

std::string Problem(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> pairs;
  return SplitHeaderPairs(text, &pairs);
}

TEST(SplitHeaderPairs, SplitsAtCommasAndTheFirstColon) {
  EXPECT_THAT(Split("a:1"), ElementsAre(Pair("a", "1")));
  EXPECT_THAT(Split("a:1,b:2"), ElementsAre(Pair("a", "1"), Pair("b", "2")));
  EXPECT_THAT(Split("X-Url:https://x:1/"), ElementsAre(Pair("X-Url", "https://x:1/")));
  EXPECT_THAT(Split("X-Date:{now:%H:%M}"), ElementsAre(Pair("X-Date", "{now:%H:%M}")));
}

TEST(SplitHeaderPairs, TrimsAroundNamesAndValues) {
  EXPECT_THAT(Split(" a : 1 2 ,\tb:2\t"), ElementsAre(Pair("a", "1 2"), Pair("b", "2")));
  EXPECT_THAT(Split("  "), IsEmpty());
  EXPECT_THAT(Split(""), IsEmpty());
}

TEST(SplitHeaderPairs, BackslashTakesACommaOrBackslashLiterally) {
  EXPECT_THAT(Split("a:1\\,2,b:c\\\\d"), ElementsAre(Pair("a", "1,2"), Pair("b", "c\\d")));
  EXPECT_THAT(Split("a:\\\\,b:2"), ElementsAre(Pair("a", "\\"), Pair("b", "2")));
  EXPECT_THAT(Problem("a:\\n"),
              StartsWith("holds a backslash that is not before a comma or a backslash"));
  EXPECT_THAT(Problem("a:1\\"),
              StartsWith("holds a backslash that is not before a comma or a backslash"));
}

TEST(SplitHeaderPairs, EveryPairNeedsAColon) {
  EXPECT_THAT(Problem("a:1,b"), StartsWith("has no colon in pair 2: "));
  EXPECT_THAT(Problem("a:1,"), StartsWith("has no colon in pair 2: "));
  EXPECT_THAT(Problem(",a:1"), StartsWith("has no colon in pair 1: "));
  EXPECT_THAT(Problem("Bearer abc"), StartsWith("has no colon in pair 1: "));
  EXPECT_THAT(Split(":1"), ElementsAre(Pair("", "1")));  // the name is checked by HeaderNameProblem
}

TEST(HeaderNameProblem, WantsTokens) {
  for (const char* name : {"X-OverrideAllowNegativeInventory", "a", "!#$%&'*+-.^_`|~09", "Accept",
                           "Content-Type", "Proxy", "Tea"}) {
    EXPECT_EQ(HeaderNameProblem(name), "") << name;
  }
  EXPECT_EQ(HeaderNameProblem(""), "is no header name: it is empty");
  for (const char* name : {"a b", "a:", "a\r\nb", "a\tb", "(a)", "\xC3\xA4", "a/b", "a\"", " a"}) {
    EXPECT_THAT(HeaderNameProblem(name), StartsWith("is no header name: letters")) << name;
  }
}

TEST(HeaderNameProblem, ReservesWhatTheDestinationSets) {
  for (const char* name : {"Authorization", "AUTHORIZATION", "host", "Content-Length",
                           "transfer-encoding", "Connection", "Expect", "TE", "Upgrade", "Trailer",
                           "Proxy-Authorization", "proxy-connection", "PROXY-"}) {
    EXPECT_THAT(HeaderNameProblem(name), StartsWith("is set by the destination itself")) << name;
  }
}

TEST(HeaderValueProblem, WantsOneLineOfSomething) {
  EXPECT_EQ(HeaderValueProblem("TRUE"), "");
  EXPECT_EQ(HeaderValueProblem("{record.id} \xC3\xA4"), "");
  for (const char* value : {"a\nb", "a\r", "\t", "a\x7F", "\x01"})
    EXPECT_EQ(HeaderValueProblem(value), "may hold no control characters");
  for (const char* value : {"", "   "})
    EXPECT_EQ(HeaderValueProblem(value), "may not be empty: remove the header instead");
}

TEST(IsPublicHeader, KnowsThoseThatHoldNoSecret) {
  for (const char* name : {"Accept", "ACCEPT-LANGUAGE", "content-language", "User-Agent"})
    EXPECT_TRUE(IsPublicHeader(name)) << name;
  for (const char* name : {"Authorization", "X-Api-Key", "Cookie", "X-Accept"})
    EXPECT_FALSE(IsPublicHeader(name)) << name;
}

}  // namespace
}  // namespace inflow::config
