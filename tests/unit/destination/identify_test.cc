// SPDX-License-Identifier: Apache-2.0
//
// The commands "columns" and "identify".
#include <nlohmann/json.hpp>

#include "tests/unit/destination/destination_fixture.h"

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Json = nlohmann::json;

class LookingTest : public DestinationTest {
 protected:
  Json Ask(std::string_view command, const std::string& arguments) {
    std::string json;
    const CallStatus s = destination_->Command(command, arguments, &json);
    return s.ok() ? Json::parse(json) : Json(s.message);
  }
  // Missing returns the name of each attribute that is missing, with a mark where it is needed.
  std::vector<std::string> Missing(const std::string& columns) {
    std::vector<std::string> names;
    const Json answer = Ask("columns", R"({"columns":)" + columns + "}");
    for (const Json& one : answer["missing"]) {
      names.push_back(one["name"].get<std::string>() + (one["needed"] == true ? "!" : ""));
      message_ = one["message"];
      pointer_ = one["pointer"];
    }
    return names;
  }
  Json Identified(const std::string& records) {
    return Ask("identify", R"({"records":)" + records + "}")["records"];
  }

  std::string pointer_;
};

TEST_F(LookingTest, ColumnsThatTheMapNamesAndATableLacks) {
  Configure(R"("endpoint":"upsert_product","identity":{"from":["SKU"]},
      "map":{"sku":"{SKU}","name":"{Name}","remarks":"{Notes?} {Name}","lastVendorId":"{guid:vendors:Vendor?}"})");
  EXPECT_THAT(Missing(R"(["SKU","Name","Notes","Vendor","other"])"), IsEmpty());
  EXPECT_THAT(Missing(R"(["SKU","Name","Vendor"])"), ElementsAre("Notes"));
  EXPECT_EQ(message_, "there is no column \"Notes\", which /map reads: it is taken for empty");
  EXPECT_THAT(Missing(R"(["SKU","Nmae","Notes"])"), ElementsAre("Name!", "Vendor"));
  EXPECT_THAT(Missing(R"(["Name","Notes","Vendor"])"), ElementsAre("SKU!"));
  Missing(R"(["SKU","Nmae","Notes","Vendor"])");
  EXPECT_EQ(
      message_,
      "there is no column \"Name\", which /map needs of every record; did you mean \"Nmae\"?");
}

TEST_F(LookingTest, ColumnsNestAndMayEndInAQuestionMark) {
  Configure(
      R"("endpoint":"create_product","key":["code"],"map":{"a":"{record.price.amount}","b":"{record.address}","c":"{In stock?}"})");
  EXPECT_THAT(Missing(R"(["price.amount","address.city","In stock?","code"])"), IsEmpty());
  EXPECT_THAT(Missing(R"(["price","address","In stock","code"])"), IsEmpty());
  EXPECT_THAT(Missing(R"(["price.net","addresses","code"])"),
              ElementsAre("price.amount!", "address!", "In stock"));
  EXPECT_THAT(Missing(R"(["price","address","In stock","In stock?","code"])"),
              ElementsAre("In stock!"));
  EXPECT_THAT(
      message_,
      HasSubstr(
          "write {record.'In stock'?} for the first, or {record.'In stock?'?} for the second"));
  EXPECT_THAT(Missing(R"(["price","address","In stock"])"), ElementsAre("code"));
}

TEST_F(LookingTest, AGuidOfItsOwnSparesTheIdentity) {
  Configure(R"("endpoint":"upsert_product","identity":{"from":["sku"]})");
  EXPECT_THAT(Missing(R"(["name"])"), ElementsAre("sku!"));
  EXPECT_EQ(pointer_, "/identity/from");
  EXPECT_THAT(Missing(R"(["name","productId"])"), IsEmpty());
}

TEST_F(LookingTest, ColumnsOfAFold) {
  const std::string fold =
      R"("endpoint":"create_sales_order","batching":{"enabled":true,"algorithm":"fold","by":"no","line_attributes":["item"]})";
  Configure(fold);
  EXPECT_THAT(Missing(R"(["x"])"), ElementsAre("no!", "item"));
  // These name what the map makes.
  Configure(fold + R"(,"map":{"no":"{Order}","item":"{Item?}"})");
  EXPECT_THAT(Missing(R"(["Order"])"), ElementsAre("Item"));
}

TEST_F(LookingTest, RecordsAreNamedAsTheyAreDelivered) {
  Configure(
      R"("endpoint":"upsert_product","identity":{"from":["SKU"]},"null_policy":"omit","map":{"sku":"{SKU}","name":"{Name}","isActive":"{on?}","productId":"{id?}"})");
  const Json records = Identified(
      R"([{"SKU":" A-1 ","Name":"x"},{"SKU":"A-1","Name":"y"},{"SKU":"B"},{"SKU":"C","Name":"z","on":"perhaps"},
      {"SKU":"D","Name":"z","id":"f8467b9c-9f52-55f1-b6c0-10b75192811f"},7])");
  ASSERT_EQ(records.size(), 6u);
  EXPECT_EQ(records[0]["name"], R"(["A-1"])");
  EXPECT_EQ(records[0]["key"], records[1]["key"]);
  EXPECT_EQ(records[2]["refused"], "the record lacks the attribute \"Name\"");
  EXPECT_THAT(records[3]["refused"].get<std::string>(), HasSubstr("\"isActive\" is \"perhaps\""));
  EXPECT_EQ(records[4]["key"], records[0]["key"]) << "the GUID that A-1 makes";
  EXPECT_FALSE(records[4].contains("name"));
  EXPECT_TRUE(records[5].contains("refused"));
  EXPECT_THAT(Settled(), IsEmpty());
  EXPECT_THAT(Bodies(), IsEmpty());
}

TEST_F(LookingTest, KeysNameRecordsToo) {
  Configure(R"("endpoint":"create_product","key":["sku"])");
  const Json records = Identified(R"([{"sku":"A"},{"sku":"A","q":1},{"q":1}])");
  EXPECT_EQ(records[0], records[1]);
  EXPECT_EQ(records[0]["name"], R"("A")");
  EXPECT_EQ(records[2], Json::object());
}

TEST_F(LookingTest, FoldedLinesAreNoRecordsOfOneKey) {
  Configure(
      R"("endpoint":"create_sales_order","batching":{"enabled":true,"algorithm":"fold","by":"no","line_attributes":["item"]},"key":["no"])");
  const Json records = Identified(R"([{"no":1,"item":1},{"no":1,"item":2},{"item":3}])");
  EXPECT_EQ(records[0], Json::object());
  EXPECT_EQ(records[1], Json::object());
  EXPECT_THAT(records[2]["refused"].get<std::string>(), HasSubstr("\"no\""));
}

TEST_F(LookingTest, WrongArgumentsAreRefused) {
  Configure(R"("endpoint":"create_product")");
  for (const char* arguments :
       {"", "[]", "{}", R"({"records":{}})", R"({"columns":1})", R"({"records":[{]})"}) {
    EXPECT_THAT(Ask("identify", arguments).get<std::string>(), HasSubstr("\"identify\" takes"))
        << arguments;
    EXPECT_THAT(Ask("columns", arguments).get<std::string>(), HasSubstr("\"columns\" takes"))
        << arguments;
  }
  EXPECT_THAT(Ask("identify", R"({"route":"x","records":[]})").get<std::string>(),
              HasSubstr("the route \"x\""));
  EXPECT_THAT(Ask("columns", R"({"route":"x","columns":[]})").get<std::string>(),
              HasSubstr("the route \"x\""));
}

}  // namespace
}  // namespace inflow
