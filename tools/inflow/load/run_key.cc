// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/run_key.h"

#include <nlohmann/json.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"
#include "tools/inflow/config/journal_place.h"
#include "tools/inflow/config/settings_json.h"
#include "tools/inflow/options/reading_options.h"
#include "tools/inflow/terminal/shell_quote.h"

namespace inflow::command {
namespace {

constexpr uint64_t kEveryRecord = ~static_cast<uint64_t>(0);

// FromHere is a path without this folder's.
std::string FromHere(const std::string& path) {
  const std::string here = AbsolutePath("x");
  const std::string folder = here.substr(0, here.size() - 1);
  return absl::StartsWith(path, folder) ? path.substr(folder.size()) : path;
}

}  // namespace

RunKey KeyOf(const LoadSettings& settings, const std::string& environment) {
  RunKey key;
  key.config = AbsolutePath(settings.config_path);
  if (!environment.empty()) absl::StrAppend(&key.options, " --env ", ShellQuote(environment));
  if (!settings.route.empty())
    absl::StrAppend(&key.options, " --route ", ShellQuote(settings.route));
  const InputSettings& inputs = settings.inputs;
  if (inputs.skip > 0) absl::StrAppend(&key.options, " --skip ", inputs.skip);
  if (inputs.first != kEveryRecord) absl::StrAppend(&key.options, " --first ", inputs.first);
  key.options += ReadingOptions(inputs);
  if (inputs.include_ambiguous) key.options += " --include-ambiguous";
  if (inputs.include_older) key.options += " --include-older";
  if (inputs.include_late) key.options += " --include-late";
  for (const std::string& input : inputs.inputs) key.inputs.push_back(AbsolutePath(input));
  return key;
}

std::string TextOf(const RunKey& key) {
  // A file's name may be no UTF-8; then it is told from others by what is left of it.
  return nlohmann::ordered_json{
      {"config", key.config}, {"options", key.options}, {"inputs", key.inputs}}
      .dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::optional<RunKey> ParseRunKey(std::string_view text) {
  const auto parsed = nlohmann::json::parse(text, nullptr, false);
  const nlohmann::json& config = Member(parsed, "config");
  const nlohmann::json& options = Member(parsed, "options");
  if (!config.is_string() || !options.is_string()) return std::nullopt;
  RunKey key{.config = config.get<std::string>(),
             .options = options.get<std::string>(),
             .inputs = Texts(Member(parsed, "inputs"))};
  if (key.inputs.empty()) return std::nullopt;
  return key;
}

std::string CommandOf(const RunKey& key, std::string_view more) {
  std::string command = absl::StrCat("inflow load --config ", ShellQuote(FromHere(key.config)),
                                     key.options, Absl(more));
  for (const std::string& input : key.inputs)
    absl::StrAppend(&command, " ", ShellQuote(FromHere(input)));
  return command;
}

}  // namespace inflow::command
