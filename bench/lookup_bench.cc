// SPDX-License-Identifier: Apache-2.0
//
// Looking names up: what a record pays for its names, and what the names that are known cost in
// memory.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "plugin/entity/reference.h"
#include "plugin/lookup/names.h"

namespace inflow {
namespace {

// PageOf is the answer to the question for a page of customers.
Exchange PageOf(int from, int to, int total) {
  Exchange exchange;
  exchange.status = 200;
  exchange.headers = {{"x-listcount", std::to_string(total)}};
  exchange.body = "[";
  for (int i = from; i < to; ++i) {
    absl::StrAppend(&exchange.body, i == from ? "" : ",",
                    "{\"customerId\":\"00000000-3b2a-4c1d-9e8f-", absl::Dec(i, absl::kZeroPad12),
                    "\",\"name\":\"Customer of the north ", i, "\"}");
  }
  exchange.body += "]";
  return exchange;
}

// Refer writes a field that names a customer, as a record's payload has it.
void Refer(int customer, std::string* payload) {
  const std::string name = absl::StrCat("\"Customer of the north ", customer, "\"");
  payload->append("\"customerId\":");
  AppendReference("customers", ReferenceMode::kResolve, name, payload);
}

// Read lets names read all customers.
void Read(int customers, Names* names) {
  // Enough of them that pages are fewer calls.
  for (int i = 0; i < customers; i += 50) {
    std::string wanted;
    Refer(i, &wanted);
    names->Intern(&wanted);
    names->Fill(wanted.data(), wanted.size(), 1);
  }
  for (int from = 0; names->place(); from += 100) {
    const Question question = names->Ask();
    names->Answer(question, PageOf(from, std::min(from + 100, customers), customers));
  }
}

// What two names cost a record of 400 bytes, beside the same record without them.
void TwoNames(benchmark::State& state) {
  Names names;
  names.Configure({});
  Read(50, &names);
  const std::string rest = "\"remarks\":\"" + std::string(300, 'x') + "\"}";
  std::string payload;
  int customer = 0;
  for ([[maybe_unused]] auto _ : state) {
    payload.assign("{");
    if (state.range(0) > 0) {
      for (int i = 0; i < 2; ++i) {
        Refer(customer = (customer + 1) % 50, &payload);
        payload.push_back(',');
      }
    }
    payload.append(rest);
    benchmark::DoNotOptimize(names.Intern(&payload));
  }
}
BENCHMARK(TwoNames)->Name("lookup/names_a_record")->Arg(2)->Arg(0);

// What 100,000 names take.
void Cache(benchmark::State& state) {
  for ([[maybe_unused]] auto _ : state) {
    const size_t before = mallinfo2().uordblks;
    Names names;
    names.Configure({});
    Read(100'000, &names);
    state.counters["MiB"] = static_cast<double>(mallinfo2().uordblks - before) / (1 << 20);
  }
}
BENCHMARK(Cache)->Name("lookup/cache_of_100000")->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace inflow

BENCHMARK_MAIN();
