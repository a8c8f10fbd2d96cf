// SPDX-License-Identifier: Apache-2.0
//
// File: fault.h
#ifndef PLUGIN_TEXT_FAULT_H_
#define PLUGIN_TEXT_FAULT_H_

#include <string>

namespace inflow {

// Fault is one thing wrong with the configuration.
struct Fault {
  std::string pointer;  // RFC 6901: "/retry/max_attempts"; "" is the document itself
  std::string message;  // a sentence: the value, the rule, what to do. Never a secret
};

}  // namespace inflow

#endif  // PLUGIN_TEXT_FAULT_H_
