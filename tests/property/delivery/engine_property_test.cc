// SPDX-License-Identifier: Apache-2.0
//
// The invariants of delivery under random batches, answers and calls: every accepted record settles
// exactly once, counts add up at every step, records of one key go out one after the other and in
// order, whatever routes, shapes and groups they come through, and nothing is left behind. Some
// routes look names up: nothing unresolved is ever sent, whatever the answers to that are.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "plugin/catalog/collection.h"
#include "plugin/delivery/engine.h"
#include "plugin/entity/reference_mark.h"
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
    R"("endpoint":"create_product","key":"id","references":{"mode":"resolve"})",
    kBatched + R"("size":3},"references":{"mode":"resolve"})",
    R"("endpoint":"upsert_product","identity":{"from":["id"]},"adopt":{"by":["sku"]},"map":{"sku":"{record.id}",
      "name":"{record.id}","itemType":"StockedProduct","categoryId":"{record.categoryId}"},"references":{"mode":"resolve"})",
    R"("endpoint":"create_sales_order","batching":{"enabled":true,"algorithm":"fold","by":"id","line_attributes":["productId"]},"references":{"mode":"resolve"})",
};
constexpr size_t kPlainRoutes = 8;

// That of the routes, so that what may be found by its SKU is read back.
const std::string kUrl = std::string("http://127.0.0.1:9/") + testing::kCompany;

// Of some of these names the service has one record, of one it has two, of the last none. Of the
// records themselves it has one, two, or none.
const std::vector<std::string> kNames = {"Tea", "rice", "Twice", "Nothing"};
const std::string kHad[] = {"Tea", "Rice", "Twice", "Twice", "k0", "k1", "k1"};

// ListOf is what the service has in a collection, with the names in all fields that may hold them.
std::string ListOf(const std::string& id_field, const std::string& filter) {
  std::string list;
  for (size_t i = 0; i < std::size(kHad); ++i) {
    if (kHad[i].find(filter) == std::string::npos) continue;
    list += (list.empty() ? "" : ",");
    list += "{\"" + id_field + R"(":"11111111-0000-4000-8000-00000000000)" + std::to_string(i) +
            R"(","sku":")" + kHad[i] + R"(","name":")" + kHad[i] + "\"}";
  }
  return "[" + list + "]";
}

