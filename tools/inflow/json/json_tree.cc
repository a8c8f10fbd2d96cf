// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/json/json_tree.h"

namespace inflow::command {

JsonTree ParseTree(std::string_view text) {
  return JsonTree::parse(text, nullptr, /*allow_exceptions=*/false);
}

JsonTree TreeMember(const JsonTree& object, const char* name) {
  if (!object.is_object()) return {};
  const auto found = object.find(name);
  return found == object.end() ? JsonTree() : *found;
}

JsonTree TreeList(const JsonTree& object, const char* name) {
  JsonTree list = TreeMember(object, name);
  return list.is_array() ? list : JsonTree::array();
}

std::string TreeText(const JsonTree& object, const char* name) {
  const JsonTree value = TreeMember(object, name);
  return value.is_string() ? value.get<std::string>() : std::string();
}

}  // namespace inflow::command
