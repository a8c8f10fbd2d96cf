// SPDX-License-Identifier: Apache-2.0
//
// File: settled.h
//
// What became of a record.
#ifndef PLUGIN_DELIVERY_SETTLED_H_
#define PLUGIN_DELIVERY_SETTLED_H_

#include <cstdint>
#include <memory>
#include <string>

namespace inflow {

// Outcome has the numbers of DESTINATION_DELIVERED and its siblings.
enum class Outcome : int32_t {
  kDelivered = 1,
  kUnchanged = 2,
  kSuperseded = 3,
  kRejected = 4,
  kFailed = 5,
  kAmbiguous = 6,
  kDropped = 7,
};
inline constexpr int kOutcomes = 8;  // for arrays indexed by outcome
// OutcomeName is "DELIVERED" and so on; "UNKNOWN" for a number that is none.
const char* OutcomeName(int32_t outcome);

// SettledFlag has the numbers of DESTINATION_FLAG_LATE and its siblings.
enum SettledFlag : uint32_t {
  kAdopted = 1,
  kRepeated = 2,
  kLate = 4,
  kSound = 8,
  kSent = 16,
};

// SharedText is text that the records of one request share; null stands for the empty text.
using SharedText = std::shared_ptr<const std::string>;

struct Settled {
  uint64_t id = 0;
  Outcome outcome = Outcome::kDropped;
  int32_t http_status = 0;  // of the last answer; 0: none
  uint32_t attempts = 0;    // requests that carried it and may have reached the service
  int64_t latency_ms = 0;   // of the last attempt
  SharedText message;
  SharedText response;  // the answer's body where responses are captured
  uint64_t document =
      0;  // the number of the folded document that it is a line of; 0: none, or nobody knows
  uint32_t flags = 0;   // of SettledFlag
  uint64_t number = 0;  // of the record in the journal
};

}  // namespace inflow

#endif  // PLUGIN_DELIVERY_SETTLED_H_
