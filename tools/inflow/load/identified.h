// SPDX-License-Identifier: Apache-2.0
//
// File: identified.h
//
// What the plugin tells of records before they are sent: what names each, or why it would be
// refused.
#ifndef TOOLS_INFLOW_LOAD_IDENTIFIED_H_
#define TOOLS_INFLOW_LOAD_IDENTIFIED_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "inflow/destination.hpp"

namespace inflow::command {

struct Identified {
  bool refused = false;
  uint64_t key = 0;  // a hash of what names it; 0: nothing does
  std::string name;  // that as text; empty where there is none
};

// Identify asks for some records, JSON texts with commas between them. False, and *identified as it
// was, where the plugin is too old to tell or the texts are not all JSON objects.
bool Identify(std::string_view records, std::string_view route, host::Destination* destination,
              std::vector<Identified>* identified);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_LOAD_IDENTIFIED_H_
