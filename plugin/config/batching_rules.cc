// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/internal/batching_rules.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "plugin/config/internal/algorithms.h"
#include "plugin/config/internal/each_key.h"
#include "plugin/config/internal/message.h"
#include "plugin/config/internal/value_writer.h"
#include "plugin/record/path.h"

namespace inflow::config {
namespace {

using Names = std::vector<std::string_view>;

class FormatRules {
 public:
  FormatRules(const RouteConfig& route, std::vector<Fault>* faults)
      : route_(route), algorithm_(route.batching.algorithm), faults_(*faults) {}

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
    if (route_.origins.Of("/batching") != Origin::kNamed) return;
    BatchingConfig own = route_.batching, standard;
    const Members values = ValuesOf([&own](KeyVisitor& v) { VisitBatching(v, &own); });
    const Members defaults = ValuesOf([&standard](KeyVisitor& v) { VisitBatching(v, &standard); });
    EachKey settings([&](const std::string& name, const Key& key) {
      if (!key.use.HasAlgorithms()) return;
      const std::string pointer = "/batching/" + name;
      const bool faulty = route_.origins.Of(pointer) == Origin::kFaulty;
      const bool set = values.at(name) != defaults.at(name);
      if (key.use.needed_by.Has(algorithm_)) {
        if (set || faulty) return;
        Wrong(pointer, "the algorithm " + Quoted(FactsOf(algorithm_).name) + " needs " +
                           Quoted(name) + ", such as " + std::string(key.example));
      } else if (route_.origins.Names(pointer) && !key.use.taken_by.Has(algorithm_) &&
                 (set || faulty)) {
        Wrong(pointer, Quoted(name) + " is no setting of the algorithm " +
                           Quoted(FactsOf(algorithm_).name) + Own());
      }
    });
    VisitBatching(settings, &own);
  }

  std::string Own() const {
    Names own = SettingsOf(algorithm_).needs;
    const Names& takes = SettingsOf(algorithm_).takes;
    own.insert(own.end(), takes.begin(), takes.end());
    return own.empty() ? ", which has none: remove it"
                       : ", which takes " + Listed(own, "and") + ": remove it";
  }

  void CheckAlgorithm() {
    const Algorithm algorithm = algorithm_;
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
      Wrong("/body", Quoted(FactsOf(algorithm).name) +
                         " takes the body's members apart, so \"body\" must be an object");
    }
    if (!FactsOf(algorithm).formats.Has(route_.content_format)) {
      Wrong("/batching/algorithm", "the content format cannot carry " +
                                       Quoted(FactsOf(algorithm).name) + ": " + Instead());
    }
  }

  // Instead says why a content format cannot carry the algorithm, and what can.
  std::string Instead() const {
    switch (route_.content_format) {
      case ContentFormat::kForm:
        return algorithm_ == Algorithm::kArray
                   ? R"(a list in a form needs a name; use "wrapped_array" with a "key")"
                   : R"(a form is made of names and values; use "wrapped_array" or "envelope")";
      case ContentFormat::kXml:
        return R"(an XML document has one root; use "array")";
      case ContentFormat::kText:
        return R"(in text records stand one behind the other; use "delimited" or "template")";
      case ContentFormat::kJson:
        return R"(use "array")";
    }
    return "";
  }

  const RouteConfig& route_;
  const Algorithm algorithm_;
  std::vector<Fault>& faults_;
};

}  // namespace

void CheckFormat(const RouteConfig& route, std::vector<Fault>* faults) {
  FormatRules(route, faults).Apply();
}

}  // namespace inflow::config
