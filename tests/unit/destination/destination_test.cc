// SPDX-License-Identifier: Apache-2.0
#include "plugin/destination/destination.h"

#include <fstream>
#include <map>

#include "tests/unit/destination/destination_fixture.h"

namespace inflow {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using testing::Answered;
using testing::Document;
using ::testing::ElementsAre;
using testing::FakeTransport;
using testing::Hanging;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::Refused;
using ::testing::SizeIs;

const std::string kPost = R"("endpoint":"create_product")";
const std::string kPatch = R"("endpoint":"update_product","parameters":{"id":"{record.id}"})";

TEST_F(DestinationTest, WritesAndReports) {
  Configure(kPost);
  EXPECT_TRUE(Write({R"({"name":"a"})", "oops", R"({"name":"b"})"}).ok());
  EXPECT_THAT(Settled(), ElementsAre("1 REJECTED", "0 DELIVERED", "2 DELIVERED"));
  EXPECT_EQ(transport_->sent[0].method, "POST");
  EXPECT_EQ(transport_->sent[0].authorization, "Authorization: Bearer k-secret");
  EXPECT_TRUE(Write({R"({"name":"c"})"}).ok());
  EXPECT_THAT(Settled(), ElementsAre("3 DELIVERED"));
}

TEST_F(DestinationTest, ReportsAllFaultsAndKeepsTheEarlierConfiguration) {
  Configure(kPost);
  const CallStatus s = destination_->Configure(
      Document(R"("endpoint":"create_product","request_headers":{"X-A":"{"},"map":{"x":"}"})"));
  EXPECT_EQ(s.code, CallCode::kConfig);
  EXPECT_THAT(s.detail, HasSubstr(R"("pointer":"/request_headers/X-A")"));
  EXPECT_THAT(s.detail, HasSubstr(R"("pointer":"/map")"));
  EXPECT_TRUE(Write({"{}"}).ok());
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED"));
}

TEST_F(DestinationTest, FaultsOfEveryKindComeAtOnce) {
  const CallStatus s = destination_->Configure(
      R"({"credential":{"company_id":{"env":"INFLOW_NO_SUCH_VARIABLE"},"api_key":"k-secret"},"endpoint":"create_product",)"
      R"("mapp":{},"map":{"x":"{"},"routes":{"a":{"endpoint":"create_customer","request_headers":{"X-A":"}"}}}})");
  for (const char* pointer :
       {"/mapp", "/map", "/credential/company_id/env", "/routes/a/request_headers/X-A"}) {
    EXPECT_THAT(s.detail, HasSubstr("\"pointer\":\"" + std::string(pointer) + "\""));
  }
}

TEST_F(DestinationTest, FaultsNeverShowTheKey) {
  const CallStatus s =
      destination_->Configure(Document(R"("endpoint":"create_prodcut","nonsense":1)"));
  EXPECT_EQ(s.code, CallCode::kConfig);
  EXPECT_THAT(s.message + s.detail, ::testing::Not(HasSubstr("k-secret")));
}

TEST_F(DestinationTest, TimeoutZeroStartsButDoesNotWait) {
  Configure(kPost);
  script_ = [](const FakeTransport::Sent&) { return Answered(200, "", milliseconds(100)); };
  EXPECT_TRUE(Write({"{}"}, 0).ok());
  EXPECT_THAT(Settled(), IsEmpty());
  EXPECT_THAT(transport_->sent, SizeIs(1));
  EXPECT_THAT(transport_->waits, IsEmpty());
  EXPECT_EQ(destination_->stopped().code, CallCode::kTimeout);
  EXPECT_EQ(destination_->Poll(0).code, CallCode::kTimeout);
  EXPECT_TRUE(destination_->Poll(1000).ok());
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED"));
}

TEST_F(DestinationTest, FlushClosesOpenGroupsAndPollDoesNot) {
  Configure(kPost + R"(,"batching":{"enabled":true})");
  EXPECT_TRUE(Write({"{}", "{}"}).ok());
  EXPECT_TRUE(destination_->Poll(-1).ok());
  EXPECT_EQ(destination_->pending(), 2u);
  EXPECT_TRUE(destination_->Flush(-1).ok());
  EXPECT_THAT(Bodies(), ElementsAre("[{},{}]"));
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED", "1 DELIVERED"));
}

TEST_F(DestinationTest, PollSendsGroupsWhoseLingerIsOver) {
  Configure(kPost + R"(,"batching":{"enabled":true,"linger_ms":500})");
  EXPECT_TRUE(Write({"{}"}).ok());
  EXPECT_EQ(destination_->GetStats().next_due_ms, 500);
  EXPECT_TRUE(destination_->Poll(-1).ok());
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED"));
  EXPECT_EQ(transport_->waits[0], milliseconds(500));
}

TEST_F(DestinationTest, KeepsToTheQuota) {
  Configure(kPost + R"(,"rate_limit":{"windows":[{"requests":2,"per_ms":1000}]})");
  EXPECT_TRUE(Write({"{}", "{}", "{}"}).ok());
  ASSERT_THAT(transport_->sent, SizeIs(3));
  EXPECT_EQ(transport_->sent[1].at, transport_->sent[0].at);
  EXPECT_EQ(transport_->sent[2].at - transport_->sent[0].at,
            milliseconds(1006));  // 0.1 % and 5 ms more
  EXPECT_EQ(destination_->GetStats().windows[0].used, 1u);
}

TEST_F(DestinationTest, ARequestThatHangsTimesOutInDrivenTimeOnly) {
  Configure(kPost + R"(,"limits":{"timeout_ms":1000})");
  script_ = [](const FakeTransport::Sent&) { return Hanging(); };
  EXPECT_TRUE(Write({"{}"}, 400).ok());
  clock_->Advance(std::chrono::hours(5));
  EXPECT_EQ(destination_->Poll(500).code, CallCode::kTimeout);
  EXPECT_THAT(Settled(), IsEmpty());
  EXPECT_TRUE(destination_->Poll(500).ok());
  EXPECT_THAT(Settled(), ElementsAre("0 AMBIGUOUS"));
}

TEST_F(DestinationTest, AConnectThatHangsEndsAfterTheConnectTimeout) {
  Configure(kPost + R"(,"limits":{"connect_timeout_ms":200})");
  script_ = [this](const FakeTransport::Sent&) {
    return transport_->sent.size() == 1 ? Hanging(false) : Answered(200);
  };
  const TimePoint start = clock_->Now();
  EXPECT_TRUE(Write({"{}"}).ok());
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED"));
  EXPECT_GE(transport_->sent[1].at - start, milliseconds(200));
  EXPECT_LE(transport_->sent[1].at - start, milliseconds(700));
}

TEST_F(DestinationTest, AServiceThatIsNotThereKeepsEverythingPending) {
  Configure(kPost);
  script_ = [](const FakeTransport::Sent&) { return Refused(); };
  EXPECT_TRUE(Write({"{}", "{}"}).ok());
  EXPECT_EQ(destination_->stopped().code, CallCode::kUnavailable);
  EXPECT_THAT(destination_->stopped().message, HasSubstr("Connection refused"));
  EXPECT_GT(destination_->stopped().retry_after_ms, 0);
  EXPECT_EQ(destination_->pending(), 2u);
  const size_t probes = transport_->sent.size();
  EXPECT_EQ(Write({"{}"}).code, CallCode::kUnavailable) << "nothing is accepted";
  EXPECT_EQ(destination_->pending(), 2u);
  EXPECT_EQ(transport_->sent.size(), probes) << "no probe is due yet";
  clock_->Advance(std::chrono::minutes(2));
  script_ = [](const FakeTransport::Sent&) { return Answered(200); };
  EXPECT_TRUE(Write({"{}"}).ok());
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED", "1 DELIVERED", "2 DELIVERED"));
}

TEST_F(DestinationTest, ARefusedKeyStopsUntilTheConfigurationIsRenewed) {
  Configure(kPost);
  script_ = [](const FakeTransport::Sent& sent) {
    return Answered(sent.authorization == "Authorization: Bearer k-new" ? 200 : 401);
  };
  EXPECT_TRUE(Write({"{}"}).ok());
  EXPECT_EQ(destination_->stopped().code, CallCode::kAuth);
  EXPECT_EQ(destination_->Flush(-1).code, CallCode::kAuth);
  EXPECT_EQ(Write({"{}"}).code, CallCode::kAuth);
  EXPECT_THAT(transport_->sent, SizeIs(1));
  std::string renewed = Document(kPost);
  renewed.replace(renewed.find("k-secret"), 8, "k-new");
  EXPECT_TRUE(destination_->Configure(renewed).ok());
  EXPECT_TRUE(destination_->Flush(-1).ok());
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED"));
}

TEST_F(DestinationTest, AKeyFromAFileIsReadAgainWhenItIsRefused) {
  const std::string path = ::testing::TempDir() + "inflow_api_key";
  std::ofstream(path) << "k-old\n";
  const std::string document = R"({"credential":{"company_id":")" + std::string(testing::kCompany) +
                               R"(","api_key":{"file":")" + path +
                               R"("}},"endpoint":"create_product"})";
  ASSERT_TRUE(destination_->Configure(document).ok());
  std::ofstream(path) << "k-new\n";
  script_ = [](const FakeTransport::Sent& sent) {
    return Answered(sent.authorization == "Authorization: Bearer k-new" ? 200 : 401);
  };
  EXPECT_TRUE(Write({"{}"}).ok());
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED"));
  EXPECT_THAT(transport_->sent, SizeIs(2));
  script_ = [](const FakeTransport::Sent&) { return Answered(401); };
  EXPECT_TRUE(Write({"{}"}).ok());
  EXPECT_EQ(destination_->stopped().code, CallCode::kAuth)
      << "the same key again is no reason to try again";
  EXPECT_THAT(transport_->sent, SizeIs(3));
}

