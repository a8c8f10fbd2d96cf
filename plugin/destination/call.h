// SPDX-License-Identifier: Apache-2.0
//
// File: call.h
//
// What became of a call, as the core says it; the boundary turns it into a status and an error.
#ifndef PLUGIN_DESTINATION_CALL_H_
#define PLUGIN_DESTINATION_CALL_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/config/parse.h"

namespace inflow {

// CallCode has the numbers of DESTINATION_OK and its siblings.
enum class CallCode : int32_t {
  kOk = 0,
  kInvalidArgument = 1,
  kInvalidState = 2,
  kBusy = 3,
  kUnsupported = 4,
  kConfig = 5,
  kAuth = 6,
  kUnavailable = 7,
  kRateLimited = 8,
  kTimeout = 9,
  kCancelled = 10,
  kResourceExhausted = 11,
  kConflict = 12,
  kOutOfMemory = 13,
  kInternal = 14,
  kJournal = 15,
};

struct CallStatus {
  CallCode code = CallCode::kOk;
  std::string message{};        // one sentence: what was attempted, the value, the rule, what to do
  std::string detail = "{}";    // a JSON object
  int64_t retry_after_ms = -1;  // when to come back; -1 where unknown

  bool ok() const { return code == CallCode::kOk; }
};

// FaultsToStatus says that `what` has these faults (at least one): the first in the message, all in
// the detail, {"faults":
// [{"pointer", "message"}]}.
CallStatus FaultsToStatus(CallCode code, std::string_view what, const std::vector<Fault>& faults);

}  // namespace inflow

#endif  // PLUGIN_DESTINATION_CALL_H_
