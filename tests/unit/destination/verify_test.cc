// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <nlohmann/json.hpp>

#include "tests/unit/destination/destination_fixture.h"

namespace inflow {
namespace {

using Json = nlohmann::json;
using testing::Answered;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using testing::FakeTransport;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::Reply;
using ::testing::SizeIs;

constexpr char kTea[] = "5b0f6f7e-3b2a-4c1d-9e8f-00000000000a";
constexpr char kCup[] = "5b0f6f7e-3b2a-4c1d-9e8f-00000000000b";
constexpr char kPot[] = "5b0f6f7e-3b2a-4c1d-9e8f-00000000000c";

std::string Product(const std::string& id, const std::string& name) {
  return R"({"productId":")" + id + R"(","name":")" + name + "\"}";
}

class VerifyTest : public DestinationTest {
 protected:
  // The service has what has_ says, by what its URL holds, and nothing else.
  void SetUp() override {
    Configure(R"("endpoint":"upsert_product")");
    script_ = [this](const FakeTransport::Sent& sent) {
      for (const auto& [part, body] : has_) {
        if (sent.url.find(part) != std::string::npos) return Answered(200, body);
      }
      return Answered(404, R"({"code":"NotFound","message":"no"})");
    };
  }

  std::string Run(const std::string& arguments) {
    std::string json;
    status_ = destination_->Command("verify", arguments, &json);
    return json;
  }
  Json Verify(const std::vector<std::string>& records, bool include_equal = true,
              const std::string& route = "") {
    std::string list;
    for (const std::string& record : records) list += (list.empty() ? "" : ",") + record;
    const Json answer =
        Json::parse(Run(R"({"route":")" + route + R"(","records":[)" + list +
                        R"(],"include_equal":)" + (include_equal ? "true" : "false") + "}"),
                    nullptr, false);
    EXPECT_TRUE(status_.ok()) << status_.message;
    return answer;
  }
  // Results are "result places differences" of each.
  std::vector<std::string> Results(const std::vector<std::string>& records) {
    std::vector<std::string> results;
    const Json answer = Verify(records);
    for (const Json& one : answer["records"]) {
      std::string text = one["result"].get<std::string>() + " " + one["places"].dump();
      const Json differences = one.value("differences", Json::array());
      for (const Json& difference : differences)
        text += " " + difference["field"].get<std::string>() + " " + difference["sent"].dump() +
                " " + difference["found"].dump();
      results.push_back(text);
    }
    return results;
  }
  std::vector<std::string> Paths() const {
    std::vector<std::string> paths;
    for (const auto& sent : transport_->sent)
      paths.push_back(sent.url.substr(sent.url.find(testing::kCompany) + 37));
    return paths;
  }

