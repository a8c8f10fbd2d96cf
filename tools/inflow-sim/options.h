// SPDX-License-Identifier: Apache-2.0
//
// File: options.h
//
// The command line of inflow-sim. docs/simulator.md explains each option.
//
//   Options options;
//   absl::StatusOr<Options> options = ParseOptions({"--limit", "20/2000"});
#ifndef TOOLS_INFLOW_SIM_OPTIONS_H_
#define TOOLS_INFLOW_SIM_OPTIONS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/inflow-sim/quota.h"

namespace inflow::sim {

enum class Routes : uint8_t { kBoth, kPublished, kDocument };
enum class Strictness : uint8_t { kKnown, kHarsh };
enum class RateHeaders : uint8_t { kUsed, kLeft, kNone };
enum class ArrayPut : uint8_t { kAccept, kReject, kFirstOnly };
enum class References : uint8_t { kAll, kPublished, kNone };  // which writes are checked for them
enum class NegativeStock : uint8_t { kAllow, k422, k400 };

struct Options {
  int port = 0;
  std::string port_file;
  Routes routes = Routes::kBoth;
  Strictness strictness = Strictness::kKnown;
  bool accept_any = false;
  std::string company = "00000000-0000-4000-8000-000000000001";
  std::string api_key = "simulator-key";
  std::string seed_data;  // a file
  bool bare = false;      // nothing is there from the start but the seed data
  uint64_t seed = 1;
  bool store = true;
  std::vector<Limit> limits = {{}};
  RateHeaders rate_headers = RateHeaders::kUsed;
  int64_t latency_ms = 0;
  ArrayPut array_put = ArrayPut::kAccept;
  References references = References::kAll;
  NegativeStock negative_stock = NegativeStock::kAllow;
  std::string fault;  // a file, or the script itself where it begins with a brace
  std::vector<std::string> confuse = {};  // as FaultScript::AddConfusion reads them
  std::string log;                        // a file for NDJSON
  size_t max_log = 64u << 20;
  std::string tls_certificate;
  std::string tls_key;
  std::string help;  // --help or --version was asked for: the text to print, nothing else to do
};

// ParseOptions reads the arguments behind the program's name. What --strictness implies for options
// that are not given (limits, routes, rate headers, array PUT) is filled in. InvalidArgument says
// what to mend.
absl::StatusOr<Options> ParseOptions(std::vector<std::string> arguments);

// ParseLimit reads "60/60000": requests per milliseconds.
absl::StatusOr<Limit> ParseLimit(const std::string& text);

}  // namespace inflow::sim

#endif  // TOOLS_INFLOW_SIM_OPTIONS_H_
