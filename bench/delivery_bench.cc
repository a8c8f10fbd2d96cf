// SPDX-License-Identifier: Apache-2.0
//
// What the core costs by itself: accept, validate, group, drop one attribute, render, settle, over
// a transport that answers at once. Each benchmark checks the bytes of the bodies that it made.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/instant_transport.h"
#include "plugin/destination/destination.h"
#include "plugin/entity/identity.h"

namespace inflow {
namespace {

constexpr char kCompany[] = "7d9c2d0e-3a5f-4b55-9a53-2f7a6b1c0e11";
constexpr size_t kBatch = 1000;
constexpr size_t kRecordBytes = 350;

// BodySum is FNV-1a over a body's bytes.
uint64_t BodySum(std::string_view body) {
  uint64_t sum = 0;
  for (const char c : body) sum = (sum ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return sum;
}

// CheckedTransport sums up the bodies, too, where they are compared.
class CheckedTransport final : public InstantTransport {
 public:
  absl::Status Start(const HttpRequest& request) override {
    if (check) sum += BodySum(request.body);
    return InstantTransport::Start(request);
  }

  bool check = false;
  uint64_t sum = 0;
};

// MakeRecord is a product of kRecordBytes bytes with twelve attributes.
std::string MakeRecord(size_t i) {
  const std::string n = std::to_string(100000 + i);
  std::string record =
      R"({"name":"Hex bolt M8 x )" + n + R"(","sku":"SKU-)" + n +
      R"(","itemType":"stockedProduct","isActive":true,"price":"12.50",)" +
      R"("cost":7.1250,"quantity":)" + n +
      R"(,"category":{"id":"c-12","name":"Fasteners"},"tags":["steel","zinc","M8"],)" +
      R"("internal_note":"bought in bulk, see contract 77","barcode":")" + n + n +
      R"(","shelf":"S-)" + std::to_string(i / 10) + R"(","remarks":")";
  record.resize(kRecordBytes - 2, 'x');
  return record + "\"}";
}

struct Block {
  std::string data;
  std::vector<uint64_t> offsets{0};
};

Block MakeBlock(std::string (*make_record)(size_t)) {
  Block block;
  for (size_t i = 0; i < kBatch; ++i) {
    block.data += make_record(i);
    block.offsets.push_back(block.data.size());
  }
  return block;
}

// Expected is what a host without the plugin would send: the records without the attribute, joined
// by hand.
uint64_t ExpectedSum(const Block& block, size_t group) {
  static constexpr std::string_view kDropped =
      R"("internal_note":"bought in bulk, see contract 77",)";
  uint64_t sum = 0;
  std::string body;
  for (size_t i = 0; i < kBatch; ++i) {
    std::string record =
        block.data.substr(block.offsets[i], block.offsets[i + 1] - block.offsets[i]);
    record.erase(record.find(kDropped), kDropped.size());
    body += (group == 1 ? "" : body.empty() ? "[" : ",") + record;
    if ((i + 1) % group != 0) continue;
    sum += BodySum(group == 1 ? body : body + "]");
    body.clear();
  }
  return sum;
}

// Handle is a destination over a transport that answers at once, fed with the same block again and
// again.
class Handle {
 public:
  explicit Handle(std::string settings, std::string (*make_record)(size_t) = &MakeRecord)
      : settings_(std::move(settings)), block_(MakeBlock(make_record)) {
    auto owned = std::make_unique<CheckedTransport>();
    transport = owned.get();
    Destination::Parts parts;
    parts.transport = std::move(owned);
    parts.clock = std::make_unique<SystemClock>();
    destination_ = std::make_unique<Destination>(std::move(parts));
    batch_.records = {
        .data = block_.data.data(), .offsets = block_.offsets.data(), .count = kBatch};
  }

  // Configure also makes folding forget the documents that it has seen. It returns what is wrong,
  // or "".
  std::string Configure() {
    return destination_
        ->Configure(
            std::string(R"({"credential":{"company_id":")") + kCompany +
            R"(","api_key":"k"},"rate_limit":{"windows":[{"requests":1000000000,"per_ms":1}]},)" +
            settings_ + "}")
        .message;
  }

  bool Write() {
    const bool written = destination_->WriteBatch(batch_, -1).ok() && destination_->Flush(-1).ok();
    const uint64_t delivered =
        destination_->GetStats().counters.outcomes[static_cast<size_t>(Outcome::kDelivered)];
    const bool all =
        written && delivered - delivered_ == kBatch && destination_->settled().size() == kBatch;
    delivered_ = delivered;
    destination_->ClearSettled();
    return all;
  }

  // Accept leaves the records pending.
  void Accept() { destination_->WriteBatch(batch_, 0); }

  const Block& block() const { return block_; }
  CheckedTransport* transport;

 private:
  std::string settings_;
  Block block_;
  std::unique_ptr<Destination> destination_;
  HostBatch batch_;
  uint64_t delivered_ = 0;
};

