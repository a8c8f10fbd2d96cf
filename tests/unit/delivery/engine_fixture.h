// SPDX-License-Identifier: Apache-2.0
//
// File: engine_fixture.h
//
// An engine with made-up times and answers.
#ifndef TESTS_UNIT_DELIVERY_ENGINE_FIXTURE_H_
#define TESTS_UNIT_DELIVERY_ENGINE_FIXTURE_H_

#include <gmock/gmock.h>

#include <map>
#include <string>
#include <vector>

#include "plugin/delivery/engine.h"
#include "tests/support/routes.h"

namespace inflow {

inline constexpr char kPost[] = R"("endpoint":"create_product")";
inline constexpr char kPatch[] = R"("endpoint":"update_product","parameters":{"id":"{record.id}"})";
inline constexpr char kPut[] = R"("endpoint":"upsert_product")";
inline const std::string kA = R"({"id":"a"})", kB = R"({"id":"b"})", kC = R"({"id":"c"})";

inline TimePoint At(int64_t ms) { return TimePoint(std::chrono::milliseconds(ms)); }

class EngineTest : public ::testing::Test {
 protected:
  EngineTest() { engine_.Configure(options_); }

  void Configure(const std::string& rest) {
    // As a handle does: the next route may lie where this one did.
    if (engine_.held_records() == 0) engine_.ForgetRoutes();
    route_ = testing::CompileRoute(rest);
  }
  void Accept(const std::vector<std::string>& records, int64_t now = 0) {
    EXPECT_TRUE(
        engine_.Accept(testing::Records(records).Batch(*route_, next_id_), At(now), 0).ok());
    next_id_ += records.size();
  }

  // StartCalls starts what may start now and returns its names; a request is then known by its
  // name.
  std::vector<std::string> StartCalls(int64_t now, std::string (*name_of)(const HttpCall&)) {
    std::vector<std::string> names;
    while (true) {
      last_ = engine_.Next(At(now));
      if (last_.kind == Action::kNeedPermit) {
        engine_.OnPermit();
      } else if (last_.kind == Action::kSend) {
        names.push_back(name_of(*last_.call));
        flights_[names.back()] = last_.id;
      } else {
        return names;
      }
    }
  }
  // Send calls requests by their bodies.
  std::vector<std::string> Send(int64_t now) {
    return StartCalls(now, [](const HttpCall& call) { return std::string(call.body()); });
  }

  void Answer(const std::string& body, int status, int64_t now, const std::string& words = "",
              std::vector<std::pair<std::string, std::string>> headers = {}) {
    Exchange exchange;
    exchange.status = status;
    exchange.wrote = true;
    exchange.body = words;
    exchange.headers = std::move(headers);
    HandIn(body, std::move(exchange), now);
  }
  void Fail(const std::string& body, Failure failure, int64_t now) {
    Exchange exchange;
    exchange.failure = failure;
    exchange.wrote = failure != Failure::kUnreachable && failure != Failure::kUntrusted;
    exchange.detail = "it failed";
    HandIn(body, std::move(exchange), now);
  }
  void HandIn(const std::string& body, Exchange exchange, int64_t now) {
    exchange.id = flights_.at(body);
    engine_.OnExchange(std::move(exchange), At(now), 0);
  }

  // Settled returns "id OUTCOME status attempts" of each, and clears.
  std::vector<std::string> Settled() {
    static constexpr const char* kNames[] = {"",         "DELIVERED", "UNCHANGED", "SUPERSEDED",
                                             "REJECTED", "FAILED",    "AMBIGUOUS", "DROPPED"};
    std::vector<std::string> out;
    for (const auto& one : engine_.settled()) {
      out.push_back(std::to_string(one.id) + " " + kNames[static_cast<int>(one.outcome)] + " " +
                    std::to_string(one.http_status) + " " + std::to_string(one.attempts));
      message_ = one.message ? *one.message : "";
    }
    engine_.ClearSettled();
    return out;
  }

  EngineOptions options_;
  Engine engine_{1};
  std::unique_ptr<const Route> route_;
  uint64_t next_id_ = 0;
  std::map<std::string, uint64_t> flights_;
  Action last_;
  std::string message_;  // of the last settled record
};

}  // namespace inflow

#endif  // TESTS_UNIT_DELIVERY_ENGINE_FIXTURE_H_
