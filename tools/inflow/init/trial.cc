// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/init/trial.h"

#include "absl/strings/str_cat.h"
#include "tools/inflow/commands/commands.h"
#include "tools/inflow/files/file_watch.h"

namespace inflow::command {
namespace {

// Configured makes a handle of the draft; false after its faults were shown.
bool ConfigureDraft(const Asking& asking, const Draft& draft, ConfiguredDestination* configured) {
  configured->text = JudgedText(draft);
  if (const host::Error error = asking.library.Open(&configured->destination)) {
    Complain(asking.surroundings, error.message());
    return false;
  }
  const host::Error error = configured->destination.Configure(
      configured->shares_quota ? SharingQuota(configured->text, asking.surroundings)
                               : configured->text);
  if (error) ComplainOfFaults(error, "the configuration", asking.surroundings);
  return !error;
}

// AskTest shows the first request, and sends it where that is wanted.
bool AskTest(const Options& sample, const Asking& asking, const Draft& draft) {
  ConfiguredDestination configured;
  configured.shares_quota = true;
  if (!ConfigureDraft(asking, draft, &configured)) return true;
  if (asking.questions->tells()) {
    asking.questions->Tell("The first of them:");
    if (PreviewWith(sample, &configured, asking.clock, asking.surroundings) != kExitOk) return true;
  }
  const std::optional<bool> send = asking.questions->AskYes(
      "Send this one now, as a test? It is written to inFlow for real", false,
      "It is one request, and its answer is shown. The load sends it again, which changes nothing "
      "where records have an identity.");
  if (!send) return false;
  if (*send && asking.questions->fresh()) SendTestWith(sample, &configured, asking.surroundings);
  return true;
}

// DryRun plans the whole file; whether nothing of it would be refused.
bool DryRun(const Options& sample, const Asking& asking, const Draft& draft) {
  if (ChangeMark(draft.look->path) != draft.look->mark)
    asking.questions->Tell(absl::StrCat(
        draft.look->path,
        " has changed since its columns were read; this is of the file as it is now."));
  ConfiguredDestination configured;
  if (!ConfigureDraft(asking, draft, &configured)) return false;
  asking.questions->Tell(absl::StrCat("The whole of ", draft.look->path, ", without sending it:"));
  return PlanWith(sample, &configured, asking.clock, asking.surroundings) == kExitOk;
}

}  // namespace

bool AskTrial(const Options& options, const Asking& asking, Draft* draft) {
  bool fine = false;
  if (draft->look) {
    Options sample = options;
    sample.inputs = {draft->look->path};
    sample.format = draft->look->format;
    sample.samples = 1;
    if (!AskTest(sample, asking, *draft)) return false;
    if (asking.questions->tells()) fine = DryRun(sample, asking, *draft);
  }
  const std::string text =
      !draft->look ? "Activate it, so that inflow load sends?"
      : fine
          ? "All of it is fine. Activate it, so that inflow load sends?"
          : "Not all of it is fine, as shown above. Activate it all the same? What is fine would be sent, the rest refused";
  const std::optional<bool> active =
      asking.questions->AskYes(text, fine,
                               absl::StrCat("Nothing is sent now either way. no: ", draft->path,
                                            " says \"active\": false, until inflow activate."));
  if (!active) return false;
  draft->config["active"] = *active;
  return true;
}

}  // namespace inflow::command
