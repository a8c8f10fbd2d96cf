// SPDX-License-Identifier: Apache-2.0
//
// File: proposal.h
//
// Which column goes to which field: by its name, or by what files commonly call it.
#ifndef TOOLS_INFLOW_INIT_PROPOSAL_H_
#define TOOLS_INFLOW_INIT_PROPOSAL_H_

#include <string>
#include <vector>

#include "tools/inflow/init/endpoint_fields.h"
#include "tools/inflow/json/json_tree.h"

namespace inflow::command {

// ProposeMap makes a map of the columns that fit a field; each goes to one field, and each field
// has one column.
JsonTree ProposeMap(const EndpointFields& fields, const std::vector<std::string>& columns);

// Companion is what a row of a list needs beside the values that it has.
struct Companion {
  std::string path;         // "prices.0.pricingSchemeId"
  std::string otherwise{};  // what it usually is; "" where nobody can tell
  bool asked = false;       // a person has to say it
};

// CompanionsOf lists those that the map lacks.
std::vector<Companion> CompanionsOf(const EndpointFields& fields, const JsonTree& map);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INIT_PROPOSAL_H_
