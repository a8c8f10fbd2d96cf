// SPDX-License-Identifier: Apache-2.0
//
// File: fault.h
//
// Faults by script. A rule says which requests it is for and what happens to them; the first rule
// that strikes wins. docs/simulator.md describes the script.
//
//   absl::StatusOr<FaultScript> script =
//   FaultScript::Parse(R"({"rules":[{"method":"POST","nth":2,"status":503}]})"); const Fault* fault
//   = script->Strike({"POST", "/products", body, /*reused=*/false});
#ifndef TOOLS_INFLOW_SIM_FAULT_H_
#define TOOLS_INFLOW_SIM_FAULT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/inflow-sim/message.h"

namespace inflow::sim {

// When, seen from the answer, a connection is ended.
enum class Moment : uint8_t { kNever, kBefore, kDuring, kAfter };

// Confusion is an answer that looks like a success and is none.
enum class Confusion : uint8_t {
  kNone,
  kHtml,     // 200 with a page, as a portal in between answers
  kOtherId,  // the service's own, but for the ids of its entities
  kError,    // 200 with an error object
};

// Fault is what happens to one request.
struct Fault {
  size_t rule = 0;    // its place in the script, from 0
  bool apply = true;  // the request takes effect first
  // The answer.
  std::optional<int> status = {};
  Headers headers = {};
  std::optional<std::string> body = {};
  std::optional<std::string> raw = {};  // bytes in place of the whole answer
  bool malformed = false;               // half of the body, with a length that fits
  int64_t length_off_by = 0;            // added to the Content-Length
  Confusion confusion = Confusion::kNone;
  // Its way to the client.
  int64_t delay_ms = 0;
  bool hang = false;  // no answer; the connection stays open until the client leaves
  Moment reset = Moment::kNever;
  Moment close = Moment::kNever;
  std::optional<size_t> cut = {};  // close after so many bytes of the body
  size_t slow_bytes = 0;           // so many at a time …
  int64_t slow_ms = 0;             // … this far apart
};

class FaultScript {
 public:
  FaultScript() = default;

  // Parse reads a script; InvalidArgument names the place and the rule.
  static absl::StatusOr<FaultScript> Parse(std::string_view json);

  // AddConfusion adds a rule behind the others: "html", "half=3" (the first three requests),
  // "error=0.1" (a tenth of them). InvalidArgument says what it must be.
  absl::Status AddConfusion(const std::string& text);

  struct Subject {
    std::string_view method;
    std::string_view path;  // below the company, percent-decoded: "/products/7"
    std::string_view body;
    bool reused = false;  // not the first request of its connection
  };

  // Strike counts the request in the rules that are for it and returns the fault that it suffers;
  // nullptr for none.
  const Fault* Strike(const Subject& subject);

 private:
  struct Rule {
    std::vector<std::string> methods;  // empty: any
    std::string path = "/*";           // a glob
    std::string body_contains;
    std::optional<bool> reused;
    std::vector<uint64_t> nth;
    uint64_t every = 0;
    double share = 1.0;
    uint64_t times = UINT64_MAX;
    Fault fault;
    uint64_t seen = 0;
    uint64_t struck = 0;
  };
  class Reader;
  static bool IsFor(const Rule& rule, const Subject& subject);
  bool Chosen(const Rule& rule) const;

  uint64_t seed_ = 1;
  std::vector<Rule> rules_;
};

}  // namespace inflow::sim

#endif  // TOOLS_INFLOW_SIM_FAULT_H_
