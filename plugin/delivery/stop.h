// SPDX-License-Identifier: Apache-2.0
//
// File: stop.h
//
// Why nothing more is sent for now, although records are pending.
#ifndef PLUGIN_DELIVERY_STOP_H_
#define PLUGIN_DELIVERY_STOP_H_

#include <cstdint>
#include <optional>
#include <string>

#include "plugin/clock/clock.h"

namespace inflow {

enum class StopReason : uint8_t {
  kNone,
  kAuth,    // the credential was refused; ends with a new one, or a successful check
  kConfig,  // the service has no such route; ends with another configuration, or a successful check
  kUnavailable,  // nothing answers; a trial goes out when `until` has come
  kJournal,      // the journal cannot be written; ends when a call finds that it can
  kRateLimited,  // the service asked for a longer pause than max_retry_after; ends at `until`
};

struct Stop {
  StopReason reason = StopReason::kNone;
  std::string message;             // a sentence; empty with kNone
  std::optional<TimePoint> until;  // when trying again makes sense
};

}  // namespace inflow

#endif  // PLUGIN_DELIVERY_STOP_H_
