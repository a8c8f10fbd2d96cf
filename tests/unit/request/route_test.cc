// SPDX-License-Identifier: Apache-2.0
#include "plugin/request/route.h"

#include <gmock/gmock.h>

#include "tests/support/routes.h"

namespace inflow {
namespace {

using testing::CompileFaults;
using testing::CompileRoute;
using ::testing::ElementsAre;

struct Rendered {
  std::string url, body, refusal;
  std::vector<std::string> headers;
  bool repeatable = false;
  std::string key;  // with its collection; empty where there is none
};

Rendered Render(const Route& route, std::string_view record) {
  Rendered rendered;
  RecordIndex index;
  EXPECT_TRUE(WalkRecord(record, &index).ok());
  RenderedTarget target;
  absl::Status s = route.target().Render({index, 0}, &target);
  MappedRecord mapped;
  if (s.ok()) s = route.payload().Map({index, 0}, &mapped);
  if (s.ok()) s = route.payload().AppendItem({index, 0}, &mapped, 0, &rendered.body);
  rendered.refusal = std::string(s.message());
  if (!s.ok()) return rendered;
  std::string name;
  rendered.repeatable = route.record_key().Append({index, 0}, mapped, target, &rendered.key, &name);
  if (!rendered.key.empty()) rendered.key.insert(0, route.shape()->collection + ": ");
  rendered.url = *route.target().Url(target);
  rendered.headers = *route.target().Headers(target);
  return rendered;
}

std::string LastSegment(const Rendered& rendered) {
  return rendered.url.substr(rendered.url.find("/products/") + 10);
}

const std::string kUpdate = R"("endpoint":"update_product","parameters":{"id":"{record.id}"})";

TEST(Route, PostsARecordAsItIs) {
  const auto route = CompileRoute(R"("endpoint":"create_product")");
  const Rendered r = Render(*route, R"( {"name" : "Bolt","price":12.50} )");
  EXPECT_EQ(r.url, "http://127.0.0.1:9/7d9c2d0e-3a5f-4b55-9a53-2f7a6b1c0e11/products");
  EXPECT_EQ(r.body, R"({"name" : "Bolt","price":12.50})");
  EXPECT_THAT(r.headers, ElementsAre("Accept: application/json;version=2025-06-24",
                                     "Content-Type: application/json"));
  EXPECT_FALSE(r.repeatable);
  EXPECT_EQ(r.key, "");
  EXPECT_TRUE(route->target().is_constant());
}

TEST(Route, PutsTheIdIntoThePathAndKeepsItInTheBody) {
  const auto route = CompileRoute(kUpdate);
  const Rendered r = Render(*route, R"({"id":"a b","name":"x"})");
  EXPECT_EQ(r.url, "http://127.0.0.1:9/7d9c2d0e-3a5f-4b55-9a53-2f7a6b1c0e11/products/a%20b");
  EXPECT_EQ(r.body, R"({"id":"a b","name":"x"})");
  EXPECT_TRUE(r.repeatable);
  EXPECT_NE(r.key, "");
  EXPECT_FALSE(route->target().is_constant());
}

TEST(Route, ExcludedAttributesStillServeTheUrl) {
  const auto route = CompileRoute(kUpdate + R"(,"exclude_attributes":["id"])");
  EXPECT_EQ(Render(*route, R"({"id":"7","name":"x"})").body, R"({"name":"x"})");
  EXPECT_EQ(LastSegment(Render(*route, R"({"id":"7","name":"x"})")), "7");
}

TEST(Route, RefusesIdsThatLeadElsewhere) {
  const auto route = CompileRoute(kUpdate);
  EXPECT_EQ(LastSegment(Render(*route, R"({"id":"../customers/1"})")), "..%2Fcustomers%2F1");
  EXPECT_EQ(LastSegment(Render(*route, R"({"id":"a\r\nb"})")), "a%0D%0Ab");
  EXPECT_EQ(Render(*route, R"({"id":".."})").refusal,
            "an id of \".\" or \"..\" would lead the URL elsewhere; give the record's real id");
  EXPECT_EQ(Render(*route, R"({"id":"."})").refusal,
            "an id of \".\" or \"..\" would lead the URL elsewhere; give the record's real id");
  EXPECT_EQ(Render(*route, R"({"id":""})").refusal,
            "attribute \"id\" is empty, and the URL needs a value there");
  EXPECT_EQ(Render(*route, R"({"name":"x"})").refusal, "the record lacks the attribute \"id\"");
  EXPECT_EQ(Render(*route, R"({"id":null})").refusal,
            "attribute \"id\" is null, and a text or number is needed there");
}

TEST(Route, ABodyWithATimestampIsNotIdempotent) {
  const auto route = CompileRoute(kUpdate);
  EXPECT_FALSE(Render(*route, R"({"id":"7","Timestamp":"0000000000310AB6"})").repeatable);
  EXPECT_TRUE(Render(*route, R"({"id":"7","timestamp":null})").repeatable);
}

TEST(Route, TheBodysGuidIsKeyAndMakesAPutIdempotent) {
  const auto route = CompileRoute(R"("endpoint":"upsert_product")");
  const Rendered upper = Render(*route, R"({"productId":"7D9C2D0E-3A5F-4B55-9A53-2F7A6B1C0E11"})");
  const Rendered lower = Render(*route, R"({"productId":"7d9c2d0e-3a5f-4b55-9a53-2f7a6b1c0e11"})");
  EXPECT_TRUE(upper.repeatable);
  EXPECT_EQ(upper.key, lower.key);
  EXPECT_FALSE(Render(*route, R"({"productId":"7"})").repeatable);
  EXPECT_FALSE(Render(*route, R"({"name":"no id"})").repeatable);
}

TEST(Route, OneIdIsOneKeyWhicheverEndpointWritesIt) {
  const auto put = CompileRoute(R"("endpoint":"upsert_product")");
  const auto patch = CompileRoute(kUpdate);
  const auto other =
      CompileRoute(R"("endpoint":"update_customer","parameters":{"id":"{record.id}"})");
  const std::string key =
      Render(*put, R"({"productId":"7d9c2d0e-3a5f-4b55-9a53-2f7a6b1c0e11"})").key;
  EXPECT_EQ(Render(*patch, R"({"id":"7d9c2d0e-3a5f-4b55-9a53-2f7a6b1c0e11"})").key, key);
  EXPECT_NE(Render(*other, R"({"id":"7d9c2d0e-3a5f-4b55-9a53-2f7a6b1c0e11"})").key, key);
}

TEST(Route, AGuidInAUrlMustBeThere) {
  const auto faults = [](const std::string& rest) {
    std::vector<std::string> pointers;
    for (const Fault& fault : CompileFaults(rest)) pointers.push_back(fault.pointer);
    return pointers;
  };
  EXPECT_THAT(faults(R"("endpoint":"update_product","parameters":{"id":"{guid:products:sku?}"})"),
              ElementsAre("/parameters/id"));
  EXPECT_THAT(faults(R"("endpoint":{"method":"PUT","url":"/{companyId}/x/{guid:products:sku?}"})"),
              ElementsAre("/endpoint/url"));
  EXPECT_THAT(faults(R"("endpoint":"update_product","parameters":{"id":"{guid:products:sku}"})"),
              ElementsAre());
  EXPECT_THAT(
      faults(R"("endpoint":"create_product","request_headers":{"X-Vendor":"{guid:vendors:v?}"})"),
      ElementsAre());
}

const std::string kPublished = R"("endpoint":"upsert_product","identity":{"from":["SKU"]})";

TEST(Route, PublishedListsLackWhatARecordHasNothingFor) {
  const auto route = CompileRoute(
      kPublished + R"(,"null_policy":"omit","map":{"sku":"{record.SKU}","name":"{record.SKU}",
      "prices":[{"priceType":"FixedPrice","unitPrice":"{record.Price?}"}],"productBarcodes":[{"barcode":"{record.Barcode?}"}]})");
  EXPECT_EQ(
      Render(*route, R"({"SKU":"A-1","Price":"12.50"})").body,
      R"({"productId":"f8467b9c-9f52-55f1-b6c0-10b75192811f","sku":"A-1","name":"A-1",)"
      R"("prices":[{"productPriceId":"6f2535b4-cce2-58c3-95eb-c079c0f4fbdb","priceType":"FixedPrice","unitPrice":"12.50"}]})");
  EXPECT_EQ(Render(*route, R"({"SKU":"A-1"})").body,
            R"({"productId":"f8467b9c-9f52-55f1-b6c0-10b75192811f","sku":"A-1","name":"A-1"})");
}

std::vector<std::string> Texts(const std::vector<Fault>& faults) {
  std::vector<std::string> texts;
  for (const Fault& fault : faults)
    texts.push_back(fault.pointer + " " + fault.message.substr(0, fault.message.find(',')));
  return texts;
}

TEST(Route, AMapsNamesAreTheEndpointsFields) {
  const std::string map =
      R"(,"map":{"sku":"{s}","nmae":"{n}","a/b":1,"prices":[{"unitPirce":"{p}"},{"unitPirce":2,"unitPrice":"{q}"}],
      "customFields":{"custom1":"x","custom99":"{c}"},"productBarcodes":"{codes}","SKU":"{s}","totalQuantityOnHand":1})";
  const std::vector<std::string> problems = {
      R"(/map/nmae "nmae" is no field of the published API)",
      R"(/map/a~1b "a/b" is no field of the published API)",
      R"(/map/prices/0/unitPirce "prices.0.unitPirce" is no field of the published API)",
      R"(/map/customFields/custom99 "customFields.custom99" is no field of the published API)",
      R"(/map/sku "sku" is given twice: the service does not tell upper from lower case)",
      R"(/map/totalQuantityOnHand "totalQuantityOnHand" is read-only)",
  };
  const std::vector<Fault> faults = CompileFaults(kPublished + map);
  EXPECT_EQ(Texts(faults), problems);
  EXPECT_THAT(faults[2].message, ::testing::EndsWith("; did you mean \"unitPrice\"?"));
  const auto warned = CompileRoute(kPublished + R"(,"unknown_fields":"warn")" + map);
  EXPECT_EQ(Texts(warned->warnings()), problems);
  EXPECT_THAT(Texts(CompileRoute(kPublished + R"(,"unknown_fields":"send")" + map)->warnings()),
              ElementsAre());
}

