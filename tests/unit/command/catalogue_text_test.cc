// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/show/catalogue_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inflow::command {
namespace {

using ::testing::HasSubstr;

constexpr char kDescription[] =
    R"({"name":"inflow_destination","version":"1.0.0","abi_version":65536,
  "configuration":{"type":"object"},
  "endpoints":[
    {"name":"update_product","kind":"document","title":"Update product","description":"Changes one.","methods":["PATCH","PUT"],
     "path":"/products/{id}","collection":"products","parameters":[{"name":"id","description":"The product."}],"required":["name"],
     "warnings":["ids must exist"],"id_field":"","published_route":false,"alternative":"upsert_product","takes_array":false},
    {"name":"upsert_product","kind":"published","title":"Upsert product","methods":["PUT"],"path":"/products",
     "expected":["name"],"id_field":"productId","published_route":true,"alternative":"","takes_array":true,"object":"Product"}],
  "objects":{"Unmet":{"fields":{}},
    "Price":{"fields":{"schemeId":{"type":"guid","reference":"pricing-schemes","nullable":true},"again":{"type":"rows","object":"Price"}}},
    "Product":{"id":"productId","fields":{"productId":{"type":"guid"},"kind":{"type":"enum","values":["A","B"]},
      "prices":{"type":"rows","object":"Price"},"category":{"type":"related","field":"categoryId"},
      "made":{"type":"boolean","read_only":true},"odd":7}}},
  "limits":{},"capabilities":[]})";

std::string Text(const absl::StatusOr<std::string>& text) {
  return text.ok() ? *text : std::string(text.status().message());
}

TEST(EndpointsText, ListsByKind) {
  EXPECT_EQ(Text(EndpointsText(kDescription, "", false)),
            "Document endpoints (routes of the product document):\n"
            "  update_product  PATCH|PUT    /products/{id}\n"
            "\nPublished endpoints (routes of inFlow's own OpenAPI):\n"
            "  upsert_product  PUT          /products\n"
            "\nOne in full: inflow endpoints NAME\n");
}

TEST(EndpointsText, DescribesOne) {
  EXPECT_EQ(
      Text(EndpointsText(kDescription, "update_product", false)),
      "update_product: Update product\n"
      "              Changes one.\n"
      "  kind        document\n"
      "  request     PATCH or PUT /{companyId}/products/{id}\n"
      "  parameter   id: The product.\n"
      "  needs       name\n"
      "  note        inFlow's published API does not have this route; the same job is done by upsert_product\n"
      "  warning     ids must exist\n");
  EXPECT_THAT(Text(EndpointsText(kDescription, "upsert_product", false)),
              HasSubstr("batching    an array of records can be one request"));
  EXPECT_THAT(Text(EndpointsText(kDescription, "upsert_product", false)),
              HasSubstr("  perhaps     name\n"));
}

TEST(EndpointsText, ListsTheFieldsOfAPublishedEndpoint) {
  EXPECT_THAT(Text(EndpointsText(kDescription, "upsert_product", false)),
              HasSubstr("\n"
                        "Product (told apart by productId)\n"
                        "  productId  guid\n"
                        "  kind       A | B\n"
                        "  prices     rows of Price\n"
                        "  category   read only: write categoryId\n"
                        "  made       read only: boolean\n"
                        "  odd        \n"
                        "\n"
                        "Price\n"
                        "  schemeId  guid of pricing-schemes, or null\n"
                        "  again     rows of Price\n"));
  const std::string json = Text(EndpointsText(kDescription, "upsert_product", true));
  EXPECT_THAT(json, HasSubstr("\"objects\": {\n    \"Product\""));
  EXPECT_EQ(json.find("Unmet"), std::string::npos);
}

TEST(EndpointsText, KeepsTheOrderOfItsJson) {
  EXPECT_THAT(Text(EndpointsText(kDescription, "upsert_product", true)),
              HasSubstr("{\n  \"name\": \"upsert_product\",\n  \"kind\""));
}

TEST(EndpointsText, SaysThatThereIsNone) {
  EXPECT_EQ(Text(EndpointsText(kDescription, "zebra", false)),
            "there is no endpoint \"zebra\"; list all with: inflow endpoints");
}

TEST(CatalogueText, ADescriptionOfAnotherShapeIsNoCrash) {
  for (const char* description :
       {"", "7", "{}", "{\"endpoints\":{}}", "{\"endpoints\":[7,{\"name\":1,\"methods\":3}]}"}) {
    EXPECT_TRUE(EndpointsText(description, "", false).ok()) << description;
    EXPECT_FALSE(SchemaText(description).ok()) << description;
    EXPECT_THAT(CheckText(description), HasSubstr("not ready"));
  }
}

TEST(SchemaText, LeavesTheCredentialToTheEnvironment) {
  const std::string text = Text(SchemaText(
      R"({"configuration":{"properties":{"credential":{"type":"object","required":["company_id","api_key"]}},"required":["credential","endpoint"]}})"));
  EXPECT_EQ(
      text,
      "{\n  \"properties\": {\n    \"credential\": {\n      \"type\": \"object\"\n    }\n  },\n"
      "  \"required\": [\n    \"endpoint\"\n  ]\n}\n");
}

TEST(CatalogueText, SchemaAndVersion) {
  EXPECT_EQ(Text(SchemaText(kDescription)), "{\n  \"type\": \"object\"\n}\n");
  EXPECT_EQ(PluginNamed(kDescription), "inflow_destination 1.0.0");
}

TEST(CheckText, GivesALineAStep) {
  EXPECT_EQ(CheckText(R"({"ok":true,"status":"OK","endpoint":"create_product","steps":[
              {"name":"resolve","ok":true,"detail":"127.0.0.1","ms":1.25},{"name":"tls","ok":true,"detail":""},{"name":"credential","ok":false,"detail":"401"}],
              "quota":[{"requests":60,"per_ms":60000,"used":1},7],"warnings":["w"]})"),
            "  ok      resolve    127.0.0.1 (1.2 ms)\n"
            "  ok      tls\n"
            "  FAILED  credential 401\n"
            "  quota   60 requests per 60 s, used 1\n"
            "  warning w\n"
            "The destination is ready for create_product\n");
}

TEST(CheckText, NamesWhatThePublishedApiLacksWhereItSaysReady) {
  EXPECT_EQ(
      CheckText(R"({"ok":true,"endpoint":"create_product","unpublished":[
              {"endpoint":"create_product","alternative":"upsert_product"},7,{"alternative":"x"}]})"),
      "The destination is ready for create_product, but inFlow's published API has no create_product (upsert_product does the "
      "same job there)\n");
  EXPECT_EQ(
      CheckText(R"({"ok":true,"endpoint":"upsert_product","unpublished":[
              {"endpoint":"create_customer","alternative":"upsert_customer"},{"endpoint":"newer","alternative":""}]})"),
      "The destination is ready for upsert_product, but inFlow's published API has no create_customer (upsert_customer does the "
      "same job there), and no newer\n");
  EXPECT_EQ(CheckText(R"({"ok":true,"endpoint":"upsert_product","unpublished":[]})"),
            "The destination is ready for upsert_product\n");
  EXPECT_EQ(
      CheckText(
          R"({"ok":false,"endpoint":"create_product","unpublished":[{"endpoint":"create_product"}]})"),
      "The destination is not ready for create_product\n");
}

}  // namespace
}  // namespace inflow::command