// Measure times a handle whose bodies must have the expected checksum.
void Measure(benchmark::State& state, Handle* handle, uint64_t expected,
             bool configure_each_time = false) {
  if (const std::string wrong = handle->Configure(); !wrong.empty())
    return state.SkipWithError(wrong.c_str());
  handle->transport->check = true;
  if (!handle->Write() || handle->transport->sum != expected)
    return state.SkipWithError("the bodies are not what they should be");
  handle->transport->check = false;
  const uint64_t bytes = handle->transport->bytes;
  for ([[maybe_unused]] auto _ : state) {
    if (configure_each_time) {
      state.PauseTiming();
      if (!handle->Configure().empty()) return state.SkipWithError("it cannot be configured again");
      state.ResumeTiming();
    }
    handle->transport->bytes = 0;
    if (!handle->Write() || handle->transport->bytes != bytes)
      return state.SkipWithError("a record was not delivered");
  }
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * kBatch));
}

void Deliver(benchmark::State& state) {
  const auto group = static_cast<size_t>(state.range(0));
  const std::string batching = group == 1 ? "false" : "true";
  Handle handle(
      R"("endpoint":"create_product","exclude_attributes":["internal_note"],"batching":{"enabled":)" +
      batching + R"(,"size":)" + std::to_string(group) + "}");
  Measure(state, &handle, ExpectedSum(handle.block(), group));
}
BENCHMARK(Deliver)->Name("deliver/records_a_request")->Arg(100)->Arg(1);

// ResidentBytes is the memory that the process holds.
size_t ResidentBytes() {
  size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages >> pages;
  return pages * static_cast<size_t>(getpagesize());
}

// What a record costs while it is pending, beside its payload: the requests of a service that never
// answers stay in flight, and the others wait.
void Pend(benchmark::State& state) {
  constexpr size_t kRecords = 200'000;
  Handle handle(
      R"("endpoint":"create_product","queue":{"max_records":1000000,"max_bytes":1000000000})");
  handle.transport->answers = false;
  if (!handle.Configure().empty()) return state.SkipWithError("it cannot be configured");
  size_t bytes = 0;
  for ([[maybe_unused]] auto _ : state) {
    const size_t before = ResidentBytes();
    for (size_t i = 0; i < kRecords; i += kBatch) handle.Accept();
    bytes = ResidentBytes() - before;
  }
  state.counters["bytes_a_record"] =
      static_cast<double>(bytes) / kRecords - static_cast<double>(kRecordBytes);
}
BENCHMARK(Pend)->Name("pending")->Iterations(1);

std::string RecordOf(const Block& block, size_t i) {
  return block.data.substr(block.offsets[i], block.offsets[i + 1] - block.offsets[i]);
}

std::string Without(std::string record, const std::string& part) {
  return record.erase(record.find(part), part.size());
}

// What a richly configured request costs beside the plain one: a templated URL, two headers, three
// excluded attributes.
void DeliverTemplated(benchmark::State& state) {
  Handle handle(
      R"("endpoint":{"method":"POST","url":"/{companyId}/things/{record.sku}"},"request_headers":{"X-Kind":"{record.itemType}","X-Source":"bench"},)"
      R"("exclude_attributes":["internal_note","cost","tags"])");
  uint64_t expected = 0;
  for (size_t i = 0; i < kBatch; ++i) {
    std::string record = Without(RecordOf(handle.block(), i),
                                 R"("internal_note":"bought in bulk, see contract 77",)");
    expected +=
        BodySum(Without(Without(record, R"("cost":7.1250,)"), R"("tags":["steel","zinc","M8"],)"));
  }
  Measure(state, &handle, expected);
}
BENCHMARK(DeliverTemplated)->Name("deliver/templated");

// MakeProduct is a product of the published API as a file has it: kRecordBytes bytes, no GUID,
// decimals as numbers and texts.
std::string MakeProduct(size_t i) {
  const std::string n = std::to_string(100000 + i);
  std::string record =
      R"({"Name":"Hex bolt M8 x )" + n + R"(","SKU":"SKU-)" + n +
      R"(","itemType":"stocked product",)" +
      R"("isActive":"yes","weight":7.1250,"width":"12.50","length":)" + n +
      R"(,"trackSerials":0,)" +
      R"("salesUom":{"name":"box","conversionRatio":{"standardQuantity":100,"uomQuantity":1}},)" +
      R"("hsTariffNumber":"73181500","originCountry":"DE","remarks":")";
  record.resize(kRecordBytes - 2, 'x');
  return record + "\"}";
}

