// SPDX-License-Identifier: Apache-2.0
//
// File: exit_code.h
//
// How the command ends, for whoever called it.
#ifndef TOOLS_INFLOW_TERMINAL_EXIT_CODE_H_
#define TOOLS_INFLOW_TERMINAL_EXIT_CODE_H_

namespace inflow::command {

enum ExitCode : int {
  kExitOk = 0,           // all delivered, unchanged or superseded
  kExitSomeNot = 1,      // finished, some not
  kExitUsage = 2,        // usage, configuration, inactive, unreadable input
  kExitAuth = 3,         // the credential was refused
  kExitUnavailable = 4,  // the service is unreachable or has no such route
  kExitStopped = 5,      // stopped early
  kExitInternal = 70,    // a defect
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_TERMINAL_EXIT_CODE_H_