TEST(Route, WhatIsNotSentNeedsNoField) {
  EXPECT_THAT(Texts(CompileFaults(kPublished + R"(,"exclude_attributes":["mine","prices.mine"],
      "map":{"mine":"{x}","sku":"{s}","prices":[{"mine":1,"unitPrice":2}]})")),
              ElementsAre());
  EXPECT_THAT(Texts(CompileFaults(kPublished + R"(,"body":{"mine":1})")),
              ElementsAre(R"(/body/mine "mine" is no field of the published API)"));
  EXPECT_THAT(Texts(CompileFaults(R"("endpoint":"create_product","map":{"mine":"{x}"})")),
              ElementsAre());
}

TEST(Route, TheNamesOfALineAreFieldsOfItsList) {
  const auto faults = [](const std::string& map) {
    return Texts(CompileFaults(
        R"("endpoint":"upsert_sales_order","identity":{"from":"no"},"batching":{"enabled":true,
        "algorithm":"fold","by":"orderNumber","line_attributes":["productId","unitPrice","qty"]},"map":{)" +
        map + "}"));
  };
  EXPECT_THAT(faults(R"("orderNumber":"{no}","source":"x","productId":"{p}","unitPrice":"{u}")"),
              ElementsAre());
  EXPECT_THAT(faults(R"("orderNumber":"{no}","sauce":"x","qty":"{q}")"),
              ElementsAre(R"(/map/sauce "sauce" is no field of the published API)",
                          R"(/map/qty "qty" is no field of the published API)"));
}

