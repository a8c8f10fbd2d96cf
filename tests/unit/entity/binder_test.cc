// SPDX-License-Identifier: Apache-2.0
#include "plugin/entity/binder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plugin/catalog/catalog.h"
#include "plugin/entity/identity.h"

namespace inflow {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kGuid[] = "5b0f6f7e-3b2a-4c1d-9e8f-0a1b2c3d4e5f";

// Bench binds records of one published endpoint as a route does.
class Bench {
 public:
  explicit Bench(std::string_view endpoint, UnknownFields unknown_fields = UnknownFields::kReject,
                 bool derive_rows = false, std::string api_version = "2025-06-24")
      : endpoint_(*FindEndpoint(endpoint)),
        binder_(endpoint_.object, {.unknown_fields = unknown_fields,
                                   .api_version = std::move(api_version),
                                   .derive_rows = derive_rows,
                                   .required = endpoint_.required,
                                   .expected = endpoint_.expected,
                                   .hints = &endpoint_.hints}) {}

  // Bind returns the bound record, or why it is refused. Without an id of its own it gets
  // `derived`, if that is no empty text.
  std::string Bind(std::string_view record, std::string_view derived = kGuid) {
    notes_.clear();
    RecordIndex index;
    EXPECT_TRUE(WalkRecord(record, &index).ok()) << record;
    EntityId id;
    if (absl::Status s = binder_.FindId(index, Exclusion(), &id); !s.ok())
      return std::string(s.message());
    if (!id.own) id.uuid = ParseUuid(derived);
    std::string out;
    const absl::Status status = binder_.AppendEntity(record, id, &out, &notes_);
    std::string indexed;
    std::vector<Note> notes;
    EXPECT_EQ(binder_.AppendEntity(index, id, &indexed, &notes), status);
    EXPECT_EQ(indexed, out);
    EXPECT_EQ(notes, notes_);
    return status.ok() ? out : std::string(status.message());
  }

  std::vector<std::string> Notes() const {
    std::vector<std::string> notes;
    for (const Note& note : notes_)
      notes.push_back(std::string(NoteKindName(note.kind)).append(" ").append(note.field));
    return notes;
  }

 private:
  const Endpoint& endpoint_;
  Binder binder_;
  std::vector<Note> notes_;
};

TEST(Binder, NamesAndValuesAsTheServiceWantsThem) {
  Bench bench("upsert_product");
  EXPECT_EQ(
      bench.Bind(
          R"({ "SKU" : 10012, "Name":"T\u00e4a", "WEIGHT":2.50 ,"itemtype":"stocked product","isActive":"yes" })"),
      std::string(R"({"productId":")") + kGuid +
          R"(","sku":"10012","name":"T\u00e4a","weight":"2.50","itemType":"StockedProduct","isActive":true})");
  EXPECT_THAT(bench.Notes(), IsEmpty());
}

