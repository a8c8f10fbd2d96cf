// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/doctor/machine_steps.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tools/inflow/config/secret_setting.h"
#include "tools/inflow/config/settings_json.h"
#include "tools/inflow/terminal/human.h"
#include "tools/inflow/terminal/shell_quote.h"

namespace inflow::command {
namespace {

using Json = nlohmann::json;

constexpr mode_t kOthers = S_IRWXG | S_IRWXO;
constexpr rlim_t kLeastFiles = 64;
constexpr uint64_t kLeastSpace = 100u << 20;

std::string VariableOf(const Surroundings& surroundings, const char* name) {
  const char* value = surroundings.environment(name);
  return value == nullptr ? "" : value;
}

// Shown is a name or path that may be a secret by mistake.
std::string SafeName(const std::string& name) { return LooksLikeName(name) ? name : "…"; }

Step MayBeRead(Step step, const std::string& path, const struct stat& facts) {
  if ((facts.st_mode & kOthers) == 0) return step;
  absl::StrAppend(&step.detail, "; others on this machine may read it");
  // What somebody else put there, such as a secret of a container, is not ours to change.
  const bool own = facts.st_uid == geteuid();
  step.finding = own ? Finding::kProblem : Finding::kNote;
  step.remedy = own ? absl::StrCat("chmod 600 ", ShellQuote(SafeName(path)))
                    : "ask its owner whether that is meant";
  return step;
}

Step FileStep(Step step, const std::string& path) {
  struct stat facts {};
  step.detail = absl::StrCat("from the file ", SafeName(path));
  if (stat(path.c_str(), &facts) != 0) {
    step.finding = Finding::kProblem;
    absl::StrAppend(&step.detail, ", which cannot be read: ", std::strerror(errno));
    step.remedy =
        "write the value into that file, and nothing else; a path is taken from the folder that the command runs in";
    return step;
  }
  if (S_ISDIR(facts.st_mode) || access(path.c_str(), R_OK) != 0) {
    step.finding = Finding::kProblem;
    absl::StrAppend(&step.detail, ", which cannot be read: ",
                    S_ISDIR(facts.st_mode) ? "it is a folder" : std::strerror(errno));
    step.remedy = "name a file that this user may read";
    return step;
  }
  if (S_ISREG(facts.st_mode) && facts.st_size == 0) {
    step.finding = Finding::kProblem;
    absl::StrAppend(&step.detail, ", which is empty");
    step.remedy = "write the value into it";
    return step;
  }
  return MayBeRead(std::move(step), path, facts);
}

Step VariableStep(Step step, const std::string& name, const Surroundings& surroundings) {
  step.detail = absl::StrCat("from the variable ", SafeName(name));
  if (!VariableOf(surroundings, name.c_str()).empty()) return step;
  step.finding = Finding::kProblem;
  absl::StrAppend(&step.detail, surroundings.environment(name.c_str()) == nullptr
                                    ? ", which is not set"
                                    : ", which is empty");
  step.remedy =
      absl::StrCat("set and export ", SafeName(name),
                   ", or name another source: {\"env\": \"NAME\"} or {\"file\": \"path\"}");
  return step;
}

Step OriginStep(const char* name, const Json& source, bool secret, const std::string& path,
                const Surroundings& surroundings) {
  Step step = {name, Finding::kOk, {}, {}};
  if (const Json& file = Member(source, "file"); file.is_string())
    return FileStep(std::move(step), file.get<std::string>());
  if (const Json& variable = Member(source, "env"); variable.is_string())
    return VariableStep(std::move(step), variable.get<std::string>(), surroundings);
  step.detail = "written in the configuration";
  struct stat facts {};
  if (!secret || path.empty() || stat(path.c_str(), &facts) != 0) return step;
  step = MayBeRead(std::move(step), path, facts);
  if (step.finding != Finding::kOk) return step;
  step.finding = Finding::kNote;
  step.remedy =
      "better name a variable or a file: {\"env\": \"NAME\"} or {\"file\": \"path\"}, so that the configuration can be shown to others";
  return step;
}

}  // namespace

Step EnvironmentStep(const Surroundings& surroundings) {
  Step step = {"environment", Finding::kOk, {}, {}};
  for (const char* name : {"INFLOW_COMPANY_ID", "INFLOW_API_KEY", "INFLOW_PLUGIN"}) {
    absl::StrAppend(&step.detail, step.detail.empty() ? "" : ", ", name,
                    VariableOf(surroundings, name).empty() ? " is not set" : " is set");
  }
  for (const char* name : {"HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"}) {
    if (VariableOf(surroundings, name).empty()) continue;
    step.finding = Finding::kNote;
    absl::StrAppend(&step.detail, "; ", name, " is set, and is not used");
    step.remedy = "where the proxy is needed, name it in the configuration as \"proxy\"";
    break;
  }
  return step;
}

std::vector<Step> SecretSteps(const std::string& path, std::string_view config,
                              const Surroundings& surroundings) {
  const Json parsed =
      Json::parse(config, nullptr, /*allow_exceptions=*/false, /*ignore_comments=*/true);
  const Json& credential = Member(parsed, "credential");
  std::vector<Step> steps;
  for (const auto& [name, key] : {std::pair("company id", "company_id"), {"api key", "api_key"}}) {
    const Json& source = Member(credential, key);
    if (source.is_string() || source.is_object())
      steps.push_back(
          OriginStep(name, source, source.is_string() && key[0] == 'a', path, surroundings));
  }
  const Json& secret = Member(Member(parsed, "response_webhook"), "secret");
  if (secret.is_string() || secret.is_object())
    steps.push_back(OriginStep("webhook secret", secret, secret.is_string(), path, surroundings));
  return steps;
}

Step FolderStep(const std::string& folder) {
  Step step = {
      "folder", Finding::kOk, absl::StrCat("rejects and results can be written in ", folder), {}};
  if (access(folder.c_str(), W_OK | X_OK) != 0) {
    step.finding = Finding::kProblem;
    step.detail = absl::StrCat("nothing can be written in ", folder, ": ", std::strerror(errno));
    step.remedy =
        "run the command where files can be written, or name other places with --rejects and --results";
    return step;
  }
  struct statvfs space {};
  if (statvfs(folder.c_str(), &space) != 0) return step;
  const uint64_t free = static_cast<uint64_t>(space.f_bavail) * space.f_frsize;
  if (free < kLeastSpace) {
    step.finding = Finding::kNote;
    absl::StrAppend(&step.detail, ", where ", free >> 20, " MiB are free");
    step.remedy = "make room: rejects may grow as large as the input";
  }
  return step;
}

Step LimitsStep() {
  Step step = {"limits", Finding::kOk, {}, {}};
  rlimit files{}, size{};
  getrlimit(RLIMIT_NOFILE, &files);
  getrlimit(RLIMIT_FSIZE, &size);
  const bool unlimited = files.rlim_cur == RLIM_INFINITY;
  step.detail = unlimited ? "any number of open files"
                          : absl::StrCat(HumanCount(files.rlim_cur), " open files");
  if (!unlimited && files.rlim_cur < kLeastFiles) {
    step.finding = Finding::kProblem;
    step.remedy = absl::StrCat("ulimit -n ", kLeastFiles, ", or more");
  }
  if (size.rlim_cur != RLIM_INFINITY) {
    step.finding = std::max(step.finding, Finding::kNote);
    absl::StrAppend(&step.detail, ", files of at most ", HumanCount(size.rlim_cur), " bytes");
    if (step.remedy.empty())
      step.remedy = "ulimit -f unlimited, where rejects or results may grow larger";
  }
  return step;
}

Step LocaleStep(const Surroundings& surroundings) {
  std::string locale, name = "LANG";
  for (const char* variable : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    locale = VariableOf(surroundings, variable);
    name = variable;
    if (!locale.empty()) break;
  }
  const std::string lower = absl::AsciiStrToLower(locale);
  const bool utf8 = absl::StrContains(lower, "utf-8") || absl::StrContains(lower, "utf8");
  if (utf8) return {"locale", Finding::kOk, absl::StrCat(name, " is ", locale), {}};
  return {
      "locale", Finding::kNote,
      locale.empty() ? "no locale is set"
                     : absl::StrCat(name, " is ", locale, ", which is not UTF-8"),
      "export LANG=C.UTF-8, and let the terminal show UTF-8; files are read as UTF-8 whatever it is"};
}

}  // namespace inflow::command