TEST_F(DestinationTest, OnlySomeKeysMayChangeWhileRecordsArePending) {
  Configure(kPost + R"(,"batching":{"enabled":true})");
  EXPECT_TRUE(Write({"{}"}).ok());
  EXPECT_EQ(destination_->Configure(Document(kPost)).code, CallCode::kConflict);
  EXPECT_TRUE(destination_
                  ->Configure(Document(
                      kPost + R"(,"batching":{"enabled":true},"retry":{"max_attempts":2})"))
                  .ok());
  std::string moved = Document(kPost + R"(,"batching":{"enabled":true})");
  moved.replace(moved.find(testing::kCompany), 4, "0000");
  EXPECT_EQ(destination_->Configure(moved).code, CallCode::kConflict);
  EXPECT_TRUE(destination_->Flush(-1).ok());
  EXPECT_TRUE(destination_->Configure(Document(kPost)).ok());
}

// However few fit, and whatever waits for what: room is made by sending.
TEST_F(DestinationTest, AQueueOfOneRecordTakesRecordsOfOneKey) {
  for (const std::string most : {"1", "2", "3"}) {
    Configure(
        R"("endpoint":"create_product","key":"k","queue":{"max_records":)" + most +
        R"(},"batching":{"enabled":true,"size":100},"routes":{)"
        R"("alone":{"endpoint":"create_product","key":"k","batching":{"enabled":false}},)"
        R"("other":{"endpoint":"create_product","key":"k","batching":{"enabled":true,"size":50}}})");
    std::vector<std::string> expected;
    for (int i = 0; i < 12; ++i) {
      const std::string route = i % 3 == 0 ? "" : i % 3 == 1 ? "other" : "alone";
      const std::string record =
          R"({"k":)" + std::to_string(i % 2) + R"(,"n":)" + std::to_string(i) + "}";
      ASSERT_TRUE(Write({record}, -1, route).ok()) << most << " " << i;
      expected.push_back(record);
    }
    ASSERT_TRUE(destination_->Flush(-1).ok());
    EXPECT_EQ(Settled().size(), 12u) << most;
    std::map<char, std::string> last;
    for (const std::string& body : Bodies()) {
      for (size_t at = body.find('{'); at != body.npos; at = body.find('{', at + 1)) {
        const std::string n = body.substr(at + 11, body.find('}', at) - at - 11);
        std::string& before = last[body[at + 5]];
        EXPECT_TRUE(before.empty() || std::stoi(before) < std::stoi(n)) << body;
        before = n;
      }
    }
    transport_->sent.clear();
  }
}

