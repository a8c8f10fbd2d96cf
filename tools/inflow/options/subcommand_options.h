// SPDX-License-Identifier: Apache-2.0
//
// File: subcommand_options.h
//
// One function a subcommand, which adds its options; subcommands.cc lists them.
#ifndef TOOLS_INFLOW_OPTIONS_SUBCOMMAND_OPTIONS_H_
#define TOOLS_INFLOW_OPTIONS_SUBCOMMAND_OPTIONS_H_

#include <CLI/CLI.hpp>

#include "tools/inflow/options/options.h"
#include "tools/inflow/options/raw_options.h"

namespace inflow::command {

void AddInit(CLI::App* app, Options* options, RawOptions* raw);
void AddEndpoints(CLI::App* app, Options* options, RawOptions* raw);
void AddSchema(CLI::App* app, Options* options, RawOptions* raw);
void AddValidate(CLI::App* app, Options* options, RawOptions* raw);
void AddCheck(CLI::App* app, Options* options, RawOptions* raw);
void AddActivate(CLI::App* app, Options* options, RawOptions* raw);
void AddSettings(CLI::App* app, Options* options, RawOptions* raw);
void AddDoctor(CLI::App* app, Options* options, RawOptions* raw);
void AddWebhook(CLI::App* app, Options* options, RawOptions* raw);
void AddJournal(CLI::App* app, Options* options, RawOptions* raw);
void AddForget(CLI::App* app, Options* options, RawOptions* raw);
void AddList(CLI::App* app, Options* options, RawOptions* raw);
void AddPreview(CLI::App* app, Options* options, RawOptions* raw);
void AddSendTest(CLI::App* app, Options* options, RawOptions* raw);
void AddColumns(CLI::App* app, Options* options, RawOptions* raw);
void AddLoad(CLI::App* app, Options* options, RawOptions* raw);
void AddPlan(CLI::App* app, Options* options, RawOptions* raw);
void AddHelp(CLI::App* app, Options* options, RawOptions* raw);
void AddCompletion(CLI::App* app, Options* options, RawOptions* raw);
void AddVerify(CLI::App* app, Options* options, RawOptions* raw);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_OPTIONS_SUBCOMMAND_OPTIONS_H_
