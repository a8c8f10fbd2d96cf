// SPDX-License-Identifier: Apache-2.0
//
// File: shared_options.h
//
// Options that several subcommands take.
#ifndef TOOLS_INFLOW_OPTIONS_SHARED_OPTIONS_H_
#define TOOLS_INFLOW_OPTIONS_SHARED_OPTIONS_H_

#include <CLI/CLI.hpp>

#include "tools/inflow/options/options.h"
#include "tools/inflow/options/raw_options.h"

namespace inflow::command {

// AddConfig adds --config and --env.
void AddConfig(CLI::App* app, Options* options);

// AddTarget adds what every subcommand takes that uses a configuration.
void AddTarget(CLI::App* app, Options* options);

// AddReading adds what every subcommand that reads records takes.
void AddReading(CLI::App* app, Options* options, RawOptions* raw);

// AddRange adds --first and --skip.
void AddRange(CLI::App* app, RawOptions* raw);

// AddProgress adds --progress.
void AddProgress(CLI::App* app, Options* options);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_OPTIONS_SHARED_OPTIONS_H_
