// SPDX-License-Identifier: Apache-2.0
//
// File: transport.h
//
// One HTTP exchange at a time or many at once, on the caller's thread. An HTTP error status is a
// successful exchange: what a status *means* is the retry table's business. The transport never
// repeats a request by itself; where a connection shows before the first byte is written that it is
// not fit for the request, another one is taken. What lies in a connection before that byte is no
// answer to it.
#ifndef PLUGIN_TRANSPORT_TRANSPORT_H_
#define PLUGIN_TRANSPORT_TRANSPORT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "plugin/clock/clock.h"
#include "plugin/http/exchange.h"

namespace inflow {

struct TransportSettings {
  std::string ca_file;                    // empty: the system's
  std::string proxy;                      // empty: none (the environment is not read)
  size_t max_response_bytes = 16u << 20;  // of a body, decoded
  size_t max_in_flight = 4;
  std::string user_agent;
};

class Transport {
 public:
  virtual ~Transport() = default;

  // Configure applies to requests started later. InvalidArgument where a setting cannot be used (no
  // such CA file, or a certificate in it that is broken).
  virtual absl::Status Configure(const TransportSettings& settings) = 0;

  // Start begins a request. An error means that nothing was begun (out of memory, an unusable URL).
  virtual absl::Status Start(const HttpRequest& request) = 0;

  // Drive moves bytes that can be moved now and appends the exchanges that ended. Never waits.
  virtual void Drive(std::vector<Exchange>* done) = 0;

  // Wait returns when a socket has something to do, Wakeup was called, or `at_most` is over.
  virtual void Wait(Duration at_most) = 0;

  // Wakeup ends a Wait, now or the next. Any thread.
  virtual void Wakeup() = 0;
  // CanBeWoken is false where there were no descriptors for that.
  virtual bool CanBeWoken() { return true; }

  // Abort ends one request at once and says how far it got: kUnreachable if no byte was written,
  // else kTimedOut (or kNone with `cut` where the status line had come). Drive first: an answer
  // that already lies in the socket must be read, not thrown away.
  virtual Exchange Abort(uint64_t id) = 0;

  // Wrote tells whether a byte of the request was handed to the network.
  virtual bool Wrote(uint64_t id) const = 0;

  // Abandon forgets everything without touching a socket: for the child of a fork.
  virtual void Abandon() = 0;
};

}  // namespace inflow

#endif  // PLUGIN_TRANSPORT_TRANSPORT_H_
