// SPDX-License-Identifier: Apache-2.0
//
// Endpoints, methods, parameters and batching, in the document and in its routes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/support.h"

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

constexpr std::string_view kUpdate =
    R"(, "endpoint": "update_product", "parameters": {"id": "{record.productId}"})";

std::string Update(std::string_view rest) { return std::string(kUpdate) + std::string(rest); }

TEST(Method, DefaultsToTheEndpointsFirst) {
  EXPECT_EQ(Parse(Document(kUpdate)).config.main.method, HttpMethod::kPatch);
  EXPECT_EQ(Parse(Document(Update(R"(, "method": "PUT")"))).config.main.method, HttpMethod::kPut);
  EXPECT_EQ(Parse(Document(R"(, "endpoint": "upsert_product")")).config.main.method,
            HttpMethod::kPut);
  EXPECT_EQ(Parse(Document(R"(, "endpoint": "delete_webhook", "parameters": {"id": "{id}"})"))
                .config.main.method,
            HttpMethod::kDelete);
}

TEST(Method, OnlyWhereThereIsAChoice) {
  EXPECT_THAT(
      Faults(R"(, "endpoint": "upsert_product", "method": "PUT")"),
      ElementsAre(
          "/method: \"method\" has no choice here, since upsert_product is always PUT: remove it"));
  EXPECT_THAT(
      Faults(Update(R"(, "method": "patch")")),
      ElementsAre(
          "/method: \"method\" must be \"PATCH\" or \"PUT\", not \"patch\"; did you mean \"PATCH\"?"));
  EXPECT_THAT(Faults(Update(R"(, "method": 1)")),
              ElementsAre("/method: \"method\" must be \"PATCH\" or \"PUT\", not a number"));
}

TEST(ConfirmKey, FollowsFromTheEndpointUnlessItIsNamed) {
  const auto of = [](const std::string& rest) {
    return Parse(Document(rest)).config.main.response.confirm;
  };
  const std::string own = R"(, "endpoint": {"method": "POST", "url": "/{companyId}/x"})";
  EXPECT_EQ(of(R"(, "endpoint": "upsert_product")"), Confirm::kEntity);
  EXPECT_EQ(of(R"(, "endpoint": "create_product")"), Confirm::kType);
  EXPECT_EQ(of(own), Confirm::kOff);
  EXPECT_EQ(of(own + R"(, "response": {"confirm": "type"})"), Confirm::kType);
  EXPECT_EQ(of(R"(, "endpoint": "upsert_product", "response": {"confirm": "off"})"), Confirm::kOff);
}

TEST(ConfirmKey, AnEntityIsKnownOnlyOfPublishedEndpoints) {
  EXPECT_THAT(Faults(R"(, "endpoint": "create_product", "response": {"confirm": "entity"})"),
              ElementsAre(StartsWith(
                  "/response/confirm: \"entity\" needs to know what the answer looks like")));
}

TEST(ConfirmKey, ARouteInheritsWhatFitsItsEndpoint) {
  const auto of = [](const std::string& main, const std::string& route) {
    return Parse(Document(main + R"(, "routes": {"r": )" + route + "}"))
        .config.routes.at("r")
        .response.confirm;
  };
  const std::string published = R"(, "endpoint": "upsert_product")";
  EXPECT_EQ(of(published, R"({"endpoint": "upsert_vendor"})"), Confirm::kEntity);
  EXPECT_EQ(of(published, R"({"endpoint": "create_product"})"), Confirm::kType);
  EXPECT_EQ(
      of(published + R"(, "response": {"confirm": "off"})", R"({"endpoint": "create_product"})"),
      Confirm::kOff);
  EXPECT_EQ(
      of(published + R"(, "response": {"confirm": "entity"})", R"({"endpoint": "create_product"})"),
      Confirm::kType);
}

TEST(Parameters, AllOfThemAndNoOthers) {
  EXPECT_THAT(
      Faults(R"(, "endpoint": "update_product")"),
      ElementsAre(
          "/parameters: the parameter \"id\" of update_product is missing: The inFlow id of the product to change. Name it in "
          "\"parameters\", for example {\"id\": \"{record.…}\"}"));
  EXPECT_THAT(
      Faults(R"(, "endpoint": "update_product", "parameters": {"ids": "x"})"),
      ElementsAre(
          StartsWith("/parameters/id: the parameter \"id\" of update_product is missing"),
          "/parameters/ids: \"ids\" is no parameter of update_product; did you mean \"id\"?"));
  EXPECT_THAT(
      Faults(R"(, "endpoint": "create_product", "parameters": {"id": "x"})"),
      ElementsAre(
          "/parameters/id: \"id\" is no parameter of create_product, which has none: remove it"));
  EXPECT_THAT(Faults(R"(, "endpoint": "create_product", "parameters": {})"), IsEmpty());
  EXPECT_THAT(
      Parse(
          Document(
              R"(, "endpoint": "delete_count_sheet", "parameters": {"id": "{a}", "sheetId": "{b}"})"))
          .config.main.parameters,
      ElementsAre(Pair("id", "{a}"), Pair("sheetId", "{b}")));
}

