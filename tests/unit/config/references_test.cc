// SPDX-License-Identifier: Apache-2.0
//
// What names stand for: references, adopt, and the check of an order's status.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/config/support.h"

namespace inflow {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::StartsWith;
using Json = nlohmann::json;

constexpr std::string_view kUpsertProduct =
    R"(, "endpoint": "upsert_product", "identity": {"from": "sku"})";

Parsed UpsertProduct(const std::string& rest) {
  return Parse(Document(std::string(kUpsertProduct) + rest));
}

std::vector<std::string> UpsertFaults(const std::string& rest) {
  return UpsertProduct(rest).faults;
}

std::string References(const std::string& members) {
  return R"(, "references": {)" + members + "}";
}

// OneFault matches one fault: its pointer, and what its message holds.
auto OneFault(const std::string& pointer, const std::string& words) {
  return ElementsAre(AllOf(StartsWith(pointer + ": "), HasSubstr(words)));
}

TEST(References, AreOffUnlessTheyAreAskedFor) {
  const Parsed parsed = UpsertProduct("");
  EXPECT_EQ(parsed.config.references, ReferencesConfig());
  EXPECT_EQ(parsed.config.references.mode, ReferenceMode::kOff);
  EXPECT_EQ(parsed.config.references.ttl, std::chrono::hours(24));
  EXPECT_EQ(parsed.config.references.on_missing, OnMissing::kReject);
}

TEST(References, AreRead) {
  const Parsed parsed = UpsertProduct(References(
      R"("mode": "resolve", "by": {"products": ["name", "sku"], "customers": "name"}, "ttl_ms": 0, "on_missing": "hold")"));
  EXPECT_THAT(parsed.faults, IsEmpty());
  const ReferencesConfig& references = parsed.config.references;
  EXPECT_EQ(references.mode, ReferenceMode::kResolve);
  EXPECT_THAT(references.by, ElementsAre(Pair("customers", ElementsAre("name")),
                                         Pair("products", ElementsAre("name", "sku"))));
  EXPECT_EQ(references.ttl, Duration());
  EXPECT_EQ(references.on_missing, OnMissing::kHold);
  EXPECT_EQ(UpsertProduct(References(R"("mode": "check")")).config.references.mode,
            ReferenceMode::kCheck);
}

TEST(References, MayBeOnWhereNoFieldNamesARecord) {
  EXPECT_THAT(Faults(R"(, "endpoint": "create_product", "references": {"mode": "resolve"})"),
              IsEmpty());
}

TEST(References, EachBadValueIsOneFault) {
  EXPECT_THAT(UpsertFaults(References(R"("mode": "resolv")")),
              OneFault("/references/mode", "did you mean \"resolve\"?"));
  EXPECT_THAT(UpsertFaults(References(R"("on_missing": "wait")")),
              OneFault("/references/on_missing", "must be \"reject\" or \"hold\""));
  EXPECT_THAT(UpsertFaults(References(R"("ttl_ms": -1)")),
              OneFault("/references/ttl_ms", "from 0 to "));
  EXPECT_THAT(UpsertFaults(References(R"("ttl_m": 1)")),
              OneFault("/references/ttl_m", "did you mean \"ttl_ms\"?"));
  EXPECT_THAT(UpsertFaults(R"(, "references": null)"),
              OneFault("/references", "must be an object, not null"));
  EXPECT_THAT(UpsertFaults(R"(, "routes": {"a": {"references": {}}})"),
              OneFault("/routes/a/references", "holds for all routes"));
}

TEST(References, ByNamesCollectionsAndTheirNaturalFields) {
  const auto by = [](const std::string& value) {
    return UpsertFaults(References(R"("by": )" + value));
  };
  EXPECT_THAT(by(R"(["sku"])"), OneFault("/references/by", "must be an object of collections"));
  EXPECT_THAT(by(R"({"product": "sku"})"),
              OneFault("/references/by/product",
                       "\"product\" is no collection; these can be looked up: adjustment-reasons"));
  EXPECT_THAT(by(R"({"product": "sku"})"),
              OneFault("/references/by/product", "did you mean \"products\"?"));
  EXPECT_THAT(by(R"({"webhooks": "url"})"),
              OneFault("/references/by/webhooks", "is a collection whose records have no names"));
  EXPECT_THAT(
      by(R"({"products": "skus"})"),
      OneFault(
          "/references/by/products",
          "\"products\" names \"skus\", which no record is looked up by; did you mean \"sku\"?"));
  EXPECT_THAT(by(R"({"products": ["sku", "description"]})"),
              OneFault("/references/by/products/1",
                       "\"description\", which no record is looked up by; use sku or name"));
  EXPECT_THAT(by(R"({"customers": "sku"})"), OneFault("/references/by/customers", "use name"));
  EXPECT_THAT(
      by(R"({"products": ["sku", 1]})"),
      OneFault("/references/by/products/1", "must name fields, such as \"sku\", not a number"));
  EXPECT_THAT(by(R"({"products": []})"),
              OneFault("/references/by/products", "1 to 16 names, not one of 0"));
  EXPECT_THAT(by(R"({"products": null})"), OneFault("/references/by/products", "not null"));
  EXPECT_THAT(by(R"({"a/b": "x"})"), OneFault("/references/by/a~1b", "is no collection"));
}

TEST(References, OnlyTheirTimeMayChangeWhileRecordsArePending) {
  const auto fixed = [](const std::string& rest) { return UpsertProduct(rest).config.fixed_part; };
  const std::string plain = fixed(References(R"("mode": "resolve")"));
  ASSERT_NE(plain, "");
  EXPECT_EQ(fixed(References(R"("mode": "resolve", "ttl_ms": 5)")), plain);
  EXPECT_EQ(fixed(References(R"("mode": "off", "by": {}, "on_missing": "reject")")), fixed(""));
  for (const char* members :
       {R"("mode": "check")", R"("mode": "resolve", "by": {"products": "sku"})",
        R"("mode": "resolve", "on_missing": "hold")"}) {
    EXPECT_NE(fixed(References(members)), plain) << members;
  }
  EXPECT_EQ(fixed(References(R"("by": {"products": "sku"})")),
            fixed(References(R"("by": {"products": ["sku"]})")));
  EXPECT_NE(fixed(References(R"("by": {"products": ["sku", "name"]})")),
            fixed(References(R"("by": {"products": ["name", "sku"]})")));
  EXPECT_NE(fixed(R"(, "adopt": {"by": "sku"})"), fixed(""));
  EXPECT_EQ(fixed(R"(, "adopt": {"by": []})"), fixed(""));
  EXPECT_EQ(fixed(R"(, "adopt": null)"), fixed(""));
}

TEST(References, AreAmongTheSettingsInForce) {
  const Parsed parsed = UpsertProduct(R"(, "adopt": {"by": "sku"})" +
                                      References(R"("mode": "check", "by": {"products": "sku"})") +
                                      R"(, "routes": {"a": {"adopt": null}})");
  ASSERT_THAT(parsed.faults, IsEmpty());
  const Json main = Json::parse(Settings(parsed.config, parsed.config.main));
  EXPECT_EQ(
      main["references"],
      Json::parse(
          R"({"mode": "check", "by": {"products": ["sku"]}, "ttl_ms": 86400000, "on_missing": "reject"})"));
  EXPECT_EQ(main["adopt"], Json::parse(R"({"by": ["sku"]})"));
  EXPECT_EQ(main["check_status"], false);
  const Json route = Json::parse(Settings(parsed.config, parsed.config.routes.at("a")));
  EXPECT_EQ(route["adopt"], Json::parse(R"({"by": null})"));
}

TEST(Adopt, IsInheritedAndSwitchedOff) {
  const Config config = UpsertProduct(
                            R"(, "adopt": {"by": ["sku", "name"]},
               "routes": {"same": {}, "null": {"adopt": null}, "none": {"adopt": {"by": []}}, "no": {"adopt": {"by": null}},
                          "other": {"adopt": {"by": "name"}},
                          "vendors": {"endpoint": "upsert_vendor", "identity": {"from": "code"}}})")
                            .config;
  EXPECT_THAT(config.main.adopt, ElementsAre("sku", "name"));
  EXPECT_THAT(config.routes.at("same").adopt, ElementsAre("sku", "name"));
  EXPECT_THAT(config.routes.at("vendors").adopt, ElementsAre("sku", "name"));
  for (const char* off : {"null", "none", "no"})
    EXPECT_THAT(config.routes.at(off).adopt, IsEmpty()) << off;
  EXPECT_THAT(config.routes.at("other").adopt, ElementsAre("name"));
  EXPECT_NE(config.fixed_part, "");
}

TEST(Adopt, NamesNaturalFields) {
  EXPECT_THAT(
      UpsertFaults(R"(, "adopt": {"by": ["skuu"]})"),
      OneFault("/adopt/by/0",
               "\"by\" names \"skuu\", which no record is looked up by; did you mean \"sku\"?"));
  EXPECT_THAT(UpsertFaults(R"(, "adopt": {"by": ["sku", ""]})"),
              OneFault("/adopt/by/1", "use adjustmentNumber, "));
  EXPECT_THAT(
      UpsertFaults(R"(, "adopt": {"by": 1})"),
      OneFault("/adopt/by", "must be a field's name, an array of names, or null, not a number"));
  EXPECT_THAT(UpsertFaults(R"(, "adopt": "sku")"),
              OneFault("/adopt", "must be an object or null, not text"));
  EXPECT_THAT(UpsertFaults(R"(, "adopt": {"from": "sku"})"),
              OneFault("/adopt/from", "is no key of \"adopt\""));
  std::string many;
  for (int i = 0; i < 17; ++i) many += std::string(i == 0 ? "" : ",") + "\"sku\"";
  EXPECT_THAT(UpsertFaults(R"(, "adopt": {"by": [)" + many + "]}"),
              OneFault("/adopt/by", "must name 0 to 16 fields, not 17"));
}

TEST(Adopt, NeedsAFieldOfTheRoutesOwnCollection) {
  EXPECT_THAT(
      UpsertFaults(R"(, "adopt": {"by": ["orderNumber"]})"),
      OneFault("/adopt/by",
               "it names no field of products, which are looked up by sku or name: add one"));
  EXPECT_THAT(UpsertFaults(R"(, "adopt": {"by": ["orderNumber", "name"]})"), IsEmpty());
}

TEST(Adopt, NeedsIdentity) {
  EXPECT_THAT(Faults(R"(, "endpoint": "upsert_product", "adopt": {"by": "sku"})"),
              OneFault("/adopt/by", "there is no \"identity\""));
  // What is wrong with it is told alone.
  EXPECT_THAT(Faults(R"(, "endpoint": "upsert_product", "adopt": {"by": "sku"}, "identity": 1)"),
              OneFault("/identity", "must be an object"));
  EXPECT_THAT(
      Faults(
          R"(, "endpoint": "upsert_product", "adopt": {"by": "sku"}, "identity": {"from": [1]})"),
      OneFault("/identity/from/0", "must name attributes"));
}

TEST(Adopt, NeedsAnEndpointOfRecordsThatCanBeLookedUp) {
  const auto adopt = [](const std::string& endpoint) {
    return Faults(", \"endpoint\": " + endpoint + R"(, "adopt": {"by": "sku"})");
  };
  EXPECT_THAT(
      adopt(R"("create_product")"),
      OneFault(
          "/adopt/by",
          "what create_product writes cannot be looked up and written to under its own id: remove it, or write through upsert_product"));
  EXPECT_THAT(adopt(R"({"method": "PUT", "url": "/{companyId}/x"})"),
              OneFault("/adopt/by", "remove it"));
  EXPECT_THAT(adopt(R"("upsert_webhook")"), OneFault("/adopt/by", "what upsert_webhook writes"));
  // A count sheet is no stock count.
  EXPECT_THAT(
      Faults(
          R"(, "endpoint": "upsert_count_sheet", "parameters": {"id": "{a}"}, "identity": {"from": "a"}, "adopt": {"by": "stockCountNumber"})"),
      OneFault("/adopt/by", "what upsert_count_sheet writes"));
}

TEST(Adopt, OfTheDocumentIsAFaultOnlyWhereItDoesNothingAnywhere) {
  const std::string top = R"(, "endpoint": "create_product", "adopt": {"by": "sku"}, "routes": )";
  EXPECT_THAT(Faults(top + R"({"a": {"endpoint": "upsert_product", "identity": {"from": "sku"}}})"),
              IsEmpty());
  EXPECT_THAT(Faults(top + R"({"a": {"endpoint": "upsert_product"}})"),
              OneFault("/adopt/by", "; nor can any route that inherits it"));
  EXPECT_THAT(
      Faults(
          top +
          R"({"a": {"endpoint": "upsert_product", "identity": {"from": "sku"}, "adopt": {"by": "sku"}}})"),
      OneFault("/adopt/by", "upsert_product"));
  EXPECT_THAT(
      Faults(top + R"({"a": {"endpoint": "upsert_customer", "identity": {"from": "code"}}})"),
      OneFault("/adopt/by", "; nor can any route"));
  // Routes need not be able to do what they only inherit.
  EXPECT_THAT(
      UpsertFaults(R"(, "adopt": {"by": "sku"}, "routes": {"a": {"endpoint": "create_customer"}})"),
      IsEmpty());
}

TEST(Adopt, OfARouteIsHeldAgainstThatRoute) {
  EXPECT_THAT(UpsertFaults(
                  R"(, "routes": {"a": {"endpoint": "create_customer", "adopt": {"by": "name"}}})"),
              OneFault("/routes/a/adopt/by", "or write through upsert_customer"));
  EXPECT_THAT(
      UpsertFaults(R"(, "routes": {"a": {"endpoint": "upsert_vendor", "adopt": {"by": "name"}}})"),
      OneFault("/routes/a/adopt/by", "there is no \"identity\""));
  EXPECT_THAT(
      UpsertFaults(
          R"(, "routes": {"a": {"endpoint": "create_customer", "adopt": null}, "b": {"adopt": {"by": "sku"}}})"),
      IsEmpty());
}

TEST(CheckStatus, IsInherited) {
  const Parsed parsed = Parse(Document(
      R"(, "endpoint": "upsert_sales_order", "check_status": true,
           "routes": {"buy": {"endpoint": "upsert_purchase_order"}, "customers": {"endpoint": "upsert_customer"},
                      "off": {"check_status": false}})"));
  EXPECT_THAT(parsed.faults, IsEmpty());
  EXPECT_TRUE(parsed.config.main.check_status);
  EXPECT_TRUE(parsed.config.routes.at("buy").check_status);
  EXPECT_FALSE(parsed.config.routes.at("off").check_status);
  EXPECT_FALSE(UpsertProduct("").config.main.check_status);
}

TEST(CheckStatus, IsForOrders) {
  EXPECT_THAT(UpsertFaults(R"(, "check_status": true)"),
              OneFault("/check_status", "upsert_product writes neither"));
  EXPECT_THAT(
      Faults(
          R"(, "endpoint": {"method": "PUT", "url": "/{companyId}/sales-orders"}, "check_status": true)"),
      OneFault("/check_status", "writes neither"));
  EXPECT_THAT(UpsertFaults(R"(, "routes": {"a": {"check_status": true}})"),
              OneFault("/routes/a/check_status", "upsert_product writes neither"));
  EXPECT_THAT(UpsertFaults(R"(, "check_status": false)"), IsEmpty());
  EXPECT_THAT(
      UpsertFaults(
          R"(, "routes": {"a": {"endpoint": "update_purchase_order", "parameters": {"id": "{a}"}, "check_status": true}})"),
      IsEmpty());
  EXPECT_THAT(UpsertFaults(R"(, "check_status": 1)"),
              OneFault("/check_status", "must be true or false, not a number"));
}

TEST(Verify, IsAWayWithUnknownOutcomes) {
  EXPECT_EQ(UpsertProduct(R"(, "retry": {"on_unknown_outcome": "verify"})")
                .config.retry.on_unknown_outcome,
            OnUnknownOutcome::kVerify);
}

}  // namespace
}  // namespace inflow
