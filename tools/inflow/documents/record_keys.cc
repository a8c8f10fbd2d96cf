// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/documents/record_keys.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/hash/hash.h"
#include "absl/strings/match.h"
#include "plugin/text/absl_view.h"
#include "plugin/text/white_space.h"
#include "tools/inflow/config/settings_json.h"
#include "tools/inflow/json/json_attribute.h"

namespace inflow::command {
namespace {

using Json = nlohmann::json;

// Canonical is one text for all ways of writing a GUID; another text is itself.
std::string Canonical(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (std::isxdigit(static_cast<unsigned char>(c)) != 0) {
      digits.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
    } else if (c != '-' && c != '{' && c != '}') {
      return std::string(text);
    }
  }
  return digits.size() == 32 ? digits : std::string(text);
}

// EndpointFacts is what the library's description says of an endpoint.
struct EndpointFacts {
  std::string path;
  std::string id_field;
  bool published = false;
};

EndpointFacts FactsOf(const Json& endpoint, const std::function<std::string()>& describe) {
  EndpointFacts facts;
  if (endpoint.is_object()) {
    if (const Json& url = Member(endpoint, "url"); url.is_string())
      facts.path = url.get<std::string>();
    return facts;
  }
  const Json all = Json::parse(describe ? describe() : std::string(), nullptr, false);
  for (const Json& one : Member(all, "endpoints")) {
    if (Member(one, "name") != endpoint) continue;
    if (const Json& path = Member(one, "path"); path.is_string())
      facts.path = path.get<std::string>();
    if (const Json& id = Member(one, "id_field"); id.is_string())
      facts.id_field = id.get<std::string>();
    facts.published = Member(one, "kind") == "published";
  }
  return facts;
}

// OwnId returns the record's attributes that the id in the body comes from; none where it has none.
std::vector<std::string> OwnId(const Json& settings, const EndpointFacts& facts) {
  const std::vector<std::string> excluded = Texts(Member(settings, "exclude_attributes"));
  if (facts.id_field.empty() ||
      std::find(excluded.begin(), excluded.end(), facts.id_field) != excluded.end())
    return {};
  const Json& map = Member(settings, Member(settings, "map").is_object() ? "map" : "body");
  if (!map.is_object()) return {facts.id_field};
  for (const auto& [name, value] : map.items()) {
    if (!(facts.published ? absl::EqualsIgnoreCase(name, facts.id_field) : name == facts.id_field))
      continue;
    return value.is_string() ? AttributesOf(value.get<std::string>(), Json())
                             : std::vector<std::string>();
  }
  return Member(settings, "map_rest") == "keep" ? std::vector<std::string>{facts.id_field}
                                                : std::vector<std::string>();
}

}  // namespace

void RecordKeys::Learn() {
  learnt_ = true;
  const Json settings = Json::parse(settings_, nullptr, false);
  const EndpointFacts facts = FactsOf(Member(settings, "endpoint"), describe_);
  const auto add = [this](std::vector<std::string> attributes, bool any_case) {
    if (!attributes.empty()) ways_.push_back({std::move(attributes), any_case});
  };
  // In the order in which the destination looks for a key. What stands in the path names the record
  // for good.
  add(AttributesOf(facts.path.substr(0, facts.path.find('?')), Member(settings, "parameters")),
      false);
  if (!ways_.empty()) return;
  add(OwnId(settings, facts), facts.published);
  add(Texts(Member(Member(settings, "identity"), "from")), false);
  add(Texts(Member(settings, "key")), false);
  const Json& batching = Member(settings, "batching");
  if (Member(batching, "enabled") == true) add(Texts(Member(batching, "by")), false);
}

uint64_t RecordKeys::Of(std::string_view record) {
  if (!learnt_) Learn();
  for (size_t i = 0; i < ways_.size(); ++i) {
    std::string text = std::to_string(i);
    bool has = true;
    for (const std::string& attribute : ways_[i].attributes) {
      const std::string_view value = FindAttribute(record, attribute, ways_[i].any_case);
      const std::string plain =
          value == "null" ? std::string() : Canonical(WithoutOuterSpace(JsonTextOf(value)));
      has = has && !plain.empty();
      text.append(1, '\0').append(plain);
    }
    if (!has) continue;
    const uint64_t key = absl::HashOf(Absl(text));
    return key == 0 ? 1 : key;
  }
  return 0;
}

}  // namespace inflow::command
