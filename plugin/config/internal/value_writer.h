// SPDX-License-Identifier: Apache-2.0
//
// File: value_writer.h
//
// The visitor that writes values as a configuration would name them: the inverse of the reader.
//
//   ValueWriter writer({});
//   VisitBatching(writer, &batching);
//   writer.Text();   // {"enabled":true,"size":100,…}
#ifndef PLUGIN_CONFIG_INTERNAL_VALUE_WRITER_H_
#define PLUGIN_CONFIG_INTERNAL_VALUE_WRITER_H_

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "plugin/config/internal/keys.h"

namespace inflow::config {

class ValueWriter final : public KeyVisitor {
 public:
  struct Options {
    // Tells of top-level keys that are left out.
    std::function<bool(const Key& key)> leaves_out = nullptr;
    // Secrets stand as their sources, never as their values, and what may be secret of webhook
    // headers is masked. Otherwise both are left out.
    bool sources = false;
  };
  explicit ValueWriter(Options options) : options_(std::move(options)) {}

  // Text is the object as JSON, in the order of its keys. What a configuration writes as JSON
  // stands as it is written there.
  std::string Text() const;

  // members are names and JSON texts.
  const std::vector<std::pair<std::string, std::string>>& members() const { return members_; }

  void Boolean(const Key& key, bool* value) override;
  void Integer(const Key& key, IntegerRange range, IntegerField value) override;
  void Share(const Key& key, double* value) override;
  void Text(const Key& key, const TextRule& rule, std::string* value) override;
  void TextList(const Key& key, const TextsRule& rule, std::vector<std::string>* value) override;
  void Choice(const Key& key, const ChoiceField& field) override;
  void Attributes(const Key& key, const AttributesRule& rule,
                  std::vector<std::string>* value) override;
  void Parameters(const Key& key, std::map<std::string, std::string>* value) override;
  void Choices(const Key& key, const std::vector<std::string_view>& names,
               std::map<std::string, std::string>* value) override;
  void EnumValues(const Key& key, Enums* value) override;
  void Lookups(const Key& key, LookupFields* value) override;
  void RequestHeaders(const Key& key, Headers* value) override;
  void WebhookHeaders(const Key& key, Headers* value) override;
  void Map(const Key& key, std::string* value) override;
  void Json(const Key& key, std::string* value) override;
  void EndpointOf(const Key& key, RouteConfig* value) override;
  void Secret(const Key& key, SecretSource* value) override;
  void Windows(const Key& key, std::vector<WindowConfig>* value) override;
  void Routes(const Key& key, const RouteConfig& main,
              std::map<std::string, RouteConfig>* value) override;
  void Object(const Key& key, const Visit& visit) override;

 private:
  void Put(const Key& key, std::string value);

  Options options_;
  std::vector<std::pair<std::string, std::string>> members_;
};

// Members are values by the names of their keys, as JSON texts.
using Members = std::map<std::string, std::string>;
Members ValuesOf(const KeyVisitor::Visit& visit);

}  // namespace inflow::config

#endif  // PLUGIN_CONFIG_INTERNAL_VALUE_WRITER_H_