TEST(Parameters, AreTextAndOneFaultEach) {
  EXPECT_THAT(
      Faults(R"(, "endpoint": "update_product", "parameters": {"id": 5})"),
      ElementsAre(
          "/parameters/id: the parameter \"id\" must be text, such as \"{record.productId}\", not a number"));
  EXPECT_THAT(
      Faults(R"(, "endpoint": "update_product", "parameters": {"id": ""})"),
      ElementsAre(
          "/parameters/id: the parameter \"id\" must be text, such as \"{record.productId}\", not an empty text"));
  EXPECT_THAT(
      Faults(R"(, "endpoint": "update_product", "parameters": "id")"),
      ElementsAre(
          "/parameters: \"parameters\" must be an object of parameter names and texts, not text"));
}

TEST(Batching, OnlyWhereArraysAreTaken) {
  EXPECT_THAT(Faults(R"(, "endpoint": "create_customer", "batching": {"enabled": true})"),
              IsEmpty());
  EXPECT_THAT(
      Faults(Update(R"(, "batching": {"enabled": true})")),
      ElementsAre(
          "/batching/enabled: batching is on, but update_product takes one record a request, whose id is in the URL: set "
          "batching.enabled to false"));
  EXPECT_THAT(
      Faults(R"(, "endpoint": "upsert_product", "batching": {"enabled": true})"),
      ElementsAre(
          "/batching/enabled: batching is on, but upsert_product takes one record a request, since the published API has no "
          "arrays: set batching.enabled to false, or write through create_product, which takes arrays"));
  EXPECT_THAT(
      Faults(
          R"(, "endpoint": "delete_webhook", "parameters": {"id": "x"}, "batching": {"enabled": true})"),
      ElementsAre(
          "/batching/enabled: batching is on, but delete_webhook takes one record a request, which only fills the URL: set "
          "batching.enabled to false"));
  EXPECT_THAT(Faults(Update(R"(, "batching": {"enabled": false, "size": 5})")), IsEmpty());
}

TEST(Identity, OnlyWhereTheBodyHoldsAGuid) {
  const Parsed parsed = Parse(Document(
      R"(, "endpoint": "upsert_product", "identity": {"from": "sku"}, "unknown_fields": "warn")"));
  EXPECT_THAT(parsed.faults, IsEmpty());
  EXPECT_THAT(parsed.config.main.identity, ElementsAre("sku"));
  EXPECT_EQ(parsed.config.main.unknown_fields, UnknownFields::kWarn);
  EXPECT_THAT(
      Faults(R"(, "endpoint": "create_product", "identity": {"from": ["sku"]})"),
      ElementsAre(
          "/identity: \"identity\" makes the GUID that a published endpoint wants in the body, and create_product "
          "wants none: remove it; \"key\" names what tells records apart"));
  EXPECT_THAT(
      Faults(R"(, "endpoint": "upsert_custom_field_definition", "identity": {"from": ["id"]})"),
      SizeIs(1));
  EXPECT_THAT(Faults(R"(, "endpoint": "upsert_product", "identity": {"from": []})"), SizeIs(1));
  EXPECT_THAT(Faults(R"(, "endpoint": "upsert_product", "identity": {"form": ["sku"]})"),
              ElementsAre(HasSubstr("did you mean \"from\"?")));
  EXPECT_THAT(
      Faults(R"(, "endpoint": "upsert_product", "identity": "sku", "unknown_fields": "drop")"),
      SizeIs(2));
}

