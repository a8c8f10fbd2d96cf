// SPDX-License-Identifier: Apache-2.0
//
// File: json_tree.h
//
// Reads what the plugin answers, whatever its shape: nothing throws, and what is absent or of
// another type is empty.
#ifndef TOOLS_INFLOW_JSON_JSON_TREE_H_
#define TOOLS_INFLOW_JSON_JSON_TREE_H_

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace inflow::command {

// JsonTree keeps the order of members.
using JsonTree = nlohmann::ordered_json;

// ParseTree returns a discarded value, of which everything is empty, where text is no JSON.
JsonTree ParseTree(std::string_view text);

// TreeMember is null where there is none; TreeList and TreeText are empty then, and where the
// member is another thing.
JsonTree TreeMember(const JsonTree& object, const char* name);
JsonTree TreeList(const JsonTree& object, const char* name);
std::string TreeText(const JsonTree& object, const char* name);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_JSON_JSON_TREE_H_
