// SPDX-License-Identifier: Apache-2.0
//
// File: bench.h
//
// A simulator to send requests to, without a socket.
//
//   Bench bench(Unlimited());
//   bench.Send("PUT", "/products", body).status;   // 200
#ifndef TESTS_UNIT_SIM_BENCH_H_
#define TESTS_UNIT_SIM_BENCH_H_

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "tools/inflow-sim/simulator.h"

namespace inflow::sim {

using Json = nlohmann::json;

inline constexpr char kGuidA[] = "aaaaaaaa-0000-4000-8000-000000000001";
inline constexpr char kGuidB[] = "bbbbbbbb-0000-4000-8000-000000000002";

// Bench is a simulator with a clock that stands still unless it is moved.
class Bench {
 public:
  explicit Bench(Options options = {}) : options_(std::move(options)), simulator_(options_) {
    const absl::Status status = simulator_.Prepare();
    EXPECT_TRUE(status.ok()) << status;
  }

  Answer Send(std::string method, const std::string& path, std::string body = "") {
    return Serve(Request(std::move(method), path, std::move(body))).answer;
  }

  Message Request(std::string method, const std::string& path, std::string body = "") const {
    return {.method = std::move(method),
            .target = "/" + options_.company + path,
            .headers = {{"Authorization", "Bearer " + options_.api_key},
                        {"Accept", "application/json;version=" + version},
                        {"Content-Type", "application/json"}},
            .body = std::move(body)};
  }

  Exchange Serve(const Message& message) {
    Exchange exchange = simulator_.Serve(message, now);
    simulator_.End(&exchange, exchange.answer.status, now);
    return exchange;
  }

  std::string Control(std::string method, std::string target, std::string body = "") {
    return simulator_
        .Serve({.method = std::move(method), .target = std::move(target), .body = std::move(body)},
               now)
        .answer.body;
  }

  std::string State(const std::string& collection) {
    return Control("GET", "/_sim/state/" + collection);
  }

  Instant now{};
  std::string version = "2025-06-24";

 private:
  Options options_;
  Simulator simulator_;
};

inline std::string CodeOf(const Answer& answer) { return Json::parse(answer.body)["code"]; }

inline Options Harsh(Routes routes = Routes::kBoth) {
  Options options;
  options.strictness = Strictness::kHarsh;
  options.routes = routes;
  options.limits.clear();
  return options;
}

inline Options Unlimited() {
  Options options;
  options.limits.clear();
  return options;
}

}  // namespace inflow::sim

#endif  // TESTS_UNIT_SIM_BENCH_H_