TEST_F(DestinationTest, AFullQueueSendsTheOldestOpenGroupFirst) {
  Configure(kPost + R"(,"batching":{"enabled":true,"size":100},"queue":{"max_records":3})");
  EXPECT_TRUE(Write({"{}", "{}"}).ok());
  EXPECT_TRUE(Write({"{}", "{}"}).ok());
  EXPECT_THAT(Bodies(), ElementsAre("[{},{}]"));
  EXPECT_EQ(destination_->pending(), 2u);
}

TEST_F(DestinationTest, ADocumentThatIsLargerThanTheQueueIsRefused) {
  Configure(R"("endpoint":"create_sales_order","queue":{"max_records":3},)"
            R"("batching":{"enabled":true,"algorithm":"fold","by":"no","line_attributes":["q"]})");
  const auto line = [](int no, int q) {
    return R"({"no":)" + std::to_string(no) + R"(,"q":)" + std::to_string(q) + "}";
  };
  for (int q = 0; q < 3; ++q) EXPECT_TRUE(Write({line(1, q)}).ok());
  EXPECT_TRUE(Write({line(2, 3)}).ok()) << "where another begins, the first is complete";
  EXPECT_THAT(Bodies(), ElementsAre(R"({"no":1,"lines":[{"q":0},{"q":1},{"q":2}]})"));
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED", "1 DELIVERED", "2 DELIVERED"));
  EXPECT_TRUE(Write({line(2, 4), line(2, 5)}).ok());
  EXPECT_EQ(Write({line(2, 6), line(3, 7)}).code, CallCode::kResourceExhausted)
      << "smaller batches tell whether it fits";
  EXPECT_THAT(Settled(), IsEmpty());
  EXPECT_TRUE(Write({line(2, 6)}).ok());
  EXPECT_THAT(Settled(), ElementsAre("3 REJECTED", "4 REJECTED", "5 REJECTED", "6 REJECTED"));
  EXPECT_EQ(
      message_,
      "its document was refused: it has more lines than fit into the queue (queue.max_records 3, queue.max_bytes 67108864); "
      "raise them");
  EXPECT_TRUE(Write({line(2, 8), line(3, 9)}).ok());
  EXPECT_TRUE(destination_->Flush(-1).ok());
  EXPECT_EQ(Bodies().back(), R"({"no":3,"lines":[{"q":9}]})");
  EXPECT_EQ(Bodies().size(), 2u);
}

