// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "absl/strings/ascii.h"
#include "plugin/catalog/collection.h"
#include "plugin/config/headers.h"
#include "plugin/config/internal/adopt_rules.h"
#include "plugin/config/internal/batching_schema.h"
#include "plugin/config/internal/keys.h"
#include "plugin/config/internal/map_schema.h"
#include "plugin/config/parse.h"

namespace inflow::config {
namespace {

Schema Names(const std::vector<std::string_view>& names) {
  return {{"type", "string"}, {"enum", names}};
}

Schema Texts(size_t least_length) { return {{"type", "string"}, {"minLength", least_length}}; }

// AnyCase returns a pattern part that matches a name in any case, since JSON Schema has no flag for
// it.
std::string AnyCase(std::string_view name) {
  std::string pattern;
  for (const char c : name) {
    const char upper = absl::ascii_toupper(static_cast<unsigned char>(c));
    pattern += upper == c ? std::string(1, c) : std::string{'[', upper, c, ']'};
  }
  return pattern;
}

Schema HeaderNames(const std::vector<std::string_view>& reserved_names) {
  std::string reserved;
  for (std::string_view name : reserved_names) {
    const bool open = name.back() == '*';
    if (open) name.remove_suffix(1);
    reserved += (reserved.empty() ? "" : "|") + AnyCase(name) + (open ? ".*" : "");
  }
  return {{"pattern", "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"},
          {"not", {{"pattern", "^(" + reserved + ")$"}}}};
}

class SchemaWriter final : public KeyVisitor {
 public:
  // `defaults` is false inside a route, where a key that is left out is inherited.
  explicit SchemaWriter(bool defaults) : defaults_(defaults) {}

  Schema Finish(std::string_view description) {
    Schema schema = {{"type", "object"}};
    if (!description.empty()) schema["description"] = description;
    schema["properties"] = std::move(properties_);
    if (!required_.empty()) schema["required"] = std::move(required_);
    schema["additionalProperties"] = false;
    return schema;
  }

  void Boolean(const Key& key, bool* value) override { Put(key, {{"type", "boolean"}}, *value); }

  void Integer(const Key& key, IntegerRange range, IntegerField value) override {
    Put(key, {{"type", "integer"}, {"minimum", range.least}, {"maximum", range.most}},
        GetInteger(value));
  }

  void Share(const Key& key, double* value) override {
    Put(key, {{"type", "number"}, {"exclusiveMinimum", 0}, {"maximum", 1}}, *value);
  }

  void Text(const Key& key, const TextRule& rule, std::string* value) override {
    Schema type = rule.nullable ? Schema{"string", "null"} : Schema("string");
    Schema schema = {{"type", std::move(type)}, {"pattern", rule.pattern}};
    if (key.required) {
      PutWithoutDefault(key, schema);
    } else {
      Put(key, std::move(schema), value->empty() ? Schema() : Schema(*value));
    }
  }

  void Choice(const Key& key, const ChoiceField& field) override {
    const size_t chosen = field.get();
    Schema schema = {{"type", "string"}, {"enum", field.names}};
    if (chosen == kNoChoice || !key.otherwise.empty()) {
      PutWithoutDefault(key, schema);
    } else {
      Put(key, std::move(schema), field.names[chosen]);
    }
  }

  void Attributes(const Key& key, const AttributesRule& rule,
                  std::vector<std::string>* value) override {
    Schema text = rule.natural ? Names(NaturalFields()) : Texts(1);
    Schema array = {{"type", "array"}, {"items", text}};
    if (!rule.single) {
      Put(key, std::move(array), *value);
      return;
    }
    array["minItems"] = rule.least;
    array["maxItems"] = rule.most;
    Put(key, {{"anyOf", {std::move(text), std::move(array), {{"type", "null"}}}}}, Schema());
  }

  void Parameters(const Key& key, std::map<std::string, std::string>* value) override {
    Put(key, {{"type", "object"}, {"additionalProperties", Texts(1)}}, *value);
  }

  void Choices(const Key& key, const std::vector<std::string_view>& names,
               std::map<std::string, std::string>* value) override {
    Put(key, {{"type", "object"}, {"additionalProperties", {{"enum", names}}}}, *value);
  }

