// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/show/column_field.h"

#include <utility>

#include "plugin/text/nearest.h"
#include "tools/inflow/json/json_tree.h"
#include "tools/inflow/show/field_text.h"

namespace inflow::command {
namespace {

constexpr std::string_view kRecordPrefix = "record.";

std::string Under(const std::string& path, const std::string& name) {
  return path.empty() ? name : path + "." + name;
}

// AttributeOf is what stands in a placeholder, without what says how it is read.
std::string AttributeOf(std::string_view placeholder) {
  if (const size_t quote = placeholder.find('\''); quote != std::string_view::npos) {
    const size_t end = placeholder.find('\'', quote + 1);
    return std::string(placeholder.substr(
        quote + 1, end == std::string_view::npos ? std::string_view::npos : end - quote - 1));
  }
  if (const size_t colon = placeholder.rfind(':'); colon != std::string_view::npos)
    placeholder.remove_prefix(colon + 1);
  if (placeholder.starts_with(kRecordPrefix)) placeholder.remove_prefix(kRecordPrefix.size());
  if (placeholder.ends_with('?')) placeholder.remove_suffix(1);
  return std::string(placeholder);
}

// FieldsOf collects the fields of an object and of those in it, by what a flat record calls them.
void FieldsOf(const JsonTree& objects, const std::string& object, bool folds,
              std::map<std::string, std::string, std::less<>>* fields) {
  struct Open {
    std::string object, called, path;
    int depth;
  };
  constexpr int kMostDepth = 4;  // objects may hold each other
  std::vector<Open> open = {{object, "", "", 0}};
  while (!open.empty()) {
    const Open at = std::move(open.back());
    open.pop_back();
    const JsonTree members = TreeMember(TreeMember(objects, at.object.c_str()), "fields");
    if (!members.is_object() || at.depth >= kMostDepth) continue;
    for (const auto& [name, field] : members.items()) {
      const std::string type = TreeText(field, "type");
      const std::string path = Under(at.path, name);
      if (type == "related") continue;
      if (type == "object") {
        open.push_back({TreeText(field, "object"), Under(at.called, name), path, at.depth + 1});
      } else if (type == "rows" && folds && at.path.empty()) {
        open.push_back({TreeText(field, "object"), "", path, at.depth + 1});
      } else {
        fields->emplace(Under(at.called, name), path);
      }
    }
  }
}

}  // namespace

std::string PlainName(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (c == ' ' || c == '-' || c == '_') continue;
    plain.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  }
  return plain;
}

std::vector<std::string> AttributesIn(std::string_view value) {
  std::vector<std::string> attributes;
  for (size_t at = value.find('{'); at != std::string_view::npos; at = value.find('{', at)) {
    if (value.substr(at).starts_with("{{")) {
      at += 2;
      continue;
    }
    const size_t end = value.find('}', at);
    if (end == std::string_view::npos) break;
    attributes.push_back(AttributeOf(value.substr(at + 1, end - at - 1)));
    at = end;
  }
  return attributes;
}

ColumnFields::ColumnFields(std::string_view settings, std::string_view description) {
  const JsonTree config = ParseTree(settings);
  const JsonTree map = TreeMember(config, "map");
  mapped_ = map.is_object();
  std::vector<std::pair<std::string, JsonTree>> open;
  if (mapped_) open.emplace_back("", map);
  while (!open.empty()) {
    const auto [path, value] = std::move(open.back());
    open.pop_back();
    if (value.is_string()) {
      for (std::string& attribute : AttributesIn(value.get<std::string>()))
        to_.emplace(std::move(attribute), path);
    } else if (value.is_structured()) {
      for (const auto& [name, member] : value.items()) open.emplace_back(Under(path, name), member);
    }
  }
  const JsonTree whole = ParseTree(description);
  for (const JsonTree& endpoint : TreeList(whole, "endpoints")) {
    if (TreeText(endpoint, "name") != TreeText(config, "endpoint")) continue;
    const std::string object = TreeText(endpoint, "object");
    const bool folds = TreeText(TreeMember(config, "batching"), "algorithm") == "fold";
    FieldsOf(TreeMember(whole, "objects"), object, folds, &fields_);
  }
  for (const auto& [called, path] : fields_) plain_.emplace(PlainName(called), path);
}

ColumnField ColumnFields::Of(const std::string& column) const {
  ColumnField found;
  for (auto [at, end] = to_.equal_range(column); at != end; ++at)
    found.fields.push_back(at->second);
  if (const auto field = fields_.find(column); !mapped_ && field != fields_.end())
    found.fields.push_back(field->second);
  if (!found.fields.empty()) return found;
  const std::string plain = PlainName(column);
  std::vector<std::string_view> names;
  for (const auto& [name, path] : plain_) names.push_back(name);
  const auto same = plain_.find(plain);
  const auto near = same != plain_.end() ? same : plain_.find(NearestKey(plain, names));
  if (near != plain_.end()) found.nearest = near->second;
  return found;
}

}  // namespace inflow::command
