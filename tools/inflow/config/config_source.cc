// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/config/config_source.h"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "plugin/text/absl_view.h"
#include "tools/inflow/config/config_file.h"
#include "tools/inflow/config/overlay.h"

namespace inflow::command {
namespace {

enum class Has : uint8_t { kNothing, kPart, kWhole };

// WhatHas tells what a file has of the value behind a pointer: an object, which may be a part of
// it, or another value, which is all of it.
Has WhatHas(const std::string& path, const std::vector<std::string>& keys) {
  std::string text;
  if (!ReadTextFile(path, &text).ok()) return Has::kNothing;
  const auto document = nlohmann::json::parse(text, nullptr, false, true);
  const nlohmann::json* at = &document;
  for (const std::string& key : keys) {
    if (!at->is_object()) return Has::kWhole;
    const auto found = at->find(key);
    if (found == at->end()) return Has::kNothing;
    at = &*found;
  }
  return at->is_object() ? Has::kPart : Has::kWhole;
}

std::vector<std::string> KeysOf(std::string_view pointer) {
  std::vector<std::string> keys;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const size_t end = std::min(pointer.find('/'), pointer.size());
    keys.push_back(absl::StrReplaceAll(Absl(pointer.substr(0, end)), {{"~1", "/"}, {"~0", "~"}}));
    pointer.remove_prefix(end);
  }
  return keys;
}

// IsSet tells whether --set has set the value, or a part or the whole of it.
bool IsSet(const ConfigSource& source, const std::vector<std::string>& keys) {
  std::string path;
  for (const std::string& key : keys) absl::StrAppend(&path, key, ".");
  for (const std::string& setting : source.settings) {
    const std::string set = setting.substr(0, setting.find('=')) + ".";
    if (absl::StartsWith(path, set) || absl::StartsWith(set, path)) return true;
  }
  return false;
}

}  // namespace

std::string ConfigSource::Name() const {
  return overlay.empty() ? path : absl::StrCat(path, " with ", overlay, " over it");
}

absl::Status ReadConfig(const ConfigSource& source, std::string* text) {
  if (absl::Status status = ReadTextFile(source.path, text); !status.ok()) return status;
  if (!source.overlay.empty()) {
    std::string overlay;
    if (absl::Status status = ReadTextFile(source.overlay, &overlay); !status.ok()) return status;
    if (absl::Status status = LayOver({source.overlay, overlay}, source.path, text); !status.ok())
      return status;
  }
  return CompleteConfig(source.settings, text);
}

absl::Status ReadConfigFiles(const ConfigSource& source, std::string* text) {
  absl::Status status = ReadTextFile(source.path, text);
  if (!status.ok() || source.overlay.empty()) return status;
  std::string overlay;
  status = ReadTextFile(source.overlay, &overlay);
  text->append(1, '\0').append(overlay);
  return status;
}

std::string FileOfFault(const ConfigSource& source, std::string_view pointer) {
  if (source.overlay.empty() || pointer.empty()) return {};
  const std::vector<std::string> keys = KeysOf(pointer);
  if (IsSet(source, keys)) return {};
  const Has overlay = WhatHas(source.overlay, keys);
  if (overlay == Has::kWhole) return source.overlay;
  const Has base = WhatHas(source.path, keys);
  if (overlay == Has::kPart) return base == Has::kPart ? std::string() : source.overlay;
  return base == Has::kNothing ? std::string() : source.path;
}

}  // namespace inflow::command