  void EnumValues(const Key& key, Enums* value) override {
    const Schema texts = {{"type", "object"}, {"additionalProperties", {{"type", "string"}}}};
    Put(key, {{"type", "object"}, {"additionalProperties", texts}}, *value);
  }

  void Lookups(const Key& key, LookupFields*) override {
    Schema collections = Schema::array();
    for (const Collection& collection : Collections()) {
      if (!collection.natural.empty()) collections.push_back(collection.name);
    }
    const Schema one = Names(NaturalFields());
    const Schema list = {
        {"type", "array"}, {"items", one}, {"minItems", 1}, {"maxItems", kMaxLookupFields}};
    Put(key,
        {{"type", "object"},
         {"propertyNames", {{"enum", std::move(collections)}}},
         {"additionalProperties", {{"anyOf", {one, list}}}}},
        Schema::object());
  }

  void RequestHeaders(const Key& key, Headers*) override {
    PutHeaders(key, ReservedHeaders(), /*secret=*/false);
  }

  void WebhookHeaders(const Key& key, Headers*) override {
    std::vector<std::string_view> reserved = ReservedHeaders();
    std::erase(reserved, "authorization");
    reserved.insert(reserved.end(), {"content-type", "x-inflow-*"});
    PutHeaders(key, reserved, /*secret=*/true);
  }

  void PutHeaders(const Key& key, const std::vector<std::string_view>& reserved, bool secret) {
    const Schema value = {{"type", "string"},
                          {"pattern", "^ *[^ \\u0000-\\u001f\\u007f][^\\u0000-\\u001f\\u007f]*$"}};
    const Schema object = {{"type", "object"},
                           {"maxProperties", kMaxHeaders},
                           {"propertyNames", HeaderNames(reserved)},
                           {"additionalProperties", value}};
    Schema schema = {{"anyOf", {object, {{"type", "string"}}}}};
    if (secret) schema["writeOnly"] = true;
    Put(key, std::move(schema), Schema::object());
  }

  void Json(const Key& key, std::string*) override { Put(key, Schema::object(), Schema()); }

  void Map(const Key& key, std::string*) override {
    Put(key, {{"type", {"object", "null"}}}, Schema());
  }

  void TextList(const Key& key, const TextsRule& rule, std::vector<std::string>* value) override {
    Put(key,
        {{"type", "array"},
         {"maxItems", rule.most},
         {"items", {{"type", "string"}, {"pattern", rule.each.pattern}}}},
        *value);
  }

  void EndpointOf(const Key& key, RouteConfig*) override {
    Schema names = Schema::array();
    for (const Endpoint& endpoint : Catalogue()) names.push_back(endpoint.name);
    ManualEndpoint manual;
    SchemaWriter writer(/*defaults=*/false);
    VisitManual(writer, &manual);
    PutWithoutDefault(
        key, {{"anyOf", {{{"type", "string"}, {"enum", std::move(names)}}, writer.Finish("")}}});
  }

  void Secret(const Key& key, SecretSource*) override {
    const bool secret = key.name != "company_id";
    Schema literal =
        secret ? Schema{{"type", "string"}, {"pattern", "^[!-~]+$"}, {"maxLength", kMaxSecretBytes}}
               : Schema{{"type", "string"}, {"pattern", kGuidPattern}};
    const Schema env = {{"type", "string"}, {"pattern", kVariablePattern}};
    const Schema file = {{"type", "string"}, {"pattern", kFileRule.pattern}};
    Schema schema = {{"anyOf", {std::move(literal), OneKey("env", env), OneKey("file", file)}}};
    if (secret) schema["writeOnly"] = true;
    PutWithoutDefault(key, schema);
  }

  void Windows(const Key& key, std::vector<WindowConfig>* value) override {
    WindowConfig window;
    SchemaWriter writer(/*defaults=*/false);
    VisitWindow(writer, &window);
    Schema standard = Schema::array();
    for (const WindowConfig& one : *value)
      standard.push_back({{"requests", one.requests}, {"per_ms", ToMillis(one.per)}});
    Put(key, {{"type", "array"}, {"maxItems", kMaxWindows}, {"items", writer.Finish("")}},
        std::move(standard));
  }

