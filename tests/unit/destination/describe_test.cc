// SPDX-License-Identifier: Apache-2.0
#include "plugin/destination/describe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "plugin/catalog/catalog.h"
#include "plugin/catalog/collection.h"

namespace inflow {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

TEST(Describe, TellsVersionsSchemaAndEveryEndpoint) {
  const auto description = nlohmann::json::parse(Describe(0x00010000));
  EXPECT_EQ(description["abi_version"], "1.0");
  EXPECT_TRUE(description["configuration"]["properties"].contains("endpoint"));
  ASSERT_EQ(description["endpoints"].size(), Catalogue().size());
  EXPECT_EQ(description["endpoints"][0]["name"], "create_product");
  EXPECT_EQ(description["endpoints"][0]["kind"], "document");
  EXPECT_EQ(description["endpoints"][0]["methods"][0], "POST");
}

TEST(Describe, NamesEveryFormatAndAlgorithmOfThisVersion) {
  const auto capabilities =
      nlohmann::json::parse(Describe(1))["capabilities"].get<std::vector<std::string>>();
  EXPECT_THAT(
      capabilities,
      UnorderedElementsAre(
          "write_batch", "poll", "flush", "discard", "check", "preview", "send_test", "routes",
          "manual_endpoint", "response_webhook", "content_format:json", "content_format:form",
          "content_format:xml", "content_format:text", "batching:array", "batching:wrapped_array",
          "batching:envelope", "batching:item_wrapper", "batching:delimited", "batching:group_by",
          "batching:fold", "batching:keyed", "batching:template"));
}

TEST(Describe, TellsOfKeysAndAlgorithmsInTheOrderOfTheDocument) {
  const auto description = nlohmann::json::parse(Describe(1));
  EXPECT_EQ(description["sections"][0]["title"], "Where and who");
  EXPECT_EQ(description["sections"][0]["keys"][0]["name"], "credential.company_id");
  EXPECT_EQ(description["algorithms"][6]["name"], "fold");
  EXPECT_EQ(description["algorithms"][6]["needs"],
            nlohmann::json::array({"by", "line_attributes"}));
}

TEST(Describe, TellsWhatCanBeListed) {
  const auto collections = nlohmann::json::parse(Describe(1))["collections"];
  ASSERT_EQ(collections.size(), Collections().size());
  const auto products =
      std::find_if(collections.begin(), collections.end(),
                   [](const nlohmann::json& one) { return one["name"] == "products"; });
  ASSERT_NE(products, collections.end());
  EXPECT_EQ((*products)["id_field"], "productId");
  EXPECT_EQ((*products)["name_field"], "name");
  EXPECT_EQ((*products)["columns"][0], "sku");
  EXPECT_EQ((*products)["filters"][0], "name");
  EXPECT_THAT((*products)["includes"].dump(), HasSubstr("\"prices\""));
}

TEST(Describe, IsTheSameEveryTime) { EXPECT_EQ(Describe(1), Describe(1)); }

}  // namespace
}  // namespace inflow
