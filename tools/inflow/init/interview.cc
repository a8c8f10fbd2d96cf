// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/init/interview.h"

#include <unistd.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tools/inflow/files/replace_file.h"
#include "tools/inflow/init/config_writer.h"
#include "tools/inflow/init/credential_questions.h"
#include "tools/inflow/init/endpoint_question.h"
#include "tools/inflow/init/file_questions.h"
#include "tools/inflow/init/further_questions.h"
#include "tools/inflow/init/identity_question.h"
#include "tools/inflow/init/key_file.h"
#include "tools/inflow/init/map_question.h"
#include "tools/inflow/init/trial.h"
#include "tools/inflow/init/value_questions.h"
#include "tools/inflow/terminal/shell_quote.h"

namespace inflow::command {
namespace {

std::string Heading(const Draft& draft) {
  const std::string endpoint = TreeText(draft.config, "endpoint");
  std::string text =
      draft.look ? absl::StrCat("Loads files such as ", draft.look->path) : "Loads records";
  absl::StrAppend(&text, endpoint.empty() ? "" : absl::StrCat(" with ", endpoint),
                  ". Made by inflow init",
                  draft.preset.empty() ? "" : absl::StrCat(" with the map of ", draft.preset),
                  "; change what you like, inflow validate finds what is wrong.");
  return text;
}

std::string NextCommand(const Draft& draft) {
  const std::string config = ShellQuote(draft.path);
  const std::string load = absl::StrCat("inflow load --config ", config, " ",
                                        draft.look ? QuotedPath(draft.look->path) : "FILE");
  if (TreeMember(draft.config, "active") == true) return absl::StrCat("Load with: ", load);
  return absl::StrCat("Activate it with: inflow activate --config ", config,
                      "\nThen load with: ", load);
}

}  // namespace

bool AskAll(const Options& options, const Asking& asking, Draft* draft) {
  if (!AskRecords(asking, options.records, draft) || !AskTarget(asking, options.config, draft))
    return false;
  if (!AskPreset(asking, draft)) return false;
  if (draft->preset.empty() && !AskEndpoint(asking, draft)) return false;
  return AskLines(asking, draft) && AskMap(asking, draft) && AskIdentity(asking, draft) &&
         AskAdopt(asking, draft) && AskNames(asking, draft) && AskNulls(asking, draft) &&
         AskValues(asking, draft) && AskCredential(asking, draft) && AskFurther(asking, draft) &&
         AskTrial(options, asking, draft);
}

ExitCode WriteDraft(const Asking& asking, const Draft& draft) {
  const auto complain = [&](const absl::Status& status) {
    Complain(asking.surroundings, {status.message().data(), status.message().size()});
    return kExitUsage;
  };
  const bool had_key = !draft.key_path.empty() && access(draft.key_path.c_str(), F_OK) == 0;
  if (!draft.key_path.empty()) {
    if (const absl::Status status = WriteKeyFile(draft.key_path, draft.key); !status.ok())
      return complain(status);
  }
  const std::string text =
      ConfigText(draft.config, Heading(draft), absl::EndsWith(draft.path, ".jsonc"));
  if (const absl::Status status = ReplaceFile(draft.path, text); !status.ok()) {
    if (!draft.key_path.empty() && !had_key) unlink(draft.key_path.c_str());
    return complain(status);
  }
  asking.questions->Tell(absl::StrCat(
      draft.path, " is written",
      draft.key_path.empty() ? "" : absl::StrCat(", and ", draft.key_path, " for the key"), ".\n",
      NextCommand(draft)));
  return kExitOk;
}

}  // namespace inflow::command
