// SPDX-License-Identifier: Apache-2.0
//
// File: fault.h
//
// What may happen to a request.
#ifndef TESTS_CAMPAIGN_FAULT_H_
#define TESTS_CAMPAIGN_FAULT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace inflow::campaign {

enum class Fault : uint8_t {
  kNone,
  kGatewayBefore,   // a gateway's status, and the service never got the request
  kGatewayAfter,    // a gateway's status, although the service applied the request
  kThrottled,       // 429, with an odd Retry-After or none
  kResetBefore,     // a reset instead of an answer; not applied
  kResetAfter,      // likewise; applied
  kResetMidAnswer,  // a reset in mid-answer; applied
  kClosedBefore,    // the end of the connection instead of an answer; not applied
  kClosedAfter,     // likewise; applied
  kTwoAnswers,      // a second answer right behind the first
  kIdleAnswer,      // a second answer, as soon as the connection is idle
  kIdle408,         // 408 and the end of an idle connection
  kCutBody,         // Content-Length promises more than comes; applied
  kShortLength,     // Content-Length promises less than comes; applied
  kLateBefore,      // no answer within limits.timeout_ms; not applied
  kLateAfter,       // likewise; applied
  kLateBody,        // an answer that stops half way; applied
  kSlow,            // an answer byte by byte
  kChunked,         // an answer in chunks
  kCutChunks,       // chunks without the last one; applied
  kPage,            // 200 with a page of HTML that is not the service's; not applied
  kOtherIdBefore,   // 200 with the entity of another id; not applied
  kOtherIdAfter,    // likewise; applied
  kOddItemErrors,   // errors of single records that nobody can read
  kUnread,          // a reset before the request was read
  kClientGone,      // not the service's doing: the client had ended the connection already
  kIntoStale,  // a request into a connection in which a stray answer lies, or which is closed; not
               // applied, never answered
  kCount
};
inline constexpr size_t kFaultCount = static_cast<size_t>(Fault::kCount);

std::string_view FaultName(Fault fault);

using FaultTally = std::array<size_t, kFaultCount>;

}  // namespace inflow::campaign

#endif  // TESTS_CAMPAIGN_FAULT_H_
