// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/config/default_config.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <nlohmann/json.hpp>

#include "absl/strings/match.h"
#include "tools/inflow/config/config_file.h"
#include "tools/inflow/config/settings_json.h"
#include "tools/inflow/files/nowhere.h"

namespace inflow::command {
namespace {

// No configuration is larger, and no more files of a folder are looked at.
constexpr int64_t kMostBytes = 1 << 20;
constexpr int kMostFiles = 200;

bool IsJsonName(const std::string& name) {
  return absl::EndsWith(name, ".json") || absl::EndsWith(name, ".jsonc");
}

// IsOverlay tells x.trial.jsonc from a configuration of its own: there is an x.jsonc beside it.
bool IsOverlay(const std::string& name) {
  const size_t ending = name.rfind('.');
  const size_t environment = ending == 0 ? kNowhere : name.rfind('.', ending - 1);
  if (environment == kNowhere || environment == 0) return false;
  return access((name.substr(0, environment) + name.substr(ending)).c_str(), F_OK) == 0;
}

}  // namespace

std::string DefaultConfig() {
  for (const char* name : {"inflow.jsonc", "inflow.json"}) {
    if (access(name, F_OK) == 0) return name;
  }
  return {};
}

bool LooksLikeConfig(const std::string& path) {
  struct stat state {};
  std::string text;
  if (!IsJsonName(path) || stat(path.c_str(), &state) != 0 || !S_ISREG(state.st_mode) ||
      state.st_size > kMostBytes || !ReadTextFile(path, &text).ok()) {
    return false;
  }
  const auto document = nlohmann::json::parse(text, nullptr, false, true);
  // What says where records go, together with a key that records hardly have.
  constexpr std::array kTelling = {"credential", "identity", "map",   "batching", "rate_limit",
                                   "active",     "base_url", "retry", "routes",   "references"};
  const bool has_target = Member(document, "endpoint").is_string() ||
                          Member(document, "routes").is_object() ||
                          Member(document, "url").is_string();
  return has_target && (document.size() == 1 ||
                        std::any_of(kTelling.begin(), kTelling.end(),
                                    [&](const char* key) { return document.contains(key); }));
}

std::string ForgottenConfig(const std::vector<std::string>& words) {
  std::vector<std::string> found;
  for (const std::string& word : words) {
    if (LooksLikeConfig(word)) found.push_back(word);
  }
  if (found.empty()) {
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir("."), closedir);
    int looked_at = 0;
    for (const dirent* entry = folder ? readdir(folder.get()) : nullptr;
         entry != nullptr && looked_at < kMostFiles; entry = readdir(folder.get())) {
      if (!IsJsonName(entry->d_name) || IsOverlay(entry->d_name)) continue;
      ++looked_at;
      if (LooksLikeConfig(entry->d_name)) found.emplace_back(entry->d_name);
    }
  }
  return found.size() == 1 ? found.front() : std::string();
}

}  // namespace inflow::command