TEST_F(DestinationTest, AQueueThatStaysFullRefusesTheBatchWhole) {
  Configure(kPost + R"(,"queue":{"max_records":2})");
  script_ = [](const FakeTransport::Sent&) { return Hanging(); };
  EXPECT_TRUE(Write({"{}", "{}"}, 0).ok());
  EXPECT_EQ(Write({"{}"}, 10).code, CallCode::kResourceExhausted);
  EXPECT_EQ(destination_->GetStats().counters.accepted, 2u);
  EXPECT_EQ(Write({"{}", "{}", "{}"}).code, CallCode::kInvalidArgument);
}

TEST_F(DestinationTest, WhatFollowsFromAFaultIsNotToldAgain) {
  const CallStatus s = destination_->Configure(Document(
      R"("endpoint":{"method":"POST","url":"/{companyId}/x"},"content_format":"text","batching":{"enabled":true,"algorithm":"template"})"));
  EXPECT_EQ(s.code, CallCode::kConfig);
  EXPECT_THAT(
      s.message,
      HasSubstr("2 faults, the first at \"/body\": the content format \"text\" needs a \"body\""));
  EXPECT_THAT(s.detail, HasSubstr("the algorithm \\\"template\\\" needs \\\"body\\\""));
}

TEST_F(DestinationTest, AKeyThatComesBackIsHidden) {
  const std::string key = "key-0123456789-abcdef";
  EXPECT_TRUE(
      destination_->Configure(testing::DocumentWithKey(key, kPost + R"(,"capture_responses":true)"))
          .ok());
  script_ = [](const FakeTransport::Sent&) {
    return Answered(400,
                    R"({"message":"bad request with Bearer key\u002D0123\u200b456789-abcdef"})");
  };
  EXPECT_TRUE(Write({"{}"}).ok());
  ASSERT_EQ(destination_->settled().size(), 1u);
  EXPECT_EQ(*destination_->settled()[0].response,
            R"({"message":"bad request with Bearer ********************************"})");
  EXPECT_EQ(*destination_->settled()[0].message,
            "the service answered 400: bad request with Bearer ********************************");
  Settled();
  script_ = [key](const FakeTransport::Sent&) { return Answered(401, "no such key: " + key); };
  Write({"{}"});
  EXPECT_EQ(destination_->Poll(-1).message,
            "the service answered 401: no such key: *********************");
}

