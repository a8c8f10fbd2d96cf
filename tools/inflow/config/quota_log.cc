// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/config/quota_log.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "plugin/text/utf8.h"
#include "tools/inflow/config/overlay.h"
#include "tools/inflow/json/json_text.h"

namespace inflow::command {
namespace {

// IsNameable tells whether a folder can stand in a configuration, and means the same from anywhere.
bool IsNameable(std::string_view folder) {
  if (folder.empty() || folder.front() != '/') return false;
  const char* const end = folder.data() + folder.size();
  for (const char* at = folder.data(); at != end;) {
    const auto byte = static_cast<unsigned char>(*at);
    const size_t length = Utf8Length(at, end);
    if (length == 0 || byte < ' ' || byte == 0x7f) return false;
    at += length;
  }
  return true;
}

}  // namespace

std::string QuotaFolder(const std::function<const char*(const char*)>& environment) {
  constexpr std::pair<const char*, const char*> kPlaces[] = {{"XDG_STATE_HOME", "/inflow/"},
                                                             {"HOME", "/.local/state/inflow/"}};
  for (const auto& [variable, below] : kPlaces) {
    const char* const folder = environment ? environment(variable) : nullptr;
    if (folder != nullptr && IsNameable(folder)) return absl::StrCat(folder, below);
  }
  return {};
}

bool SaysQuotaLog(const std::string& config) {
  const auto document = nlohmann::json::parse(config, nullptr, false, true);
  if (!document.is_object()) return true;
  const auto limit = document.find("rate_limit");
  return limit != document.end() && (!limit->is_object() || limit->contains("log"));
}

std::string WithQuotaLog(const std::string& config, const std::string& log) {
  std::string member = R"({"rate_limit":{"log":)";
  AppendJsonString(log, &member);
  member += "}}";
  const std::string name = "rate_limit.log";
  std::string whole = config;
  // What cannot be read is told where it is read for good.
  LayOver({name, member}, name, &whole).IgnoreError();
  return whole;
}

}  // namespace inflow::command
