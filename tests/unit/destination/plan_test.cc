// SPDX-License-Identifier: Apache-2.0
//
// The command "plan": its figures are those of sending the same records.
#include <nlohmann/json.hpp>

#include "tests/unit/destination/destination_fixture.h"

namespace inflow {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

constexpr char kFold[] =
    R"("endpoint":"create_sales_order","batching":{"enabled":true,"algorithm":"fold","by":"no","line_attributes":["item"]})";

class PlanTest : public DestinationTest {
 protected:
  // Plan plans records in blocks of so many, and returns the last answer with all reasons.
  Json Plan(const std::vector<std::string>& records, size_t block, const std::string& more = "") {
    Json reasons = Json::array();
    Json answer;
    for (size_t at = 0; at == 0 || at < records.size(); at += block) {
      const size_t end = std::min(records.size(), at + block);
      std::string list;
      for (size_t i = at; i < end; ++i) list += (i == at ? "" : ",") + records[i];
      answer = Ask(R"({"records":[)" + list + "]" + more + (at == 0 ? R"(,"begin":true)" : "") +
                   (end < records.size() ? R"(,"more":true})" : "}"));
      for (const Json& reason : answer["reasons"]) reasons.push_back(reason);
    }
    answer["reasons"] = reasons;
    return answer;
  }
  Json Ask(const std::string& arguments) {
    std::string json;
    const CallStatus s = destination_->Command("plan", arguments, &json);
    return s.ok() ? Json::parse(json) : Json(s.message);
  }
  // ExpectAsSent plans records, and then sends them: requests, bytes and refusals must agree.
  void ExpectAsSent(const std::vector<std::string>& records, size_t block) {
    const Json plan = Plan(records, block);
    EXPECT_TRUE(transport_->sent.empty());
    EXPECT_EQ(destination_->GetStats().counters.accepted, 0u);
    for (size_t at = 0; at < records.size(); at += block) {
      ASSERT_TRUE(
          Write({records.begin() + static_cast<ptrdiff_t>(at),
                 records.begin() + static_cast<ptrdiff_t>(std::min(records.size(), at + block))})
              .ok());
    }
    ASSERT_TRUE(destination_->Flush(-1).ok());
    size_t bytes = 0;
    for (const std::string& body : Bodies()) bytes += body.size();
    const Counters counters = destination_->GetStats().counters;
    const uint64_t refused = counters.outcomes[static_cast<size_t>(Outcome::kRejected)];
    EXPECT_EQ(plan["requests"], transport_->sent.size());
    EXPECT_EQ(plan["bytes"], bytes);
    EXPECT_EQ(plan["refused"], refused);
    EXPECT_EQ(plan["fine"], records.size() - refused);
    EXPECT_EQ(plan["pending"], 0);
    size_t places = 0;
    for (const Json& reason : plan["reasons"]) places += reason["places"].size();
    EXPECT_EQ(places, refused);
  }
};

TEST_F(PlanTest, GroupsGoOverTheBordersOfBlocks) {
  Configure(
      R"("endpoint":"create_product","batching":{"enabled":true,"size":4},"request_headers":{"X-A":"{record.a}"})");
  std::vector<std::string> records;
  for (int i = 0; i < 50; ++i)
    records.push_back(i % 9 == 4 ? R"({"b":1})" : R"({"a":)" + std::to_string(i % 3) + "}");
  for (const size_t block : {1u, 3u, 7u, 50u}) {
    SCOPED_TRACE(block);
    transport_->sent.clear();
    EXPECT_EQ(Plan(records, block)["requests"], Plan(records, 50)["requests"]);
  }
  ExpectAsSent(records, 7);
}

TEST_F(PlanTest, RecordsOfOneKeyGoInTheirOrder) {
  Configure(R"("endpoint":"create_product","key":["k"],"batching":{"enabled":true,"size":3})");
  std::vector<std::string> records;
  for (int i = 0; i < 20; ++i)
    records.push_back(R"({"k":)" + std::to_string(i % 4) + R"(,"n":)" + std::to_string(i) + "}");
  ExpectAsSent(records, 20);
}

TEST_F(PlanTest, AQueueThatIsFullClosesGroups) {
  Configure(
      R"("endpoint":"create_product","batching":{"enabled":true,"size":100},"queue":{"max_records":10},"request_headers":{"X-A":"{record.a}"})");
  std::vector<std::string> records;
  for (int i = 0; i < 60; ++i) records.push_back(R"({"a":)" + std::to_string(i / 4 % 5) + "}");
  ExpectAsSent(records, 5);
}

TEST_F(PlanTest, DocumentsGoOverTheBordersOfBlocks) {
  Configure(kFold);
  const std::vector<std::string> lines = {R"({"no":"A","item":1})", R"({"no":"A","item":2})",
                                          R"({"no":"B","item":1})", R"({"item":1})",
                                          R"({"no":"C","item":1})", R"({"no":"D","item":1})"};
  for (const size_t block : {1u, 2u, 6u}) {
    const Json plan = Plan(lines, block);
    EXPECT_EQ(plan["documents"], 2) << block;
    EXPECT_EQ(plan["requests"], 2) << block;
    EXPECT_EQ(plan["refused"], 3) << block;
    EXPECT_EQ(plan["lookups"], Json::object());
  }
  ExpectAsSent(lines, 2);
}

TEST_F(PlanTest, ReasonsHavePlacesOfTheWholePlan) {
  Configure(R"("endpoint":"update_product","parameters":{"id":"{record.id}"})");
  const Json plan = Plan({"{}", R"({"id":"a"})", "7", "{}", R"({"id":"b"})"}, 2);
  std::map<std::string, std::vector<int>> places;
  for (const Json& reason : plan["reasons"])
    for (const Json& place : reason["places"]) places[reason["message"]].push_back(place);
  ASSERT_EQ(places.size(), 2u);
  EXPECT_EQ(places["the record lacks the attribute \"id\""], (std::vector<int>{0, 3}));
  EXPECT_EQ(plan["fine"], 2);
}

TEST_F(PlanTest, ALineThatItsDocumentRefusesIsSound) {
  Configure(kFold);
  const Json plan = Plan({R"({"no":"A","item":1})", "null", R"({"no":"B","item":1})"}, 1);
  size_t sound = 0;
  for (const Json& reason : plan["reasons"]) {
    if (reason.contains("sound")) sound += reason["places"].size();
  }
  EXPECT_EQ(plan["refused"], 3);
  EXPECT_EQ(sound, 2u);
}

TEST_F(PlanTest, CountsNamesOnceOverAllBlocks) {
  Configure(R"("endpoint":"create_sales_order","references":{"mode":"resolve"})");
  const Json plan = Plan({R"({"customerId":"Ada"})", R"({"customerId":"Grace"})",
                          R"({"customerId":"Ada","locationId":"Oslo"})"},
                         1);
  EXPECT_EQ(plan["lookups"], Json({{"customers", 2}, {"locations", 1}})) << plan;
  EXPECT_TRUE(transport_->sent.empty());
}

TEST_F(PlanTest, NamesEachRecordAsIdentifyDoes) {
  Configure(R"("endpoint":"upsert_product","identity":{"from":["sku"]})");
  const std::string records = R"([{"sku":"A","name":"a"},{"name":"b"},{"sku":"B","name":"b"}])";
  std::string identified;
  ASSERT_TRUE(
      destination_->Command("identify", R"({"records":)" + records + "}", &identified).ok());
  const Json plan = Ask(R"({"identify":true,"records":)" + records + "}");
  const Json expected = Json::parse(identified)["records"];
  EXPECT_EQ(plan["identities"][0], expected[0]);
  EXPECT_EQ(plan["identities"][1], Json::object());
  EXPECT_EQ(plan["identities"][2], expected[2]);
  EXPECT_EQ(plan["identities"].size(), 3u);
}

TEST_F(PlanTest, ARecordMayBeAText) {
  Configure(R"("endpoint":"create_product")");
  const Json plan = Ask(R"({"records":["{\"a\":\"\\u00e9\"}","{\"a\":"]})");
  EXPECT_EQ(plan["fine"], 1);
  EXPECT_EQ(plan["reasons"][0]["places"], Json({1}));
  const std::string as_text = plan["reasons"][0]["message"];
  ASSERT_TRUE(Write({R"({"a":)"}).ok());
  Settled();
  EXPECT_EQ(as_text, message_);
}

