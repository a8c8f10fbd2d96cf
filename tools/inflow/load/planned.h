// SPDX-License-Identifier: Apache-2.0
//
// File: planned.h
//
// What the plugin tells of records before they are sent: what they would come to, why it would
// refuse some, and what names each.
#ifndef TOOLS_INFLOW_LOAD_PLANNED_H_
#define TOOLS_INFLOW_LOAD_PLANNED_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "inflow/destination.hpp"
#include "tools/inflow/load/identified.h"

namespace inflow::command {

// PlannedRefusal is why some records would be refused, with their places since the plan began.
struct PlannedRefusal {
  std::string message;
  bool sound = false;  // for the sake of their document alone
  std::vector<uint64_t> places;
};

// Changes is how many keys would be sent that nothing was sent of before, or that have changed
// since their last delivery, and how many would not.
struct Changes {
  uint64_t created = 0;
  uint64_t changed = 0;
  uint64_t unchanged = 0;
};

struct Planned {
  // Since the plan began.
  uint64_t documents = 0;
  uint64_t requests = 0;
  uint64_t bytes = 0;                       // of the requests' bodies
  std::map<std::string, uint64_t> lookups;  // how many different names, by collection
  std::optional<Changes> changes;           // where the journal knows

  // Since the call before.
  std::vector<PlannedRefusal> refusals;
  std::vector<Identified> identities;  // of the records of the call, in order
};

// PlanStep says where in a plan a call stands.
struct PlanStep {
  bool begins = false;
  bool ends = false;
};

// AskPlan asks for some more records, JSON texts with commas between them, where a JSON string is a
// record as text. False where the plugin is too old to tell or the texts are no JSON.
bool AskPlan(std::string_view records, std::string_view route, const PlanStep& step,
             host::Destination* destination, Planned* planned);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_LOAD_PLANNED_H_
