// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/config/journal_place.h"

#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "tools/inflow/config/config_text.h"
#include "tools/inflow/config/overlay.h"
#include "tools/inflow/config/settings_json.h"
#include "tools/inflow/files/nowhere.h"

namespace inflow::command {
namespace {

std::string Quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

nlohmann::json Parsed(const std::string& text) {
  return nlohmann::json::parse(text, nullptr, false, true);
}

// LeaveOut makes a configuration one without a journal, which has no path.
absl::StatusOr<std::string> LeaveOut(std::string* text) {
  const std::string nowhere;
  const absl::Status status = LayOver({nowhere, R"({"journal": null})"}, nowhere, text);
  if (!status.ok()) return status;
  return std::string();
}

bool IsThere(const nlohmann::json& path) {
  return path.is_string() && access(path.get_ref<const std::string&>().c_str(), F_OK) == 0;
}

}  // namespace

JournalWish DefaultJournal(const std::string& config_path, const std::string& environment) {
  const std::string path =
      environment.empty() ? config_path : OverlayPath(config_path, environment);
  const size_t slash = path.rfind('/');
  const size_t name = slash == kNowhere ? 0 : slash + 1;
  const size_t dot = path.rfind('.');
  const std::string stem = path.substr(0, dot == kNowhere || dot <= name ? path.size() : dot);
  return {.use = JournalUse::kWanted,
          .path = absl::StrCat(stem, ".journal"),
          .name = absl::StrCat(AbsolutePath(config_path), environment.empty() ? "" : " --env ",
                               environment)};
}

JournalWish WrittenJournal(const std::string& config_path, const std::string& environment) {
  JournalWish wish = DefaultJournal(config_path, environment);
  wish.use = JournalUse::kAsWritten;
  return wish;
}

absl::StatusOr<std::string> PlaceJournal(const JournalWish& wish, std::string* text) {
  const nlohmann::json config = Parsed(*text);
  if (!config.is_object()) return std::string();
  nlohmann::json section = Member(config, "journal");
  // Nothing is sent of what is not active.
  const bool idle = wish.use == JournalUse::kWanted && Member(config, "active") == false;
  if (wish.use == JournalUse::kNone || idle) {
    if (section.is_null()) return std::string();
    return LeaveOut(text);
  }
  const bool wanted = wish.use == JournalUse::kWanted && section.is_null();
  if ((wanted || section.is_object()) && !wish.path.empty()) {
    for (const auto& [key, value] : {std::pair("path", wish.path), std::pair("name", wish.name)}) {
      if (!Member(section, key).is_null()) continue;
      absl::Status status = SetConfigValue(absl::StrCat("journal.", key), Quoted(value), text);
      if (!status.ok()) return status;
    }
    section = Member(Parsed(*text), "journal");
  }
  if (wish.use == JournalUse::kIfThere && !section.is_null() && !IsThere(Member(section, "path"))) {
    return LeaveOut(text);
  }
  if (wish.full && Member(section, "skip_unchanged") == true) {
    absl::Status status = SetConfigValue("journal.skip_unchanged", "false", text);
    if (!status.ok()) return status;
  }
  const nlohmann::json& path = Member(section, "path");
  return path.is_string() ? path.get<std::string>() : std::string();
}

std::string WhyNoPlace(const JournalWish& wish) {
  const size_t slash = wish.path.rfind('/');
  const std::string folder = slash == kNowhere ? "." : wish.path.substr(0, slash + 1);
  if (access(folder.c_str(), W_OK | X_OK) == 0) return {};
  return absl::StrCat("there is no place for the journal ", wish.path,
                      ", with which the same command goes on where a load stopped: ",
                      std::strerror(errno), ". ", HowWithoutJournal());
}

std::string HowWithoutJournal() {
  return "name another file with --set journal.path=FILE, or as \"journal\": {\"path\": …} in the configuration, or load "
         "without one: --no-journal";
}

std::string AbsolutePath(const std::string& path) {
  const size_t slash = path.rfind('/');
  const std::string folder = slash == kNowhere ? "." : path.substr(0, slash + 1);
  char real[PATH_MAX];
  if (realpath(folder.c_str(), real) == nullptr) return path;
  const std::string name = slash == kNowhere ? path : path.substr(slash + 1);
  return absl::StrCat(real, std::string_view(real) == "/" ? "" : "/", name);
}

}  // namespace inflow::command
