// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/internal/batching_schema.h"

#include <string>
#include <string_view>

#include "plugin/config/internal/each_key.h"
#include "plugin/config/internal/value_writer.h"

namespace inflow::config {
namespace {

// At is a rule of the value below a key, which must be there where it is `required`.
Schema At(std::string_view key, Schema rule, bool required) {
  Schema object;
  object["properties"][std::string(key)] = std::move(rule);
  if (required) object["required"] = Schema::array({key});
  return object;
}

Schema Is(std::string_view value) { return {{"const", value}}; }

Schema NotNull() { return {{"not", {{"type", "null"}}}}; }

// Default is a rule of a key of "batching" that says what holds without it.
Schema Default(std::string_view key) {
  // An empty text is none.
  if (key == "prefix" || key == "suffix") return {{"enum", {nullptr, ""}}};
  BatchingConfig batching;
  const Members defaults = ValuesOf([&batching](KeyVisitor& v) { VisitBatching(v, &batching); });
  return {{"const", Schema::parse(defaults.at(std::string(key)))}};
}

// OwnSettings is "batching" under an algorithm: what it needs is there, and what belongs to others
// says nothing.
Schema OwnSettings(Algorithm algorithm, bool main) {
  Schema properties = Schema::object(), required = Schema::array();
  EachKey keys([&](const std::string&, const Key& key) {
    if (!key.use.HasAlgorithms() || key.use.taken_by.Has(algorithm)) return;
    const bool needed = key.use.needed_by.Has(algorithm);
    if (needed && !main) return;
    properties[std::string(key.name)] = needed ? NotNull() : Default(key.name);
    if (needed) required.push_back(key.name);
  });
  BatchingConfig batching;
  VisitBatching(keys, &batching);
  Schema settings = {{"properties", std::move(properties)}};
  if (!required.empty()) settings["required"] = std::move(required);
  return settings;
}

// Carried is "batching" with an algorithm that a content format can carry.
Schema Carried(ContentFormat format, bool main) {
  Schema names = Schema::array();
  for (const AlgorithmFacts& facts : AlgorithmList()) {
    if (facts.formats.Has(format)) names.push_back(facts.name);
  }
  const bool named = main && !FactsOf(Algorithm::kArray).formats.Has(format);
  return At("algorithm", {{"enum", std::move(names)}}, named);
}

}  // namespace

Schema BatchingRules(bool main) {
  Schema rules = Schema::array();
  for (size_t i = 0; i < AlgorithmList().size(); ++i) {
    const auto algorithm = static_cast<Algorithm>(i);
    const bool named = !main || algorithm != BatchingConfig().algorithm;
    const Schema uses = At("batching", At("algorithm", Is(FactsOf(algorithm).name), named), named);
    rules.push_back({{"if", uses}, {"then", At("batching", OwnSettings(algorithm, main), false)}});
  }
  const Schema on = At("batching", At("enabled", {{"const", true}}, true), true);
  const std::vector<std::string_view> formats = FormatNames();
  for (size_t i = 0; i < formats.size(); ++i) {
    const auto format = static_cast<ContentFormat>(i);
    const bool named = !main || format != RouteConfig().content_format;
    const Schema uses = At("content_format", Is(formats[i]), named);
    if (Schema carried = Carried(format, main); carried != Carried(ContentFormat::kJson, main)) {
      rules.push_back(
          {{"if", {{"allOf", {uses, on}}}}, {"then", At("batching", std::move(carried), false)}});
    }
    if (!main) continue;
    EachKey keys([&](const std::string& name, const Key& key) {
      if (key.use.needed_in.Has(format))
        rules.push_back({{"if", uses}, {"then", At(name, NotNull(), true)}});
    });
    RouteConfig route;
    VisitRoute(keys, &route, main);
  }
  return rules;
}

}  // namespace inflow::config
