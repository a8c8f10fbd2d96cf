// SPDX-License-Identifier: Apache-2.0
#include "plugin/request/url.h"

#include <gtest/gtest.h>

namespace inflow {
namespace {

TEST(Url, FindsDotSegments) {
  for (const char* url : {"/.", "/..", "/a/../b", "https://h/a/./b", "https://h/%2e", "/%2E%2e/x",
                          "/.%2e", "/%2e./?q"}) {
    EXPECT_TRUE(HasDotSegment(url)) << url;
  }
  for (const char* url : {"", "/", "/a", "https://h.example..", "https://../a", "/a.b/..c/.d",
                          "/...", "/a?/../b", "/a#/../b", "/%2ea", "/%2"}) {
    EXPECT_FALSE(HasDotSegment(url)) << url;
  }
}

TEST(Url, PathEndsAtQueryAndFragment) {
  EXPECT_EQ(PathOf("https://h/a?b#c"), "https://h/a");
  EXPECT_EQ(PathOf("/a#b?c"), "/a");
  EXPECT_EQ(PathOf("/a"), "/a");
}

}  // namespace
}  // namespace inflow
