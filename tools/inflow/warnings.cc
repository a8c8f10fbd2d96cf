// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/warnings.h"

#include "tools/inflow/json_tree.h"

namespace inflow::command {

std::vector<Warning> ParseWarnings(std::string_view answer) {
  std::vector<Warning> warnings;
  for (const JsonTree& one : TreeList(ParseTree(answer), "warnings")) {
    const JsonTree records = TreeMember(one, "records");
    const JsonTree message = TreeMember(one, "message");
    if (!records.is_number_unsigned() || !message.is_string()) continue;
    warnings.push_back({records.get<uint64_t>(), message.get<std::string>()});
  }
  return warnings;
}

}  // namespace inflow::command
