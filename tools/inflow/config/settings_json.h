// SPDX-License-Identifier: Apache-2.0
//
// File: settings_json.h
//
// Reading the settings that say what names a record (settings.h).
//
//   const nlohmann::json settings = nlohmann::json::parse(text, nullptr, false);
//   Texts(Member(Member(settings, "batching"), "by"));                      // {"orderNumber"}
//   AttributesOf("SO-{record.No}", Member(settings, "parameters"));         // {"No"}
#ifndef TOOLS_INFLOW_CONFIG_SETTINGS_JSON_H_
#define TOOLS_INFLOW_CONFIG_SETTINGS_JSON_H_

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace inflow::command {

// Member is an object's member, null where there is none.
const nlohmann::json& Member(const nlohmann::json& object, const std::string& name);

// Texts reads one text or a list of them.
std::vector<std::string> Texts(const nlohmann::json& value);

// AttributesOf lists the record's attributes that a text's placeholders name; those of its
// parameters too.
std::vector<std::string> AttributesOf(std::string_view text, const nlohmann::json& parameters);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_CONFIG_SETTINGS_JSON_H_