TEST(Binder, AnOwnIdStaysWhereItIs) {
  Bench bench("upsert_product");
  EXPECT_EQ(
      bench.Bind(R"({"name":"Tea","ProductID":"{5B0F6F7E-3B2A-4C1D-9E8F-0A1B2C3D4E5F}"})", ""),
      std::string(R"({"name":"Tea","productId":")") + kGuid + R"("})");
  EXPECT_EQ(bench.Bind(R"({"name":"Tea","productId":null})"),
            std::string(R"({"productId":")") + kGuid + R"(","name":"Tea"})");
  EXPECT_EQ(
      bench.Bind(R"({"name":"Tea","productId":"A-1"})"),
      "\"productId\" is \"A-1\" and must be a GUID, such as 2f0c1a52-9d3b-4a6e-8f5d-0b1c2d3e4f50");
  EXPECT_THAT(bench.Bind(R"({"productid":7})"), HasSubstr("\"productId\" is 7 and must be a GUID"));
}

TEST(Binder, ANameWhereAGuidIsWantedIsToldOfTheKeyOnce) {
  Bench bench("upsert_product");
  constexpr std::string_view kTold = "\"references.mode\" \"resolve\" takes a name in its place";
  const std::string why =
      bench.Bind(R"({"name":"Tea","categoryId":"Drinks","vendorItems":[{"vendorId":"Bay"}]})");
  EXPECT_THAT(why, HasSubstr(std::string("9d3b-4a6e-8f5d-0b1c2d3e4f50; ").append(kTold)));
  EXPECT_EQ(why.find(kTold), why.rfind(kTold)) << why;
  // Neither an empty text nor what names no other record would be helped by it.
  EXPECT_THAT(bench.Bind(R"({"name":"Tea","categoryId":""})"), Not(HasSubstr("references")));
  EXPECT_THAT(bench.Bind(R"({"name":"Tea","prices":[{"productPriceId":"x"}]})"),
              Not(HasSubstr("references")));
}

TEST(Binder, NestedValuesAndRows) {
  Bench bench("upsert_sales_order");
  EXPECT_EQ(
      bench.Bind(R"({"salesOrderId":")" + std::string(kGuid) + R"(","customerId":")" + kGuid +
                 R"(","source":"web",
        "ORDERDATE":"1996-07-04 00:00:00.000","billingAddress":{"City":"Reims","addressType":"commercial"},
        "lines":[ {"ProductId":")" +
                 kGuid + R"(","quantity":{"StandardQuantity":12,"serialNumbers":["a",7]},
        "discount":{"isPercent":1,"value":5e-1}} , {} ]})"),
      std::string(R"({"salesOrderId":")") + kGuid + R"(","customerId":")" + kGuid +
          R"(","source":"web","orderDate":"1996-07-04T00:00:00.000",)" +
          R"("billingAddress":{"city":"Reims","addressType":"Commercial"},"lines":[{"productId":")" +
          kGuid +
          R"(","quantity":{"standardQuantity":"12","serialNumbers":["a","7"]},"discount":{"isPercent":true,"value":"0.5"}},{}]})");
  EXPECT_THAT(bench.Notes(), ElementsAre("replaced_rows lines"));
}

TEST(Binder, UnknownFieldsAreRefusedWithTheNearestName) {
  Bench bench("upsert_product");
  EXPECT_EQ(
      bench.Bind(R"({"name":"Tea","desciption":"black"})"),
      "\"desciption\" is no field of the published API, and the service would drop it without a word; did you mean "
      "\"description\"?");
  EXPECT_THAT(bench.Bind(R"({"name":"Tea","prices":[{},{"unitPrce":"1"}]})"),
              AllOf(HasSubstr("\"prices.1.unitPrce\" is no field"),
                    HasSubstr("did you mean \"unitPrice\"?")));
  EXPECT_THAT(bench.Bind(R"({"name":"Tea","zzz":1})"),
              AllOf(HasSubstr("\"zzz\" is no field"), Not(HasSubstr("did you mean"))));
  EXPECT_THAT(bench.Bind(R"({"name":"Tea","a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7})"),
              HasSubstr("\"e\" is no field of the"));
  EXPECT_THAT(bench.Bind(R"({"name":"Tea","a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7})"),
              HasSubstr("; and 2 more"));
}

TEST(Binder, FieldsThatAreNewerThanTheVersionAreUnknown) {
  const std::string record = R"({"name":"Tea","TrackLots":"yes"})";
  Bench bench("upsert_product");
  EXPECT_EQ(
      bench.Bind(record),
      "\"trackLots\" is a field since api_version 2026-07-10; this configuration asks for 2025-06-24, where the service would "
      "drop it without a word: ask for a version that has it, or leave it out");
  EXPECT_THAT(Bench("upsert_product", UnknownFields::kReject, false, "2026-04-13").Bind(record),
              HasSubstr("asks for 2026-04-13"));
  for (const char* version : {"2026-07-10", "2026-09-29", "next"}) {
    EXPECT_THAT(Bench("upsert_product", UnknownFields::kReject, false, version).Bind(record),
                HasSubstr(R"("trackLots":true)"));
  }
  EXPECT_THAT(bench.Bind(R"({"name":"Tea","createdDttm":"x"})"), HasSubstr("is a field since"));
  EXPECT_THAT(Bench("upsert_product", UnknownFields::kReject, false, "2026-07-10")
                  .Bind(R"({"name":"Tea","createdDttm":"x"})"),
              HasSubstr("is read-only"));
}