  void Routes(const Key& key, const RouteConfig&, std::map<std::string, RouteConfig>*) override;

  void Ignored(const Key& key) override { PutWithoutDefault(key, {{"type", "string"}}); }

  void Object(const Key& key, const Visit& visit) override {
    SchemaWriter writer(defaults_);
    visit(writer);
    if (key.required) required_.push_back(key.name);
    Schema& object = properties_[std::string(key.name)] = writer.Finish(PlainMeaning(key));
    if (!key.null_means.empty()) object["type"] = {"object", "null"};
  }

 private:
  static Schema OneKey(const char* name, const Schema& value) {
    return {{"type", "object"},
            {"properties", {{name, value}}},
            {"required", {name}},
            {"additionalProperties", false}};
  }

  void PutWithoutDefault(const Key& key, const Schema& schema) {
    Schema described = {{"description", PlainMeaning(key)}};
    described.update(schema);
    if (!key.example.empty()) described["examples"] = Schema::array({Schema::parse(key.example)});
    if (key.required) required_.push_back(key.name);
    properties_[std::string(key.name)] = std::move(described);
  }

  void Put(const Key& key, Schema schema, Schema standard) {
    if (defaults_) schema["default"] = std::move(standard);
    PutWithoutDefault(key, schema);
  }

  bool defaults_;
  Schema properties_ = Schema::object();
  Schema required_ = Schema::array();
};

// NoIdentity is "identity" where the body holds no GUID.
Schema NoIdentity() {
  Schema rule;
  rule["properties"]["from"]["type"] = "null";
  return rule;
}

// NoAdopt is "adopt" of a route whose endpoint has nothing to adopt. The document's may be for its
// routes.
Schema NoAdopt() {
  Schema rule;
  rule["properties"]["by"]["anyOf"] = {{{"type", "null"}}, {{"type", "array"}, {"maxItems", 0}}};
  return rule;
}

// NoValues is "values" where nothing is known of the fields that they would go into.
Schema NoValues() {
  Schema rule;
  for (const char* key : {"dates", "strip"}) rule["properties"][key]["maxItems"] = 0;
  rule["properties"]["zone"]["type"] = "null";
  rule["properties"]["decimal_mark"]["const"] = ".";
  rule["properties"]["enums"]["additionalProperties"]["maxProperties"] = 0;
  return rule;
}

// Folds is "batching" that names fold.
Schema Folds() {
  return {{"properties", {{"algorithm", {{"const", "fold"}}}}}, {"required", {"algorithm"}}};
}

// OneRecord is "batching" of an endpoint that takes one record a request. A folded document is one
// record to it; unless it must be `named`, fold may be inherited.
Schema OneRecord(bool named) {
  const Schema off = {{"properties", {{"enabled", {{"const", false}}}}}};
  Schema fold = Folds();
  fold["properties"]["size"]["const"] = 1;
  if (!named) fold.erase("required");
  return {{"anyOf", {off, fold}}};
}

// EndpointRule says what an endpoint's parameters, method and batching may be. In a route,
// parameters may be inherited.
Schema EndpointRule(const Endpoint& endpoint, bool main) {
  Schema names = Schema::object();
  Schema required = Schema::array();
  for (const EndpointParameter& parameter : endpoint.parameters) {
    names[parameter.name] = true;
    required.push_back(parameter.name);
  }
  Schema parameters = {{"properties", names}, {"additionalProperties", false}};
  const bool needs_parameters = !required.empty();
  if (needs_parameters) parameters["required"] = std::move(required);
  Schema rule = {{"properties", {{"parameters", std::move(parameters)}}}};
  if (needs_parameters && main) rule["required"] = Schema::array({"parameters"});
  if (endpoint.methods.size() == 1) rule["properties"]["method"] = false;
  if (endpoint.id_field.empty()) rule["properties"]["identity"] = NoIdentity();
  if (!main && Adopted(endpoint) == nullptr) rule["properties"]["adopt"] = NoAdopt();
  if (!WritesOrders(endpoint)) rule["properties"]["check_status"]["const"] = false;
  if (endpoint.object == nullptr) rule["properties"]["values"] = NoValues();
  if (!endpoint.takes_array) rule["properties"]["batching"] = OneRecord(/*named=*/main);
  return rule;
}

// RouteBatchingRule says that a route that turns batching on for one record a request must name
// fold, where the document does not.
Schema RouteBatchingRule() {
  Schema names = Schema::array();
  for (const Endpoint& endpoint : Catalogue()) {
    if (!endpoint.takes_array) names.push_back(endpoint.name);
  }
  const Schema condition = {{"properties", {{"endpoint", {{"enum", std::move(names)}}}}},
                            {"required", {"endpoint"}}};
  const Schema route = {{"if", condition},
                        {"then", {{"properties", {{"batching", OneRecord(/*named=*/true)}}}}}};
  const Schema folds = {{"properties", {{"batching", Folds()}}}, {"required", {"batching"}}};
  return {{"if", folds},
          {"else", {{"properties", {{"routes", {{"additionalProperties", route}}}}}}}};
}

// EndpointRules collects the endpoints that have the same rule.
Schema EndpointRules(bool main) {
  Schema rules = Schema::array();
  for (const Endpoint& endpoint : Catalogue()) {
    const Schema rule = EndpointRule(endpoint, main);
    const auto same = std::find_if(rules.begin(), rules.end(),
                                   [&](const Schema& other) { return other["then"] == rule; });
    if (same != rules.end()) {
      (*same)["if"]["properties"]["endpoint"]["enum"].push_back(endpoint.name);
    } else {
      const Schema condition = {{"properties", {{"endpoint", {{"enum", {endpoint.name}}}}}},
                                {"required", {"endpoint"}}};
      rules.push_back({{"if", condition}, {"then", rule}});
    }
  }
  const Schema manual = {{"properties", {{"endpoint", {{"type", "object"}}}}},
                         {"required", {"endpoint"}}};
  Schema none = {{"method", false}, {"identity", NoIdentity()}, {"values", NoValues()}};
  none["check_status"]["const"] = false;
  if (!main) none["adopt"] = NoAdopt();
  rules.push_back({{"if", manual}, {"then", {{"properties", std::move(none)}}}});
  return rules;
}

void SchemaWriter::Routes(const Key& key, const RouteConfig&, std::map<std::string, RouteConfig>*) {
  RouteConfig route;
  SchemaWriter writer(/*defaults=*/false);
  VisitRoute(writer, &route, /*main=*/false);
  Schema one = writer.Finish(
      "One route. What it does not name is inherited from the document; parameters, map, body, key, identity and method "
      "only where it keeps the document's endpoint.");
  one["allOf"] = EndpointRules(/*main=*/false);
  for (Schema& rule : MapRules(/*main=*/false)) one["allOf"].push_back(std::move(rule));
  for (Schema& rule : BatchingRules(/*main=*/false)) one["allOf"].push_back(std::move(rule));
  Schema names = {
      {"minLength", 1}, {"maxLength", kMaxRouteName}, {"pattern", "^[^\\u0000-\\u001f\\u007f]+$"}};
  Put(key,
      {{"type", "object"},
       {"maxProperties", kMaxRoutes},
       {"propertyNames", std::move(names)},
       {"additionalProperties", std::move(one)}},
      Schema::object());
}

std::string MakeSchema() {
  Config config;
  SchemaWriter writer(/*defaults=*/true);
  VisitDocument(writer, &config);
  Schema schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                   {"title", "inFlow destination"}};
  schema.update(writer.Finish("The configuration of an inFlow destination."));
  schema["allOf"] = EndpointRules(/*main=*/true);
  schema["allOf"].push_back(RouteBatchingRule());
  for (Schema& rule : MapRules(/*main=*/true)) schema["allOf"].push_back(std::move(rule));
  for (Schema& rule : BatchingRules(/*main=*/true)) schema["allOf"].push_back(std::move(rule));
  schema["$defs"] = MapDefinitions();
  return schema.dump(2);
}

}  // namespace
}  // namespace inflow::config

namespace inflow {

const std::string& ConfigSchema() {
  static const std::string* const schema = new std::string(config::MakeSchema());
  return *schema;
}

}  // namespace inflow
