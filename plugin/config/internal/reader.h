// SPDX-License-Identifier: Apache-2.0
//
// File: reader.h
//
// The visitor that reads one object of the document into its fields, and notes all that is wrong
// with it.
#ifndef PLUGIN_CONFIG_INTERNAL_READER_H_
#define PLUGIN_CONFIG_INTERNAL_READER_H_

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/catalog/collection.h"
#include "plugin/config/internal/keys.h"
#include "plugin/config/parse.h"
#include "plugin/record/walker.h"

namespace inflow::config {

// Place is where an object of the document is.
struct Place {
  std::string pointer;
  std::string_view
      raw;  // its text; empty where a key above or in it is repeated, which is a fault already
  std::string_view section;  // its key, "" for the document and its routes
  std::string name;          // for messages: "\"retry\"", "a route"
  size_t base = 0;  // how much of `pointer` leads to the document or route that it belongs to
};

class Reader final : public KeyVisitor {
 public:
  // `origins` gets where the values come from; null where nobody asks.
  Reader(const nlohmann::json& object, Place place, std::vector<Fault>* faults, Origins* origins);

  // Finish notes the keys that were not visited. `elsewhere` are keys that belong one level up.
  void Finish(const std::vector<std::string_view>& elsewhere);

  void Boolean(const Key& key, bool* value) override;
  void Integer(const Key& key, IntegerRange range, IntegerField value) override;
  void Share(const Key& key, double* value) override;
  void Text(const Key& key, const TextRule& rule, std::string* value) override;
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
  void TextList(const Key& key, const TextsRule& rule, std::vector<std::string>* value) override;
  void EndpointOf(const Key& key, RouteConfig* value) override;
  void Secret(const Key& key, SecretSource* value) override;
  void Windows(const Key& key, std::vector<WindowConfig>* value) override;
  void Routes(const Key& key, const RouteConfig& main,
              std::map<std::string, RouteConfig>* value) override;
  void Object(const Key& key, const Visit& visit) override;
  void Ignored(const Key& key) override;

 private:
  // Take returns a key's value and marks the key as known; nullptr where it is absent.
  const nlohmann::json* Take(const Key& key);
  std::string PointerTo(std::string_view key) const;
  std::string_view Raw(std::string_view key) const;
  // AddFault notes a fault, and that the value there is faulty.
  void AddFault(const std::string& pointer, std::string message);
  void SetOrigin(const std::string& pointer, Origin origin);
  // Wrong notes a fault of a key: its message is the key and `problem`, the end of a sentence.
  void Wrong(std::string_view key, const std::string& problem);
  void WrongType(std::string_view key, std::string_view wanted, const nlohmann::json& value);
  void AddAttribute(std::string_view key, const std::string& pointer, const nlohmann::json& value,
                    std::vector<std::string>* attributes);
  void AddNatural(std::string_view key, const std::string& pointer, const nlohmann::json& value,
                  const std::vector<std::string_view>& fields, std::vector<std::string>* names);
  void ReadLookup(const Collection& collection, const std::string& pointer,
                  const nlohmann::json& value, std::vector<std::string>* fields);
  // NameRule returns what is wrong with a header's name, or "".
  using NameRule = std::string (*)(std::string_view name);
  void ReadHeaders(const Key& key, NameRule rule, Headers* value);
  void AddHeader(const std::string& pointer, NameRule rule, std::string_view name,
                 std::string_view value, Headers* headers);
  void ReadSecretSource(const Key& key, const nlohmann::json& value, SecretSource* secret);
  const Endpoint* ReadEndpointName(const Key& key, const std::string& name);
  std::shared_ptr<const Endpoint> ReadManual(const Key& key, const nlohmann::json& value);
  void ReadRoute(const nlohmann::json& value, Place place, const RouteConfig& main,
                 RouteConfig* route);

  const nlohmann::json& object_;
  Place place_;
  RecordIndex raw_;
  std::vector<Fault>* faults_;
  Origins* origins_;
  std::vector<std::string_view> known_;
};

}  // namespace inflow::config

#endif  // PLUGIN_CONFIG_INTERNAL_READER_H_