TEST(Route, SaysHowARecordAdoptsWhatExists) {
  const std::string look = R"(let "adopt": {"by": ["sku", "name"]} find it, or )";
  const std::string put = R"(put its GUID into the record as "productId")";
  EXPECT_EQ(CompileRoute(kPublished)->shape()->adopt, look + put);
  EXPECT_EQ(CompileRoute(kPublished + R"(,"adopt":{"by":["sku"]})")->shape()->adopt, put);
  EXPECT_EQ(
      CompileRoute(kPublished + R"(,"map":{"sku":"{SKU}"},"map_rest":"keep")")->shape()->adopt,
      look + put);
  EXPECT_EQ(CompileRoute(kPublished + R"(,"map":{"sku":"{SKU}","ProductID":"{record.Id?}"})")
                ->shape()
                ->adopt,
            look + R"(put its GUID into the record as "Id")");
  const std::string map =
      look + R"(let the map hold "productId": "{record.productId?}", and )" + put;
  EXPECT_EQ(CompileRoute(kPublished + R"(,"map":{"sku":"{SKU}"})")->shape()->adopt, map);
  EXPECT_EQ(
      CompileRoute(kPublished + R"(,"map":{"productId":"{guid:products:SKU}"},"map_rest":"keep")")
          ->shape()
          ->adopt,
      map);
  EXPECT_EQ(CompileRoute(kPublished + R"(,"body":{"sku":"{SKU}"})")->shape()->adopt,
            look + "let the body" + map.substr(look.size() + 11));
  EXPECT_EQ(CompileRoute(kPublished + R"(,"exclude_attributes":["productid"])")->shape()->adopt,
            look + R"(take "productId" out of exclude_attributes, and )" + put);
  EXPECT_EQ(
      CompileRoute(
          R"("endpoint":"upsert_sales_order","identity":{"from":"no"},"batching":{"enabled":true,"algorithm":"fold",
      "by":"no","line_attributes":["productId"]},"exclude_attributes":["no"])")
          ->shape()
          ->adopt,
      R"(let "adopt": {"by": ["orderNumber"]} find it, or put its GUID into each line of the record as "salesOrderId")");
  EXPECT_EQ(CompileRoute(R"("endpoint":"create_product")")->shape()->adopt, "");
}

