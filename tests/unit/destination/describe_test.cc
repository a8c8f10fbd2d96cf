// SPDX-License-Identifier: Apache-2.0
#include "inflow/destination/describe.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "inflow/catalog/catalog.h"

namespace inflow {
namespace {

TEST(Describe, TellsVersionsSchemaAndEveryEndpoint) {
  const auto description = nlohmann::json::parse(Describe(0x00010000));
  EXPECT_EQ(description["abi_version"], "1.0");
  EXPECT_TRUE(description["configuration"]["properties"].contains("endpoint"));
  ASSERT_EQ(description["endpoints"].size(), Catalogue().size());
  EXPECT_EQ(description["endpoints"][0]["name"], "create_product");
  EXPECT_EQ(description["endpoints"][0]["kind"], "document");
  EXPECT_EQ(description["endpoints"][0]["methods"][0], "POST");
}

TEST(Describe, IsTheSameEveryTime) { EXPECT_EQ(Describe(1), Describe(1)); }

}  // namespace
}  // namespace inflow
