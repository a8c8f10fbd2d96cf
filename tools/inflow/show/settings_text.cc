// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/show/settings_text.h"

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "plugin/text/absl_view.h"

namespace inflow::command {
namespace {

// IsAtOrBelow tells of dotted keys.
bool IsAtOrBelow(std::string_view key, std::string_view above) {
  return key == above || absl::StartsWith(Absl(key), absl::StrCat(Absl(above), "."));
}

// IsSet tells whether one of --set names a key, an object that it is in, or what is in it.
bool IsSet(std::string_view key, const std::vector<std::string>& settings) {
  return std::any_of(settings.begin(), settings.end(), [key](const std::string& setting) {
    const std::string name = setting.substr(0, setting.find('='));
    return IsAtOrBelow(key, name) || IsAtOrBelow(name, key);
  });
}

// Stands tells whether a document has a key, or something that is no object on the way to it, such
// as the null that stands for a whole section.
bool Stands(const JsonTree& document, std::string_view key) {
  const JsonTree* at = &document;
  while (at->is_object()) {
    const size_t dot = key.find('.');
    const auto found = at->find(std::string(key.substr(0, dot)));
    if (found == at->end()) return false;
    if (dot == std::string_view::npos) return true;
    at = &*found;
    key.remove_prefix(dot + 1);
  }
  return true;
}

class SettingsReader {
 public:
  SettingsReader(const JsonTree& answer, std::string_view description,
                 const SettingsSources& sources)
      : origins_(TreeMember(answer, "origins")), sources_(sources) {
    for (const SettingsFile& file : sources.files) {
      documents_.push_back(JsonTree::parse(file.text, nullptr, /*allow_exceptions=*/false,
                                           /*ignore_comments=*/true));
    }
    if (const std::string route = TreeText(answer, "route"); !route.empty())
      route_ = absl::StrCat("routes.", route, ".");
    for (const JsonTree& section : TreeList(ParseTree(description), "sections")) {
      for (const JsonTree& key : TreeList(section, "keys")) known_.insert(TreeText(key, "name"));
    }
  }

  void Read(const JsonTree& object, const std::string& above) {
    for (const auto& [name, value] : object.items()) {
      const std::string key = absl::StrCat(above, name);
      // What the keys of other objects are is not for the destination to say.
      if (value.is_object() && known_.count(key) == 0) {
        Read(value, absl::StrCat(key, "."));
      } else {
        settings_.push_back(Of(key, value));
      }
    }
  }

  std::vector<Setting> settings() { return std::move(settings_); }

 private:
  Setting Of(const std::string& key, const JsonTree& value) const {
    const std::string origin =
        TreeText(origins_, absl::StrCat("/", absl::StrReplaceAll(key, {{".", "/"}})).c_str());
    Setting setting = {key, value, "default"};
    setting.inherited = !route_.empty() && origin == "inherited";
    if (origin.empty()) return setting;
    const std::string place = absl::StrCat(origin == "named" ? route_ : "", key);
    // The document's own keys are in the answer for a route too.
    const std::string from = Source(place);
    setting.from = from.empty() ? Source(key) : from;
    if (setting.from.empty()) setting.from = "the environment";
    return setting;
  }

  // Source is where a key is set last; "" where none of the sources has it.
  std::string Source(const std::string& key) const {
    if (IsSet(key, sources_.settings)) return "--set";
    for (size_t i = documents_.size(); i-- > 0;) {
      if (Stands(documents_[i], key)) return sources_.files[i].name;
    }
    return "";
  }

  const JsonTree origins_;
  const SettingsSources& sources_;
  std::vector<JsonTree> documents_;  // of the files
  std::string route_;
  std::set<std::string> known_;
  std::vector<Setting> settings_;
};

// InOneLine is JSON with a blank behind every comma and colon.
std::string InOneLine(const JsonTree& value) {
  std::string text;
  const auto comma = [&text] { return text.empty() ? "" : ", "; };
  if (value.is_object()) {
    for (const auto& [name, member] : value.items())
      absl::StrAppend(&text, comma(), InOneLine(name), ": ", InOneLine(member));
    return absl::StrCat("{", text, "}");
  }
  if (value.is_array()) {
    for (const JsonTree& one : value) absl::StrAppend(&text, comma(), InOneLine(one));
    return absl::StrCat("[", text, "]");
  }
  return value.dump(-1, ' ', false, JsonTree::error_handler_t::replace);
}

}  // namespace

std::vector<Setting> SettingsOf(std::string_view answer, std::string_view description,
                                const SettingsSources& sources) {
  const JsonTree parsed = ParseTree(answer);
  const JsonTree settings = TreeMember(parsed, "settings");
  SettingsReader reader(parsed, description, sources);
  if (settings.is_object()) reader.Read(settings, "");
  return reader.settings();
}

std::string SettingsTable(const std::vector<Setting>& settings, std::string_view answer) {
  size_t keys = 0, sources = 0;
  const auto from = [](const Setting& setting) {
    return absl::StrCat(setting.from, setting.inherited ? ", inherited" : "");
  };
  for (const Setting& setting : settings) {
    keys = std::max(keys, setting.key.size());
    sources = std::max(sources, from(setting).size());
  }
  std::string text;
  for (const Setting& setting : settings) {
    absl::StrAppend(
        &text, absl::StrFormat("%-*s  %-*s  %s\n", static_cast<int>(keys), setting.key,
                               static_cast<int>(sources), from(setting), InOneLine(setting.value)));
  }
  std::string routes;
  for (const JsonTree& route : TreeList(ParseTree(answer), "routes")) {
    if (route.is_string())
      absl::StrAppend(&routes, routes.empty() ? "" : ", ", route.get<std::string>());
  }
  if (!routes.empty())
    absl::StrAppend(&text, "\nRoutes, each shown with --route NAME: ", routes, "\n");
  return text;
}

std::string SettingsJson(const std::vector<Setting>& settings, std::string_view answer) {
  const JsonTree parsed = ParseTree(answer);
  JsonTree keys = JsonTree::array();
  for (const Setting& setting : settings) {
    keys.push_back({{"key", setting.key},
                    {"value", setting.value},
                    {"from", setting.from},
                    {"inherited", setting.inherited}});
  }
  const JsonTree all = {{"route", TreeText(parsed, "route")},
                        {"routes", TreeList(parsed, "routes")},
                        {"keys", std::move(keys)}};
  return all.dump(-1, ' ', false, JsonTree::error_handler_t::replace) + "\n";
}

}  // namespace inflow::command
