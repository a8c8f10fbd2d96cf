// SPDX-License-Identifier: Apache-2.0
//
// File: plugin_host.cc
//
// What a delivery costs through the plugin: the counterpart of bench-peer, with its arguments and
// its line on standard output.
//
//   plugin-host URL RECORDS REQUESTS IN_FLIGHT LIBRARY RECORDS_A_REQUEST [ENDPOINT]
//
// RECORDS holds one JSON record a line; they are written to ENDPOINT (create_product) in turn until
// they have made REQUESTS requests.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "bench/cpu_seconds.h"
#include "inflow/destination.hpp"

namespace {

using inflow::bench::CpuSeconds;

using namespace inflow::host;  // NOLINT(google-build-using-namespace): a program of one page

constexpr size_t kBatch = 1000;

[[noreturn]] void Die(const std::string& why) {
  std::fprintf(stderr, "plugin-host: %s\n", why.c_str());
  std::exit(70);
}

std::string Configuration(const std::string& url, const std::string& in_flight,
                          const std::string& size, const std::string& endpoint) {
  return R"({"credential":{"company_id":"7d9c2d0e-3a5f-4b55-9a53-2f7a6b1c0e11","api_key":"0123456789abcdef0123456789abcdef"},)"
         R"("endpoint":")" +
         endpoint + R"(","base_url":")" + url +
         R"(","rate_limit":{"windows":[{"requests":1000000000,"per_ms":1}],"max_in_flight":)" +
         in_flight + R"(},"batching":{"enabled":)" + (size == "1" ? "false" : "true") +
         R"(,"size":)" + size + "}}";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 7 && argc != 8)
    Die("usage: plugin-host URL RECORDS REQUESTS IN_FLIGHT LIBRARY RECORDS_A_REQUEST [ENDPOINT]");
  const std::string endpoint = argc == 8 ? argv[7] : "create_product";
  std::vector<std::string> lines;
  std::ifstream file(argv[2]);
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  if (lines.empty()) Die("no records");
  const size_t records = std::strtoull(argv[3], nullptr, 10) * std::strtoull(argv[6], nullptr, 10);

  std::string why;
  std::optional<Library> library = Library::Load(argv[5], &why);
  if (!library) Die(why);
  Destination handle;
  if (Error e = library->Open(&handle)) Die(std::string(e.message()));
  if (Error e = handle.Configure(Configuration(argv[1], argv[4], argv[6], endpoint)))
    Die(std::string(e.message()));

  // The batches are laid out beforehand, as the peer's bodies are.
  std::vector<Batch> batches;
  for (size_t i = 0; i < lines.size(); i += kBatch) {
    Batch batch;
    for (size_t j = i; j < std::min(i + kBatch, lines.size()); ++j) batch.Add(lines[j]);
    batches.push_back(std::move(batch));
  }
  const double cpu = CpuSeconds();
  const auto start = std::chrono::steady_clock::now();
  size_t written = 0;
  for (size_t i = 0; written < records; i = (i + 1) % batches.size()) {
    Result result;
    if (Error e = handle.WriteBatch(batches[i], kNoLimit, &result)) Die(std::string(e.message()));
    written += batches[i].size();
  }
  Result result;
  if (Error e = handle.Flush(kNoLimit, &result)) Die(std::string(e.message()));
  const destination_stats_data stats = handle.Stats();
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::printf("requests %llu failed %llu records %llu cpu_seconds %.6f seconds %.6f\n",
              static_cast<unsigned long long>(stats.requests),
              static_cast<unsigned long long>(stats.accepted - stats.delivered),
              static_cast<unsigned long long>(stats.accepted), CpuSeconds() - cpu, seconds);
  return 0;
}
