// SPDX-License-Identifier: Apache-2.0
//
// File: verdict.h
//
// What the library said in a run, held against what the service saw.
#ifndef TESTS_CAMPAIGN_VERDICT_H_
#define TESTS_CAMPAIGN_VERDICT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/campaign/fault.h"
#include "tests/campaign/host.h"
#include "tests/campaign/plan.h"
#include "tests/campaign/service.h"

namespace inflow::campaign {

enum class Wrong : uint8_t {
  kLost,              // accepted, and never settled
  kDoubled,           // made twice by POST
  kFalselyDelivered,  // told DELIVERED, and never applied
  kFalselyRefused,    // told REJECTED, FAILED or DROPPED, and applied, or the service would have
                      // taken it
  kOther,  // settled twice, AMBIGUOUS without a reason, out of order, miscounted, stopped without a
           // reason
  kCount
};
inline constexpr size_t kWrongCount = static_cast<size_t>(Wrong::kCount);

std::string_view WrongName(Wrong wrong);

struct Finding {
  Wrong wrong;
  std::optional<size_t> record;
  std::string text;
};

// Evidence is what is left of a run when the handle is closed and the server has stopped.
struct Evidence {
  Plan plan{};
  Testimony testimony{};
  std::vector<Exchanged> log{};
  FaultTally faults{};
  size_t garbled = 0;
  size_t lost_requests = 0;
};

std::vector<Finding> Judge(const Evidence& evidence);

}  // namespace inflow::campaign

#endif  // TESTS_CAMPAIGN_VERDICT_H_
