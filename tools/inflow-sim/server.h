// SPDX-License-Identifier: Apache-2.0
//
// File: server.h
//
// The simulator behind a socket on 127.0.0.1.
//
//   absl::StatusOr<std::unique_ptr<Server>> server = Server::Start(options);
//   (*server)->port();
//   (*server)->Stop();
#ifndef TOOLS_INFLOW_SIM_SERVER_H_
#define TOOLS_INFLOW_SIM_SERVER_H_

#include <memory>

#include "absl/status/statusor.h"
#include "tools/inflow-sim/options.h"

namespace inflow::sim {

class Server {
 public:
  // Start listens and serves on threads of its own. InvalidArgument for what the options name
  // (files, certificate, script); Unavailable where the port cannot be had.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const Options& options);

  virtual ~Server() = default;
  virtual int port() const = 0;

  // Stop ends all connections, whatever waits on them, and returns when every thread has ended.
  // Once.
  virtual void Stop() = 0;
};

}  // namespace inflow::sim

#endif  // TOOLS_INFLOW_SIM_SERVER_H_