TEST(Identity, BelongsToItsEndpoint) {
  const Parsed parsed = Parse(Document(
      R"(, "endpoint": "upsert_product", "identity": {"from": ["sku"]}, "unknown_fields": "send",
      "routes": {"same": {}, "vendors": {"endpoint": "upsert_vendor"}, "documents": {"endpoint": "create_product"}})"));
  EXPECT_THAT(parsed.faults, IsEmpty());
  EXPECT_THAT(parsed.config.routes.at("same").identity, ElementsAre("sku"));
  EXPECT_THAT(parsed.config.routes.at("vendors").identity, IsEmpty());
  EXPECT_EQ(parsed.config.routes.at("vendors").unknown_fields, UnknownFields::kSend);
}

TEST(ApiVersion, OneThatNobodyHasToldOfLetsUnknownFieldsPass) {
  const auto parse = [](const std::string& rest) {
    Parsed parsed = Parse(Document(
        R"(, "endpoint": "upsert_product", "routes": {"vendors": {"endpoint": "upsert_vendor"}})" +
        rest));
    EXPECT_THAT(parsed.faults, IsEmpty()) << rest;
    return parsed.config;
  };
  const Config known = parse(R"(, "api_version": "2026-09-29")");
  EXPECT_EQ(known.main.unknown_fields, UnknownFields::kReject);
  EXPECT_THAT(known.warnings, IsEmpty());
  const Config unknown = parse(R"(, "api_version": "2026-09-30")");
  EXPECT_EQ(unknown.main.unknown_fields, UnknownFields::kWarn);
  EXPECT_EQ(unknown.routes.at("vendors").unknown_fields, UnknownFields::kWarn);
  EXPECT_THAT(
      unknown.warnings,
      ElementsAre(
          "the api_version \"2026-09-30\" is none that the catalogue knows, whose newest is 2026-09-29: fields that "
          "it does not know are sent and counted, unless \"unknown_fields\" says otherwise"));
  const Config named = parse(R"(, "api_version": "2026-09-30", "unknown_fields": "reject")");
  EXPECT_EQ(named.main.unknown_fields, UnknownFields::kReject);
  EXPECT_EQ(named.routes.at("vendors").unknown_fields, UnknownFields::kReject);
  EXPECT_THAT(named.warnings, SizeIs(1));
}

TEST(ApiVersion, AnEndpointThatTheVersionDoesNotHaveIsAFault) {
  EXPECT_THAT(
      Faults(R"(, "endpoint": "upsert_product_group")"),
      ElementsAre(
          "/endpoint: upsert_product_group is an endpoint since api_version 2026-04-13; this configuration asks for "
          "2025-06-24: set \"api_version\" to \"2026-04-13\" or a newer one"));
  for (const char* version : {"2026-04-13", "2026-09-29", "2027-01-01"}) {
    const std::string asked = R"(, "api_version": ")" + std::string(version) + "\"";
    EXPECT_THAT(Faults(asked + R"(, "endpoint": "upsert_product_group")"), IsEmpty()) << version;
  }
  EXPECT_THAT(
      Faults(
          R"(, "endpoint": "upsert_product", "routes": {"groups": {"endpoint": "upsert_product_group"}})"),
      ElementsAre(HasSubstr("/routes/groups/endpoint: upsert_product_group is an endpoint since")));
}

