// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/init/endpoint_fields.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/inflow/init/map_path.h"

namespace inflow::command {
namespace {

constexpr char kLines[] = "lines";

// What people call a record by, the surest first.
constexpr const char* kNames[] = {"sku",
                                  "orderNumber",
                                  "manufacturingOrderNumber",
                                  "adjustmentNumber",
                                  "transferNumber",
                                  "stockCountNumber",
                                  "name"};

std::string PathBelow(const std::string& path, const std::string& name) {
  return path.empty() ? name : path + "." + name;
}

// CanBeWritten leaves out what is only answered, what versions of the API newer than the default
// have, and what the service makes itself.
bool CanBeWritten(const JsonTree& field) {
  const std::string type = TreeText(field, "type");
  return TreeMember(field, "read_only") != true && TreeText(field, "since").empty() &&
         type != "related" && type != "rowversion" && type != "any";
}

}  // namespace

EndpointFields::EndpointFields(const JsonTree& description, const std::string& endpoint, bool folds)
    : folds_(folds) {
  for (const JsonTree& one : TreeList(description, "endpoints")) {
    if (TreeText(one, "name") == endpoint) endpoint_ = one;
  }
  id_field_ = TreeText(endpoint_, "id_field");
  const std::string object = TreeText(endpoint_, "object");
  const JsonTree objects = TreeMember(description, "objects");
  if (!object.empty()) Collect(objects, object, folds);
}

void EndpointFields::Collect(const JsonTree& objects, const std::string& object, bool folds) {
  struct Open {
    std::string object, path;
    bool line, row;
    int depth;
  };
  constexpr int kMostDepth = 4;  // objects may hold each other
  std::vector<Open> open = {{object, "", false, false, 0}};
  for (size_t i = 0; i < open.size(); ++i) {
    const Open at = open[i];
    const JsonTree one = TreeMember(objects, at.object.c_str());
    const JsonTree members = TreeMember(one, "fields");
    if (!members.is_object()) continue;
    const std::string own_id = TreeText(one, "id");
    for (const auto& [name, field] : members.items()) {
      if (!CanBeWritten(field) || ((at.row || at.line) && name == own_id)) continue;
      const std::string type = TreeText(field, "type");
      const std::string path = PathBelow(at.path, name);
      if (type == "object" || type == "rows") {
        const bool lines = type == "rows" && at.path.empty() && name == kLines;
        has_lines_ = has_lines_ || lines;
        if (at.depth + 1 >= kMostDepth || (at.row && type == "rows")) continue;
        if (lines && folds) {
          open.push_back({TreeText(field, "object"), "", true, false, at.depth + 1});
        } else {
          const bool row = type == "rows";
          open.push_back({TreeText(field, "object"), row ? path + ".0" : path, at.line,
                          at.row || row, at.depth + 1});
        }
        continue;
      }
      EndpointField found{.path = path,
                          .type = type,
                          .reference = TreeText(field, "reference"),
                          .line = at.line,
                          .row = at.row};
      for (const JsonTree& value : TreeList(field, "values")) {
        if (value.is_string()) found.values.push_back(value.get<std::string>());
      }
      if (Find(path) == nullptr) fields_.push_back(std::move(found));
    }
  }
}

const EndpointField* EndpointFields::Find(std::string_view path) const {
  const std::string plain = WithoutPlaces(path);
  const auto found = std::find_if(fields_.begin(), fields_.end(), [&](const EndpointField& field) {
    return WithoutPlaces(field.path) == plain;
  });
  return found == fields_.end() ? nullptr : &*found;
}

std::vector<std::string> EndpointFields::name_fields() const {
  std::vector<std::string> names;
  for (const char* name : kNames) {
    const EndpointField* field = Find(name);
    if (field != nullptr && !field->line) names.emplace_back(name);
  }
  return names;
}

std::vector<std::string> EndpointFields::needed() const {
  std::vector<std::string> needed;
  for (const char* list : {"required", "expected"}) {
    for (const JsonTree& name : TreeList(endpoint_, list)) {
      if (!name.is_string() || name == id_field_ || name == kLines) continue;
      needed.push_back(name.get<std::string>());
    }
  }
  if (folds_ && Find("productId") != nullptr) needed.emplace_back("productId");
  return needed;
}

std::string TypeWords(const EndpointField& field) {
  if (!field.values.empty()) return absl::StrJoin(field.values, " | ");
  if (!field.reference.empty()) return absl::StrCat("the id or name of one of ", field.reference);
  return field.type;
}

}  // namespace inflow::command
