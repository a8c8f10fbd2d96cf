// SPDX-License-Identifier: Apache-2.0
//
// The command "settings".
#include <nlohmann/json.hpp>

#include "tests/unit/destination/destination_fixture.h"

namespace inflow {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

class SettingsTest : public DestinationTest {
 protected:
  Json Ask(const std::string& arguments) {
    std::string json;
    const CallStatus s = destination_->Command("settings", arguments, &json);
    EXPECT_EQ(s.ok() || s.code == CallCode::kInvalidArgument, true);
    return s.ok() ? Json::parse(json) : Json(s.message);
  }
};

TEST_F(SettingsTest, TellsWhatIsInForceAndWhereItComesFrom) {
  Configure(R"("endpoint":"create_product","batching":{"enabled":true},
      "routes":{"orders":{"endpoint":"create_sales_order","batching":{"size":7}},"other":{}})");
  const Json own = Ask("{}");
  EXPECT_EQ(own["route"], "");
  EXPECT_EQ(own["routes"], Json::array({"orders", "other"}));
  EXPECT_EQ(own["settings"]["endpoint"], "create_product");
  EXPECT_EQ(own["settings"]["batching"]["size"], 100);
  EXPECT_EQ(own["origins"]["/batching/enabled"], "named");
  EXPECT_FALSE(own["origins"].contains("/batching/size"));
  const Json orders = Ask(R"({"route":"orders"})");
  EXPECT_EQ(orders["route"], "orders");
  EXPECT_EQ(orders["settings"]["endpoint"], "create_sales_order");
  EXPECT_EQ(orders["settings"]["batching"]["enabled"], true);
  EXPECT_EQ(orders["settings"]["batching"]["size"], 7);
  EXPECT_EQ(orders["origins"]["/batching/enabled"], "inherited");
  EXPECT_EQ(orders["origins"]["/batching/size"], "named");
}

TEST_F(SettingsTest, ActiveIsThatOfTheHandle) {
  Configure(R"("endpoint":"create_product")");
  EXPECT_EQ(Ask("{}")["settings"]["active"], true);
  EXPECT_TRUE(destination_->SetActive(false).ok());
  EXPECT_EQ(Ask("{}")["settings"]["active"], false);
}

TEST_F(SettingsTest, RefusesOtherArguments) {
  Configure(R"("endpoint":"create_product")");
  for (const char* arguments :
       {"", "{", "[]", "7", R"({"route":7})", R"({"routes":""})", R"({"route":"","more":1})"}) {
    EXPECT_THAT(Ask(arguments).dump(), HasSubstr("takes {")) << arguments;
  }
  EXPECT_THAT(Ask(R"({"route":"order"})").dump(), HasSubstr("names the route"));
}

}  // namespace
}  // namespace inflow