TEST(Binder, FieldsThatAreNewerAreUnknownInRowsAndWhereUnknownOnesAreSent) {
  const std::string record = std::string(R"({"fromLocationId":")") + kGuid +
                             R"(","toLocationId":")" + kGuid + R"(","lines":[{"lotid":")" + kGuid +
                             R"("}]})";
  EXPECT_THAT(Bench("upsert_stock_transfer").Bind(record),
              HasSubstr("\"lines.0.lotId\" is a field since api_version 2026-04-13"));
  Bench warned("upsert_stock_transfer", UnknownFields::kWarn);
  EXPECT_THAT(warned.Bind(record), HasSubstr(std::string(R"([{"lotId":")") + kGuid));
  EXPECT_THAT(warned.Notes(), ElementsAre("replaced_rows lines", "unknown_field lines.lotId"));
  // Nobody is advised to write what the version asked for does not have.
  EXPECT_THAT(Bench("upsert_product").Bind(R"({"name":"Tea","trackLot":true})"),
              Not(HasSubstr("trackLots")));
  EXPECT_THAT(Bench("upsert_product", UnknownFields::kReject, false, "2026-09-29")
                  .Bind(R"({"name":"Tea","trackLot":true})"),
              HasSubstr("did you mean \"trackLots\"?"));
}

TEST(Binder, ReadOnlyFieldsAreTreatedAlike) {
  Bench bench("upsert_product");
  EXPECT_EQ(bench.Bind(R"({"name":"Tea","isManufacturable":true})"),
            "\"isManufacturable\" is read-only, and the service would drop it without a word");
  EXPECT_THAT(bench.Bind(R"({"name":"Tea","category":{"name":"Drinks"}})"),
              HasSubstr(R"(name it by its id in "categoryId")"));
}

TEST(Binder, WarnSendsAndCounts) {
  Bench warn("upsert_product", UnknownFields::kWarn);
  const std::string record =
      R"({"name":"Tea","d\u0065sc":{"a":1},"isManufacturable":true,"prices":[{"x":1},{"x":2}]})";
  const std::string sent =
      std::string(R"({"productId":")") + kGuid +
      R"(","name":"Tea","d\u0065sc":{"a":1},"isManufacturable":true,"prices":[{"x":1},{"x":2}]})";
  EXPECT_EQ(warn.Bind(record), sent);
  EXPECT_THAT(warn.Notes(), ElementsAre("unknown_field desc", "read_only_field isManufacturable",
                                        "replaced_rows prices", "unknown_field prices.x",
                                        "unknown_field prices.x"));
  warn.Bind(R"({"name":"Tea","2025":1,"prices":[{"7":1}]})");
  EXPECT_THAT(warn.Notes(),
              ElementsAre("unknown_field 2025", "replaced_rows prices", "unknown_field prices.7"));
  Bench send("upsert_product", UnknownFields::kSend);
  EXPECT_EQ(send.Bind(record), sent);
  EXPECT_THAT(send.Notes(), ElementsAre("replaced_rows prices"));
}

