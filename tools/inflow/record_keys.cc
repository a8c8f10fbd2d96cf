// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/record_keys.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/hash/hash.h"
#include "absl/strings/match.h"
#include "tools/inflow/json_attribute.h"

namespace inflow::command {
namespace {

using Json = nlohmann::json;

absl::string_view Absl(std::string_view text) { return {text.data(), text.size()}; }

const Json& Member(const Json& object, const std::string& name) {
  static const Json* const nothing = new Json();
  if (!object.is_object()) return *nothing;
  const auto found = object.find(name);
  return found == object.end() ? *nothing : *found;
}

// Texts reads one text or a list of them.
std::vector<std::string> Texts(const Json& value) {
  std::vector<std::string> texts;
  if (value.is_string()) texts.push_back(value.get<std::string>());
  if (!value.is_array()) return texts;
  for (const Json& one : value) {
    if (one.is_string()) texts.push_back(one.get<std::string>());
  }
  return texts;
}

// WhiteSpaceAt returns how many bytes of white space stand there, in any script's sense of it.
size_t WhiteSpaceAt(std::string_view text, size_t at) {
  const std::string_view rest = text.substr(at);
  if (!rest.empty() && ((rest[0] >= '\t' && rest[0] <= '\r') || rest[0] == ' ')) return 1;
  for (const std::string_view space :
       {"\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81", "\xe2\x80\x82", "\xe2\x80\x83",
        "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86", "\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a",
        "\xe2\x80\x8b", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80", "\xef\xbb\xbf"}) {
    if (rest.substr(0, space.size()) == space) return space.size();
  }
  return 0;
}

std::string_view Trimmed(std::string_view text) {
  while (const size_t space = WhiteSpaceAt(text, 0)) text.remove_prefix(space);
  size_t end = 0;  // behind the last byte that is no white space
  for (size_t at = 0; at < text.size();) {
    const size_t space = WhiteSpaceAt(text, at);
    at += std::max<size_t>(space, 1);
    if (space == 0) end = at;
  }
  return text.substr(0, end);
}

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

// AddAttributes lists the record's attributes that a text's placeholders name; those of its parameters too.
void AddAttributes(std::string_view text, const Json& parameters, std::vector<std::string>* attributes) {
  const auto add = [&](std::string_view name) {
    constexpr std::string_view kRecord = "record.";
    if (name.substr(0, kRecord.size()) == kRecord) name.remove_prefix(kRecord.size());
    if (!name.empty() && name.back() == '?') name.remove_suffix(1);
    if (name.size() > 2 && name.front() == '\'' && name.back() == '\'') name = name.substr(1, name.size() - 2);
    if (!name.empty()) attributes->emplace_back(name);
  };
  for (size_t open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
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

std::vector<std::string> AttributesOf(std::string_view text, const Json& parameters) {
  std::vector<std::string> attributes;
  AddAttributes(text, parameters, &attributes);
  return attributes;
}

// RouteSettings are the keys that decide what names a record, a route's own ones before those that it inherits.
class RouteSettings {
 public:
  RouteSettings(const Json& config, const std::string& route)
      : config_(config), override_(Member(Member(config, "routes"), route)) {
    const Json& endpoint = Member(override_, "endpoint");
    same_endpoint_ = endpoint.is_null() || endpoint == Member(config, "endpoint");
  }

  const Json& endpoint() const { return Own("endpoint") ? Member(override_, "endpoint") : Member(config_, "endpoint"); }
  // OfEndpoint is a key that was written for the document's endpoint, and is inherited with it.
  const Json& OfEndpoint(const char* key) const {
    if (Own(key) || !same_endpoint_) return Member(override_, key);
    return Member(config_, key);
  }
  const Json& Inherited(const char* key) const { return Own(key) ? Member(override_, key) : Member(config_, key); }
  const Json& Batching(const char* key) const {
    const Json& own = Member(Member(override_, "batching"), key);
    return own.is_null() ? Member(Member(config_, "batching"), key) : own;
  }

 private:
  bool Own(const char* key) const { return override_.is_object() && override_.contains(key); }

  const Json& config_;
  const Json& override_;
  bool same_endpoint_ = true;
};

// EndpointFacts is what the library's description says of an endpoint.
struct EndpointFacts {
  std::string path;
  std::string id_field;
  bool published = false;
};

EndpointFacts FactsOf(const Json& endpoint, const std::function<std::string()>& describe) {
  EndpointFacts facts;
  if (endpoint.is_object()) {
    if (const Json& url = Member(endpoint, "url"); url.is_string()) facts.path = url.get<std::string>();
    return facts;
  }
  const Json all = Json::parse(describe ? describe() : std::string(), nullptr, false);
  for (const Json& one : Member(all, "endpoints")) {
    if (Member(one, "name") != endpoint) continue;
    if (const Json& path = Member(one, "path"); path.is_string()) facts.path = path.get<std::string>();
    if (const Json& id = Member(one, "id_field"); id.is_string()) facts.id_field = id.get<std::string>();
    facts.published = Member(one, "kind") == "published";
  }
  return facts;
}

// OwnId returns the record's attributes that the id in the body comes from; none where it has none.
std::vector<std::string> OwnId(const RouteSettings& route, const EndpointFacts& facts) {
  const std::vector<std::string> excluded = Texts(route.Inherited("exclude_attributes"));
  if (facts.id_field.empty() || std::find(excluded.begin(), excluded.end(), facts.id_field) != excluded.end()) return {};
  const Json& map = route.OfEndpoint(route.OfEndpoint("map").is_object() ? "map" : "body");
  if (!map.is_object()) return {facts.id_field};
  for (const auto& [name, value] : map.items()) {
    if (!(facts.published ? absl::EqualsIgnoreCase(name, facts.id_field) : name == facts.id_field)) continue;
    return value.is_string() ? AttributesOf(value.get<std::string>(), Json()) : std::vector<std::string>();
  }
  return route.Inherited("map_rest") == "keep" ? std::vector<std::string>{facts.id_field} : std::vector<std::string>();
}

}  // namespace

void RecordKeys::Learn() {
  learnt_ = true;
  const Json config = Json::parse(config_, nullptr, false, true);
  const RouteSettings route(config, route_);
  const EndpointFacts facts = FactsOf(route.endpoint(), describe_);
  const auto add = [this](std::vector<std::string> attributes, bool any_case) {
    if (!attributes.empty()) ways_.push_back({std::move(attributes), any_case});
  };
  // In the order in which the destination looks for a key. What stands in the path names the record for good.
  add(AttributesOf(facts.path.substr(0, facts.path.find('?')), route.OfEndpoint("parameters")), false);
  if (!ways_.empty()) return;
  add(OwnId(route, facts), facts.published);
  add(Texts(Member(route.OfEndpoint("identity"), "from")), false);
  add(Texts(route.OfEndpoint("key")), false);
  if (route.Batching("enabled") == true) add(Texts(route.Batching("by")), false);
}

uint64_t RecordKeys::Of(std::string_view record) {
  if (!learnt_) Learn();
  for (size_t i = 0; i < ways_.size(); ++i) {
    std::string text = std::to_string(i);
    bool has = true;
    for (const std::string& attribute : ways_[i].attributes) {
      const std::string_view value = FindAttribute(record, attribute, ways_[i].any_case);
      const std::string plain = value == "null" ? std::string() : Canonical(Trimmed(JsonTextOf(value)));
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
