// SPDX-License-Identifier: Apache-2.0
//
// File: credential_questions.h
//
// Which company is written to, and the key for it, which is never shown.
#ifndef TOOLS_INFLOW_INIT_CREDENTIAL_QUESTIONS_H_
#define TOOLS_INFLOW_INIT_CREDENTIAL_QUESTIONS_H_

#include <string>
#include <vector>

#include "tools/inflow/init/draft.h"

namespace inflow::command {

bool AskCredential(const Asking& asking, Draft* draft);

// UsedCredential is one that a configuration has, with its key in a variable or a file.
struct UsedCredential {
  std::string file;  // the configuration's
  JsonTree credential;
};

// UsedCredentials are the different ones of the configurations in a folder, in the order of their
// names. What holds a key itself is left out.
std::vector<UsedCredential> UsedCredentials(const std::string& folder);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INIT_CREDENTIAL_QUESTIONS_H_