TEST(Route, WhatIsAdvisedIsWhatAdopts) {
  const auto adopted =
      CompileRoute(kPublished + R"(,"map":{"sku":"{SKU}","productId":"{record.productId?}"})");
  EXPECT_EQ(
      Render(*adopted, R"({"SKU":"A-1","productId":"7D9C2D0E-3A5F-4B55-9A53-2F7A6B1C0E11"})").body,
      R"({"sku":"A-1","productId":"7d9c2d0e-3a5f-4b55-9a53-2f7a6b1c0e11"})");
  EXPECT_EQ(Render(*adopted, R"({"SKU":"A-1"})").body,
            R"({"productId":"f8467b9c-9f52-55f1-b6c0-10b75192811f","sku":"A-1"})");
}

TEST(Route, WarnsWhereTheGuidIsMadeOfLessThanIsSent) {
  const auto warnings = [](const std::string& map) {
    return Texts(CompileRoute(kPublished + R"(,"map":{)" + map + "}")->warnings());
  };
  EXPECT_THAT(warnings(R"("sku":"X-{record.SKU}")"),
              ElementsAre(R"(/identity/from the GUID is made of "SKU" alone)"));
  EXPECT_THAT(warnings(R"("sku":"{record.SKU}","name":"{Name}: {SKU}")"), ElementsAre());
  EXPECT_THAT(warnings(R"("name":"X-{record.SKU}","remarks":"once {record.SKU}")"), ElementsAre());
  EXPECT_THAT(warnings(R"("sku":"{record.SKU?}")"), ElementsAre());
  EXPECT_THAT(warnings(R"("name":"{Name}","lastVendorId":"{guid:vendors:SKU}")"), ElementsAre());
}

TEST(Route, ListsElsewhereLackItOnlyWithoutNulls) {
  const std::string map =
      R"("endpoint":"create_product","map":{"rows":[{"a":"{a?}"}],"row":["{b?}",1]})";
  EXPECT_EQ(Render(*CompileRoute(map), "{}").body, R"({"rows":[{"a":null}],"row":[null,1]})");
  EXPECT_EQ(Render(*CompileRoute(map + R"(,"null_policy":"omit")"), "{}").body,
            R"({"row":[null,1]})");
}

