// SPDX-License-Identifier: Apache-2.0
#include "absl/strings/str_cat.h"
#include "tools/inflow/commands/commands.h"
#include "tools/inflow/json/json_tree.h"
#include "tools/inflow/show/journal_text.h"

namespace inflow::command {
namespace {

// Caretaker asks the plugin, on a handle that has no configuration.
class Caretaker {
 public:
  Caretaker(const Options& options, const Surroundings& surroundings)
      : care_(options.journal), json_(options.json), surroundings_(surroundings) {}

  int Run(const host::Library& library) {
    if (const host::Error error = library.Open(&handle_)) {
      Complain(surroundings_, error.message());
      return kExitInternal;
    }
    if (care_.action == "check") return Check();
    host::Buffer answer;
    if (const ExitCode exit = Ask("journal_" + care_.action, care_.to, &answer); exit != kExitOk)
      return exit;
    if (care_.action != "salvage") {
      Tell(answer.view(),
           absl::StrCat(care_.path, " was ", care_.action == "move" ? "moved" : "backed up", " to ",
                        care_.to, "\n"));
      return kExitOk;
    }
    Tell(answer.view(), SalvageText(care_.path, care_.to, answer.view()));
    return IsWholeSalvage(answer.view()) ? kExitOk : kExitSomeNot;
  }

 private:
  int Check() {
    host::Buffer answer;
    if (const ExitCode exit = Ask("journal_check", "", &answer); exit != kExitOk) return exit;
    if (!care_.take_over || !IsSound(answer.view())) {
      Tell(answer.view(), JournalText(care_.path, answer.view()));
      if (care_.take_over && !IsSound(answer.view()))
        Complain(surroundings_, absl::StrCat(care_.path, " is not sound, and was not taken over"));
      return IsSound(answer.view()) ? kExitOk : kExitSomeNot;
    }
    if (IsOwn(answer.view())) {
      Complain(surroundings_,
               absl::StrCat(care_.path, " was written here, and needs no take-over"));
    } else {
      host::Buffer taken;
      if (const ExitCode exit = Ask("journal_take_over", "", &taken); exit != kExitOk) return exit;
      Complain(surroundings_, absl::StrCat(care_.path,
                                           " was taken over: what it has pending counts "
                                           "as perhaps applied"));
    }
    host::Buffer after;
    if (const ExitCode exit = Ask("journal_check", "", &after); exit != kExitOk) return exit;
    Tell(after.view(), JournalText(care_.path, after.view()));
    return IsSound(after.view()) ? kExitOk : kExitSomeNot;
  }

  ExitCode Ask(const std::string& name, const std::string& to, host::Buffer* answer) {
    JsonTree arguments = {{"path", care_.path}};
    if (!to.empty()) arguments["to"] = to;
    const host::Error error = handle_.Command(
        name, arguments.dump(-1, ' ', false, JsonTree::error_handler_t::replace), answer);
    if (!error) return kExitOk;
    Complain(surroundings_, error.message());
    return error.status() == DESTINATION_CONFLICT ? kExitUsage : ExitFor(error.status());
  }

  void Tell(std::string_view answer, const std::string& text) {
    if (json_) {
      *surroundings_.out << answer << '\n' << std::flush;
    } else {
      Say(surroundings_, text);
    }
  }

  const JournalCare& care_;
  const bool json_;
  const Surroundings& surroundings_;
  host::Destination handle_;
};

}  // namespace

int RunJournal(const Options& options, const host::Library& library,
               const Surroundings& surroundings) {
  return Caretaker(options, surroundings).Run(library);
}

}  // namespace inflow::command
