// SPDX-License-Identifier: Apache-2.0
//
// File: machine.h
//
// Which machine this is, and since when it runs: what a file that may be copied is compared with.
#ifndef PLUGIN_JOURNAL_MACHINE_H_
#define PLUGIN_JOURNAL_MACHINE_H_

#include <string>

namespace inflow {

struct Machine {
  std::string id;    // a digest of /etc/machine-id, which itself is not to be shown; empty: none
  std::string boot;  // the kernel's boot id; empty: none
};
Machine ThisMachine();

}  // namespace inflow

#endif  // PLUGIN_JOURNAL_MACHINE_H_