TEST(Route, WhatTheGuidIsMadeOfIsWhatIsSent) {
  const std::string guid = "f8467b9c-9f52-55f1-b6c0-10b75192811f";
  const auto plain = CompileRoute(R"("endpoint":"upsert_product","identity":{"from":["sku"]})");
  for (const char* record :
       {R"({"sku":"A-1","name":" N "})", R"({"sku":" A-1\u00a0","name":" N "})"}) {
    EXPECT_EQ(Render(*plain, record).body,
              R"({"productId":")" + guid + R"(","sku":"A-1","name":" N "})")
        << record;
  }
  const auto mapped = CompileRoute(
      kPublished + R"(,"map":{"sku":"{record.SKU}","name":"{record.Name}","remarks":"was {SKU}"})");
  EXPECT_EQ(Render(*mapped, R"({"SKU":"\tA-1 ","Name":" N "})").body,
            R"({"productId":")" + guid + R"(","sku":"A-1","name":" N ","remarks":"was A-1"})");
  const auto rest = CompileRoute(
      R"("endpoint":"upsert_product","identity":{"from":["sku"]},"map":{"name":"n"},"map_rest":"keep")");
  EXPECT_EQ(Render(*rest, R"({"sku":"A-1 "})").body,
            R"({"productId":")" + guid + R"(","name":"n","sku":"A-1"})");
  // Under a GUID of its own too: one spelling in all records.
  EXPECT_EQ(
      Render(*plain, R"({"productId":"7d9c2d0e-3a5f-4b55-9a53-2f7a6b1c0e11","sku":"A-1 "})").body,
      R"({"productId":"7d9c2d0e-3a5f-4b55-9a53-2f7a6b1c0e11","sku":"A-1"})");
}

TEST(Route, KeyAttributesNameARecordWithoutId) {
  const auto route = CompileRoute(R"("endpoint":"create_product","key":["sku","site"])");
  const std::string a = Render(*route, R"({"sku":"1","site":"x","q":1})").key;
  EXPECT_EQ(Render(*route, R"({"site":"x","sku":"1","q":2})").key, a);
  EXPECT_NE(Render(*route, R"({"sku":"1","site":"y"})").key, a);
  EXPECT_EQ(Render(*route, R"({"sku":"1"})").key, "");
}

TEST(Route, HeadersMayComeFromTheRecord) {
  const auto route = CompileRoute(
      R"("endpoint":"create_product","request_headers":{"X-Source":"shop {record.shop}","accept":"text/plain"})");
  EXPECT_THAT(
      Render(*route, R"({"shop":"7"})").headers,
      ElementsAre("Content-Type: application/json", "accept: text/plain", "X-Source: shop 7"));
  EXPECT_EQ(Render(*route, R"({"shop":"7\nEvil: 1"})").refusal,
            "attribute \"shop\" holds a control character, which a request header cannot carry");
  EXPECT_FALSE(route->target().is_constant());
}

TEST(Route, MapsThenExcludes) {
  const auto route = CompileRoute(
      R"("endpoint":"create_product","map":{"name":"{record.title}","cost":"{record.c}"},"map_rest":"keep","exclude_attributes":["title","c","cost"])");
  EXPECT_EQ(Render(*route, R"({"title":"x","c":1,"sku":"7"})").body, R"({"name":"x","sku":"7"})");
}

std::string Manual(const std::string& method, const std::string& url,
                   const std::string& rest = "") {
  return R"("endpoint":{"method":")" + method + R"(","url":")" + url + "\"}" + rest;
}

