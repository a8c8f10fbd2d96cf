// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/internal/canonical.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "plugin/config/internal/keys.h"
#include "plugin/record/walker.h"

namespace inflow::config {
namespace {

using nlohmann::json;

constexpr std::string_view kChangeable[] = {"credential", "active", "rate_limit", "retry",
                                            "limits"};

void AppendCanonical(std::string_view value, std::string* out);

void AppendCanonicalObject(std::string_view object, std::string* out) {
  RecordIndex index;
  if (!WalkRecord(object, &index).ok()) return;  // not reached: the document was read before
  std::map<std::string, std::string_view> members;
  for (const Member& member : index.members) {
    std::string key;
    Unescape(member.key, &key);
    members[key] = member.value;
  }
  char before = '{';
  for (const auto& [key, value] : members) {
    out->append({before, '"'});
    AppendEscaped(key, out);
    out->append("\":");
    AppendCanonical(value, out);
    before = ',';
  }
  out->append(before == '{' ? "{}" : "}");
}

void AppendCanonicalArray(std::string_view array, std::string* out) {
  constexpr std::string_view kBetween = " \t\r\n,";
  *out += '[';
  const char* const end = array.data() + array.size() - 1;
  const char* at = array.data() + 1;
  bool first = true;
  for (;;) {
    while (at < end && kBetween.find(*at) != std::string_view::npos) ++at;
    if (at == end) break;
    const char* const after = SkipValue(at, end);
    if (!first) *out += ',';
    first = false;
    AppendCanonical({at, static_cast<size_t>(after - at)}, out);
    at = after;
  }
  *out += ']';
}

// AppendCanonical drops white space, sorts keys and writes strings in one way; numbers stay as they
// are, since they are sent so.
void AppendCanonical(std::string_view value, std::string* out) {
  if (value.front() == '{') {
    AppendCanonicalObject(value, out);
  } else if (value.front() == '[') {
    AppendCanonicalArray(value, out);
  } else if (value.front() == '"') {
    std::string text;
    Unescape(value.substr(1, value.size() - 2), &text);
    *out += '"';
    AppendEscaped(text, out);
    *out += '"';
  } else {
    out->append(value);
  }
}

class Writer final : public KeyVisitor {
 public:
  explicit Writer(json* object) : object_(*object) { object_ = json::object(); }

  void Boolean(const Key& key, bool* value) override { Put(key, *value); }
  void Integer(const Key& key, IntegerRange, IntegerField value) override {
    Put(key, GetInteger(value));
  }
  void Share(const Key& key, double* value) override { Put(key, *value); }
  void Text(const Key& key, const TextRule&, std::string* value) override { Put(key, *value); }
  void Attributes(const Key& key, const AttributesRule&, std::vector<std::string>* value) override {
    Put(key, *value);
  }
  void Parameters(const Key& key, std::map<std::string, std::string>* value) override {
    Put(key, *value);
  }
  void EnumValues(const Key& key, Enums* value) override { Put(key, *value); }
  void RequestHeaders(const Key& key, Headers* value) override { Put(key, *value); }
  void TextList(const Key& key, const TextsRule&, std::vector<std::string>* value) override {
    Put(key, *value);
  }
  void EndpointOf(const Key& key, RouteConfig* value) override {
    const Endpoint& endpoint = *value->endpoint;
    if (value->manual == nullptr) {
      Put(key, endpoint.name);
    } else {
      Put(key, {{"method", MethodName(endpoint.methods.front())}, {"url", endpoint.path}});
    }
  }
  void WebhookHeaders(const Key&, Headers*) override {
  }  // no record is rendered from them, and they hold secrets
  void Choice(const Key& key, const ChoiceField& field) override {
    const size_t chosen = field.get();
    if (chosen != kNoChoice) Put(key, std::string(field.names[chosen]));
  }
  void Json(const Key& key, std::string* value) override { Map(key, value); }
  void Map(const Key& key, std::string* value) override {
    std::string canonical;
    if (!value->empty()) AppendCanonical(*value, &canonical);
    Put(key, canonical);
  }
  void Secret(const Key&, SecretSource*) override {}                // in no part that is written
  void Windows(const Key&, std::vector<WindowConfig>*) override {}  // likewise
  void Routes(const Key& key, const RouteConfig&,
              std::map<std::string, RouteConfig>* value) override {
    json routes = json::object();
    for (auto& [name, route] : *value) {
      Writer writer(&routes[name]);
      VisitRoute(writer, &route, /*main=*/false);
    }
    Put(key, std::move(routes));
  }
  void Object(const Key& key, const Visit& visit) override {
    if (IsChangeable(key.name)) return;
    json inner;
    Writer writer(&inner);
    visit(writer);
    Put(key, std::move(inner));
  }

 private:
  static bool IsChangeable(std::string_view name) {
    return std::find(std::begin(kChangeable), std::end(kChangeable), name) != std::end(kChangeable);
  }
  void Put(const Key& key, json value) {
    if (!IsChangeable(key.name)) object_[std::string(key.name)] = std::move(value);
  }

  json& object_;
};

}  // namespace

std::string FixedPart(const Config& config) {
  Config copy = config;  // a visitor may write, this one does not
  json document;
  Writer writer(&document);
  VisitDocument(writer, &copy);
  return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace inflow::config
