// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/route_settings.h"

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

RouteSettings::RouteSettings(const Json& config, const std::string& route)
    : config_(config), override_(Member(Member(config, "routes"), route)) {
  const Json& endpoint = Member(override_, "endpoint");
  same_endpoint_ = endpoint.is_null() || endpoint == Member(config, "endpoint");
}

const Json& RouteSettings::endpoint() const {
  return Own("endpoint") ? Member(override_, "endpoint") : Member(config_, "endpoint");
}

const Json& RouteSettings::OfEndpoint(const char* key) const {
  if (Own(key) || !same_endpoint_) return Member(override_, key);
  return Member(config_, key);
}

const Json& RouteSettings::Inherited(const char* key) const {
  return Own(key) ? Member(override_, key) : Member(config_, key);
}

const Json& RouteSettings::Batching(const char* key) const {
  const Json& own = Member(Member(override_, "batching"), key);
  return own.is_null() ? Member(Member(config_, "batching"), key) : own;
}

}  // namespace inflow::command
