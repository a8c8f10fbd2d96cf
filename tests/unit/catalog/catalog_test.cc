// SPDX-License-Identifier: Apache-2.0
#include "plugin/catalog/catalog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "plugin/catalog/api_version.h"
#include "plugin/catalog/collection.h"

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAreArray;

const std::filesystem::path kRepository = INFLOW_SOURCE_DIR;

std::string ReadFile(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::vector<std::string> Names(EndpointKind kind) {
  std::vector<std::string> names;
  for (const Endpoint& endpoint : Catalogue()) {
    if (endpoint.kind == kind) names.push_back(endpoint.name);
  }
  return names;
}

// ParametersOf returns the names in braces, in their order.
std::vector<std::string> ParametersOf(const std::string& path) {
  std::vector<std::string> names;
  for (size_t open = path.find('{'); open != std::string::npos; open = path.find('{', open + 1)) {
    names.push_back(path.substr(open + 1, path.find('}', open) - open - 1));
  }
  return names;
}

// "PUT /stock-counts/{}/count-sheet": parameters have other names in the OpenAPI.
std::string Route(std::string_view method, std::string path) {
  for (const std::string& name : ParametersOf(path))
    path.erase(path.find("{" + name + "}") + 1, name.size());
  return std::string(method) + " " + path;
}

// GuidNamedBy returns X of "```X``` property is required, please generate a GUID", its first letter
// small; "" without one.
std::string GuidNamedBy(const std::string& description) {
  const size_t end = description.find("``` property is required, please generate a GUID");
  if (end == std::string::npos) return "";
  const size_t start = description.rfind('`', end - 1) + 1;
  std::string name = description.substr(start, end - start);
  name[0] = static_cast<char>(std::tolower(name[0]));
  return name;
}

// The writes of the OpenAPI 2025-06-24, and the GUID of each body ("" where it has none that the
// service keeps).
const std::map<std::string, std::string> kPublished = {
    {"PUT /products", "productId"},
    {"PUT /customers", "customerId"},
    {"PUT /vendors", "vendorId"},
    {"PUT /sales-orders", "salesOrderId"},
    {"PUT /purchase-orders", "purchaseOrderId"},
    {"PUT /stock-adjustments", "stockAdjustmentId"},
    {"PUT /stock-transfers", "stockTransferId"},
    {"PUT /stock-counts", "stockCountId"},
    {"PUT /stock-counts/{}/count-sheet", "countSheetId"},
    {"PUT /manufacturing-orders", "manufacturingOrderId"},
    {"PUT /product-cost-adjustments", "productCostAdjustmentId"},
    {"PUT /taxing-schemes", "taxingSchemeId"},
    {"PUT /custom-field-definitions", ""},
    {"PUT /custom-fields", "customFieldsId"},
    {"PUT /custom-field-dropdown-options", ""},
    {"PUT /stockroom-scans", "stockroomScanId"},
    {"PUT /webhooks", "webHookSubscriptionId"},
    {"DELETE /stock-counts/{}/count-sheets/{}", ""},
    {"DELETE /webhooks/{}", ""},
};

TEST(Catalogue, HoldsTheTenDocumentEndpointsFirst) {
  EXPECT_THAT(Names(EndpointKind::kDocument),
              ElementsAre("create_product", "create_sales_order", "create_customer",
                          "create_purchase_order", "create_stock_adjustment",
                          "create_stock_transfer", "update_product", "update_customer",
                          "update_purchase_order", "update_sales_order"));
  const auto all = Catalogue();
  EXPECT_TRUE(std::is_partitioned(
      all.begin(), all.end(), [](const Endpoint& e) { return e.kind == EndpointKind::kDocument; }));
}

TEST(Catalogue, HoldsTheNineteenPublishedEndpointsAndOneThatIsNewer) {
  EXPECT_THAT(Names(EndpointKind::kPublished),
              UnorderedElementsAreArray({"upsert_product",
                                         "upsert_customer",
                                         "upsert_vendor",
                                         "upsert_sales_order",
                                         "upsert_purchase_order",
                                         "upsert_stock_adjustment",
                                         "upsert_stock_transfer",
                                         "upsert_stock_count",
                                         "upsert_count_sheet",
                                         "upsert_manufacturing_order",
                                         "upsert_product_cost_adjustment",
                                         "upsert_taxing_scheme",
                                         "upsert_custom_field_definition",
                                         "upsert_custom_fields",
                                         "upsert_custom_field_dropdown_options",
                                         "upsert_stockroom_scan",
                                         "upsert_webhook",
                                         "delete_count_sheet",
                                         "delete_webhook",
                                         "upsert_product_group"}));
}

TEST(Catalogue, DocumentRoutes) {
  std::map<std::string, std::string> routes;
  for (const Endpoint& endpoint : Catalogue()) {
    if (endpoint.kind != EndpointKind::kDocument) continue;
    std::string methods;
    for (const HttpMethod method : endpoint.methods) methods.append(MethodName(method)).append(" ");
    routes[endpoint.name] = methods + endpoint.path;
  }
  const std::map<std::string, std::string> expected = {
      {"create_product", "POST /products"},
      {"create_sales_order", "POST /sales-orders"},
      {"create_customer", "POST /customers"},
      {"create_purchase_order", "POST /purchase-orders"},
      {"create_stock_adjustment", "POST /stock-adjustments"},
      {"create_stock_transfer", "POST /stock-transfers"},
      {"update_product", "PATCH PUT /products/{id}"},
      {"update_customer", "PATCH PUT /customers/{id}"},
      {"update_purchase_order", "PATCH PUT /purchase-orders/{id}"},
      {"update_sales_order", "PATCH PUT /sales-orders/{id}"},
  };
  EXPECT_EQ(routes, expected);
}

TEST(Catalogue, PublishedRoutesAndIds) {
  std::map<std::string, std::string> ids;
  for (const Endpoint& endpoint : Catalogue()) {
    if (!endpoint.published_route) continue;
    ASSERT_EQ(endpoint.methods.size(), 1u) << endpoint.name;
    EXPECT_EQ(endpoint.kind, EndpointKind::kPublished) << endpoint.name;
    ids[Route(MethodName(endpoint.methods[0]), endpoint.path)] = endpoint.id_field;
  }
  EXPECT_EQ(ids, kPublished);
}

// The published OpenAPI itself, where this checkout has it beside it; PublishedRoutesAndIds holds
// the same facts without it.
TEST(Catalogue, AgreesWithTheOpenApi) {
  const std::filesystem::path path = kRepository / "../shared/reference/inflow-openapi.json";
  if (!std::filesystem::exists(path)) {
    EXPECT_EQ(Names(EndpointKind::kPublished).size(),
              kPublished.size() + 1);  // and one that is newer
    return;
  }
  const nlohmann::json api = nlohmann::json::parse(ReadFile(path));
  std::set<std::string> writes;
  int named_ids = 0;
  for (const auto& [route, operations] : api["paths"].items()) {
    for (const auto& [verb, operation] : operations.items()) {
      if (verb != "put" && verb != "delete") continue;
      ASSERT_EQ(route.rfind("/{companyId}/", 0), 0u) << route;
      const std::string write = Route(verb == "put" ? "PUT" : "DELETE", route.substr(12));
      writes.insert(write);
      ASSERT_EQ(kPublished.count(write), 1u) << write;
      const std::string& id = kPublished.at(write);
      if (const std::string named = GuidNamedBy(operation.value("description", ""));
          !named.empty()) {
        EXPECT_EQ(id, named) << write;
        ++named_ids;
      }
      if (id.empty() || verb == "delete") continue;
      const std::string reference =
          operation["requestBody"]["content"].begin().value()["schema"]["$ref"];
      const nlohmann::json& properties =
          api["components"]["schemas"][reference.substr(reference.rfind('/') + 1)]["properties"];
      EXPECT_TRUE(properties.contains(id) || properties.contains("attributes"))
          << write << " has no " << id;
    }
  }
  EXPECT_EQ(named_ids, 12);
  std::set<std::string> listed;
  for (const auto& [route, id] : kPublished) listed.insert(route);
  EXPECT_EQ(writes, listed);
}

TEST(Catalogue, PathParametersAreExactlyThoseOfThePath) {
  for (const Endpoint& endpoint : Catalogue()) {
    std::vector<std::string> listed;
    for (const EndpointParameter& parameter : endpoint.parameters) {
      listed.push_back(parameter.name);
      EXPECT_THAT(parameter.description, HasSubstr(".")) << endpoint.name;
    }
    EXPECT_EQ(ParametersOf(endpoint.path), listed) << endpoint.name;
    EXPECT_EQ(endpoint.path.rfind("/" + endpoint.collection, 0), 0u) << endpoint.name;
  }
}

TEST(Catalogue, OnlyDocumentCreatesTakeArrays) {
  for (const Endpoint& endpoint : Catalogue())
    EXPECT_EQ(endpoint.takes_array, endpoint.name.rfind("create_", 0) == 0) << endpoint.name;
}

TEST(Catalogue, AlternativesAreOfTheOtherKindAndOnTheSameCollection) {
  for (const Endpoint& endpoint : Catalogue()) {
    if (endpoint.kind == EndpointKind::kDocument) {
      EXPECT_FALSE(endpoint.alternative.empty()) << endpoint.name;
    }
    if (endpoint.alternative.empty()) continue;
    const Endpoint* other = FindEndpoint(endpoint.alternative);
    ASSERT_NE(other, nullptr) << endpoint.name;
    EXPECT_NE(other->kind, endpoint.kind) << endpoint.name;
    EXPECT_EQ(other->collection, endpoint.collection) << endpoint.name;
  }
}

TEST(Catalogue, EveryEntryHasWordsForPeople) {
  std::set<std::string> titles;
  for (const Endpoint& endpoint : Catalogue()) {
    EXPECT_FALSE(endpoint.title.empty()) << endpoint.name;
    EXPECT_EQ(endpoint.description.back(), '.') << endpoint.name;
    titles.insert(endpoint.title);
  }
  EXPECT_EQ(titles.size(), Catalogue().size());
}

// What no OpenAPI tells says since when it is known, and the other way round.
TEST(Catalogue, WhatIsNewerThanTheOpenApiSaysSinceWhen) {
  for (const Endpoint& endpoint : Catalogue()) {
    const bool reported = endpoint.kind == EndpointKind::kPublished && !endpoint.published_route;
    EXPECT_EQ(!endpoint.since.empty(), reported) << endpoint.name;
  }
  EXPECT_EQ(FindEndpoint("upsert_product_group")->since, "2026-04-13");
  const ObjectSchema& product = *FindObjectSchema("upsert_product");
  EXPECT_EQ(product.Find("trackLots")->since, "2026-07-10");
  EXPECT_EQ(product.Find("trackLots")->type, FieldType::kBoolean);
  EXPECT_EQ(product.Find("trackSerials")->since, "");
  EXPECT_EQ(product.Find("productVariant")->object->Find("defaultPrice")->type,
            FieldType::kDecimal);
  EXPECT_EQ(FindObjectSchema("upsert_stock_transfer")->Find("lines")->object->Find("lotId")->since,
            "2026-04-13");
}

// Every version that anything is there since is a known one, and newer than the OpenAPI.
TEST(Catalogue, EverySinceIsAKnownVersion) {
  int found = 0;
  for (const Endpoint& endpoint : Catalogue()) {
    if (endpoint.object == nullptr) continue;
    for (const Field& field : endpoint.object->fields) {
      if (field.since.empty()) continue;
      EXPECT_TRUE(IsKnownVersion(field.since)) << field.name;
      EXPECT_TRUE(IsNewer(field.since, "2025-06-24")) << field.name;
      ++found;
    }
  }
  EXPECT_GT(found, 10);
}

TEST(ApiVersion, DatesAreComparedAndWhatIsNoDateIsTheNewest) {
  EXPECT_TRUE(IsKnownVersion("2025-06-24"));
  EXPECT_TRUE(IsKnownVersion(NewestVersion()));
  EXPECT_FALSE(IsKnownVersion("2025-06-25"));
  EXPECT_FALSE(IsKnownVersion(""));
  EXPECT_FALSE(IsNewer("2026-07-10", "2026-07-10"));
  EXPECT_FALSE(IsNewer("2026-07-10", "2026-09-29"));
  EXPECT_TRUE(IsNewer("2026-07-10", "2026-07-09"));
  EXPECT_FALSE(IsNewer("", "2021-04-26"));
  for (const char* version : {"", "1", "v2", "next", "2026-7-9", "2026-07-090"})
    EXPECT_FALSE(IsNewer("2026-07-10", version));
}

TEST(FindEndpoint, FindsExactNamesOnly) {
  ASSERT_NE(FindEndpoint("update_product"), nullptr);
  EXPECT_EQ(FindEndpoint("update_product")->path, "/products/{id}");
  EXPECT_EQ(FindEndpoint("Update_Product"), nullptr);
  EXPECT_EQ(FindEndpoint("update_"), nullptr);
  EXPECT_EQ(FindEndpoint(""), nullptr);
}

TEST(Collections, AreListedOnceEachByName) {
  std::vector<std::string> names;
  for (const Collection& collection : Collections()) names.push_back(collection.name);
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
  ASSERT_NE(FindCollection("sales-orders"), nullptr);
  EXPECT_EQ(FindCollection("sales-orders")->number_field, "orderNumber");
  EXPECT_EQ(FindCollection("Sales-Orders"), nullptr);
  EXPECT_EQ(FindCollection(""), nullptr);
}

// What can be written by its GUID and is a collection of its own can be listed, under the same
// field.
TEST(Collections, AgreeWithTheEndpoints) {
  size_t compared = 0;
  for (const Endpoint& endpoint : Catalogue()) {
    const Collection* const collection = FindCollection(endpoint.collection);
    if (collection == nullptr || endpoint.answer_id.empty() ||
        endpoint.path != "/" + collection->name)
      continue;
    EXPECT_EQ(collection->id_field, endpoint.id_field) << endpoint.name;
    EXPECT_EQ(collection->since, endpoint.since) << endpoint.name;
    for (const std::string& column : collection->columns)
      EXPECT_NE(endpoint.object->Find(column), nullptr) << endpoint.name << " " << column;
    ++compared;
  }
  EXPECT_GE(compared, 10u);
}

// What records are looked up by is what people see of them: the fields of a name or a number that
// the service lists, and those that a published body takes.
TEST(Collections, NaturalFieldsAreThoseOfTheirRecords) {
  for (const Collection& collection : Collections()) {
    for (const std::string& field : collection.natural) {
      const auto& columns = collection.columns;
      EXPECT_TRUE(field == collection.name_field || field == collection.number_field ||
                  std::find(columns.begin(), columns.end(), field) != columns.end())
          << collection.name << " " << field;
    }
  }
  for (const Endpoint& endpoint : Catalogue()) {
    const Collection* const collection = FindCollection(endpoint.collection);
    if (collection == nullptr || endpoint.object == nullptr ||
        collection->id_field != endpoint.id_field)
      continue;
    for (const std::string& field : collection->natural)
      EXPECT_NE(endpoint.object->Find(field), nullptr) << endpoint.name << " " << field;
  }
  EXPECT_THAT(FindCollection("products")->natural, ElementsAre("sku", "name"));
  EXPECT_THAT(FindCollection("currencies")->natural, ElementsAre("isoCode", "name"));
  EXPECT_THAT(FindCollection("webhooks")->natural, IsEmpty());
}

TEST(Collections, AFieldWithoutAFilterIsAskedForAmongOthers) {
  EXPECT_EQ(FilterFor(*FindCollection("products"), "name"), "name");
  EXPECT_EQ(FilterFor(*FindCollection("products"), "sku"), "smart");
  EXPECT_EQ(FilterFor(*FindCollection("taxing-schemes"), "name"), "name");
  EXPECT_EQ(FilterFor(*FindCollection("categories"), "name"), "");
}

// A field that names another record can be given by that record's name.
TEST(Collections, WhatFieldsReferToCanBeLookedUp) {
  std::set<std::string> referred;
  const std::function<void(const ObjectSchema&, std::set<const ObjectSchema*>*)> walk =
      [&](const ObjectSchema& object, std::set<const ObjectSchema*>* seen) {
        if (!seen->insert(&object).second) return;
        for (const Field& field : object.fields) {
          if (!field.reference.empty()) referred.insert(field.reference);
          if (field.object != nullptr) walk(*field.object, seen);
        }
      };
  std::set<const ObjectSchema*> seen;
  for (const Endpoint& endpoint : Catalogue()) {
    if (endpoint.object != nullptr) walk(*endpoint.object, &seen);
  }
  EXPECT_GE(referred.size(), 10u);
  for (const std::string& name : referred) {
    ASSERT_NE(FindCollection(name), nullptr) << name;
    EXPECT_THAT(FindCollection(name)->natural, Not(IsEmpty())) << name;
  }
}

TEST(Collections, NaturalFieldsAreListedOnceEach) {
  const std::vector<std::string_view>& fields = NaturalFields();
  EXPECT_TRUE(std::is_sorted(fields.begin(), fields.end()));
  EXPECT_EQ(std::adjacent_find(fields.begin(), fields.end()), fields.end());
  EXPECT_NE(std::find(fields.begin(), fields.end(), "isoCode"), fields.end());
}

TEST(EndpointsDocument, ListsEveryEndpointWithItsMethodsAndPath) {
  const std::string text = ReadFile(kRepository / "docs/endpoints.md");
  std::vector<std::string> missing;
  for (const Endpoint& endpoint : Catalogue()) {
    std::string methods;
    for (const HttpMethod method : endpoint.methods)
      methods += (methods.empty() ? "" : " or ") + std::string(MethodName(method));
    const std::string row = "| `" + endpoint.name + "` | " + methods + " `" + endpoint.path + "` |";
    if (text.find(row) == std::string::npos) missing.push_back(row);
  }
  EXPECT_THAT(missing, IsEmpty());
}

}  // namespace
}  // namespace inflow