TEST_F(DestinationTest, NoMessageQuotesTheKeyFromTheConfiguration) {
  const std::string key = "key-0123456789-abcdef";
  const std::string product =
      R"("endpoint":"upsert_product","map":{"productId":"{record.id}","categoryId":")" + key +
      "\"}";
  EXPECT_TRUE(destination_->Configure(testing::DocumentWithKey(key, product)).ok());
  EXPECT_TRUE(Write({R"({"id":"5b0f6f7e-3b2a-4c1d-9e8f-0a1b2c3d4e5f"})",
                     R"({"id":"key-0123456789-abcdef"})"})
                  .ok());
  ASSERT_EQ(destination_->settled().size(), 2u);
  for (const auto& one : destination_->settled()) {
    EXPECT_THAT(*destination_->Shown(one.message),
                AllOf(HasSubstr("*********************"), Not(HasSubstr(key))));
  }
  Settled();
  const std::string manual =
      R"("endpoint":{"method":"POST","url":"/{companyId}/x?key=)" + key + "\"}";
  EXPECT_TRUE(destination_->Configure(testing::DocumentWithKey(key, manual)).ok());
  script_ = [](const FakeTransport::Sent&) { return Answered(404); };
  EXPECT_TRUE(Write({"{}"}).ok());
  const CallStatus stopped = destination_->Poll(-1);
  EXPECT_EQ(stopped.code, CallCode::kConfig);
  EXPECT_THAT(stopped.message, AllOf(HasSubstr("?key=*********************"), Not(HasSubstr(key))));
}

TEST_F(DestinationTest, NoFaultQuotesAKeyFromAVariable) {
  const std::string key = "key-0123456789-abcdef";
  setenv("INFLOW_TEST_KEY", key.c_str(), 1);
  std::string document = Document(R"("endpoint":"create_product","map":{"a":"{)" + key +
                                  R"(.x|y}"},")" + key + "\":1");
  document.replace(document.find("\"k-secret\""), 10, R"({"env":"INFLOW_TEST_KEY"})");
  const CallStatus s = destination_->Configure(document);
  unsetenv("INFLOW_TEST_KEY");
  EXPECT_EQ(s.code, CallCode::kConfig);
  EXPECT_THAT(s.message + s.detail, AllOf(HasSubstr("*********************"), Not(HasSubstr(key))));
}