  std::vector<std::pair<std::string, std::string>> has_;
  CallStatus status_;
};

TEST_F(VerifyTest, ComparesWhatWouldBeSentWithWhatIsThere) {
  has_ = {{kTea, Product(kTea, "Tea")}, {kCup, Product(kCup, "Mug")}};
  const Json answer = Verify({Product(kTea, "Tea"), Product(kCup, "Cup"), Product(kPot, "Pot")});
  EXPECT_EQ(answer["counts"].dump(),
            R"({"absent":1,"different":1,"equal":1,"refused":0,"unreadable":0})");
  ASSERT_THAT(answer["records"], SizeIs(3));
  EXPECT_EQ(answer["records"][0],
            (Json{{"places", {0}}, {"result", "equal"}, {"id", kTea}, {"name", "Tea"}}));
  EXPECT_EQ(answer["records"][1],
            (Json{{"places", {1}},
                  {"result", "different"},
                  {"id", kCup},
                  {"name", "Cup"},
                  {"differences", {{{"field", "name"}, {"sent", "Cup"}, {"found", "Mug"}}}}}));
  EXPECT_EQ(answer["records"][2],
            (Json{{"places", {2}}, {"result", "absent"}, {"id", kPot}, {"name", "Pot"}}));
  ASSERT_THAT(transport_->sent, SizeIs(3)) << "one request each";
  EXPECT_EQ(transport_->sent[0].method, "GET");
  EXPECT_EQ(transport_->sent[0].url,
            std::string("http://127.0.0.1:9/") + testing::kCompany + "/products/" + kTea);
  EXPECT_EQ(transport_->sent[0].authorization, "Authorization: Bearer k-secret");
  EXPECT_EQ(destination_->GetStats().windows[0].used, 3u) << "they take part in the quota";
  EXPECT_EQ(destination_->GetStats().counters.accepted, 0u);
}

TEST_F(VerifyTest, LeavesEqualOnesOutWhereNobodyAsksForThem) {
  has_ = {{kTea, Product(kTea, "Tea")}};
  const Json answer = Verify({Product(kTea, "Tea"), Product(kPot, "Pot")}, false);
  ASSERT_THAT(answer["records"], SizeIs(1));
  EXPECT_EQ(answer["records"][0]["result"], "absent");
  EXPECT_EQ(answer["counts"]["equal"], 1);
  EXPECT_EQ(Json::parse(Run(R"({"records":[]})"))["records"], Json::array());
}

TEST_F(VerifyTest, GoesByTheMapTheIdentityAndTheValues) {
  Configure(R"("endpoint":"upsert_product","identity":{"from":["code"]},
               "map":{"name":"{record.title}","weight":"{record.kilos}"},"map_rest":"drop")");
  const std::string record = R"({"code":"T-1","title":"Tea","kilos":"2.50"})";
  const Json first = Verify({record})["records"][0];
  EXPECT_EQ(first["result"], "absent");
  const std::string id = first["id"];
  has_ = {{id, R"({"productId":")" + id + R"(","name":"Tea","weight":"2.5000"})"}};
  EXPECT_EQ(Verify({record})["records"][0]["result"], "equal");
}

TEST_F(VerifyTest, ARecordThatWouldBeRefusedIsNotRead) {
  has_ = {{kTea, Product(kTea, "Tea")}};
  const Json answer = Verify({R"({"productId":"x","name":"Tea"})", "7", Product(kTea, "Tea")});
  ASSERT_THAT(answer["records"], SizeIs(3));
  EXPECT_EQ(answer["records"][0]["result"], "refused");
  EXPECT_THAT(answer["records"][0]["message"].get<std::string>(), HasSubstr("productId"));
  EXPECT_EQ(answer["records"][1]["result"], "refused");
  EXPECT_EQ(answer["records"][2]["result"], "equal");
  EXPECT_THAT(transport_->sent, SizeIs(1));
}

TEST_F(VerifyTest, TheLinesOfADocumentAreReadOnceAndComparedAsOne) {
  Configure(R"("endpoint":"upsert_sales_order","identity":{"from":["orderNumber"]},
               "batching":{"enabled":true,"algorithm":"fold","by":"orderNumber",
                           "line_attributes":["productId"]})");
  const auto line = [](const char* number, const char* product) {
    return R"({"source":"test","orderNumber":")" + std::string(number) + R"(","customerId":")" +
           kTea + R"(","productId":")" + product + "\"}";
  };
  const auto order = [](const char* first, const char* second) {
    return R"([{"productId":")" + std::string(first) + R"("},{"productId":")" + second + R"("}])";
  };
  const Json absent = Verify({line("1", kTea), line("1", kCup), line("2", kPot)});
  ASSERT_THAT(absent["records"], SizeIs(2)) << absent;
  EXPECT_EQ(absent["records"][0]["places"], (Json{0, 1}));
  EXPECT_EQ(absent["records"][1]["places"], Json{2});
  EXPECT_THAT(Paths()[0], EndsWith("?include=lines"));
  const std::string id = absent["records"][0]["id"];
  const auto has = [&](const std::string& lines) {
    has_ = {{id, R"({"salesOrderId":")" + id +
                     R"(","orderNumber":"1","source":"test","customerId":")" + kTea +
                     R"(","lines":)" + lines + "}"}};
  };
  has(order(kTea, kCup));
  EXPECT_THAT(Results({line("1", kTea), line("1", kCup)}), ElementsAre("equal [0,1]"));
  has(order(kTea, kPot));
  EXPECT_THAT(Results({line("1", kTea), line("1", kCup)}),
              ElementsAre("different [0,1] lines.1.productId \"" + std::string(kCup) + "\" \"" +
                          kPot + "\""));
}

TEST_F(VerifyTest, EveryRecordOfABatchedRequestIsReadByItself) {
  has_ = {{kTea, Product(kTea, "Tea")}, {kCup, Product(kCup, "Mug")}};
  for (const char* algorithm :
       {R"("algorithm":"array")", R"("algorithm":"wrapped_array","key":"products")",
        R"("algorithm":"item_wrapper","key":"records","item_key":"value")",
        R"("algorithm":"delimited")", R"("algorithm":"keyed","by":"name")"}) {
    Configure(R"("endpoint":"create_product","batching":{"enabled":true,"size":10,)" +
              std::string(algorithm) + "}");
    EXPECT_THAT(Results({Product(kTea, "Tea"), Product(kCup, "Cup")}),
                ElementsAre("equal [0]", "different [1] name \"Cup\" \"Mug\""))
        << algorithm;
  }
}

TEST_F(VerifyTest, DocumentEndpointsAreReadByTheirPathOrAUniqueField) {
  Configure(R"("endpoint":"update_product","parameters":{"id":"{record.productId}"})");
  has_ = {{kTea, Product(kTea, "Tea")}};
  EXPECT_THAT(Results({Product(kTea, "Tea")}), ElementsAre("equal [0]"));
  Configure(R"("endpoint":"create_product")");
  has_ = {{"filter%5Bsmart%5D=T-1",
           R"([{"sku":"T-1","name":"Mug","productId":")" + std::string(kCup) + R"("}])"}};
  const Json one = Verify({R"({"sku":"T-1","name":"Cup"})"})["records"][0];
  EXPECT_EQ(one["result"], "different");
  EXPECT_EQ(one["id"], kCup);
}

