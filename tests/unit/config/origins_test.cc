// SPDX-License-Identifier: Apache-2.0
//
// Where the values of a configuration come from.
#include "plugin/config/origins.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/support.h"

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

TEST(Origins, AreNamedInheritedOrDefaults) {
  const Parsed parsed =
      Parse(Document(R"(, "endpoint": "create_product", "batching": {"enabled": true, "size": 100},
      "retry": {"max_attempts": 8},
      "routes": {"own": {"batching": {"size": 7}}, "none": {}})"));
  ASSERT_THAT(parsed.faults, IsEmpty());
  const Origins& main = parsed.config.main.origins;
  EXPECT_EQ(main.Of("/batching/size"), Origin::kNamed)
      << "also where it says what holds without it";
  EXPECT_EQ(main.Of("/batching"), Origin::kNamed);
  EXPECT_EQ(main.Of("/batching/max_bytes"), Origin::kDefault);
  EXPECT_EQ(main.Of("/retry/max_attempts"), Origin::kNamed);
  EXPECT_EQ(main.Of("/queue"), Origin::kDefault);
  const Origins& own = parsed.config.routes.at("own").origins;
  EXPECT_EQ(own.Of("/batching/size"), Origin::kNamed);
  EXPECT_EQ(own.Of("/batching/enabled"), Origin::kInherited);
  EXPECT_EQ(own.Of("/endpoint"), Origin::kInherited);
  EXPECT_EQ(own.Of("/retry/max_attempts"), Origin::kInherited);
  EXPECT_EQ(own.Of("/routes"), Origin::kDefault) << "a route has none";
  EXPECT_EQ(parsed.config.routes.at("none").origins.Of("/batching/size"), Origin::kInherited);
}

TEST(Origins, WhatBelongsToAnotherEndpointIsNotInherited) {
  const Parsed parsed = Parse(Document(
      R"(, "endpoint": "update_product", "parameters": {"id": "{record.id}"}, "method": "PUT",
      "key": ["sku"], "null_policy": "omit", "routes": {"r": {"endpoint": "create_customer"}})"));
  ASSERT_THAT(parsed.faults, IsEmpty());
  const Origins& origins = parsed.config.routes.at("r").origins;
  for (const char* key : {"/parameters", "/method", "/key"})
    EXPECT_EQ(origins.Of(key), Origin::kDefault) << key;
  EXPECT_EQ(origins.Of("/null_policy"), Origin::kInherited);
}

TEST(Origins, WhatDoesNotFitTheEndpointIsADefaultAgain) {
  const Parsed parsed =
      Parse(Document(R"(, "endpoint": "upsert_product", "identity": {"from": "sku"},
      "response": {"confirm": "entity"}, "routes": {"r": {"endpoint": "create_customer"}})"));
  ASSERT_THAT(parsed.faults, IsEmpty());
  EXPECT_EQ(parsed.config.main.origins.Of("/response/confirm"), Origin::kNamed);
  EXPECT_EQ(parsed.config.routes.at("r").origins.Of("/response/confirm"), Origin::kDefault);
  EXPECT_EQ(parsed.config.routes.at("r").response.confirm, Confirm::kType);
}

TEST(Origins, AFaultyValueIsOneFaultAndNotAlsoMissing) {
  EXPECT_THAT(Faults(R"(, "endpoint": "update_product", "parameters": {"id": 7})"),
              ElementsAre(HasSubstr("/parameters/id: the parameter \"id\" must be text")));
  EXPECT_THAT(Faults(R"(, "endpoint": "update_product", "parameters": 7)"),
              ElementsAre(HasSubstr("/parameters: \"parameters\" must be an object")));
  EXPECT_THAT(Faults(R"(, "endpoint": "update_product", "parameters": {"id": "x", "a/~b": 7})"),
              UnorderedElementsAre(
                  HasSubstr("/parameters/a~1~0b: the parameter \"a/~b\" must be text"),
                  HasSubstr("/parameters/a~1~0b: \"a/~b\" is no parameter of update_product")));
  EXPECT_THAT(
      Faults(R"(, "endpoint": "create_product", "batching": {"algorithm": "keyed", "by": 7})"),
      ElementsAre(HasSubstr("/batching/by: \"by\" must be an attribute's name")));
}

TEST(Origins, EntriesAreCountedAsTheyAreWrittenNextToFaultyOnes) {
  EXPECT_THAT(Faults(R"(, "endpoint": "upsert_product", "identity": {"from": "sku"},
                        "values": {"strip": ["1", "$", "2", "."], "decimal_mark": "."})"),
              UnorderedElementsAre(HasSubstr("/values/strip/0: "), HasSubstr("/values/strip/2: "),
                                   HasSubstr("/values/strip/3: \".\" in \"strip\"")));
}

TEST(Origins, KnowPointersAndForgetWhatIsBelow) {
  Origins origins;
  origins.Set("/a", Origin::kNamed);
  origins.Set("/a/b~1c", Origin::kFaulty);
  origins.Set("/a/d/e", Origin::kFaulty);
  origins.Set("/ab", Origin::kNamed);
  EXPECT_THAT(origins.Faulty("/a"), ElementsAre("b/c"));
  EXPECT_TRUE(origins.Names("/a/b~1c"));
  EXPECT_EQ(origins.Inherited().Of("/a"), Origin::kInherited);
  EXPECT_EQ(origins.Inherited().Of("/a/d/e"), Origin::kDefault);
  origins.Forget("/a");
  EXPECT_EQ(origins.All().size(), 1u);
  EXPECT_FALSE(origins.Names("/a/d/e"));
}

}  // namespace
}  // namespace inflow
