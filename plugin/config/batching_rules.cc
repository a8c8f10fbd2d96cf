// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/internal/batching_rules.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "plugin/config/internal/message.h"
#include "plugin/record/path.h"

namespace inflow::config {
namespace {

using nlohmann::json;
using Names = std::vector<std::string_view>;

struct Rule {
  std::string_view name;
  Names needs, takes;
};

const Rule& RuleOf(Algorithm algorithm) {
  // In the order of the enum.
  static const auto* const rules = new std::vector<Rule>{
      {"array", {}, {}},
      {"wrapped_array", {"key"}, {}},
      {"envelope", {"key", "fields"}, {}},
      {"item_wrapper", {"key", "item_key"}, {}},
      {"delimited", {}, {"separator", "prefix", "suffix"}},
      {"group_by", {"attributes", "key"}, {}},
      {"fold", {"by", "line_attributes"}, {"lines", "on_conflict"}},
      {"keyed", {"by"}, {}},
      {"template", {"body"}, {"item", "separator"}},
  };
  return (*rules)[static_cast<size_t>(algorithm)];
}

constexpr std::string_view kSettings[] = {
    "key", "fields", "item_key",        "separator",   "prefix", "suffix", "attributes",
    "by",  "lines",  "line_attributes", "on_conflict", "body",   "item"};

bool Has(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// IsSet tells whether a setting that an algorithm needs has a value, its own or an inherited one.
bool IsSet(const BatchingConfig& batching, std::string_view name) {
  if (name == "key") return !batching.key.empty();
  if (name == "fields") return !batching.fields.empty();
  if (name == "item_key") return !batching.item_key.empty();
  if (name == "attributes") return !batching.attributes.empty();
  if (name == "line_attributes") return !batching.line_attributes.empty();
  if (name == "body") return !batching.body.empty();
  return !batching.by.empty();
}

// IsDefault tells whether a setting says what holds without it.
bool IsDefault(std::string_view name, const json& value) {
  if (name == "separator") return value == "\n";
  if (name == "lines") return value == "lines";
  if (name == "on_conflict") return value == "reject";
  return value.is_null();
}

std::string Example(std::string_view name) {
  if (name == "key") return "\"data\"";
  if (name == "fields") return R"({"source": "shop"})";
  if (name == "item_key") return "\"value\"";
  if (name == "body") return R"({"items": "{records}"})";
  if (name == "line_attributes") return R"(["sku", "quantity"])";
  return R"(["orderNumber"])";
}

class FormatRules {
 public:
  FormatRules(const json& object, const RouteConfig& route, std::vector<Fault>* faults)
      : object_(object), route_(route), rule_(RuleOf(route.batching.algorithm)), faults_(*faults) {}

  void Apply() {
    CheckBody();
    CheckSettings();
    if (route_.batching.enabled) CheckAlgorithm();
  }

 private:
  void Wrong(std::string_view pointer, const std::string& message) {
    faults_.push_back({route_.pointer + std::string(pointer), message});
  }
  static bool IsText(std::string_view value) { return !value.empty() && value.front() == '"'; }
  static bool IsObject(std::string_view value) { return !value.empty() && value.front() == '{'; }

  void CheckBody() {
    if (!route_.body.empty() && !route_.map.empty()) {
      Wrong("/body", "\"body\" stands in place of \"map\", and both are given: remove one of them");
    }
    if (route_.content_format == ContentFormat::kText && !IsText(route_.body)) {
      Wrong(
          "/body",
          R"(the content format "text" needs a "body", a template such as "{record.sku};{record.quantity}")");
    }
    if (route_.content_format == ContentFormat::kForm && !route_.body.empty() &&
        !IsObject(route_.body)) {
      Wrong("/body", "a form is made of names and values, so \"body\" must be an object");
    }
  }

  void CheckSettings() {
    const auto batching = object_.find("batching");
    if (batching == object_.end() || !batching->is_object()) return;
    for (const std::string_view name : kSettings) {
      const auto setting = batching->find(name);
      if (setting == batching->end() || IsDefault(name, *setting) || Has(rule_.needs, name) ||
          Has(rule_.takes, name))
        continue;
      Wrong(JoinPointer("/batching", name),
            Quoted(name) + " is no setting of the algorithm " + Quoted(rule_.name) + Own());
    }
    for (const std::string_view name : rule_.needs) {
      const auto setting = batching->find(name);
      const bool faulty =
          setting != batching->end() && !setting->is_null();  // a fault already, or a value
      if (IsSet(route_.batching, name) || faulty) continue;
      Wrong(JoinPointer("/batching", name), "the algorithm " + Quoted(rule_.name) + " needs " +
                                                Quoted(name) + ", such as " + Example(name));
    }
  }

  std::string Own() const {
    Names own = rule_.needs;
    own.insert(own.end(), rule_.takes.begin(), rule_.takes.end());
    return own.empty() ? ", which has none: remove it"
                       : ", which takes " + Listed(own, "and") + ": remove it";
  }

  void CheckAlgorithm() {
    const Algorithm algorithm = route_.batching.algorithm;
    if (algorithm == Algorithm::kKeyed && route_.batching.by.size() > 1) {
      Wrong("/batching/by", "\"keyed\" names a record by one attribute: name one");
    }
    if (algorithm == Algorithm::kFold && route_.batching.size > 1 &&
        route_.content_format == ContentFormat::kForm) {
      Wrong("/batching/size",
            "a list of documents in a form needs a name: remove \"size\", or set it to 1");
    }
    if (algorithm == Algorithm::kGroupBy && !route_.batching.key.empty()) {
      const std::string list = AttributePath(route_.batching.key).names().front();
      const auto& hoisted = route_.batching.attributes;
      if (std::find(hoisted.begin(), hoisted.end(), list) != hoisted.end()) {
        Wrong("/batching/key",
              Quoted(list) +
                  " is an attribute that records are grouped by, so the list needs another name");
      }
    }
    const bool of_objects = algorithm == Algorithm::kGroupBy || algorithm == Algorithm::kFold ||
                            algorithm == Algorithm::kKeyed;
    if (of_objects && !route_.body.empty() && !IsObject(route_.body)) {
      Wrong("/body",
            Quoted(rule_.name) + " takes the body's members apart, so \"body\" must be an object");
    }
    if (const std::string problem = Carries(algorithm); !problem.empty()) {
      Wrong("/batching/algorithm",
            "the content format cannot carry " + Quoted(rule_.name) + ": " + problem);
    }
  }

  std::string Carries(Algorithm algorithm) const {
    const bool raw = algorithm == Algorithm::kDelimited || algorithm == Algorithm::kTemplate;
    switch (route_.content_format) {
      case ContentFormat::kJson:
        return "";
      case ContentFormat::kForm:
        if (algorithm == Algorithm::kArray)
          return "a list in a form needs a name; use \"wrapped_array\" with a \"key\"";
        return raw ? "a form is made of names and values; use \"wrapped_array\" or \"envelope\""
                   : "";
      case ContentFormat::kXml:
        return algorithm == Algorithm::kDelimited ? "an XML document has one root; use \"array\""
                                                  : "";
      case ContentFormat::kText:
        return raw ? ""
                   : "in text records stand one behind the other; use \"delimited\" or \"template\"";
    }
    return "";
  }

  const json& object_;
  const RouteConfig& route_;
  const Rule& rule_;
  std::vector<Fault>& faults_;
};

}  // namespace

void CheckFormat(const json& object, const RouteConfig& route, std::vector<Fault>* faults) {
  FormatRules(object, route, faults).Apply();
}

}  // namespace inflow::config
