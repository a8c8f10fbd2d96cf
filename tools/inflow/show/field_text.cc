// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/show/field_text.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tools/inflow/json/json_tree.h"

namespace inflow::command {
namespace {

bool Flag(const JsonTree& object, const char* name) { return TreeMember(object, name) == true; }

// Members returns an object's member where it is an object too.
JsonTree Members(const JsonTree& object, const char* name) {
  JsonTree members = TreeMember(object, name);
  return members.is_object() ? members : JsonTree::object();
}

std::string ValuesText(const JsonTree& field) {
  std::string values;
  for (const JsonTree& value : TreeList(field, "values")) {
    if (value.is_string())
      absl::StrAppend(&values, values.empty() ? "" : " | ", value.get<std::string>());
  }
  return values;
}

std::string TypeText(const JsonTree& field) {
  const std::string type = TreeText(field, "type");
  std::string text = type;
  if (type == "enum") text = ValuesText(field);
  if (type == "object") text = TreeText(field, "object");
  if (type == "rows") text = absl::StrCat("rows of ", TreeText(field, "object"));
  if (type == "related") text = absl::StrCat("read only: write ", TreeText(field, "field"));
  if (const std::string reference = TreeText(field, "reference"); !reference.empty())
    absl::StrAppend(&text, " of ", reference);
  if (Flag(field, "nullable")) absl::StrAppend(&text, ", or null");
  return Flag(field, "read_only") ? absl::StrCat("read only: ", text) : text;
}

}  // namespace

JsonTree ObjectsOf(const JsonTree& objects, const std::string& name) {
  JsonTree found = JsonTree::object();
  std::vector<std::string> names = {name};
  for (size_t i = 0; i < names.size(); ++i) {
    const JsonTree object = Members(objects, names[i].c_str());
    if (object.empty()) continue;
    const JsonTree fields = Members(object, "fields");
    for (const auto& [field_name, field] : fields.items()) {
      const std::string inner = TreeText(field, "object");
      if (!inner.empty() && std::find(names.begin(), names.end(), inner) == names.end())
        names.push_back(inner);
    }
    found[names[i]] = object;
  }
  return found;
}

std::string FieldsText(const JsonTree& objects) {
  std::string text;
  for (const auto& [name, object] : objects.items()) {
    const JsonTree fields = Members(object, "fields");
    size_t width = 0;
    for (const auto& [field_name, field] : fields.items())
      width = std::max(width, field_name.size());
    const std::string id = TreeText(object, "id");
    absl::StrAppend(
        &text, "\n", name, id.empty() ? "" : absl::StrCat(" (told apart by ", id, ")"),
        Flag(object, "open") ? " (and fields that the published API does not tell)" : "", "\n");
    for (const auto& [field_name, field] : fields.items()) {
      absl::StrAppend(&text, absl::StrFormat("  %-*s  %s\n", static_cast<int>(width), field_name,
                                             TypeText(field)));
    }
  }
  return text;
}

}  // namespace inflow::command
