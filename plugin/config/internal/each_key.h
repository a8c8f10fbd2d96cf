// SPDX-License-Identifier: Apache-2.0
//
// File: each_key.h
//
// A visitor that hands out every key as it stands, for those who ask nothing of its value.
//
//   Config config;
//   EachKey lister([](const std::string& path, const Key& key) { … });   // "batching.size"
//   VisitDocument(lister, &config);
#ifndef PLUGIN_CONFIG_INTERNAL_EACH_KEY_H_
#define PLUGIN_CONFIG_INTERNAL_EACH_KEY_H_

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "plugin/config/internal/keys.h"
#include "plugin/record/path_step.h"

namespace inflow::config {

class EachKey final : public KeyVisitor {
 public:
  // See gets the dotted path of each key that is no object itself. Routes are not gone into.
  using See = std::function<void(const std::string& path, const Key& key)>;

  explicit EachKey(See see) : see_(std::move(see)) {}

  void Boolean(const Key& key, bool*) override { Tell(key); }
  void Integer(const Key& key, IntegerRange, IntegerField) override { Tell(key); }
  void Share(const Key& key, double*) override { Tell(key); }
  void Text(const Key& key, const TextRule&, std::string*) override { Tell(key); }
  void TextList(const Key& key, const TextsRule&, std::vector<std::string>*) override { Tell(key); }
  void Choice(const Key& key, const ChoiceField&) override { Tell(key); }
  void Attributes(const Key& key, const AttributesRule&, std::vector<std::string>*) override {
    Tell(key);
  }
  void Parameters(const Key& key, std::map<std::string, std::string>*) override { Tell(key); }
  void Choices(const Key& key, const std::vector<std::string_view>&,
               std::map<std::string, std::string>*) override {
    Tell(key);
  }
  void EnumValues(const Key& key, Enums*) override { Tell(key); }
  void Lookups(const Key& key, LookupFields*) override { Tell(key); }
  void RequestHeaders(const Key& key, Headers*) override { Tell(key); }
  void WebhookHeaders(const Key& key, Headers*) override { Tell(key); }
  void Map(const Key& key, std::string*) override { Tell(key); }
  void Json(const Key& key, std::string*) override { Tell(key); }
  void EndpointOf(const Key& key, RouteConfig*) override { Tell(key); }
  void Secret(const Key& key, SecretSource*) override { Tell(key); }
  void Windows(const Key& key, std::vector<WindowConfig>*) override { Tell(key); }
  void Routes(const Key& key, const RouteConfig&, std::map<std::string, RouteConfig>*) override {
    Tell(key);
  }
  void Object(const Key& key, const Visit& visit) override {
    const record_internal::PathStep step(&path_, key.name);
    visit(*this);
  }

 private:
  void Tell(const Key& key) {
    const record_internal::PathStep step(&path_, key.name);
    see_(path_, key);
  }

  See see_;
  std::string path_;
};

}  // namespace inflow::config

#endif  // PLUGIN_CONFIG_INTERNAL_EACH_KEY_H_
