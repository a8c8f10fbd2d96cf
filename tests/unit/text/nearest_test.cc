// SPDX-License-Identifier: Apache-2.0
#include "plugin/text/nearest.h"

#include <gtest/gtest.h>

#include "plugin/config/parse.h"

namespace inflow {
namespace {

const std::vector<std::string_view> kKeys = {
    "base_url", "batching", "max_attempts", "max_elapsed_ms", "key", "map", "map_rest", "routes"};

TEST(NearestKey, FindsSlips) {
  EXPECT_EQ(NearestKey("max_atempts", kKeys), "max_attempts");
  EXPECT_EQ(NearestKey("bacthing", kKeys), "batching");
  EXPECT_EQ(NearestKey("route", kKeys), "routes");
  EXPECT_EQ(NearestKey("mpa", kKeys), "map");
}

TEST(NearestKey, SeesThroughCaseAndSeparators) {
  EXPECT_EQ(NearestKey("baseUrl", kKeys), "base_url");
  EXPECT_EQ(NearestKey("BASE-URL", kKeys), "base_url");
  EXPECT_EQ(NearestKey("maxElapsedMs", kKeys), "max_elapsed_ms");
}

TEST(NearestKey, PrefersTheNearerOne) {
  EXPECT_EQ(NearestKey("maprest", kKeys), "map_rest");
  EXPECT_EQ(NearestKey("may", kKeys), "map");  // "key" is two letters away
}

TEST(NearestKey, FindsNothingFarAway) {
  EXPECT_EQ(NearestKey("colour", kKeys), "");
  EXPECT_EQ(NearestKey("", kKeys), "");
  EXPECT_EQ(NearestKey("xy", kKeys), "");
  EXPECT_EQ(NearestKey("base_url", {}), "");
  EXPECT_EQ(NearestKey(std::string(100'000, 'b'), kKeys), "");
}

}  // namespace
}  // namespace inflow