TEST_F(VerifyTest, SaysWhatCannotBeRead) {
  Configure(R"("endpoint":"delete_webhook","parameters":{"id":"{record.id}"})");
  EXPECT_THAT(Results({R"({"id":"5b0f6f7e-3b2a-4c1d-9e8f-00000000000a"})"}),
              ElementsAre("unreadable [0]"));
  Configure(R"("endpoint":"create_product","content_format":"form")");
  EXPECT_THAT(Verify({R"({"name":"Tea"})"})["records"][0]["message"].get<std::string>(),
              HasSubstr("no JSON object"));
  Configure(R"("endpoint":"create_sales_order")");
  EXPECT_THAT(Verify({R"({"remarks":"x"})"})["records"][0]["message"].get<std::string>(),
              HasSubstr("without a GUID"));
  EXPECT_THAT(transport_->sent, IsEmpty());
}

TEST_F(VerifyTest, ARefusedReadIsThatRecordsOwn) {
  script_ = [](const FakeTransport::Sent& sent) {
    return sent.url.find(kTea) != std::string::npos
               ? Answered(400, R"({"code":"X","message":"because"})")
               : Answered(200, Product(kCup, "Cup"));
  };
  const Json answer = Verify({Product(kTea, "Tea"), Product(kCup, "Cup")});
  EXPECT_EQ(answer["records"][0]["result"], "unreadable");
  EXPECT_THAT(answer["records"][0]["message"].get<std::string>(), HasSubstr("because"));
  EXPECT_EQ(answer["records"][1]["result"], "equal");
}

TEST_F(VerifyTest, WhatConcernsAllReadsEndsTheCall) {
  const std::string arguments = R"({"records":[)" + Product(kTea, "Tea") + "]}";
  const std::pair<int, CallCode> statuses[] = {
      {401, CallCode::kAuth},   {403, CallCode::kAuth},        {302, CallCode::kConfig},
      {405, CallCode::kConfig}, {429, CallCode::kRateLimited}, {503, CallCode::kUnavailable}};
  for (const auto& [status, code] : statuses) {
    Configure(R"("endpoint":"upsert_product")");
    clock_->Advance(std::chrono::hours(1));
    script_ = [status = status](const FakeTransport::Sent&) {
      return Answered(status, R"({"code":"X","message":"because"})");
    };
    EXPECT_EQ(Run(arguments), "");
    EXPECT_EQ(status_.code, code) << status;
    EXPECT_THAT(status_.message, HasSubstr("products cannot be read: ")) << status;
  }
  script_ = [](const FakeTransport::Sent&) { return testing::Refused(); };
  Run(arguments);
  EXPECT_EQ(status_.code, CallCode::kUnavailable);
  script_ = [](const FakeTransport::Sent&) {
    Reply reply = Answered(200, Product(kTea, "Tea"));
    reply.exchange.cut = true;
    return reply;
  };
  Run(arguments);
  EXPECT_EQ(status_.code, CallCode::kUnavailable);
}

TEST_F(VerifyTest, RefusesOtherArguments) {
  for (const char* arguments :
       {"", "[]", "{}", R"({"records":{}})", R"({"records":[],"route":7})",
        R"({"records":[],"include_equal":1})", R"({"records":[],"inclde_equal":true})",
        R"({"records":[],"route":"none"})"}) {
    EXPECT_EQ(Run(arguments), "");
    EXPECT_EQ(status_.code, CallCode::kInvalidArgument) << arguments;
  }
  EXPECT_THAT(transport_->sent, IsEmpty());
}

TEST_F(VerifyTest, HidesAKeyThatComesBackAndCutsLongValues) {
  const std::string sent = Product(kTea, std::string(499, 'a') + "\u00e9\u00e9");
  has_ = {{kTea, Product(kTea, std::string(496, 'a') + "k-secret")}};
  const Json one = Verify({sent})["records"][0]["differences"][0];
  EXPECT_EQ(one["sent"], std::string(499, 'a') + "…");
  EXPECT_THAT(one["found"].get<std::string>(), Not(HasSubstr("k-")));
}

TEST_F(VerifyTest, WorksWhileInactiveAndCanBeCancelled) {
  EXPECT_TRUE(destination_->SetActive(false).ok());
  EXPECT_EQ(Verify({Product(kTea, "Tea")})["counts"]["absent"], 1);
  script_ = [](const FakeTransport::Sent&) { return testing::Hanging(); };
  transport_->on_wait = [this] { destination_->Cancel(); };
  EXPECT_EQ(Run(R"({"records":[)" + Product(kTea, "Tea") + "]}"), "");
  EXPECT_EQ(status_.code, CallCode::kCancelled);
}

}  // namespace
}  // namespace inflow
