// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "tests/unit/destination/destination_fixture.h"

namespace inflow {
namespace {

using testing::Answered;
using ::testing::ElementsAre;
using testing::FakeTransport;
using ::testing::HasSubstr;
using ::testing::Not;

class CheckTest : public DestinationTest {
 protected:
  CallStatus Check(int64_t timeout_ms = -1) {
    std::string json;
    CallStatus s = destination_->Check(timeout_ms, &json);
    report_ = nlohmann::json::parse(json);
    return s;
  }
  std::vector<std::string> Steps() const {
    std::vector<std::string> steps;
    for (const auto& step : report_["steps"])
      steps.push_back(step["name"].get<std::string>() + (step["ok"] ? " ok" : " failed"));
    return steps;
  }
  nlohmann::json report_;
};

TEST_F(CheckTest, ReadsOneLocation) {
  Configure(R"("endpoint":"create_product")");
  script_ = [](const FakeTransport::Sent&) { return Answered(200, "[]"); };
  EXPECT_TRUE(Check().ok());
  EXPECT_EQ(transport_->sent[0].method, "GET");
  EXPECT_THAT(transport_->sent[0].url,
              HasSubstr("/7d9c2d0e-3a5f-4b55-9a53-2f7a6b1c0e11/locations?count=1"));
  EXPECT_EQ(transport_->sent[0].authorization, "Authorization: Bearer k-secret");
  EXPECT_THAT(Steps(), ElementsAre("resolve ok", "connect ok", "tls ok", "credential ok",
                                   "company ok", "quota ok"));
  EXPECT_EQ(report_["quota"][0]["used"], 1);
  EXPECT_THAT(report_["warnings"].dump(), HasSubstr("upsert_product"));
}

TEST_F(CheckTest, NamesTheEndpointsThatThePublishedApiLacks) {
  script_ = [](const FakeTransport::Sent&) { return Answered(200, "[]"); };
  Configure(R"("endpoint":"upsert_product")");
  EXPECT_TRUE(Check().ok());
  EXPECT_EQ(report_["unpublished"].dump(), "[]");
  EXPECT_THAT(report_["warnings"].dump(), Not(HasSubstr("published API has no")));
  Configure(
      R"("endpoint":{"method":"POST","url":"/{companyId}/of-my-own"},"routes":{)"
      R"("a":{"endpoint":"update_product","parameters":{"id":"{record.id}"}},)"
      R"("b":{"endpoint":"update_product","method":"PUT","parameters":{"id":"{record.id}"}},)"
      R"("c":{"endpoint":"create_customer"},"d":{"endpoint":"create_customer","key":["name"]},"e":{"endpoint":"upsert_vendor"}})");
  EXPECT_TRUE(Check().ok());
  EXPECT_EQ(
      report_["unpublished"].dump(),
      R"([{"alternative":"upsert_product","endpoint":"update_product"},{"alternative":"upsert_customer","endpoint":"create_customer"}])");
  std::vector<std::string> lacking;
  for (const std::string warning : report_["warnings"]) {
    if (warning.rfind("inFlow's published API has no ", 0) == 0)
      lacking.push_back(warning.substr(30, warning.find(';') - 30));
  }
  EXPECT_THAT(lacking,
              ElementsAre("PATCH /products/{id}", "PUT /products/{id}", "POST /customers"));
}

TEST_F(CheckTest, TellsTheServicesTimeWhereItsAnswerHasOne) {
  Configure(R"("endpoint":"create_product")");
  std::string date = "Sun, 06 Nov 1994 08:49:37 GMT";
  script_ = [&date](const FakeTransport::Sent&) {
    auto reply = Answered(200, "[]");
    reply.exchange.headers.emplace_back("date", date);
    return reply;
  };
  EXPECT_TRUE(Check().ok());
  EXPECT_EQ(report_["service_time_ms"], 784111777000);
  date = "yesterday";
  EXPECT_TRUE(Check().ok());
  EXPECT_EQ(report_["service_time_ms"], nullptr);
}

TEST_F(CheckTest, SaysWhatIsOddAboutTheKey) {
  const std::string key = "3f9a0c51d7e24b68a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718-7";
  EXPECT_TRUE(
      destination_->Configure(testing::DocumentWithKey(key, R"("endpoint":"create_product")"))
          .ok());
  script_ = [](const FakeTransport::Sent&) { return Answered(200, "[]"); };
  EXPECT_TRUE(Check().ok());
  EXPECT_THAT(report_["warnings"].dump(), Not(HasSubstr("the API key")));
  EXPECT_TRUE(destination_
                  ->Configure(testing::DocumentWithKey("\\\"" + key + "\\\"",
                                                       R"("endpoint":"create_product")"))
                  .ok());
  script_ = [](const FakeTransport::Sent&) { return Answered(401, "no such key"); };
  EXPECT_EQ(Check().code, CallCode::kAuth);
  EXPECT_THAT(report_["warnings"].dump(), HasSubstr("the API key stands in quotation marks"));
  EXPECT_THAT(report_.dump(), Not(HasSubstr(key.substr(0, 8))));
}

TEST_F(CheckTest, TellsWhatTheConfigurationIsWarnedOfAsConfiguringDoes) {
  Configure(
      R"("endpoint":"upsert_product","api_version":"2031-01-01","values":{"dates":["%d/%m/%Y","%m/%d/%Y"]})");
  EXPECT_THAT(log_, ElementsAre(HasSubstr("\"02/03/2026\" fits both"),
                                HasSubstr("the api_version \"2031-01-01\" is none that the")));
  script_ = [](const FakeTransport::Sent&) { return Answered(200, "[]"); };
  EXPECT_TRUE(Check().ok());
  for (const std::string& warning : log_)
    EXPECT_THAT(report_["warnings"].dump(), HasSubstr(nlohmann::json(warning).dump()));
  log_.clear();
  Configure(R"("endpoint":"upsert_product","api_version":"2026-09-29")");
  EXPECT_THAT(log_, ElementsAre());
}

TEST_F(CheckTest, HidesAKeyThatComesBack) {
  EXPECT_TRUE(destination_
                  ->Configure(testing::DocumentWithKey("key-0123456789-abcdef",
                                                       R"("endpoint":"create_product")"))
                  .ok());
  script_ = [](const FakeTransport::Sent&) {
    return Answered(401, "no such key: key-0123456789-abcdef");
  };
  const CallStatus status = Check();
  EXPECT_THAT(status.message, HasSubstr("no such key: *********************"));
  EXPECT_THAT(report_.dump(), Not(HasSubstr("key-0123456789")));
}

TEST_F(CheckTest, SaysWhatTheServiceThinksOfTheKey) {
  Configure(R"("endpoint":"create_product")");
  script_ = [](const FakeTransport::Sent&) { return Answered(401); };
  EXPECT_EQ(Check().code, CallCode::kAuth);
  EXPECT_THAT(Steps(), ElementsAre("resolve ok", "connect ok", "tls ok", "credential failed"));
  EXPECT_EQ(report_["ok"], false);
}

TEST_F(CheckTest, SaysThatTheCompanyIsUnknown) {
  Configure(R"("endpoint":"create_product")");
  script_ = [](const FakeTransport::Sent&) { return Answered(404); };
  EXPECT_EQ(Check().code, CallCode::kConfig);
  EXPECT_THAT(Steps(),
              ElementsAre("resolve ok", "connect ok", "tls ok", "credential ok", "company failed"));
}

TEST_F(CheckTest, SaysWhereTheConnectionEnded) {
  Configure(R"("endpoint":"create_product")");
  script_ = [](const FakeTransport::Sent&) {
    testing::Reply reply = testing::Refused();
    reply.exchange.resolved = std::chrono::milliseconds(1);
    return reply;
  };
  EXPECT_EQ(Check().code, CallCode::kUnavailable);
  EXPECT_THAT(Steps(), ElementsAre("resolve ok", "connect failed"));
}

TEST_F(CheckTest, AServiceThatHangsEndsWithTheTimeout) {
  Configure(R"("endpoint":"create_product")");
  script_ = [](const FakeTransport::Sent&) { return testing::Hanging(); };
  EXPECT_EQ(Check(100).code, CallCode::kTimeout);
  script_ = [](const FakeTransport::Sent&) { return Answered(200); };
  EXPECT_TRUE(Write({"{}"}).ok());
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED"))
      << "a check that was given up holds nothing up";
}

TEST_F(CheckTest, ASuccessEndsAuth) {
  Configure(R"("endpoint":"create_product")");
  script_ = [this](const FakeTransport::Sent&) {
    return Answered(transport_->sent.size() == 1 ? 401 : 200, "[]");
  };
  EXPECT_TRUE(Write({"{}"}).ok());
  EXPECT_EQ(destination_->Flush(-1).code, CallCode::kAuth);
  EXPECT_TRUE(Check().ok());
  EXPECT_TRUE(destination_->Flush(-1).ok());
}

TEST_F(CheckTest, FailsWhereTheAnswerIsNotInFlows) {
  Configure(R"("endpoint":"create_product")");
  for (const char* answer : {"<html><title>Sign in</title></html>", "welcome",
                             R"({"code":"Maintenance","message":"back soon"})"}) {
    script_ = [answer](const FakeTransport::Sent&) { return Answered(200, answer); };
    EXPECT_EQ(Check().code, CallCode::kConfig) << answer;
    EXPECT_THAT(Steps(), ElementsAre("resolve ok", "connect ok", "tls ok", "credential failed"))
        << answer;
    EXPECT_FALSE(report_["message"].get<std::string>().empty());
  }
}

TEST_F(CheckTest, SaysWhatARefusalOfAllMeans) {
  Configure(R"("endpoint":"create_product")");
  script_ = [](const FakeTransport::Sent&) { return Answered(403); };
  EXPECT_EQ(Check().code, CallCode::kAuth);
  script_ = [](const FakeTransport::Sent&) { return Answered(302); };
  EXPECT_EQ(Check().code, CallCode::kConfig);
}

TEST_F(CheckTest, SaysHowLongItWaitsWhereRetryAfterCannotBeRead) {
  Configure(R"("endpoint":"create_product")");
  script_ = [](const FakeTransport::Sent&) {
    testing::Reply reply = Answered(429);
    reply.exchange.headers = {{"retry-after", "2.5"}};
    return reply;
  };
  EXPECT_EQ(Check().code, CallCode::kRateLimited);
  EXPECT_THAT(
      report_["message"].get<std::string>(),
      HasSubstr("\"2.5\" is neither whole seconds nor a date: the next request waits 60 s"));
}

TEST_F(CheckTest, WorksWhileInactive) {
  Configure(R"("endpoint":"create_product","active":false)");
  script_ = [](const FakeTransport::Sent&) { return Answered(200, "[]"); };
  EXPECT_TRUE(Check().ok());
}

}  // namespace
}  // namespace inflow
