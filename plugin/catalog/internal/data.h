// SPDX-License-Identifier: Apache-2.0
//
// File: data.h
//
// Reads the data files that are part of the library. Where they are not as expected the build is
// broken, and no caller could do anything about it: every function aborts then.
#ifndef PLUGIN_CATALOG_INTERNAL_DATA_H_
#define PLUGIN_CATALOG_INTERNAL_DATA_H_

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace inflow::catalog_data {

using nlohmann::json;

inline const json& Expect(const json& object, const char* key, json::value_t type) {
  const auto it = object.find(key);
  if (it == object.end() || it->type() != type) std::abort();
  return *it;
}

inline std::string Text(const json& object, const char* key) {
  return Expect(object, key, json::value_t::string).get<std::string>();
}

// Text and Flag of what may be absent.
inline std::string TextIfAny(const json& object, const char* key) {
  return object.contains(key) ? Text(object, key) : "";
}

inline bool Flag(const json& object, const char* key) {
  return object.contains(key) && Expect(object, key, json::value_t::boolean).get<bool>();
}

inline std::vector<std::string> Texts(const json& object, const char* key) {
  std::vector<std::string> texts;
  for (const json& text : Expect(object, key, json::value_t::array)) {
    if (!text.is_string()) std::abort();
    texts.push_back(text.get<std::string>());
  }
  return texts;
}

inline std::vector<std::string> TextsIfAny(const json& object, const char* key) {
  return object.contains(key) ? Texts(object, key) : std::vector<std::string>();
}

// Parse reads a whole data file.
inline json Parse(const char* text, size_t size) {
  json data = json::parse(text, text + size, nullptr, /*allow_exceptions=*/false);
  if (!data.is_object()) std::abort();
  return data;
}

}  // namespace inflow::catalog_data

#endif  // PLUGIN_CATALOG_INTERNAL_DATA_H_
