// SPDX-License-Identifier: Apache-2.0
//
// The invariants of delivery under random batches, answers and calls: every accepted record settles
// exactly once, counts add up at every step, records of one key go out one after the other and in
// order, whatever routes, shapes and groups they come through, and nothing is left behind.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>

#include "plugin/delivery/engine.h"
#include "tests/support/routes.h"

namespace inflow {
namespace {

const std::string kBatched =
    R"("endpoint":"create_product","key":"id","batching":{"enabled":true,)";
const std::string kRoutes[] = {
    R"("endpoint":"create_product","key":"id")",
    kBatched + R"("size":3,"atomic":true})",
    kBatched + R"("size":4,"max_bytes":60,"linger_ms":700})",
    kBatched + R"("algorithm":"group_by","attributes":"id","key":"items"})",
    kBatched + R"("algorithm":"keyed","by":["n"],"size":5})",
    kBatched + R"("size":4},"response":{"item_errors":"errors","item_index":"i"})",
    R"("endpoint":"update_product","parameters":{"id":"{record.id}"})",
    R"("endpoint":"create_product","batching":{"enabled":true,"size":4,"max_bytes":40,"linger_ms":700})",
};

// World drives an engine at random and checks it after every step.
class World {
 public:
  World() {
    const int routes = *rc::gen::inRange(1, 4);
    for (int i = 0; i < routes; ++i) {
      routes_.push_back(
          testing::CompileRoute(kRoutes[*rc::gen::inRange<size_t>(0, std::size(kRoutes))]));
    }
    EngineOptions options;
    options.max_in_flight = *rc::gen::inRange<size_t>(1, 5);
    options.retry.max_attempts = 3;
    options.retry.on_unknown_outcome = *rc::gen::element(
        OnUnknownOutcome::kAuto, OnUnknownOutcome::kResend, OnUnknownOutcome::kHold);
    engine_.Configure(options);
  }

  void Step() {
    switch (*rc::gen::inRange(0, 12)) {
      case 0:
      case 1:
      case 2:
        Accept();
        break;
      case 3:
        now_ += std::chrono::milliseconds(*rc::gen::inRange(1, 100'000));
        break;
      case 4:
        engine_.SetPaused(!engine_.paused());
        break;
      case 5:
        engine_.ClearStop();
        break;
      case 6:
        engine_.CloseAll();
        break;
      case 7:
        if (*rc::gen::inRange(0, 4) == 0) Discard();
        break;
      default:
        Send();
        AnswerOne(false);
    }
    Check();
  }

  // Drain answers everything well until nothing is pending.
  void Drain() {
    engine_.SetPaused(false);
    for (int i = 0; engine_.counters().pending > 0; ++i) {
      RC_ASSERT(i < 10'000);
      engine_.ClearStop();
      engine_.CloseAll();
      Send();
      if (flights_.empty()) {
        now_ += std::chrono::minutes(20);
      } else {
        AnswerOne(true);
      }
      Check();
    }
    RC_ASSERT(settled_.size() == accepted_);
    RC_ASSERT(engine_.counters().pending_bytes == 0u);
    RC_ASSERT(!engine_.sendable());
  }

 private:
  struct Flight {
    uint64_t id;
    std::set<std::string> keys;
  };

  void Accept() {
    std::vector<std::string> records;
    const int count = *rc::gen::inRange(0, 6);
    for (int i = 0; i < count; ++i) {
      const int key = *rc::gen::inRange(0, 5);
      records.push_back(key == 4 ? "{bad"
                                 : R"({"id":"k)" + std::to_string(key) + R"(","n":)" +
                                       std::to_string(accepted_ + i) + "}");
    }
    const testing::Records block(records);
    IncomingBatch batch =
        block.Batch(*routes_[*rc::gen::inRange<size_t>(0, routes_.size())], accepted_);
    batch.close = *rc::gen::inRange(0, 4) == 0;
    engine_.Accept(batch, now_, 0);
    accepted_ += records.size();
  }

  void Send() {
    while (true) {
      const Action action = engine_.Next(now_);
      if (action.kind == Action::kNeedPermit) {
        engine_.OnPermit();
        continue;
      }
      if (action.kind != Action::kSend) return;
      RC_ASSERT(!engine_.paused());
      Flight flight{action.id, {}};
      for (const Item& record : engine_.InFlight(action.id)->group.items) {
        RC_ASSERT(settled_.count(record.id) == 0u);
        if (record.key_size == 0) continue;
        const std::string key(record.key());
        for (const Flight& other : flights_) RC_ASSERT(other.keys.count(key) == 0u);
        RC_ASSERT(flight.keys.insert(key).second);
        uint64_t& last = last_sent_[key];
        RC_ASSERT(last <= record.id);
        last = record.id;
      }
      flights_.push_back(flight);
    }
  }

  void AnswerOne(bool well) {
    if (flights_.empty()) return;
    const auto index = *rc::gen::inRange<size_t>(0, flights_.size());
    Exchange exchange;
    exchange.id = flights_[index].id;
    exchange.wrote = true;
    if (*rc::gen::inRange(0, 3) == 0) exchange.body = R"({"errors":[{"i":0},{"i":2}]})";
    exchange.status = well ? 200
                           : *rc::gen::element(200, 200, 200, 201, 302, 400, 401, 403, 403, 404,
                                               409, 413, 422, 429, 500, 501, 503, 524, 0, -1);
    if (exchange.status <= 0) {
      exchange.failure = exchange.status == 0 ? Failure::kLost : Failure::kUnreachable;
      exchange.wrote = exchange.status == 0;
      exchange.status = 0;
    }
    flights_.erase(flights_.begin() + static_cast<std::ptrdiff_t>(index));
    engine_.OnExchange(std::move(exchange), now_, 0);
  }

  void Discard() {
    for (const Flight& flight : flights_) {
      Exchange aborted;
      aborted.id = flight.id;
      aborted.wrote = *rc::gen::arbitrary<bool>();
      engine_.OnAbort(aborted, TimePoint(), 0);
    }
    flights_.clear();
    engine_.Discard();
    RC_ASSERT(engine_.counters().pending == 0u);
  }

  void Check() {
    for (const Settled& one : engine_.settled()) {
      RC_ASSERT(one.id < accepted_);
      RC_ASSERT(settled_.insert(one.id).second);
    }
    engine_.ClearSettled();
    const Counters& counters = engine_.counters();
    uint64_t sum = counters.pending;
    for (const uint64_t count : counters.outcomes) sum += count;
    RC_ASSERT(counters.accepted == accepted_);
    RC_ASSERT(sum == accepted_);
    RC_ASSERT(settled_.size() + counters.pending == accepted_);
    RC_ASSERT(engine_.in_flight() == flights_.size());
  }

  Engine engine_{7};
  std::vector<std::unique_ptr<const Route>> routes_;
  TimePoint now_{};
  uint64_t accepted_ = 0;
  std::set<uint64_t> settled_;
  std::vector<Flight> flights_;
  std::map<std::string, uint64_t> last_sent_;
};

RC_GTEST_PROP(EngineProperty, EveryRecordSettlesOnceInOrderAndCountsAddUp, ()) {
  World world;
  const int steps = *rc::gen::inRange(1, 120);
  for (int i = 0; i < steps; ++i) world.Step();
  world.Drain();
}

}  // namespace
}  // namespace inflow
