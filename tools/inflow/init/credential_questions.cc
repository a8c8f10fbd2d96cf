// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/init/credential_questions.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tools/inflow/config/config_file.h"

namespace inflow::command {
namespace {

constexpr size_t kMostConfigurations = 200;
constexpr uintmax_t kMostConfigurationBytes = 1'000'000;
constexpr char kOther[] = "other";
constexpr char kType[] = "type";

constexpr char kKeyHelp[] =
    "inFlow shows a key once, when it is made: Options, Integrations, API keys. type asks for it without showing it, and keeps it "
    "in a file that only you can read; env NAME takes it from that environment variable, file PATH from that file. The "
    "configuration never holds the key itself.";

std::string FolderOfPath(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash + 1);
}

// Reference is {"env": NAME} or {"file": PATH} of an answer such as "env NAME"; null otherwise.
JsonTree Reference(const std::string& answer) {
  if (absl::StartsWith(answer, "env ")) return {{"env", answer.substr(4)}};
  if (absl::StartsWith(answer, "file ")) return {{"file", answer.substr(5)}};
  return nullptr;
}

std::string Words(const JsonTree& part) {
  if (part.is_string()) return part.get<std::string>();
  for (const char* kind : {"env", "file"}) {
    if (const std::string name = TreeText(part, kind); !name.empty())
      return absl::StrCat(kind, " ", name);
  }
  return "?";
}

bool VariableIsSet(const Asking& asking, const char* name) {
  const char* value = asking.surroundings.environment(name);
  return value != nullptr && *value != 0;
}

// WhyNotThere tells why a variable or file cannot be taken; what it holds is not told.
std::string WhyNotThere(const Asking& asking, const JsonTree& reference) {
  if (const std::string name = TreeText(reference, "env");
      !name.empty() && !VariableIsSet(asking, name.c_str()))
    return "That environment variable is not set here. Leave with Ctrl-C and export it, or name another.";
  if (const std::string path = TreeText(reference, "file");
      !path.empty() && access(path.c_str(), R_OK) != 0)
    return "There is no such file that can be read.";
  return "";
}

bool AskCompany(const Asking& asking, Draft* draft) {
  const std::string otherwise =
      VariableIsSet(asking, "INFLOW_COMPANY_ID") ? "env INFLOW_COMPANY_ID" : "";
  Question question{.text = "Company id, a GUID (or env NAME, or file PATH)",
                    .otherwise = otherwise};
  question.help = "inFlow shows it beside the API keys: Options, Integrations.";
  question.judge = [&](std::string* answer) {
    const JsonTree reference = Reference(*answer);
    if (std::string why = WhyNotThere(asking, reference); !why.empty()) return why;
    Draft with = *draft;
    with.config["credential"] = {
        {"company_id", reference.is_null() ? JsonTree(*answer) : reference},
        {"api_key", "not-asked-yet"}};
    std::string faults = FaultsIn(asking, with, "/credential/company_id");
    if (faults.empty())
      draft->config["credential"] = {{"company_id", with.config["credential"]["company_id"]}};
    return faults;
  };
  return asking.questions->Ask(question).has_value();
}

// AskTypedKey takes the key unseen, and asks for the file that will hold it.
bool AskTypedKey(const Asking& asking, Draft* draft) {
  Question key{.text = "The API key (what you type or paste is not shown)",
               .help = kKeyHelp,
               .hidden = true};
  key.judge = [&](std::string* answer) -> std::string {
    Draft with = *draft;
    with.key = *answer;
    if (!FaultsIn(asking, with, "/credential/api_key").empty())
      return "That cannot be an API key: printable ASCII without spaces. It was not kept.";
    draft->key = *answer;
    return "";
  };
  if (!asking.questions->Ask(key)) return false;
  Question file{.text = "File for the key, which only you can read",
                .otherwise = FolderOfPath(draft->path) + "inflow.key"};
  if (access(file.otherwise.c_str(), F_OK) == 0) file.otherwise.clear();
  file.help = "It is written at the end. Keep it out of version control.";
  file.judge = [&](std::string* answer) -> std::string {
    const std::string folder = FolderOfPath(*answer);
    if (access(folder.empty() ? "." : folder.c_str(), W_OK) != 0)
      return "Nothing can be written to that folder.";
    std::error_code error;
    if (std::filesystem::is_directory(*answer, error)) return "That is a folder.";
    if (*answer == draft->path) return "That is the configuration's own name.";
    return "";
  };
  while (true) {
    const std::optional<std::string> path = asking.questions->Ask(file);
    if (!path) return false;
    draft->key_path = *path;
    draft->config["credential"]["api_key"] = {{"file", *path}};
    if (access(path->c_str(), F_OK) != 0) return true;
    const std::optional<bool> replace =
        asking.questions->AskYes(absl::StrCat(*path, " exists. Replace it at the end?"), false,
                                 "The key that it holds is lost then. no asks for another name.");
    if (!replace) return false;
    if (*replace) return true;
  }
}

bool AskKey(const Asking& asking, Draft* draft) {
  Question question{
      .text = "API key: type, or env NAME, or file PATH",
      .otherwise = VariableIsSet(asking, "INFLOW_API_KEY") ? "env INFLOW_API_KEY" : kType};
  question.help = kKeyHelp;
  question.judge = [&](std::string* answer) -> std::string {
    if (*answer == kType) return "";
    const JsonTree reference = Reference(*answer);
    // The answer may be the key itself, so it is neither repeated nor handed to anything that might
    // repeat it.
    if (reference.is_null())
      return "That is neither type nor \"env NAME\" nor \"file PATH\". If it was the key itself, it was not kept; it may still stand on this screen.";
    if (std::string why = WhyNotThere(asking, reference); !why.empty()) return why;
    Draft with = *draft;
    with.config["credential"]["api_key"] = reference;
    if (!FaultsIn(asking, with, "/credential").empty())
      return "What it holds cannot be an API key: printable ASCII without spaces, at most 4096 bytes.";
    draft->config["credential"]["api_key"] = reference;
    return "";
  };
  const std::optional<std::string> answer = asking.questions->Ask(question);
  if (!answer) return false;
  return *answer != kType || AskTypedKey(asking, draft);
}

}  // namespace

