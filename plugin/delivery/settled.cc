// SPDX-License-Identifier: Apache-2.0
#include "plugin/delivery/settled.h"

namespace inflow {

const char* OutcomeName(int32_t outcome) {
  static constexpr const char* kNames[kOutcomes] = {"UNKNOWN",    "DELIVERED", "UNCHANGED",
                                                    "SUPERSEDED", "REJECTED",  "FAILED",
                                                    "AMBIGUOUS",  "DROPPED"};
  return outcome >= 0 && outcome < kOutcomes ? kNames[outcome] : "UNKNOWN";
}

}  // namespace inflow
