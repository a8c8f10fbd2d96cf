// SPDX-License-Identifier: Apache-2.0
//
// inflow init: a configuration by questions.
#include <map>

#include "absl/strings/str_cat.h"
#include "tools/inflow/commands/commands.h"
#include "tools/inflow/config/config_text.h"
#include "tools/inflow/init/interview.h"
#include "tools/inflow/terminal/prompter.h"

namespace inflow::command {
namespace {

constexpr char kWelcome[] =
    "This makes a configuration. At each question: ? says more, < goes back, Ctrl-C leaves without writing anything.";

}  // namespace

int RunInit(const Options& options, const host::Library& library,
            const Surroundings& surroundings) {
  if (!surroundings.in_is_terminal || !surroundings.out_is_terminal) {
    Complain(
        surroundings,
        "inflow init asks its questions on a terminal; without one, write the configuration by hand: inflow schema says "
        "what it may hold");
    return kExitUsage;
  }
  host::Buffer description;
  if (host::Error error = library.Describe(&description)) {
    Complain(surroundings, error.message());
    return kExitInternal;
  }
  std::string preset = "{}";
  for (const std::string& setting : options.settings) {
    if (const absl::Status status = ApplySetting(setting, &preset); !status.ok()) {
      Complain(surroundings, {status.message().data(), status.message().size()});
      return kExitUsage;
    }
  }
  const JsonTree described = ParseTree(description.view());
  SystemClock clock;
  Prompter prompter(&clock, surroundings);
  Questions questions(&prompter, surroundings);
  std::map<std::string, std::shared_ptr<const FileLook>> looks;
  const Asking asking{library, described, &questions, &clock, surroundings, &looks};
  questions.Tell(kWelcome);
  while (true) {
    questions.Begin();
    Draft draft;
    draft.config = ParseTree(preset);
    draft.config["active"] = false;
    if (AskAll(options, asking, &draft)) return WriteDraft(asking, draft);
    if (questions.goes_back()) continue;
    Complain(surroundings, absl::StrCat("stopped; nothing was written"));
    return questions.interrupted() || clock.Interruptions() > 0 ? kExitStopped : kExitUsage;
  }
}

}  // namespace inflow::command
