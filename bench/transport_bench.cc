// SPDX-License-Identifier: Apache-2.0
//
// File: transport_bench.cc
//
// The transport alone, used as bench-peer uses libcurl: the same arguments, the same line on
// standard output.
//
//   transport-bench URL BODIES REQUESTS IN_FLIGHT

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "bench/cpu_seconds.h"
#include "plugin/transport/curl_transport.h"

namespace {

using inflow::bench::CpuSeconds;

using inflow::Exchange;
using inflow::HttpRequest;

struct Tally {
  size_t failed = 0;
  size_t bytes = 0;
};

Tally Run(inflow::Transport* transport, const char* url, const std::vector<std::string>& bodies,
          size_t requests, size_t in_flight) {
  Tally tally;
  HttpRequest request;
  request.method = inflow::HttpMethod::kPost;
  request.url = url;
  request.has_body = true;
  request.headers = std::make_shared<const std::vector<std::string>>(std::vector<std::string>{
      "Content-Type: application/json", "Accept: application/json;version=2025-06-24"});
  request.authorization =
      std::make_shared<const std::string>("Authorization: Bearer 0123456789abcdef0123456789abcdef");
  std::vector<Exchange> done;
  size_t started = 0;
  size_t ended = 0;
  while (ended < requests) {
    while (started < requests && started - ended < in_flight) {
      request.id = started;
      request.body = bodies[started % bodies.size()];
      tally.bytes += request.body.size();
      ++started;
      if (const absl::Status status = transport->Start(request); !status.ok()) {
        std::fprintf(stderr, "%s\n", status.ToString().c_str());
        std::exit(70);
      }
    }
    transport->Drive(&done);
    for (const Exchange& exchange : done) {
      if (exchange.failure != inflow::Failure::kNone || exchange.status / 100 != 2) ++tally.failed;
    }
    const bool idle = done.empty();
    ended += done.size();
    done.clear();
    if (idle) transport->Wait(std::chrono::seconds(1));
  }
  return tally;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> bodies;
  if (argc == 5) {
    std::ifstream file(argv[2]);
    for (std::string line; std::getline(file, line);) bodies.push_back(line);
  }
  if (bodies.empty()) {
    std::fprintf(stderr,
                 "usage: %s URL BODIES REQUESTS IN_FLIGHT; BODIES is a file with one body a line\n",
                 argv[0]);
    return 2;
  }
  const size_t requests = std::strtoull(argv[3], nullptr, 10);
  const double cpu = CpuSeconds();
  const auto begin = std::chrono::steady_clock::now();
  const std::unique_ptr<inflow::Transport> transport = inflow::MakeCurlTransport();
  inflow::TransportSettings settings;
  settings.max_in_flight = std::strtoull(argv[4], nullptr, 10);
  settings.user_agent = "transport-bench";
  if (const absl::Status status = transport->Configure(settings); !status.ok()) {
    std::fprintf(stderr, "%s\n", status.ToString().c_str());
    return 70;
  }
  const Tally tally = Run(transport.get(), argv[1], bodies, requests, settings.max_in_flight);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  std::printf("requests %zu failed %zu bytes %zu cpu_seconds %.6f seconds %.6f\n", requests,
              tally.failed, tally.bytes, CpuSeconds() - cpu, seconds);
  return tally.failed == 0 ? 0 : 1;
}