TEST(ManualRoute, RendersItsUrlFromTheRecord) {
  const auto route =
      CompileRoute(Manual("PUT", "/{companyId}/things/{id}?on={now:%Y-%m-%d %H}&q={record.q}",
                          R"(,"parameters":{"id":"{record.a.b}"})"));
  const Rendered r = Render(*route, R"({"a":{"b":"1/2"},"q":"x&y"})");
  EXPECT_EQ(
      r.url,
      "http://127.0.0.1:9/7d9c2d0e-3a5f-4b55-9a53-2f7a6b1c0e11/things/1%2F2?on=1970-01-01%2000&q=x%26y");
  EXPECT_TRUE(r.repeatable);
  EXPECT_EQ(Render(*route, R"({"a":{"b":"1/2"},"q":"other"})").key, r.key)
      << "the path names the record";
  EXPECT_NE(Render(*route, R"({"a":{"b":"2"},"q":"x"})").key, r.key);
  EXPECT_TRUE(route->shape()->id_in_path);
  EXPECT_TRUE(route->shape()->with_credential);
}

TEST(ManualRoute, APostIsNeverIdempotentAndACollectionHasNoKey) {
  const auto note = CompileRoute(Manual("POST", "/{companyId}/customers/{record.id}/notes"));
  EXPECT_FALSE(Render(*note, R"({"id":"1"})").repeatable);
  EXPECT_TRUE(note->shape()->id_in_path) << "a 404 may mean this customer alone";
  const auto collection = CompileRoute(Manual("PUT", "/{companyId}/products?at={now}"));
  EXPECT_FALSE(collection->shape()->id_in_path);
  EXPECT_FALSE(Render(*collection, "{}").repeatable);
  EXPECT_EQ(Render(*collection, "{}").key, "");
}

TEST(ManualRoute, ADeleteSendsABodyOnlyIfToldTo) {
  EXPECT_FALSE(CompileRoute(Manual("DELETE", "/{companyId}/x/{record.id}"))->shape()->has_body);
  EXPECT_TRUE(CompileRoute(Manual("DELETE", "/{companyId}/x/{record.id}", R"(,"delete_body":true)"))
                  ->shape()
                  ->has_body);
}

TEST(ManualRoute, KeepsToTheCompanyOfTheCredential) {
  for (const char* url :
       {"/7D9C2D0E-3A5F-4B55-9A53-2F7A6B1C0E11/x", "http://127.0.0.1:9/{companyId}/x"}) {
    EXPECT_THAT(CompileFaults(Manual("POST", url)), ::testing::IsEmpty()) << url;
  }
  for (const char* url : {"/00000000-0000-0000-0000-000000000000/x", "/{record.company}/x",
                          "/products", "/{companyId}x/y", "/{companyId}/../y"}) {
    const std::vector<Fault> faults = CompileFaults(Manual("POST", url));
    ASSERT_EQ(faults.size(), 1u) << url;
    EXPECT_EQ(faults[0].pointer, "/endpoint/url");
  }
}

TEST(ManualRoute, AnotherHostGetsNoCredential) {
  const auto route = CompileRoute(Manual("POST", "https://hooks.example.com/in/{record.id}",
                                         R"(,"allowed_hosts":["hooks.example.com"])"));
  EXPECT_FALSE(route->shape()->with_credential);
  EXPECT_EQ(Render(*route, R"({"id":"7"})").url, "https://hooks.example.com/in/7");
}

TEST(ManualRoute, RefusesUnknownMacrosAndBraces) {
  for (const char* url : {"/{companyId}/{now+}", "/{companyId}/{record.id", "/{companyId}/{}",
                          "/{companyId}/{message.xml}"}) {
    const std::vector<Fault> faults = CompileFaults(Manual("POST", url));
    ASSERT_EQ(faults.size(), 1u) << url;
    EXPECT_EQ(faults[0].pointer, "/endpoint/url");
  }
}

TEST(Route, ReportsEveryWrongTemplateWithItsPointer) {
  const std::vector<Fault> faults = CompileFaults(
      R"("endpoint":"create_product","request_headers":{"X-A":"{","X-B":"{message.y}"},"map":{"a":"}"})");
  std::vector<std::string> pointers;
  for (const Fault& fault : faults) pointers.push_back(fault.pointer);
  EXPECT_THAT(pointers, ElementsAre("/request_headers/X-A", "/request_headers/X-B", "/map"));
}

}  // namespace
}  // namespace inflow