// BoundProduct is the same as the service wants it.
std::string BoundProduct(size_t i) {
  const std::string n = std::to_string(100000 + i);
  RecordIndex index;
  const std::string record = MakeProduct(i);
  std::string body = R"({"productId":")";
  const Identity identity(kCompany, "products", {AttributePath("SKU")});
  if (WalkRecord(record, &index).ok()) AppendUuid(identity.Derive(index).value_or(Uuid()), &body);
  body +=
      R"(","name":"Hex bolt M8 x )" + n + R"(","sku":"SKU-)" + n +
      R"(","itemType":"StockedProduct",)" +
      R"("isActive":true,"weight":"7.1250","width":"12.50","length":")" + n +
      R"(","trackSerials":false,)" +
      R"("salesUom":{"name":"box","conversionRatio":{"standardQuantity":"100","uomQuantity":"1"}},)" +
      record.substr(record.find(R"("hsTariffNumber")"));
  return body;
}

// What the published API costs: names and values checked and written anew, a GUID derived.
void DeliverPublished(benchmark::State& state) {
  Handle handle(R"("endpoint":"upsert_product","identity":{"from":["SKU"]})", &MakeProduct);
  uint64_t expected = 0;
  for (size_t i = 0; i < kBatch; ++i) expected += BodySum(BoundProduct(i));
  Measure(state, &handle, expected);
}
BENCHMARK(DeliverPublished)->Name("deliver/published");

// AlgorithmCase is a grouping algorithm and, by hand, what its bodies are.
struct AlgorithmCase {
  const char* name;
  const char* settings;
  const char* prefix;       // %: the shelf
  const char* item_prefix;  // %: the SKU
  const char* separator;
  const char* item_suffix;
  const char* suffix;
  size_t size;         // records a request
  bool without_shelf;  // in the records
};
constexpr AlgorithmCase kAlgorithms[] = {
    {"array", "", "[", "", ",", "", "]", 100, false},
    {"wrapped_array", R"(,"key":"data.items")", R"({"data":{"items":[)", "", ",", "", "]}}", 100,
     false},
    {"envelope", R"(,"key":"items","fields":{"shelf":"{record.shelf}"})",
     R"({"shelf":"%","items":[)", "", ",", "", "]}", 10, false},
    {"item_wrapper", R"(,"key":"records","item_key":"value")", R"({"records":[)", R"({"value":)",
     ",", "}", "]}", 100, false},
    {"delimited", "", "", "", "\n", "", "", 100, false},
    {"group_by", R"(,"attributes":"shelf","key":"records")", R"({"shelf":"%","records":[)", "", ",",
     "", "]}", 10, true},
    {"fold",
     R"(,"by":"shelf","line_attributes":["name","sku","itemType","isActive","price","cost","quantity","category","tags","internal_note","barcode","remarks"])",
     R"({"shelf":"%","lines":[)", "", ",", "", "]}", 10, true},
    {"keyed", R"(,"by":"sku")", "{", R"("%":)", ",", "", "}", 100, false},
    {"template", R"(,"body":{"rows":"{records}"},"item":["{record.sku}","{message.json}"])",
     R"({"rows":[)", R"(["%",)", ",", "]", "]}", 100, false},
};

std::string Filled(std::string text, const std::string& value) {
  const size_t at = text.find('%');
  return at == std::string::npos ? text : text.replace(at, 1, value);
}

uint64_t ExpectedSum(const Block& block, const AlgorithmCase& algorithm) {
  uint64_t sum = 0;
  std::string body;
  for (size_t i = 0; i < kBatch; ++i) {
    const std::string shelf = "S-" + std::to_string(i / 10);
    std::string record = RecordOf(block, i);
    if (algorithm.without_shelf) record = Without(record, R"("shelf":")" + shelf + "\",");
    body += i % algorithm.size == 0 ? Filled(algorithm.prefix, shelf) : algorithm.separator;
    body += Filled(algorithm.item_prefix, "SKU-" + std::to_string(100000 + i)) + record +
            algorithm.item_suffix;
    if ((i + 1) % algorithm.size != 0) continue;
    sum += BodySum(body + algorithm.suffix);
    body.clear();
  }
  return sum;
}

void DeliverGrouped(benchmark::State& state, const AlgorithmCase& algorithm) {
  Handle handle(
      std::string(
          R"("endpoint":{"method":"POST","url":"/{companyId}/things"},"batching":{"enabled":true,"algorithm":")") +
      algorithm.name + "\"" + algorithm.settings + "}");
  Measure(state, &handle, ExpectedSum(handle.block(), algorithm),
          std::string_view(algorithm.name) == "fold");
}

const bool registered = [] {
  for (const AlgorithmCase& algorithm : kAlgorithms) {
    benchmark::RegisterBenchmark(
        ("deliver/" + std::string(algorithm.name)).c_str(),
        [&algorithm](benchmark::State& state) { DeliverGrouped(state, algorithm); });
  }
  return true;
}();

}  // namespace
}  // namespace inflow

BENCHMARK_MAIN();
