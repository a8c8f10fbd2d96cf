// SPDX-License-Identifier: Apache-2.0
//
// File: host.h
//
// A host of the C ABI that goes through a plan: it writes, polls and flushes, goes on after stops
// as a person would, and gives up in the end by discarding what is left.
#ifndef TESTS_CAMPAIGN_HOST_H_
#define TESTS_CAMPAIGN_HOST_H_

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "abi/destination.h"
#include "tests/campaign/plan.h"
#include "tests/campaign/server.h"

namespace inflow::campaign {

// Told is what the library said of a record.
struct Told {
  destination_outcome outcome;
  int32_t http_status;
  std::string message;
};

// Testimony is all that the library said in one run.
struct Testimony {
  std::vector<bool> accepted;                  // by record
  std::map<uint64_t, std::vector<Told>> told;  // by id
  std::vector<std::string> calls;              // one line a call
  std::vector<std::string> complaints;         // what breaks the contract whatever the service did
  std::array<size_t, 32> statuses{};           // how often a call returned each
  destination_stats_data stats = DESTINATION_STATS_INIT;  // at the end
};

// Drive goes through the plan and leaves nothing pending.
Testimony Drive(const Plan& plan, Server* server);

}  // namespace inflow::campaign

#endif  // TESTS_CAMPAIGN_HOST_H_
