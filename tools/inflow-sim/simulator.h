// SPDX-License-Identifier: Apache-2.0
//
// File: simulator.h
//
// The service itself, without a socket and without a clock: a message and a time go in, an answer
// comes out.
//
//   Simulator simulator(options);
//   Exchange exchange = simulator.Serve({.method = "POST", .target = "/<company>/products", …},
//   now); exchange.answer.status;   // 201 simulator.End(&exchange, 201, later);
#ifndef TOOLS_INFLOW_SIM_SIMULATOR_H_
#define TOOLS_INFLOW_SIM_SIMULATOR_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "tools/inflow-sim/fault.h"
#include "tools/inflow-sim/log.h"
#include "tools/inflow-sim/message.h"
#include "tools/inflow-sim/options.h"
#include "tools/inflow-sim/quota.h"
#include "tools/inflow-sim/refusal.h"
#include "tools/inflow-sim/route.h"
#include "tools/inflow-sim/store.h"
#include "tools/inflow-sim/writes.h"

namespace inflow::sim {

// Exchange is a request served but not yet answered.
struct Exchange {
  Answer answer;
  std::optional<Fault> fault;       // what else is to happen on the answer's way
  std::shared_ptr<LogEntry> entry;  // null for a look at the simulator itself
};

// Simulator is not thread-safe.
class Simulator {
 public:
  explicit Simulator(const Options& options);

  // Prepare reads what the options name: seed data, the fault script, the log file.
  absl::Status Prepare();

  // Serve handles one request. Times may not go backwards.
  Exchange Serve(const Message& message, Instant now);

  // End notes what has gone out: the answer's status, or 0 where none did.
  void End(Exchange* exchange, int status, Instant now);

 private:
  Answer ServeControl(const Message& message, const Target& target);
  Answer ServeApi(const Message& message, const Target& target, bool apply, LogEntry* entry);
  std::optional<Refusal> Admit(const Message& message, const Target& target) const;
  std::optional<Refusal> AdmitVersion(const Message& message) const;
  Answer Work(const Message& message, const Target& target, bool* applied);
  Answer Read(const Target& target, const Place& place);
  Answer Throttle(Instant now);
  void AddRateHeaders(Instant now, Answer* answer) const;

  const Options options_;
  Store store_;
  Quota quota_;
  FaultScript faults_;
  RequestLog log_;
  Wording wording_;
  Writes writes_;
};

}  // namespace inflow::sim

#endif  // TOOLS_INFLOW_SIM_SIMULATOR_H_