TEST_F(PlanTest, ARecordThatTheQueueCannotTakeIsRefused) {
  Configure(
      R"("endpoint":"create_product","queue":{"max_bytes":2000},"limits":{"max_record_bytes":1024})");
  const std::string large = R"({"a":")" + std::string(3'000, 'x') + R"("})";
  const Json plan = Plan({R"({"a":1})", large, R"({"a":2})"}, 3);
  EXPECT_EQ(plan["fine"], 2);
  ASSERT_EQ(plan["reasons"].size(), 1u) << plan;
  EXPECT_THAT(plan["reasons"][0]["message"].get<std::string>(),
              HasSubstr("queue.max_bytes is 2000"));
  EXPECT_EQ(plan["reasons"][0]["places"], Json({1}));
}

TEST_F(PlanTest, OneThatIsOpenEndsWithAnotherConfiguration) {
  Configure(R"("endpoint":"create_product")");
  EXPECT_EQ(Ask(R"({"records":[{}],"more":true})")["records"], 1);
  EXPECT_EQ(Ask(R"({"records":[{}],"more":true})")["records"], 2);
  EXPECT_EQ(Ask(R"({"records":[{}],"more":true,"begin":true})")["records"], 1);
  Configure(R"("endpoint":"create_product")");
  EXPECT_EQ(Ask(R"({"records":[{}]})")["records"], 1);
  EXPECT_EQ(Ask(R"({"records":[]})")["records"], 0);
}

TEST_F(PlanTest, SaysWhatItTakes) {
  Configure(R"("endpoint":"create_product")");
  for (const char* wrong : {"7", "{}", R"({"records":{}})", R"({"records":[],"more":1})",
                            R"({"records":[],"route":null})", R"({"records":[],"mroe":true})"})
    EXPECT_THAT(Ask(wrong).get<std::string>(), HasSubstr("\"plan\" takes")) << wrong;
  EXPECT_THAT(Ask(R"({"records":[],"route":"x"})").get<std::string>(), HasSubstr("x"));
}

}  // namespace
}  // namespace inflow