std::vector<UsedCredential> UsedCredentials(const std::string& folder) {
  namespace fs = std::filesystem;
  std::vector<fs::path> paths;
  std::error_code error;
  for (fs::directory_iterator at(folder.empty() ? "." : folder, error), end; !error && at != end;
       at.increment(error)) {
    const std::string ending = at->path().extension().string();
    std::error_code ignored;
    if ((ending != ".json" && ending != ".jsonc") || !at->is_regular_file(ignored)) continue;
    if (at->file_size(ignored) > kMostConfigurationBytes || ignored) continue;
    paths.push_back(at->path());
    if (paths.size() >= kMostConfigurations) break;
  }
  std::sort(paths.begin(), paths.end());
  std::vector<UsedCredential> used;
  for (const fs::path& path : paths) {
    std::string text;
    if (!ReadTextFile(path.string(), &text).ok()) continue;
    const JsonTree config = JsonTree::parse(text, nullptr, false, true);
    const JsonTree credential = TreeMember(config, "credential");
    const JsonTree company = TreeMember(credential, "company_id");
    if (company.is_null() || !TreeMember(credential, "api_key").is_object()) continue;
    const JsonTree kept = {{"company_id", company}, {"api_key", TreeMember(credential, "api_key")}};
    const auto same = [&](const UsedCredential& one) { return one.credential == kept; };
    if (std::none_of(used.begin(), used.end(), same))
      used.push_back({path.filename().string(), kept});
  }
  return used;
}

bool AskCredential(const Asking& asking, Draft* draft) {
  if (TreeMember(draft->config, "credential").is_object()) return true;
  Question question{.text = "Which credential?", .only_of_list = true};
  question.help =
      "Company and API key: one that a configuration of this folder uses already, that of the environment, or another, which is asked for.";
  std::vector<JsonTree> credentials;
  if (VariableIsSet(asking, "INFLOW_COMPANY_ID") && VariableIsSet(asking, "INFLOW_API_KEY")) {
    credentials.push_back(
        {{"company_id", {{"env", "INFLOW_COMPANY_ID"}}}, {"api_key", {{"env", "INFLOW_API_KEY"}}}});
    question.list.push_back({"environment", "the variables INFLOW_COMPANY_ID and INFLOW_API_KEY"});
  }
  for (const UsedCredential& used : UsedCredentials(FolderOfPath(draft->path))) {
    if (std::find(credentials.begin(), credentials.end(), used.credential) != credentials.end())
      continue;
    Draft with = *draft;
    with.config["credential"] = used.credential;
    if (!FaultsIn(asking, with, "/credential").empty()) continue;
    credentials.push_back(used.credential);
    question.list.push_back(
        {used.file, absl::StrCat("company ", Words(used.credential["company_id"]), ", key ",
                                 Words(used.credential["api_key"]))});
  }
  if (!credentials.empty()) {
    question.list.push_back({kOther, "asks for company and key"});
    question.otherwise = question.list.front().name;
    std::string text = question.text;
    for (const Choice& choice : question.list)
      absl::StrAppend(&text, "\n  ", choice.name, ": ", choice.words);
    question.text = text;
    const std::optional<std::string> answer = asking.questions->Ask(question);
    if (!answer) return false;
    for (size_t i = 0; i < credentials.size(); ++i) {
      if (question.list[i].name == *answer) draft->config["credential"] = credentials[i];
    }
    if (*answer != kOther) return true;
  }
  return AskCompany(asking, draft) && AskKey(asking, draft);
}

}  // namespace inflow::command
