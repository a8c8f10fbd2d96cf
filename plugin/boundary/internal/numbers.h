// SPDX-License-Identifier: Apache-2.0
//
// File: numbers.h
//
// The core's enumerations as the ABI's numbers. The core knows nothing of the ABI, so that both
// have the same numbers is held here, and nowhere else is one made of the other.
#ifndef PLUGIN_BOUNDARY_INTERNAL_NUMBERS_H_
#define PLUGIN_BOUNDARY_INTERNAL_NUMBERS_H_

#include "abi/destination.h"
#include "plugin/delivery/settled.h"
#include "plugin/destination/call.h"
#include "plugin/log/log.h"

namespace inflow::boundary {

// NumberOf returns the ABI's constant for a status, an outcome or a log level.
constexpr destination_status NumberOf(CallCode code) {
  return static_cast<destination_status>(code);
}
constexpr destination_outcome NumberOf(Outcome outcome) {
  return static_cast<destination_outcome>(outcome);
}
constexpr int32_t NumberOf(LogLevel level) { return static_cast<int32_t>(level); }

static_assert(NumberOf(CallCode::kOk) == DESTINATION_OK);
static_assert(NumberOf(CallCode::kInvalidArgument) == DESTINATION_INVALID_ARGUMENT);
static_assert(NumberOf(CallCode::kInvalidState) == DESTINATION_INVALID_STATE);
static_assert(NumberOf(CallCode::kBusy) == DESTINATION_BUSY);
static_assert(NumberOf(CallCode::kUnsupported) == DESTINATION_UNSUPPORTED);
static_assert(NumberOf(CallCode::kConfig) == DESTINATION_CONFIG);
static_assert(NumberOf(CallCode::kAuth) == DESTINATION_AUTH);
static_assert(NumberOf(CallCode::kUnavailable) == DESTINATION_UNAVAILABLE);
static_assert(NumberOf(CallCode::kRateLimited) == DESTINATION_RATE_LIMITED);
static_assert(NumberOf(CallCode::kTimeout) == DESTINATION_TIMEOUT);
static_assert(NumberOf(CallCode::kCancelled) == DESTINATION_CANCELLED);
static_assert(NumberOf(CallCode::kResourceExhausted) == DESTINATION_RESOURCE_EXHAUSTED);
static_assert(NumberOf(CallCode::kConflict) == DESTINATION_CONFLICT);
static_assert(NumberOf(CallCode::kOutOfMemory) == DESTINATION_OUT_OF_MEMORY);
static_assert(NumberOf(CallCode::kInternal) == DESTINATION_INTERNAL);
static_assert(NumberOf(CallCode::kJournal) == DESTINATION_JOURNAL);

static_assert(NumberOf(Outcome::kDelivered) == DESTINATION_DELIVERED);
static_assert(NumberOf(Outcome::kUnchanged) == DESTINATION_UNCHANGED);
static_assert(NumberOf(Outcome::kSuperseded) == DESTINATION_SUPERSEDED);
static_assert(NumberOf(Outcome::kRejected) == DESTINATION_REJECTED);
static_assert(NumberOf(Outcome::kFailed) == DESTINATION_FAILED);
static_assert(NumberOf(Outcome::kAmbiguous) == DESTINATION_AMBIGUOUS);
static_assert(NumberOf(Outcome::kDropped) == DESTINATION_DROPPED);
static_assert(kOutcomes == DESTINATION_DROPPED + 1);

static_assert(NumberOf(LogLevel::kError) == DESTINATION_LOG_ERROR);
static_assert(NumberOf(LogLevel::kWarn) == DESTINATION_LOG_WARN);
static_assert(NumberOf(LogLevel::kInfo) == DESTINATION_LOG_INFO);
static_assert(NumberOf(LogLevel::kDebug) == DESTINATION_LOG_DEBUG);

// Flags of a settled record are handed on as they are.
static_assert(kRepeated == DESTINATION_FLAG_REPEATED);
static_assert(kLate == DESTINATION_FLAG_LATE);
static_assert(kSound == DESTINATION_FLAG_SOUND);
static_assert(kSent == DESTINATION_FLAG_SENT);

}  // namespace inflow::boundary

#endif  // PLUGIN_BOUNDARY_INTERNAL_NUMBERS_H_
