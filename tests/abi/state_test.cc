// SPDX-License-Identifier: Apache-2.0
//
// The states of a handle: before and after configure, paused, stopped by the service, full; and who
// keeps the records meanwhile.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "abi/destination.h"
#include "tests/abi/support/responder.h"
#include "tests/abi/support/serial_calls.h"
#include "tests/abi/support/session.h"

namespace inflow::test {
namespace {

constexpr std::string_view kOpenGroups = R"("batching":{"enabled":true,"size":100})";

class State : public testing::Test {
 protected:
  void Configure(std::string_view more = "") {
    const Answer answer = handle_.Configure(ConfigFor(service_.base_url(), more));
    EXPECT_EQ(answer.status, DESTINATION_OK) << answer.message << answer.detail;
  }
  void AnswerWith(int status) {
    service_.Answer([status](const Arrival&, httplib::Response& response) {
      response.status = status;
      response.set_content("{}", "application/json");
    });
  }

  Responder service_;
  Handle handle_;
  Records one_{{R"({"name":"a"})"}};
  Records two_{{R"({"name":"a"})", R"({"name":"b"})"}};
  Records three_{{R"({"name":"a"})", R"({"name":"b"})", R"({"name":"c"})"}};
};

TEST_F(State, BeforeConfigureOnlyConfigureWorks) {
  for (const SerialCall& serial : kSerialCalls) {
    if (!serial.needs_configuration) continue;
    const Answer answer =
        Try([&](destination_error** err) { return serial.call(handle_.get(), err); });
    EXPECT_EQ(answer.status, DESTINATION_INVALID_STATE) << serial.name;
  }
  EXPECT_EQ(handle_.Stats().accepted, 0u);
}

TEST_F(State, AfterAFailedConfigureItIsStillUnconfigured) {
  const Answer answer = handle_.Configure(R"({"endpoint":"create_produkt","colour":1})");
  EXPECT_EQ(answer.status, DESTINATION_CONFIG);
  const auto detail = nlohmann::json::parse(answer.detail, nullptr, false);
  ASSERT_TRUE(detail.is_object());
  ASSERT_TRUE(detail.contains("faults"));
  std::vector<std::string> pointers;
  for (const auto& fault : detail["faults"]) {
    ASSERT_TRUE(fault.is_object() && fault.contains("pointer") && fault.contains("message"))
        << answer.detail;
    pointers.push_back(fault["pointer"].get<std::string>());
  }
  EXPECT_GE(pointers.size(), 3u)
      << answer.detail;  // the endpoint, the unknown key and the missing credential
  EXPECT_NE(std::find(pointers.begin(), pointers.end(), "/endpoint"), pointers.end())
      << answer.detail;
  EXPECT_NE(std::find(pointers.begin(), pointers.end(), "/colour"), pointers.end())
      << answer.detail;
  EXPECT_EQ(handle_.Write(one_).answer.status, DESTINATION_INVALID_STATE);
}

TEST_F(State, AFailedConfigureLeavesTheEarlierOneInForce) {
  Configure();
  EXPECT_EQ(handle_.Configure("{}").status, DESTINATION_CONFIG);
  EXPECT_EQ(handle_.Write(one_).outcomes(),
            std::vector<destination_outcome>{DESTINATION_DELIVERED});
}

TEST_F(State, WithRecordsPendingOnlyTheirWayMayChange) {
  Configure(kOpenGroups);
  EXPECT_EQ(handle_.Write(two_).answer.status, DESTINATION_OK);
  EXPECT_EQ(handle_.Configure(ConfigFor(service_.base_url())).status,
            DESTINATION_CONFLICT);  // batching goes
  EXPECT_EQ(handle_.Configure(ConfigFor("http://127.0.0.1:9", kOpenGroups)).status,
            DESTINATION_CONFLICT);
  for (std::string_view allowed :
       {R"("active":true)", R"("retry":{"max_attempts":3})", R"("limits":{"timeout_ms":5000})",
        R"("rate_limit":{"windows":[{"requests":500,"per_ms":1000}]})"}) {
    Configure(std::string(kOpenGroups) + "," + std::string(allowed));
  }
  EXPECT_EQ(handle_.Stats().pending, 2u);
  EXPECT_EQ(handle_.Flush().items.size(), 2u);
  EXPECT_EQ(handle_.Configure(ConfigFor(service_.base_url())).status, DESTINATION_OK);
}

TEST_F(State, InactiveTakesNothingAndStartsNothing) {
  Configure(R"("active":false)");
  EXPECT_EQ(handle_.Write(one_).answer.status, DESTINATION_INVALID_STATE);
  EXPECT_EQ(handle_.Poll().answer.status, DESTINATION_OK);  // nothing is pending
  EXPECT_EQ(handle_.Flush().answer.status, DESTINATION_OK);
  EXPECT_EQ(handle_.Stats().accepted, 0u);
  EXPECT_TRUE(service_.arrivals().empty());
  EXPECT_EQ(handle_.SetActive(1).status, DESTINATION_OK);
  EXPECT_EQ(handle_.Write(one_).outcomes(),
            std::vector<destination_outcome>{DESTINATION_DELIVERED});
}

TEST_F(State, PausedKeepsWhatIsPending) {
  Configure(kOpenGroups);
  EXPECT_EQ(handle_.Write(two_).answer.status, DESTINATION_OK);
  EXPECT_EQ(handle_.SetActive(0).status, DESTINATION_OK);
  EXPECT_EQ(handle_.Poll().answer.status, DESTINATION_INVALID_STATE);
  EXPECT_EQ(handle_.Flush().answer.status, DESTINATION_INVALID_STATE);
  EXPECT_EQ(handle_.Write(one_).answer.status, DESTINATION_INVALID_STATE);
  EXPECT_EQ(handle_.Stats().pending, 2u);
  EXPECT_TRUE(service_.arrivals().empty());
  EXPECT_EQ(handle_.SetActive(1).status, DESTINATION_OK);
  EXPECT_EQ(handle_.Flush().ids(), (std::vector<uint64_t>{0, 1}));
}

TEST_F(State, CheckAnswersInJsonWhilePaused) {
  Configure(R"("active":false)");
  destination_buffer* out = nullptr;
  const Answer answer =
      Try([&](destination_error** err) { return destination_check(handle_.get(), -1, &out, err); });
  EXPECT_EQ(answer.status, DESTINATION_OK) << answer.message;
  size_t length = 0;
  const char* bytes = destination_buffer_data(out, &length);
  const auto report = nlohmann::json::parse(std::string(bytes, length), nullptr, false);
  destination_buffer_free(out);
  ASSERT_TRUE(report.is_object());
  EXPECT_EQ(report.value("ok", false), true) << report.dump();
  EXPECT_TRUE(report.contains("steps"));
  ASSERT_EQ(service_.arrivals().size(), 1u);
  EXPECT_EQ(service_.arrivals()[0].method, "GET");
  EXPECT_EQ(handle_.Stats().requests, 1u);
}

TEST_F(State, ARefusedCredentialStopsEverythingUntilItIsReplaced) {
  // One at a time: a second request might already be on its way when the first is refused.
  constexpr std::string_view kOneAtATime =
      R"("rate_limit":{"windows":[{"requests":1000000,"per_ms":1000}],"max_in_flight":1})";
  Configure(kOneAtATime);
  AnswerWith(401);
  const Settled settled = handle_.Write(two_);
  EXPECT_EQ(settled.answer.status, DESTINATION_OK);  // the batch was accepted
  EXPECT_EQ(handle_.Stats().pending, 2u);
  EXPECT_EQ(settled.summary.status,
            DESTINATION_AUTH);  // the result says what stopped it, although nothing has settled
  EXPECT_EQ(settled.summary.pending, 2u);
  EXPECT_TRUE(settled.items.empty());
  const size_t asked = service_.arrivals().size();
  EXPECT_EQ(handle_.Poll().answer.status, DESTINATION_AUTH);
  EXPECT_EQ(handle_.Flush().answer.status, DESTINATION_AUTH);
  EXPECT_EQ(handle_.Write(one_).answer.status, DESTINATION_AUTH);
  EXPECT_EQ(service_.arrivals().size(), asked);  // at once, without another request
  EXPECT_EQ(handle_.Stats().accepted, 2u);
  AnswerWith(200);
  Configure(kOneAtATime);
  EXPECT_EQ(handle_.Flush().outcomes(), std::vector<destination_outcome>(2, DESTINATION_DELIVERED));
}

TEST_F(State, AMissingRouteStopsEverythingAfterOneRequest) {
  Configure();
  AnswerWith(405);
  EXPECT_EQ(handle_.Write(one_).answer.status, DESTINATION_OK);
  const Settled settled = handle_.Flush();
  EXPECT_EQ(settled.answer.status, DESTINATION_CONFIG);
  EXPECT_NE(settled.answer.message.find("upsert_product"), std::string::npos)
      << settled.answer.message;
  EXPECT_EQ(service_.arrivals().size(), 1u);
  EXPECT_EQ(handle_.Stats().pending, 1u);
}

TEST_F(State, AFullQueueTakesNothing) {
  Configure(R"("queue":{"max_records":2},"rate_limit":{"max_in_flight":1})");
  service_.Hold();
  const Settled first = handle_.Write(two_, 0);
  EXPECT_EQ(first.answer.status, DESTINATION_OK);
  const Settled second = handle_.Write(one_, 0);
  EXPECT_EQ(second.answer.status, DESTINATION_RESOURCE_EXHAUSTED);
  EXPECT_EQ(handle_.Write(three_, 0).answer.status,
            DESTINATION_INVALID_ARGUMENT);  // larger than the whole queue
  EXPECT_EQ(handle_.Stats().accepted, 2u);
  service_.Release();
  EXPECT_EQ(handle_.Flush().outcomes(), std::vector<destination_outcome>(2, DESTINATION_DELIVERED));
  EXPECT_EQ(handle_.Write(one_).outcomes(),
            std::vector<destination_outcome>{DESTINATION_DELIVERED});
}

TEST_F(State, NoTimeLeavesTheRecordsPending) {
  Configure();
  service_.Hold();
  const Settled written = handle_.Write(one_, 0);
  EXPECT_EQ(written.answer.status, DESTINATION_OK);
  EXPECT_EQ(written.summary.status, DESTINATION_TIMEOUT);
  EXPECT_TRUE(written.items.empty());
  EXPECT_EQ(handle_.Poll(0).answer.status, DESTINATION_TIMEOUT);
  EXPECT_EQ(handle_.Flush(0).answer.status, DESTINATION_TIMEOUT);
  EXPECT_EQ(handle_.Stats().pending, 1u);
  service_.Release();
  EXPECT_EQ(handle_.Poll().outcomes(), std::vector<destination_outcome>{DESTINATION_DELIVERED});
  EXPECT_EQ(handle_.Poll().answer.status, DESTINATION_OK);  // nothing is left, so it does not wait
}

TEST_F(State, DiscardGivesUnsentRecordsBack) {
  Configure(kOpenGroups);
  EXPECT_EQ(handle_.Write(two_).answer.status, DESTINATION_OK);
  const Settled settled = handle_.Discard();
  EXPECT_EQ(settled.answer.status, DESTINATION_OK);
  EXPECT_EQ(settled.outcomes(), std::vector<destination_outcome>(2, DESTINATION_DROPPED));
  EXPECT_EQ(settled.ids(), (std::vector<uint64_t>{0, 1}));
  EXPECT_EQ(handle_.Stats().pending, 0u);
  EXPECT_FALSE(handle_.Discard().has_result);
  EXPECT_TRUE(service_.arrivals().empty());
}

TEST_F(State, DiscardSaysWhatMayHaveArrived) {
  Configure();
  service_.Hold();
  EXPECT_EQ(handle_.Write(one_, 0).answer.status, DESTINATION_OK);
  while (service_.arrivals().empty())
    handle_.Poll(1);  // drives the request out; the answer is held back
  const Settled settled = handle_.Discard();
  EXPECT_EQ(settled.outcomes(), std::vector<destination_outcome>{DESTINATION_AMBIGUOUS});
  EXPECT_EQ(handle_.Stats().ambiguous, 1u);
}

}  // namespace
}  // namespace inflow::test
