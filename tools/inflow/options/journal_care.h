// SPDX-License-Identifier: Apache-2.0
//
// File: journal_care.h
#ifndef TOOLS_INFLOW_OPTIONS_JOURNAL_CARE_H_
#define TOOLS_INFLOW_OPTIONS_JOURNAL_CARE_H_

#include <string>

#include "absl/status/status.h"

namespace inflow::command {

// JournalCare is what inflow journal is asked for.
struct JournalCare {
  std::string action;  // backup, check, salvage or move
  std::string path;
  std::string to;  // of all but check
  bool take_over = false;
};

// CheckCare is InvalidArgument, with a sentence, where a path is missing or too much.
absl::Status CheckCare(const JournalCare& care);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_OPTIONS_JOURNAL_CARE_H_