TEST_F(DestinationTest, TheCredentialStaysWithTheService) {
  Configure(
      R"("endpoint":{"method":"POST","url":"https://hooks.example.com/in"},"allowed_hosts":["hooks.example.com"],"routes":{"own":{"endpoint":"create_product"}})");
  EXPECT_TRUE(Write({"{}"}).ok());
  EXPECT_TRUE(Write({"{}"}, -1, "own").ok());
  EXPECT_EQ(transport_->sent[0].url, "https://hooks.example.com/in");
  EXPECT_EQ(transport_->sent[0].authorization, "");
  EXPECT_EQ(transport_->sent[1].authorization, "Authorization: Bearer k-secret");
}

TEST_F(DestinationTest, AMissingManualRouteNamesItsUrl) {
  Configure(R"("endpoint":{"method":"POST","url":"/{companyId}/thing"})");
  script_ = [](const FakeTransport::Sent&) { return Answered(404); };
  EXPECT_TRUE(Write({"{}"}).ok());
  const CallStatus status = destination_->Poll(-1);
  EXPECT_EQ(status.code, CallCode::kConfig);
  EXPECT_THAT(status.message, HasSubstr("check the endpoint's URL, /{companyId}/thing"));
}

TEST_F(DestinationTest, InactiveNothingIsAcceptedAndNothingStarts) {
  Configure(kPost + R"(,"active":false)");
  EXPECT_EQ(Write({"{}"}).code, CallCode::kInvalidState);
  EXPECT_TRUE(destination_->SetActive(true).ok());
  script_ = [](const FakeTransport::Sent&) { return Answered(200, "", milliseconds(50)); };
  EXPECT_TRUE(Write({"{}", "{}", "{}", "{}", "{}"}, 0).ok());
  EXPECT_TRUE(destination_->SetActive(false).ok());
  EXPECT_EQ(destination_->Flush(-1).code, CallCode::kInvalidState);
  EXPECT_THAT(Settled(), SizeIs(1)) << "what was in flight is collected";
  EXPECT_EQ(destination_->pending(), 4u);
  EXPECT_TRUE(destination_->SetActive(true).ok());
  EXPECT_TRUE(destination_->Flush(-1).ok());
  EXPECT_EQ(destination_->pending(), 0u);
}

TEST_F(DestinationTest, CancelEndsTheRunningCallOrTheNextOne) {
  Configure(kPost);
  script_ = [](const FakeTransport::Sent&) { return Hanging(); };
  transport_->on_wait = [this] { destination_->Cancel(); };
  EXPECT_TRUE(Write({"{}"}).ok()) << "accepted before the cancel";
  EXPECT_EQ(destination_->stopped().code, CallCode::kCancelled);
  transport_->on_wait = nullptr;
  destination_->Cancel();
  destination_->Cancel();
  EXPECT_EQ(Write({"{}"}).code, CallCode::kCancelled);
  EXPECT_EQ(destination_->GetStats().counters.accepted, 1u);
  EXPECT_EQ(destination_->Poll(0).code, CallCode::kTimeout) << "consumed";
  destination_->Cancel();
  destination_->CancelClear();
  EXPECT_EQ(destination_->Poll(0).code, CallCode::kTimeout);
}

TEST_F(DestinationTest, DiscardGivesEverythingBack) {
  Configure(kPost + R"(,"rate_limit":{"max_in_flight":1})");
  script_ = [](const FakeTransport::Sent&) { return Hanging(); };
  EXPECT_TRUE(Write({"{}", "{}"}, 0).ok());
  EXPECT_TRUE(destination_->Discard().ok());
  EXPECT_THAT(Settled(), ElementsAre("0 AMBIGUOUS", "1 DROPPED"));
  EXPECT_TRUE(destination_->Flush(-1).ok());
  EXPECT_EQ(destination_->GetStats().in_flight, 0u);
}

TEST_F(DestinationTest, RoutesOverrideTheMainConfiguration) {
  Configure(kPost + R"(,"routes":{"people":{"endpoint":"create_customer"}})");
  EXPECT_TRUE(Write({"{}"}, -1, "people").ok());
  EXPECT_THAT(transport_->sent[0].url, HasSubstr("/customers"));
  const CallStatus s = Write({"{}"}, -1, "peple");
  EXPECT_EQ(s.code, CallCode::kInvalidArgument);
  EXPECT_THAT(s.message, HasSubstr("\"people\""));
}

TEST_F(DestinationTest, ALongRetryAfterReturnsRateLimitedWithTheTime) {
  Configure(kPost + R"(,"retry":{"max_retry_after_ms":1000})");
  script_ = [](const FakeTransport::Sent&) {
    testing::Reply reply = Answered(429);
    reply.exchange.headers = {{"retry-after", "90"}};
    return reply;
  };
  EXPECT_TRUE(Write({"{}"}).ok());
  EXPECT_EQ(destination_->stopped().code, CallCode::kRateLimited);
  EXPECT_EQ(destination_->stopped().retry_after_ms, 90'000);
  EXPECT_EQ(destination_->Flush(-1).detail, R"({"retry_after_ms":90000})");
}

TEST_F(DestinationTest, AnUnusableCaFileIsAFault) {
  transport_->configure_status = absl::InvalidArgumentError("no such file");
  const CallStatus s = destination_->Configure(Document(kPost));
  EXPECT_EQ(s.code, CallCode::kConfig);
  EXPECT_THAT(s.detail, HasSubstr("/tls/ca_file"));
  EXPECT_FALSE(destination_->configured());
}

}  // namespace
}  // namespace inflow
