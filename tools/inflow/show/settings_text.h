// SPDX-License-Identifier: Apache-2.0
//
// File: settings_text.h
//
// The configuration in force as people and programs read it: every key with its value, and where
// that comes from.
#ifndef TOOLS_INFLOW_SHOW_SETTINGS_TEXT_H_
#define TOOLS_INFLOW_SHOW_SETTINGS_TEXT_H_

#include <string>
#include <string_view>
#include <vector>

#include "tools/inflow/json/json_tree.h"

namespace inflow::command {

struct SettingsFile {
  std::string name;
  std::string text;  // JSON, comments allowed
};

// SettingsSources are the places from which a configuration's values can come.
struct SettingsSources {
  std::vector<SettingsFile> files;    // each laid over the one before
  std::vector<std::string> settings;  // "key=value" of --set
};

// Setting is one key of the configuration in force.
struct Setting {
  std::string key;  // "batching.size"
  JsonTree value;
  std::string from;        // the file's name, "--set", "the environment", "default"
  bool inherited = false;  // a route has it from the document
};

// SettingsOf reads the plugin's answer to the command "settings"; `description` tells which keys
// there are.
std::vector<Setting> SettingsOf(std::string_view answer, std::string_view description,
                                const SettingsSources& sources);

// SettingsTable is a line a key; SettingsJson is one object.
std::string SettingsTable(const std::vector<Setting>& settings, std::string_view answer);
std::string SettingsJson(const std::vector<Setting>& settings, std::string_view answer);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_SHOW_SETTINGS_TEXT_H_
