// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/internal/value_writer.h"

#include <nlohmann/json.hpp>

#include "plugin/config/headers.h"
#include "plugin/config/internal/secret_shape.h"

namespace inflow::config {
namespace {

constexpr std::string_view kMasked = "********";

std::string Dump(const nlohmann::ordered_json& value) {
  return value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string ObjectText(const std::vector<std::pair<std::string, std::string>>& members) {
  std::string text = "{";
  for (const auto& [name, value] : members) {
    if (text.size() > 1) text += ',';
    text.append(Dump(name)).append(":").append(value);
  }
  return text + "}";
}

}  // namespace

std::string ValueWriter::Text() const { return ObjectText(members_); }

void ValueWriter::Put(const Key& key, std::string value) {
  if (options_.leaves_out && options_.leaves_out(key)) return;
  members_.emplace_back(key.name, std::move(value));
}

void ValueWriter::Boolean(const Key& key, bool* value) { Put(key, *value ? "true" : "false"); }

void ValueWriter::Integer(const Key& key, IntegerRange, IntegerField value) {
  Put(key, std::to_string(GetInteger(value)));
}

void ValueWriter::Share(const Key& key, double* value) { Put(key, Dump(*value)); }

void ValueWriter::Text(const Key& key, const TextRule& rule, std::string* value) {
  Put(key, value->empty() && rule.nullable ? "null" : Dump(*value));
}

void ValueWriter::TextList(const Key& key, const TextsRule&, std::vector<std::string>* value) {
  Put(key, Dump(*value));
}

void ValueWriter::Choice(const Key& key, const ChoiceField& field) {
  const size_t chosen = field.get();
  if (chosen != kNoChoice) Put(key, Dump(field.names[chosen]));
}

void ValueWriter::Attributes(const Key& key, const AttributesRule& rule,
                             std::vector<std::string>* value) {
  Put(key, value->empty() && rule.single ? "null" : Dump(*value));
}

void ValueWriter::Parameters(const Key& key, std::map<std::string, std::string>* value) {
  Put(key, Dump(*value));
}

void ValueWriter::Choices(const Key& key, const std::vector<std::string_view>&,
                          std::map<std::string, std::string>* value) {
  Put(key, Dump(*value));
}

void ValueWriter::EnumValues(const Key& key, Enums* value) { Put(key, Dump(*value)); }

void ValueWriter::Lookups(const Key& key, LookupFields* value) { Put(key, Dump(*value)); }

void ValueWriter::RequestHeaders(const Key& key, Headers* value) {
  nlohmann::ordered_json headers = nlohmann::ordered_json::object();
  for (const auto& [name, text] : *value) headers[name] = text;
  Put(key, Dump(headers));
}

void ValueWriter::WebhookHeaders(const Key& key, Headers* value) {
  if (!options_.sources) return;
  Headers shown = *value;
  for (auto& [name, text] : shown) {
    if (!IsPublicHeader(name)) text = kMasked;
  }
  RequestHeaders(key, &shown);
}

void ValueWriter::Map(const Key& key, std::string* value) { Json(key, value); }

void ValueWriter::Json(const Key& key, std::string* value) {
  Put(key, value->empty() ? "null" : *value);
}

void ValueWriter::EndpointOf(const Key& key, RouteConfig* value) {
  const Endpoint& endpoint = *value->endpoint;
  if (value->manual == nullptr) {
    Put(key, Dump(endpoint.name));
  } else {
    Put(key, Dump({{"method", MethodName(endpoint.methods.front())}, {"url", endpoint.path}}));
  }
}

// A name or path that may be the secret itself, put where its place belongs, is masked.
void ValueWriter::Secret(const Key& key, SecretSource* value) {
  if (!options_.sources || (value->text.empty() && !key.required)) return;
  switch (value->kind) {
    case SecretSource::Kind::kLiteral:
      return Put(key, R"({"literal":true})");
    case SecretSource::Kind::kEnvironment:
      return Put(
          key,
          Dump({{"env", IsTellingVariable(value->text) ? value->text : std::string(kMasked)}}));
    case SecretSource::Kind::kFile:
      return Put(key,
                 Dump({{"file", IsTellingPath(value->text) ? value->text : std::string(kMasked)}}));
  }
}

void ValueWriter::Windows(const Key& key, std::vector<WindowConfig>* value) {
  std::string list = "[";
  for (WindowConfig& window : *value) {
    ValueWriter writer({});
    VisitWindow(writer, &window);
    list += (list.size() > 1 ? "," : "") + writer.Text();
  }
  Put(key, list + "]");
}

void ValueWriter::Routes(const Key& key, const RouteConfig&,
                         std::map<std::string, RouteConfig>* value) {
  std::vector<std::pair<std::string, std::string>> routes;
  for (auto& [name, route] : *value) {
    ValueWriter writer({.sources = options_.sources});
    VisitRoute(writer, &route, /*main=*/false);
    routes.emplace_back(name, writer.Text());
  }
  Put(key, ObjectText(routes));
}

void ValueWriter::Object(const Key& key, const Visit& visit) {
  ValueWriter writer({.sources = options_.sources});
  visit(writer);
  Put(key, writer.Text());
}

Members ValuesOf(const KeyVisitor::Visit& visit) {
  ValueWriter writer({});
  visit(writer);
  return {writer.members().begin(), writer.members().end()};
}

}  // namespace inflow::config
