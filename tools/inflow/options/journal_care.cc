// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/options/journal_care.h"

#include "absl/strings/str_cat.h"

namespace inflow::command {

absl::Status CheckCare(const JournalCare& care) {
  const bool checks = care.action == "check";
  if (!care.action.empty() && !checks && care.to.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("inflow journal ", care.action,
                                                   " needs the place for what it makes: inflow "
                                                   "journal ",
                                                   care.action, " FILE PATH"));
  }
  if (checks && !care.to.empty())
    return absl::InvalidArgumentError("inflow journal check reads one FILE, and makes none");
  if (care.take_over && !checks) {
    return absl::InvalidArgumentError(
        "--take-over stands with inflow journal check, so that the file is looked at first");
  }
  return absl::OkStatus();
}

}  // namespace inflow::command
