// SPDX-License-Identifier: Apache-2.0
//
// File: keys.h
//
// Every key of the configuration document, said once: name, kind, range, meaning, who uses it and
// the field that it fills. Reading, the JSON Schema, the tables of docs/configuration.md, the rules
// between keys and the settings in force are visitors over this one description, so that they
// cannot disagree.
//
//   Config config;
//   VisitDocument(visitor, &config);
#ifndef PLUGIN_CONFIG_INTERNAL_KEYS_H_
#define PLUGIN_CONFIG_INTERNAL_KEYS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "plugin/config/config.h"
#include "plugin/config/internal/algorithms.h"
#include "plugin/config/internal/text_rule.h"

namespace inflow::config {

// Use says whom a key is for. An empty set means: for all.
struct Use {
  Algorithms needed_by{};  // the algorithms that cannot be without it
  Algorithms taken_by{};   // further algorithms that know it; for all others it is a fault
  Formats formats{};       // the content formats in which it means anything
  Formats needed_in{};     // the content formats that cannot be without it

  bool HasAlgorithms() const { return !(needed_by | taken_by).empty(); }
};

struct Key {
  std::string_view name;
  // One to three sentences in Markdown, without the names of those that `use` tells; Meaning and
  // PlainMeaning put them in front.
  std::string_view description;
  bool required = false;
  std::string_view example = {};  // a value, as JSON
  Use use = {};
  // Markdown: what holds without it, where that is no value of its own.
  std::string_view otherwise = {};
  std::string_view null_means = {};  // of an object: the object, as JSON, that null stands for
};

// Meaning is "`fold`: the dotted path …", in Markdown; PlainMeaning is the same without marks and
// addresses.
std::string Meaning(const Key& key);
std::string PlainMeaning(const Key& key);

// Plain takes the marks of code and the addresses of links out of Markdown.
std::string Plain(std::string_view markdown);

struct IntegerRange {
  int64_t least, most;
};

// IntegerField is where a whole number lives; a Duration counts milliseconds.
using IntegerField = std::variant<int*, size_t*, Duration*>;
int64_t GetInteger(const IntegerField& field);
void SetInteger(const IntegerField& field, int64_t value);

// ChoiceField is a value that is one of a few names. `get` returns kNoChoice where the field's
// value has no name.
struct ChoiceField {
  std::vector<std::string_view> names;
  std::function<size_t()> get;
  std::function<void(size_t)> set;
};
inline constexpr size_t kNoChoice = SIZE_MAX;

// AttributesRule says in which forms a list of attributes may be written, beside an array.
struct AttributesRule {
  bool single = false;  // one name without an array around it, or null for none
  size_t least = 0, most = SIZE_MAX;
  // The natural fields of collections alone, and not any attribute.
  bool natural = false;
};

// TextsRule says what each text of a list must look like, and how many there may be.
struct TextsRule {
  const TextRule& each;
  size_t most;
};

inline constexpr size_t kMaxHeaders = 64;
inline constexpr size_t kMaxHosts = 64;
inline constexpr size_t kMaxWindows = 8;
inline constexpr size_t kMaxRoutes = 256;
inline constexpr size_t kMaxRouteName = 128;
inline constexpr size_t kMaxDates = 16;
inline constexpr size_t kMaxStrip = 64;
inline constexpr size_t kMaxNulls = 64;
inline constexpr size_t kMaxSecretBytes = 4096;
inline constexpr size_t kMaxLookupFields = 16;

using Headers = std::vector<std::pair<std::string, std::string>>;
using Enums = std::map<std::string, std::map<std::string, std::string>>;

class KeyVisitor {
 public:
  using Visit = std::function<void(KeyVisitor&)>;

  virtual ~KeyVisitor() = default;
  virtual void Boolean(const Key& key, bool* value) = 0;
  virtual void Integer(const Key& key, IntegerRange range, IntegerField value) = 0;
  virtual void Share(const Key& key, double* value) = 0;  // above 0, at most 1
  virtual void Text(const Key& key, const TextRule& rule, std::string* value) = 0;
  virtual void TextList(const Key& key, const TextsRule& rule, std::vector<std::string>* value) = 0;
  virtual void Choice(const Key& key, const ChoiceField& field) = 0;
  virtual void Attributes(const Key& key, const AttributesRule& rule,
                          std::vector<std::string>* value) = 0;
  virtual void Parameters(const Key& key, std::map<std::string, std::string>* value) = 0;
  // Choices is an object whose values are each one of the names.
  virtual void Choices(const Key& key, const std::vector<std::string_view>& names,
                       std::map<std::string, std::string>* value) = 0;
  virtual void EnumValues(const Key& key, Enums* value) = 0;
  virtual void Lookups(const Key& key, LookupFields* value) = 0;
  virtual void RequestHeaders(const Key& key, Headers* value) = 0;
  virtual void WebhookHeaders(const Key& key, Headers* value) = 0;
  virtual void Map(const Key& key, std::string* value) = 0;
  // Json is any value's own text; null means none.
  virtual void Json(const Key& key, std::string* value) = 0;
  // EndpointOf is a name of the catalogue, or an object: VisitManual.
  virtual void EndpointOf(const Key& key, RouteConfig* value) = 0;
  virtual void Secret(const Key& key, SecretSource* value) = 0;
  virtual void Windows(const Key& key, std::vector<WindowConfig>* value) = 0;
  virtual void Routes(const Key& key, const RouteConfig& main,
                      std::map<std::string, RouteConfig>* value) = 0;
  virtual void Object(const Key& key, const Visit& visit) = 0;

  // Ignored is any text, which says nothing to the destination.
  virtual void Ignored(const Key& key) { static_cast<void>(key); }

  // Section begins a table of docs/configuration.md. `bounds`: it has a column of limits.
  virtual void Section(std::string_view title, bool bounds) {
    static_cast<void>(title);
    static_cast<void>(bounds);
  }
};

void VisitDocument(KeyVisitor& visitor, Config* config);

// VisitRoute visits the keys that a route may name. `main` is the document itself, which must name
// an endpoint.
void VisitRoute(KeyVisitor& visitor, RouteConfig* route, bool main);

// ManualEndpoint is an endpoint as a configuration describes it.
struct ManualEndpoint {
  HttpMethod method = HttpMethod::kGet;  // kGet: none was named
  std::string url;
};
void VisitManual(KeyVisitor& visitor, ManualEndpoint* endpoint);

void VisitBatching(KeyVisitor& visitor, BatchingConfig* batching);
void VisitWindow(KeyVisitor& visitor, WindowConfig* window);

}  // namespace inflow::config

#endif  // PLUGIN_CONFIG_INTERNAL_KEYS_H_
