// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/documents/document_names.h"

#include <nlohmann/json.hpp>

#include "absl/hash/hash.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"
#include "plugin/text/white_space.h"
#include "tools/inflow/config/settings_json.h"
#include "tools/inflow/json/json_attribute.h"

namespace inflow::command {
namespace {

using Json = nlohmann::json;

// Mapped finds what a map says of an attribute by its dotted path, what is left of the path being
// tried as one name first; null where it says nothing.
const Json* Mapped(const Json& map, const std::string& path) {
  if (!map.is_object()) return nullptr;
  if (const auto found = map.find(path); found != map.end()) return &*found;
  const size_t dot = path.find('.');
  if (dot == std::string::npos) return nullptr;
  const auto found = map.find(path.substr(0, dot));
  return found == map.end() ? nullptr : Mapped(*found, path.substr(dot + 1));
}

// AppendPlain appends the value's text; false where it is none.
bool AppendPlain(std::string_view value, std::string* to) {
  if (value.empty() || value.front() == '{' || value.front() == '[' || value == "null")
    return false;
  if (value.front() != '"') {
    to->append(value);
    return true;
  }
  const std::string_view inside = value.substr(1, value.size() - 2);
  if (inside.find('\\') == std::string_view::npos) {
    to->append(WithoutOuterSpace(inside));
  } else {
    to->append(WithoutOuterSpace(JsonTextOf(value)));
  }
  return true;
}

}  // namespace

DocumentNames::DocumentNames(std::string_view settings) {
  const Json parsed = Json::parse(settings, nullptr, false);
  const Json& batching = Member(parsed, "batching");
  folds_ = Member(batching, "enabled") == true && Member(batching, "algorithm") == "fold";
  if (!folds_) return;
  const Json& map = Member(parsed, "map");
  const Json& made = map.is_object() ? map : Member(parsed, "body");
  const bool keeps_rest = map.is_object() && Member(parsed, "map_rest") == "keep";
  for (const std::string& name : Texts(Member(batching, "by"))) {
    absl::StrAppend(&by_, by_.empty() ? "\"" : ", \"", name, "\"");
    const Json* mapped = Mapped(made, name);
    if (mapped != nullptr && mapped->is_string()) {
      AddTemplate(mapped->get<std::string>(), Member(parsed, "parameters"));
    } else if (mapped != nullptr) {
      constant_ = true;
    } else if (made.is_object() && !keeps_rest) {
      unnamed_ = true;
    } else {
      parts_.push_back({name, false});
    }
  }
}

// AddTemplate adds what a template takes from the record. Text around that makes a name also where
// nothing is taken.
void DocumentNames::AddTemplate(const std::string& text, const Json& parameters) {
  const bool is_placeholder =
      !text.empty() && text.front() == '{' && text.find('}') == text.size() - 1;
  if (!is_placeholder) constant_ = true;
  const bool may_lack = absl::StrContains(text, "?}");
  for (std::string& attribute : AttributesOf(text, parameters))
    parts_.push_back({std::move(attribute), may_lack});
}

DocumentName DocumentNames::Of(std::string_view record) const {
  if (unnamed_) return {};
  std::string text;
  for (const Part& part : parts_) {
    const std::string_view value = FindAttribute(record, part.attribute);
    if (!AppendPlain(value, &text) && !(part.may_lack && (value.empty() || value == "null")))
      return {};
    text.push_back('\0');
  }
  if (!constant_ && text.size() == parts_.size()) return {};
  const absl::string_view name = Absl(text);
  DocumentName hash{absl::HashOf(name), absl::HashOf(name, 1)};
  if (hash.empty()) hash.low = 1;
  return hash;
}

}  // namespace inflow::command
