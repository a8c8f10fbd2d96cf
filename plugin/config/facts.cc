// SPDX-License-Identifier: Apache-2.0
//
// Every key with what is known of it, as destination_describe hands it out and the tables of
// docs/configuration.md show it.
#include <nlohmann/json.hpp>

#include "absl/strings/match.h"
#include "plugin/config/internal/value_writer.h"
#include "plugin/config/parse.h"
#include "plugin/record/path_step.h"

namespace inflow::config {
namespace {

using Facts = nlohmann::ordered_json;  // tables are made of it: keys keep their order

// Grouped writes 100,000 as people do, and 1000 without a comma.
std::string Grouped(int64_t number) {
  std::string text = std::to_string(number);
  if (number < 10'000) return text;
  for (size_t at = text.size() - 3; at > 0 && at < text.size(); at -= std::min<size_t>(at, 3))
    text.insert(at, ",");
  return text;
}

// Bound writes a number in the largest unit of its key that it is a multiple of.
std::string Bound(std::string_view name, int64_t number) {
  struct Unit {
    int64_t size;
    std::string_view one, many;
  };
  constexpr Unit kTimes[] = {{86'400'000, " day", " days"}, {3'600'000, " hour", " hours"}};
  constexpr Unit kSizes[] = {
      {int64_t{1} << 40, " TiB", " TiB"}, {1 << 30, " GiB", " GiB"}, {1 << 10, " KiB", " KiB"}};
  const auto in = [number](const auto& units) {
    for (const Unit& unit : units) {
      if (number == 0 || number % unit.size != 0) continue;
      const int64_t count = number / unit.size;
      return Grouped(count) + std::string(count == 1 ? unit.one : unit.many);
    }
    return Grouped(number);
  };
  if (absl::EndsWith({name.data(), name.size()}, "_ms")) return in(kTimes);
  if (absl::EndsWith({name.data(), name.size()}, "_bytes")) return in(kSizes);
  return Grouped(number);
}

std::string AtMost(size_t most) { return "at most " + Grouped(static_cast<int64_t>(most)); }

class FactsWriter final : public KeyVisitor {
 public:
  Facts Sections() { return std::move(sections_); }

  void Section(std::string_view title, bool bounds) override {
    if (!title.empty())
      sections_.push_back({{"title", title}, {"bounds", bounds}, {"keys", Facts::array()}});
  }
  void Boolean(const Key& key, bool* value) override {
    Add(key, "", [&](KeyVisitor& v) { v.Boolean(key, value); });
  }
  void Integer(const Key& key, IntegerRange range, IntegerField value) override {
    Add(key, Bound(key.name, range.least) + " to " + Bound(key.name, range.most),
        [&](KeyVisitor& v) { v.Integer(key, range, value); });
  }
  void Share(const Key& key, double* value) override {
    Add(key, "above 0, at most 1", [&](KeyVisitor& v) { v.Share(key, value); });
  }
  void Text(const Key& key, const TextRule& rule, std::string* value) override {
    Add(key, "", [&](KeyVisitor& v) { v.Text(key, rule, value); });
  }
  void TextList(const Key& key, const TextsRule& rule, std::vector<std::string>* value) override {
    Add(key, AtMost(rule.most), [&](KeyVisitor& v) { v.TextList(key, rule, value); });
  }
  void Choice(const Key& key, const ChoiceField& field) override {
    Add(key, "", [&](KeyVisitor& v) { v.Choice(key, field); });
  }
  void Attributes(const Key& key, const AttributesRule& rule,
                  std::vector<std::string>* value) override {
    const std::string bounds =
        rule.single ? std::to_string(rule.least) + " to " + std::to_string(rule.most) : "";
    Add(key, bounds, [&](KeyVisitor& v) { v.Attributes(key, rule, value); });
  }
  void Parameters(const Key& key, std::map<std::string, std::string>* value) override {
    Add(key, "", [&](KeyVisitor& v) { v.Parameters(key, value); });
  }
  void Choices(const Key& key, const std::vector<std::string_view>& names,
               std::map<std::string, std::string>* value) override {
    Add(key, "", [&](KeyVisitor& v) { v.Choices(key, names, value); });
  }
  void EnumValues(const Key& key, Enums* value) override {
    Add(key, "", [&](KeyVisitor& v) { v.EnumValues(key, value); });
  }
  void Lookups(const Key& key, LookupFields* value) override {
    Add(key, "", [&](KeyVisitor& v) { v.Lookups(key, value); });
  }
  void RequestHeaders(const Key& key, Headers* value) override {
    Add(key, AtMost(kMaxHeaders), [&](KeyVisitor& v) { v.RequestHeaders(key, value); });
  }
  void WebhookHeaders(const Key& key, Headers* value) override { RequestHeaders(key, value); }
  void Map(const Key& key, std::string* value) override {
    Add(key, "", [&](KeyVisitor& v) { v.Map(key, value); });
  }
  void Json(const Key& key, std::string* value) override { Map(key, value); }
  void EndpointOf(const Key& key, RouteConfig*) override { Add(key, "", nullptr); }
  void Secret(const Key& key, SecretSource*) override {
    Add(key, "1 to " + std::to_string(kMaxSecretBytes), nullptr);
  }
  void Windows(const Key& key, std::vector<WindowConfig>* value) override {
    Add(key, AtMost(kMaxWindows), [&](KeyVisitor& v) { v.Windows(key, value); });
    const record_internal::PathStep step(&path_, std::string(key.name) + "[]");
    WindowConfig window;
    VisitWindow(*this, &window);
  }
  void Routes(const Key&, const RouteConfig&, std::map<std::string, RouteConfig>*) override {}
  void Ignored(const Key& key) override { Add(key, "", nullptr); }
  void Object(const Key& key, const Visit& visit) override {
    const record_internal::PathStep step(&path_, key.name);
    visit(*this);
  }

 private:
  // `visit` visits the key with its default, null where it has none.
  void Add(const Key& key, const std::string& bounds, const Visit& visit) {
    const record_internal::PathStep step(&path_, key.name);
    Facts facts = {{"name", path_}, {"meaning", Meaning(key)}, {"required", key.required}};
    const Members standard =
        visit && !key.required && key.otherwise.empty() ? ValuesOf(visit) : Members();
    if (!standard.empty()) facts["default"] = Facts::parse(standard.begin()->second);
    if (!key.otherwise.empty()) facts["otherwise"] = key.otherwise;
    if (!bounds.empty()) facts["bounds"] = bounds;
    if (!key.example.empty()) facts["example"] = Facts::parse(key.example);
    facts["needed_by"] = AlgorithmNames(key.use.needed_by);
    facts["taken_by"] = AlgorithmNames(key.use.taken_by);
    facts["formats"] = FormatNames(key.use.formats);
    facts["needed_in"] = FormatNames(key.use.needed_in);
    sections_.back()["keys"].push_back(std::move(facts));
  }

  std::string path_;
  Facts sections_ = Facts::array();
};

std::string MakeFacts() {
  Config config;
  FactsWriter writer;
  VisitDocument(writer, &config);
  Facts algorithms = Facts::array();
  for (size_t i = 0; i < AlgorithmList().size(); ++i) {
    const auto algorithm = static_cast<Algorithm>(i);
    const AlgorithmFacts& facts = FactsOf(algorithm);
    algorithms.push_back({{"name", facts.name},
                          {"needs", SettingsOf(algorithm).needs},
                          {"takes", SettingsOf(algorithm).takes},
                          {"body", facts.body},
                          {"formats", FormatNames(facts.formats)}});
  }
  return Facts{{"sections", writer.Sections()}, {"algorithms", std::move(algorithms)}}.dump();
}

}  // namespace
}  // namespace inflow::config

namespace inflow {

const std::string& ConfigFacts() {
  static const std::string* const facts = new std::string(config::MakeFacts());
  return *facts;
}

}  // namespace inflow