TEST(Binder, WhatPeopleLookForUnderAnotherName) {
  Bench bench("upsert_product");
  for (const char* name : {"price", "Price", "cost", "barcode", "reorder_point", "reorderQuantity",
                           "quantityOnHand", "stock"}) {
    EXPECT_THAT(bench.Bind(std::string(R"({"name":"Tea",")") + name + R"(":"1"})"),
                HasSubstr("without a word: "))
        << name;
  }
  EXPECT_THAT(bench.Bind(R"({"name":"Tea","unit_price":"1"})"), HasSubstr("\"prices\""));
}

TEST(Binder, OneFieldInTwoSpellings) {
  Bench bench("upsert_product");
  EXPECT_THAT(bench.Bind(R"({"name":"Tea","NAME":"Coffee"})"),
              HasSubstr("\"name\" is given twice"));
  EXPECT_THAT(bench.Bind(R"({"name":"Tea","prices":[{"unitPrice":1,"unitPrice":2}]})"),
              HasSubstr("\"prices.0.unitPrice\" is given twice"));
}

TEST(Binder, ValuesThatAreNone) {
  Bench bench("upsert_product");
  EXPECT_EQ(
      bench.Bind(R"({"name":"Tea","weight":"heavy","itemType":"Food"})"),
      "\"weight\" is \"heavy\" and must be a decimal number, such as 12.50; \"itemType\" is \"Food\" and must be one of "
      "StockedProduct, NonstockedProduct, Service; \"values.enums\" says what other texts stand for");
  EXPECT_EQ(
      bench.Bind(R"({"name":null})"),
      "\"name\" is null and must be a text; leave it out, or set \"null_policy\" to \"omit\"");
  EXPECT_EQ(bench.Bind(R"({"name":"T\u0000ea"})"),
            "\"name\" holds a NUL character (\\u0000), which no text may; take it out");
  EXPECT_EQ(bench.Bind(R"({"name":"Tea","prices":{"unitPrice":1}})"),
            "\"prices\" is an object and must be a list of objects");
  EXPECT_EQ(bench.Bind(R"({"name":"Tea","prices":[7]})"),
            "\"prices.0\" is 7 and must be an object, since it is a row");
  EXPECT_EQ(bench.Bind(R"({"name":"Tea","customFields":[]})"),
            "\"customFields\" is a list and must be an object");
  EXPECT_EQ(
      bench.Bind(R"({"name":"Tea","purchasingUom":{"conversionRatio":{"uomQuantity":[]}}})"),
      "\"purchasingUom.conversionRatio.uomQuantity\" is a list and must be a decimal number, such as 12.50");
  EXPECT_NE(bench.Bind(R"({"name":"Tea","weight":null})").find(R"("weight":null)"),
            std::string::npos);
}

TEST(Binder, WhatANewEntityNeeds) {
  Bench bench("upsert_sales_order");
  EXPECT_EQ(bench.Bind(R"({"orderNumber":"7","source":"web"})"),
            "\"customerId\" is missing, and the service needs it");
  // Under its own GUID it may be a change of what exists.
  const std::string own = std::string(R"({"salesOrderId":")") + kGuid + R"(","isCancelled":true})";
  EXPECT_EQ(bench.Bind(own), own);
  EXPECT_THAT(bench.Notes(), ElementsAre("missing_field customerId", "missing_field source"));
  Bench product("upsert_product");
  product.Bind(R"({"sku":"A-1"})");
  EXPECT_THAT(product.Notes(), ElementsAre("missing_field name"));
}

TEST(Binder, CustomFieldsAreReplacedAsAWhole) {
  Bench bench("upsert_product");
  bench.Bind(R"({"name":"Tea","customFields":{"custom1":"a"}})");
  EXPECT_THAT(bench.Notes(), ElementsAre("replaced_fields customFields"));
  std::string all = R"({"name":"Tea","customFields":{)";
  for (int i = 1; i <= 10; ++i)
    all += std::string(i > 1 ? "," : "")
               .append("\"custom")
               .append(std::to_string(i))
               .append("\":\"x\"");
  bench.Bind(all + "}}");
  EXPECT_THAT(bench.Notes(), IsEmpty());
}

TEST(Binder, RowsGetIdsOfTheirOwn) {
  Bench bench("upsert_manufacturing_order", UnknownFields::kReject, /*derive_rows=*/true);
  const Uuid order = *ParseUuid(kGuid);
  const auto quoted = [](const Uuid& uuid) {
    std::string text = "\"";
    AppendUuid(uuid, &text);
    return text + "\"";
  };
  const Uuid line = RowUuid(order, "lines", 0);
  const std::string given = "\"11111111-2222-3333-4444-555555555555\"";
  EXPECT_EQ(
      bench.Bind(
          R"({"lines":[{"manufacturingOrderLines":[{"ManufacturingOrderLineId":null},{"manufacturingOrderLineId":)" +
          given + R"(}]}]})"),
      std::string(R"({"manufacturingOrderId":")") + kGuid +
          R"(","lines":[{"manufacturingOrderLineId":)" + quoted(line) +
          R"(,"manufacturingOrderLines":[{"manufacturingOrderLineId":)" +
          quoted(RowUuid(line, "manufacturingOrderLines", 0)) +
          R"(},{"manufacturingOrderLineId":)" + given + "}]}]}");
  EXPECT_THAT(bench.Bind(R"({"lines":[{"manufacturingOrderLineId":"x"}]})"),
              HasSubstr("\"lines.0.manufacturingOrderLineId\" is \"x\" and must be a GUID"));
}

TEST(Binder, OneRowOfADocument) {
  const Endpoint& endpoint = *FindEndpoint("upsert_sales_order");
  const Binder binder(endpoint.object, {.derive_rows = true});
  std::string out;
  std::vector<Note> notes;
  const Field& lines = *endpoint.object->Find("lines");
  EntityId id{.uuid = ParseUuid("99c05dd3-33b5-5b79-9867-f4a401b1c7fd"), .own = false};
  ASSERT_TRUE(binder.AppendRow(R"({"UnitPrice":14.00})", id, lines, 0, &out, &notes).ok());
  EXPECT_EQ(out,
            R"({"salesOrderLineId":"710e8963-0688-5a89-afdf-13af6b8a76c0","unitPrice":"14.00"})");
  EXPECT_EQ(notes, (std::vector<Note>{{NoteKind::kReplacedRows, "lines"}}));
  EXPECT_EQ(binder.AppendRow(R"({"unitPrice":"x"})", id, lines, 3, &out, &notes).message(),
            "\"lines.3.unitPrice\" is \"x\" and must be a decimal number, such as 12.50");
}

TEST(Binder, WebhooksAndEnvelopes) {
  Bench webhook("upsert_webhook");
  EXPECT_EQ(webhook.Bind(R"({"url":"https://a.example","events":["product.created"]})"),
            std::string(R"({"webHookSubscriptionId":")") + kGuid +
                R"(","url":"https://a.example","events":["product.created"]})");
  // What the OpenAPI tells nothing about is sent as it is.
  Bench scan("upsert_stockroom_scan");
  EXPECT_EQ(scan.Bind(R"({"attributes":{"any":[1]},"Barcode":7})"),
            std::string(R"({"stockroomScanId":")") + kGuid +
                R"(","attributes":{"any":[1]},"Barcode":7})");
  Bench options("upsert_custom_field_dropdown_options");
  EXPECT_EQ(
      options.Bind(
          R"({"entityType":"sales order","propertyName":"custom1","dropdownOptions":["a"],"more":1})",
          ""),
      R"({"entityType":"SalesOrder","propertyName":"custom1","dropdownOptions":["a"],"more":1})");
}

TEST(NoteCounts, CountRecordsOnceCommitted) {
  NoteCounts counts;
  const Note a{NoteKind::kUnknownField, "a"};
  const Note b{NoteKind::kReplacedRows, "b"};
  counts.Stage({a, a, b});
  counts.Stage({a});
  EXPECT_THAT(counts.Counts(), IsEmpty());
  counts.Commit();
  counts.Stage({b});
  counts.Rollback();
  EXPECT_THAT(counts.Counts(), ElementsAre(std::pair(a, 2u), std::pair(b, 1u)));
  EXPECT_EQ(counts.total(), 3u);
}

TEST(NoteCounts, AreBounded) {
  NoteCounts counts;
  for (size_t i = 0; i < 2 * NoteCounts::kMostNotes; ++i)
    counts.Stage({{NoteKind::kUnknownField, std::to_string(i)}});
  counts.Commit();
  EXPECT_EQ(counts.Counts().size(), NoteCounts::kMostNotes);
  EXPECT_EQ(counts.total(), 2 * NoteCounts::kMostNotes);
}

}  // namespace
}  // namespace inflow
