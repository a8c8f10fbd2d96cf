// SPDX-License-Identifier: Apache-2.0
//
// File: man_page.h
//
// inflow(1), made of the same table as the help.
#ifndef TOOLS_INFLOW_OPTIONS_MAN_PAGE_H_
#define TOOLS_INFLOW_OPTIONS_MAN_PAGE_H_

#include <string>

#include "tools/inflow/options/subcommands.h"

namespace inflow::command {

// ManPage returns the page in man(7) macros.
std::string ManPage(const CommandTree& tree);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_OPTIONS_MAN_PAGE_H_
