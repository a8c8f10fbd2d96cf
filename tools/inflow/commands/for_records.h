// SPDX-License-Identifier: Apache-2.0
//
// File: for_records.h
//
// How every subcommand that reads records begins.
#ifndef TOOLS_INFLOW_COMMANDS_FOR_RECORDS_H_
#define TOOLS_INFLOW_COMMANDS_FOR_RECORDS_H_

#include <string>

#include "tools/inflow/config/config_file.h"
#include "tools/inflow/config/session.h"
#include "tools/inflow/options/options.h"

namespace inflow::command {

// ConfigureForRecords is Configure for the records and the route that the options name.
ExitCode ConfigureForRecords(const Options& options, const host::Library& library,
                             const Surroundings& surroundings, ConfiguredDestination* configured);

// CheckRoute is kExitOk where the configuration has the route, or kExitUsage after err was told.
ExitCode CheckRoute(const ConfigFigures& figures, const std::string& route,
                    const Surroundings& surroundings);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_COMMANDS_FOR_RECORDS_H_