TEST(Routes, InheritWhatTheyDoNotName) {
  const Parsed parsed = Parse(Document(Update(
      R"(, "method": "PUT", "request_headers": {"X": "1"}, "exclude_attributes": ["a"], "map": {"b": 1},
      "map_rest": "keep", "batching": {"size": 5}, "key": "sku", "routes": {"same": {}})")));
  EXPECT_THAT(parsed.faults, IsEmpty());
  const RouteConfig& route = parsed.config.routes.at("same");
  EXPECT_EQ(route.pointer, "/routes/same");
  EXPECT_EQ(route.endpoint, FindEndpoint("update_product"));
  EXPECT_EQ(route.method, HttpMethod::kPut);
  EXPECT_THAT(route.parameters, ElementsAre(Pair("id", "{record.productId}")));
  EXPECT_THAT(route.request_headers, ElementsAre(Pair("X", "1")));
  EXPECT_THAT(route.exclude_attributes, ElementsAre("a"));
  EXPECT_EQ(route.map, R"({"b": 1})");
  EXPECT_EQ(route.map_rest, MapRest::kKeep);
  EXPECT_EQ(route.batching.size, 5u);
  EXPECT_THAT(route.key, ElementsAre("sku"));
}

TEST(Routes, AnotherEndpointDropsWhatBelongsToTheMainOne) {
  const Parsed parsed = Parse(Document(Update(
      R"(, "method": "PUT", "request_headers": {"X": "1"}, "exclude_attributes": ["a"], "map": {"b": 1},
      "map_rest": "keep", "batching": {"size": 5}, "key": "sku", "routes": {
        "new": {"endpoint": "create_product"},
        "other": {"endpoint": "update_customer", "parameters": {"id": "{c}"}},
        "named": {"endpoint": "update_product"}})")));
  EXPECT_THAT(parsed.faults, IsEmpty());
  const RouteConfig& created = parsed.config.routes.at("new");
  EXPECT_EQ(created.method, HttpMethod::kPost);
  EXPECT_THAT(created.parameters, IsEmpty());
  EXPECT_EQ(created.map, "");
  EXPECT_THAT(created.key, IsEmpty());
  EXPECT_THAT(created.request_headers, ElementsAre(Pair("X", "1")));
  EXPECT_THAT(created.exclude_attributes, ElementsAre("a"));
  EXPECT_EQ(created.map_rest, MapRest::kKeep);
  EXPECT_EQ(created.batching.size, 5u);
  EXPECT_EQ(parsed.config.routes.at("other").method, HttpMethod::kPatch);
  EXPECT_EQ(parsed.config.routes.at("named").method, HttpMethod::kPut);
  EXPECT_EQ(parsed.config.routes.at("named").map, R"({"b": 1})");
}

TEST(Routes, OverrideEveryKeyOfTheirs) {
  const Parsed parsed = Parse(Document(
      R"(, "endpoint": "create_product", "request_headers": {"X": "1", "Y": "2"}, "batching": {"enabled": true, "size": 5},
      "map": {"a": 1}, "key": "sku", "routes": {"o~/x": {
        "endpoint": "update_customer", "method": "PUT", "parameters": {"id": "{c}"}, "request_headers": {"Z": "3"}, "exclude_attributes": ["e"],
        "map": { "m" : 1.0 }, "map_rest": "keep", "batching": {"enabled": false}, "key": ["k"]}, "plain": {"map": null, "key": null}})"));
  EXPECT_THAT(parsed.faults, IsEmpty());
  const RouteConfig& route = parsed.config.routes.at("o~/x");
  EXPECT_EQ(route.pointer, "/routes/o~0~1x");
  EXPECT_EQ(route.endpoint, FindEndpoint("update_customer"));
  EXPECT_EQ(route.method, HttpMethod::kPut);
  EXPECT_THAT(route.parameters, ElementsAre(Pair("id", "{c}")));
  EXPECT_THAT(route.request_headers, ElementsAre(Pair("Z", "3")));
  EXPECT_THAT(route.exclude_attributes, ElementsAre("e"));
  EXPECT_EQ(route.map, R"({ "m" : 1.0 })");
  EXPECT_EQ(route.map_rest, MapRest::kKeep);
  EXPECT_FALSE(route.batching.enabled);
  EXPECT_EQ(route.batching.size, 5u);
  EXPECT_THAT(route.key, ElementsAre("k"));
  EXPECT_EQ(parsed.config.routes.at("plain").map, "");
  EXPECT_THAT(parsed.config.routes.at("plain").key, IsEmpty());
}

TEST(Routes, FaultsCarryTheirPointers) {
  EXPECT_THAT(
      Faults(R"(, "endpoint": "create_product", "batching": {"enabled": true}, "routes": {
        "a": {"endpoint": "update_product"},
        "b": {"endpoint": "upsert_product", "batching": {"size": 2}},
        "c": {"endpoint": "update_sales_ordr"},
        "d": {"parameters": {"id": "x"}},
        "e": {"tls": {}, "credental": 1, "bathcing": 1},
        "f": 5, "": {}, "g": {"map": []}})"),
      UnorderedElementsAre(
          StartsWith("/routes/a/parameters: the parameter \"id\" of update_product is missing"),
          "/routes/a/endpoint: batching is on (inherited from the document), but update_product takes one record a request, "
          "whose id is in the "
          "URL: set batching.enabled to false in this route",
          StartsWith(
              "/routes/b/batching: batching is on (inherited from the document), but upsert_product takes one record a request"),
          "/routes/c/endpoint: \"endpoint\" names \"update_sales_ordr\", which is no endpoint; did you mean "
          "\"update_sales_order\"?",
          "/routes/d/parameters/id: \"id\" is no parameter of create_product, which has none: remove it",
          "/routes/e/tls: \"tls\" is no key of a route: it belongs to the document itself, and holds for all routes",
          StartsWith(
              "/routes/e/credental: \"credental\" is no key of a route; its keys are endpoint, method, "),
          "/routes/e/bathcing: \"bathcing\" is no key of a route; did you mean \"batching\"?",
          "/routes/f: the route \"f\" must be an object, not a number",
          StartsWith("/routes/: the name of a route must have 1 to 128 bytes"),
          StartsWith("/routes/g/map: \"map\" must be an object")));
}

TEST(Routes, DoNotRepeatTheDocumentsFaults) {
  EXPECT_THAT(
      Faults(
          R"(, "endpoint": "update_product", "batching": {"enabled": true}, "routes": {"a": {}, "b": {"map": null}})"),
      ElementsAre(StartsWith("/parameters: "), StartsWith("/batching/enabled: ")));
}

TEST(Routes, AreBounded) {
  std::string routes = R"("0": {})";
  for (int i = 1; i < 257; ++i) routes += ", \"" + std::to_string(i) + "\": {}";
  EXPECT_THAT(
      Faults(R"(, "endpoint": "create_product", "routes": {)" + routes + "}"),
      ElementsAre("/routes: \"routes\" holds 257 routes; at most 256 are kept: remove some"));
}

}  // namespace
}  // namespace inflow
