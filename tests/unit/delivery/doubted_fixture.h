// SPDX-License-Identifier: Apache-2.0
//
// File: doubted_fixture.h
//
// An engine whose first request gets lost.
#ifndef TESTS_UNIT_DELIVERY_DOUBTED_FIXTURE_H_
#define TESTS_UNIT_DELIVERY_DOUBTED_FIXTURE_H_

#include <string>
#include <vector>

#include "tests/unit/delivery/engine_fixture.h"

namespace inflow {

using Texts = std::vector<std::string>;

inline constexpr char kTeaId[] = "5b0f6f7e-3b2a-4c1d-9e8f-00000000000a";
inline constexpr char kTwinId[] = "5b0f6f7e-3b2a-4c1d-9e8f-00000000000b";
inline constexpr char kReadTea[] = "/products?count=100&includeCount=true&filter%5Bsmart%5D=T-1";
inline const std::string kLostTea = R"({"sku":"T-1","name":"Tea"})";
inline const std::string kNextCup = R"({"sku":"C-1","name":"Cup"})";
inline const std::string kFoundTea =
    R"({"productId":")" + std::string(kTeaId) + R"(","sku":"T-1","name":"Tea"})";
inline const std::string kStamped =
    R"({"productId":")" + std::string(kTeaId) + R"(","name":"Tea","timestamp":"0000000000310AB6"})";

inline std::string ListOf(const std::string& entities) { return "[" + entities + "]"; }
inline std::string ReadOf(const std::string& id) { return "/products/" + id; }

class DoubtedTest : public EngineTest {
 protected:
  DoubtedTest() {
    options_.lookups.company_url = CompanyUrl();
    options_.lookups.api_version = "2026-02-24";
    engine_.Configure(options_);
    Configure(kPost);
  }

  void Set(OnUnknownOutcome way) {
    options_.retry.on_unknown_outcome = way;
    engine_.Configure(options_);
  }
  void SetAttempts(int most) {
    options_.retry.max_attempts = most;
    engine_.Configure(options_);
  }

  // Start starts what may start now: the paths of reads, the bodies of other requests.
  Texts Start(int64_t now) { return StartCalls(now, NameOf); }
  static std::string NameOf(const HttpCall& call) {
    return call.method == HttpMethod::kGet ? call.url->substr(CompanyUrl().size())
                                           : std::string(call.body());
  }
  static std::string CompanyUrl() { return std::string("http://127.0.0.1:9/") + testing::kCompany; }
  // Lose sends records, the first of which gets lost, and returns when it may be read back.
  int64_t Lose(const Texts& records, int64_t now = 0) {
    Accept(records, now);
    const Texts sent = Start(now);
    Fail(sent.at(0), Failure::kLost, now);
    EXPECT_THAT(Settled(), ::testing::IsEmpty());
    return now + 501;
  }
  void Page(const std::string& read, int64_t now) {
    Answer(read, 200, now, "<html>sign in</html>", {{"content-type", "text/html"}});
  }
  uint64_t Sum() const {
    uint64_t sum = engine_.counters().pending;
    for (const uint64_t count : engine_.counters().outcomes) sum += count;
    return sum;
  }
};

}  // namespace inflow

#endif  // TESTS_UNIT_DELIVERY_DOUBTED_FIXTURE_H_