// World drives an engine at random and checks it after every step.
class World {
 public:
  // `looks_up`: the routes are those that look names up.
  explicit World(bool looks_up) {
    const int routes = *rc::gen::inRange(1, 4);
    const size_t first = looks_up ? kPlainRoutes : 0;
    const size_t end = looks_up ? std::size(kRoutes) : kPlainRoutes;
    for (int i = 0; i < routes; ++i)
      routes_.push_back(testing::CompileRoute(kRoutes[*rc::gen::inRange(first, end)]));
    EngineOptions options;
    options.lookups.company_url = kUrl;
    options.lookups.references.mode = ReferenceMode::kResolve;
    options.lookups.references.ttl = std::chrono::seconds(*rc::gen::element(0, 60, 86'400));
    options.max_in_flight = *rc::gen::inRange<size_t>(1, 5);
    options.retry.max_attempts = 3;
    options.retry.on_unknown_outcome =
        *rc::gen::element(OnUnknownOutcome::kAuto, OnUnknownOutcome::kResend,
                          OnUnknownOutcome::kVerify, OnUnknownOutcome::kHold);
    options_ = options;
    engine_.Configure(options_);
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
        *rc::gen::inRange(0, 4) == 0 ? Discard() : engine_.Configure(options_);
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
    RC_ASSERT(!engine_.sendable() || flights_.size() == engine_.in_flight());
    // What is asked for a document that was taken back has nobody to wait for it.
    for (int i = 0; engine_.sendable(); ++i) {
      RC_ASSERT(i < 1000);
      engine_.ClearStop();
      Send();
      flights_.empty() ? static_cast<void>(now_ += std::chrono::minutes(20)) : AnswerOne(true);
    }
  }

 private:
  struct Flight {
    uint64_t id;
    std::set<std::string> keys;
    std::string asks;  // path and query, of what only reads
  };

  void Accept() {
    std::vector<std::string> records;
    const int count = *rc::gen::inRange(0, 6);
    for (int i = 0; i < count; ++i) {
      const int key = *rc::gen::inRange(0, 5);
      records.push_back(key == 4 ? "{bad" : Record(key, accepted_ + i));
    }
    const testing::Records block(records);
    IncomingBatch batch =
        block.Batch(*routes_[*rc::gen::inRange<size_t>(0, routes_.size())], accepted_);
    batch.close = *rc::gen::inRange(0, 4) == 0;
    RC_ASSERT(engine_.Accept(batch, now_, 0).ok());
    accepted_ += records.size();
  }

  static std::string Record(int key, uint64_t n) {
    return R"({"id":"k)" + std::to_string(key) + R"(","n":)" + std::to_string(n) + R"(,"sku":"S)" +
           std::to_string(n) + R"(","categoryId":")" + *rc::gen::elementOf(kNames) +
           R"(","productId":")" + *rc::gen::elementOf(kNames) + "\"}";
  }

  static void CheckResolved(const HttpCall& call) {
    for (const std::string_view text : {call.body(), std::string_view(*call.url)}) {
      RC_ASSERT(FindHole(text, 0).at == std::string_view::npos);
      MarkCursor marks(text);
      RC_ASSERT(!marks.Next());
    }
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
      CheckResolved(*action.call);
      Flight flight{action.id, {}, {}};
      if (engine_.InFlight(action.id) == nullptr) {
        flight.asks = action.call->url->substr(kUrl.size());
        flights_.push_back(flight);
        continue;
      }
      for (const Item& record : engine_.InFlight(action.id)->group.items) {
        ForEachRecord(record, [&](const Item& one) { RC_ASSERT(settled_.count(one.id) == 0u); });
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
    if (*rc::gen::inRange(0, 3) == 0) exchange.body = R"({"message":"it must be unique"})";
    exchange.cut = !well && *rc::gen::inRange(0, 8) == 0;
    exchange.status = well ? 200
                           : *rc::gen::element(200, 200, 200, 201, 302, 400, 401, 403, 403, 404,
                                               409, 413, 422, 429, 500, 501, 503, 524, 0, -1);
    if (exchange.status <= 0) {
      exchange.failure = exchange.status == 0 ? Failure::kLost : Failure::kUnreachable;
      exchange.wrote = exchange.status == 0;
      exchange.status = 0;
    }
    if (!flights_[index].asks.empty() && exchange.status == 200) {
      const int lie = well ? 0 : *rc::gen::inRange(0, 8);
      exchange.body = lie == 1   ? "<html>"
                      : lie == 2 ? "{}"
                      : lie == 3 ? "[]"
                      : lie == 6 ? R"([{"sku":"S1"}])"
                                 : Listed(flights_[index].asks);
      if (lie != 4) exchange.headers.emplace_back("x-listcount", Total(exchange.body));
      if (lie == 5) exchange.headers.back().second = "7777";
    }
    flights_.erase(flights_.begin() + static_cast<std::ptrdiff_t>(index));
    engine_.OnExchange(std::move(exchange), now_, 0);
  }

  static std::string Total(const std::string& list) {
    return std::to_string(std::count(list.begin(), list.end(), '{'));
  }

  static std::string Listed(const std::string& asks) {
    const std::string collection = asks.substr(1, asks.find_first_of("?/", 1) - 1);
    if (asks.find('/', 1) != std::string::npos)
      return "{}";  // a record that is asked for by its id
    if (asks.find("after=") != std::string::npos) return "[]";
    const size_t filter = asks.find("%5D=");
    return ListOf(FindCollection(collection)->id_field,
                  filter == std::string::npos ? "" : asks.substr(filter + 4));
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

  EngineOptions options_;
  Engine engine_{7};
  std::vector<std::unique_ptr<const Route>> routes_;
  TimePoint now_{};
  uint64_t accepted_ = 0;
  std::set<uint64_t> settled_;
  std::vector<Flight> flights_;
  std::map<std::string, uint64_t> last_sent_;
};

RC_GTEST_PROP(EngineProperty, EveryRecordSettlesOnceInOrderAndCountsAddUp, ()) {
  World world(/*looks_up=*/false);
  const int steps = *rc::gen::inRange(1, 120);
  for (int i = 0; i < steps; ++i) world.Step();
  world.Drain();
}

RC_GTEST_PROP(EngineProperty, SoDoRecordsWhoseNamesAreLookedUp, ()) {
  World world(/*looks_up=*/true);
  const int steps = *rc::gen::inRange(1, 120);
  for (int i = 0; i < steps; ++i) world.Step();
  world.Drain();
}

}  // namespace
}  // namespace inflow
