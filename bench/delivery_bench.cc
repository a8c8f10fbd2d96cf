// SPDX-License-Identifier: Apache-2.0
//
// What the core costs by itself: accept, validate, group, drop one attribute, render, settle, over a transport that answers at
// once. Each benchmark checks the bytes of the bodies that it made.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "inflow/destination/destination.h"

namespace inflow {
namespace {

constexpr size_t kBatch = 1000;
constexpr size_t kRecordBytes = 350;

// BodySum is FNV-1a over a body's bytes.
uint64_t BodySum(std::string_view body) {
  uint64_t sum = 0;
  for (const char c : body) sum = (sum ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return sum;
}

class InstantTransport final : public Transport {
 public:
  absl::Status Configure(const TransportSettings&) override { return absl::OkStatus(); }
  absl::Status Start(const HttpRequest& request) override {
    if (check) sum += BodySum(request.body);
    ++requests;
    bytes += request.body.size();
    Exchange exchange;
    exchange.id = request.id;
    exchange.status = 200;
    exchange.wrote = true;
    ended_.push_back(std::move(exchange));
    return absl::OkStatus();
  }
  void Drive(std::vector<Exchange>* done) override {
    for (Exchange& exchange : ended_) done->push_back(std::move(exchange));
    ended_.clear();
  }
  void Wait(Duration) override {}
  void Wakeup() override {}
  Exchange Abort(uint64_t) override { return {}; }
  bool Wrote(uint64_t) const override { return true; }
  void Abandon() override {}

  bool check = false;
  uint64_t sum = 0;
  uint64_t requests = 0;
  uint64_t bytes = 0;

 private:
  std::vector<Exchange> ended_;
};

// MakeRecord is a product of kRecordBytes bytes with twelve attributes.
std::string MakeRecord(size_t i) {
  const std::string n = std::to_string(100000 + i);
  std::string record = R"({"name":"Hex bolt M8 x )" + n + R"(","sku":"SKU-)" + n +
                       R"(","itemType":"stockedProduct","isActive":true,"price":"12.50",)" + R"("cost":7.1250,"quantity":)" + n +
                       R"(,"category":{"id":"c-12","name":"Fasteners"},"tags":["steel","zinc","M8"],)" +
                       R"("internal_note":"bought in bulk, see contract 77","barcode":")" + n + n + R"(","remarks":")";
  record.resize(kRecordBytes - 2, 'x');
  return record + "\"}";
}

struct Block {
  std::string data;
  std::vector<uint64_t> offsets{0};
};

Block MakeBlock() {
  Block block;
  for (size_t i = 0; i < kBatch; ++i) {
    block.data += MakeRecord(i);
    block.offsets.push_back(block.data.size());
  }
  return block;
}

// Expected is what a host without the plugin would send: the records without the attribute, joined by hand.
uint64_t ExpectedSum(const Block& block, size_t group) {
  static constexpr std::string_view kDropped = R"("internal_note":"bought in bulk, see contract 77",)";
  uint64_t sum = 0;
  std::string body;
  for (size_t i = 0; i < kBatch; ++i) {
    std::string record = block.data.substr(block.offsets[i], block.offsets[i + 1] - block.offsets[i]);
    record.erase(record.find(kDropped), kDropped.size());
    body += (group == 1 ? "" : body.empty() ? "[" : ",") + record;
    if ((i + 1) % group != 0) continue;
    sum += BodySum(group == 1 ? body : body + "]");
    body.clear();
  }
  return sum;
}

void Deliver(benchmark::State& state) {
  const auto group = static_cast<size_t>(state.range(0));
  const Block block = MakeBlock();
  auto owned = std::make_unique<InstantTransport>();
  InstantTransport* transport = owned.get();
  Destination::Parts parts;
  parts.transport = std::move(owned);
  parts.clock = std::make_unique<SystemClock>();
  Destination destination(std::move(parts));
  const std::string batching = group == 1 ? "false" : "true";
  const CallStatus configured = destination.Configure(
      R"({"credential":{"company_id":"7d9c2d0e-3a5f-4b55-9a53-2f7a6b1c0e11","api_key":"k"},"endpoint":"create_product",)"
      R"("exclude_attributes":["internal_note"],"rate_limit":{"windows":[{"requests":1000000000,"per_ms":1}]},"batching":{"enabled":)" +
      batching + R"(,"size":)" + std::to_string(group) + "}}");
  if (!configured.ok()) return state.SkipWithError(configured.message.c_str());
  HostBatch batch;
  batch.records = {.data = block.data.data(), .offsets = block.offsets.data(), .count = kBatch};
  const auto write = [&] {
    const CallStatus written = destination.WriteBatch(batch, -1);
    const bool all = written.ok() && destination.settled().size() == kBatch && destination.pending() == 0;
    destination.ClearSettled();
    return all;
  };
  transport->check = true;
  if (!write() || transport->sum != ExpectedSum(block, group))
    return state.SkipWithError("the bodies are not what they should be");
  transport->check = false;
  const uint64_t bytes = transport->bytes;
  for (auto _ : state) {
    transport->bytes = 0;
    if (!write() || transport->bytes != bytes) return state.SkipWithError("a record was not delivered");
  }
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * kBatch));
}
BENCHMARK(Deliver)->Name("deliver/records_a_request")->Arg(100)->Arg(1);

}  // namespace
}  // namespace inflow

BENCHMARK_MAIN();
