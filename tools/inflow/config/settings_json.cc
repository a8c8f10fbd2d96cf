// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/config/settings_json.h"

namespace inflow::command {
namespace {

using Json = nlohmann::json;

void AddAttributes(std::string_view text, const Json& parameters,
                   std::vector<std::string>* attributes) {
  const auto add = [&](std::string_view name) {
    constexpr std::string_view kRecord = "record.";
    if (name.substr(0, kRecord.size()) == kRecord) name.remove_prefix(kRecord.size());
    if (!name.empty() && name.back() == '?') name.remove_suffix(1);
    if (name.size() > 2 && name.front() == '\'' && name.back() == '\'')
      name = name.substr(1, name.size() - 2);
    if (!name.empty()) attributes->emplace_back(name);
  };
  for (size_t open = text.find('{'); open != std::string_view::npos;
       open = text.find('{', open + 1)) {
    const size_t close = text.find('}', open);
    if (close == std::string_view::npos) return;
    std::string_view name = text.substr(open + 1, close - open - 1);
    const Json& parameter = Member(parameters, std::string(name));
    if (parameter.is_string()) {
      AddAttributes(parameter.get<std::string>(), Json(), attributes);
    } else if (name.substr(0, 5) == "guid:") {
      for (size_t at = name.find(':', 5); at != std::string_view::npos;) {
        const size_t comma = name.find(',', at + 1);
        add(name.substr(at + 1, comma == std::string_view::npos ? comma : comma - at - 1));
        at = comma;
      }
    } else if (name != "companyId" && name != "message.json" && name.substr(0, 3) != "now") {
      add(name);
    }
  }
}

}  // namespace

const Json& Member(const Json& object, const std::string& name) {
  static const Json* const nothing = new Json();
  if (!object.is_object()) return *nothing;
  const auto found = object.find(name);
  return found == object.end() ? *nothing : *found;
}

std::vector<std::string> Texts(const Json& value) {
  std::vector<std::string> texts;
  if (value.is_string()) texts.push_back(value.get<std::string>());
  if (!value.is_array()) return texts;
  for (const Json& one : value) {
    if (one.is_string()) texts.push_back(one.get<std::string>());
  }
  return texts;
}

std::vector<std::string> AttributesOf(std::string_view text, const Json& parameters) {
  std::vector<std::string> attributes;
  AddAttributes(text, parameters, &attributes);
  return attributes;
}

}  // namespace inflow::command
