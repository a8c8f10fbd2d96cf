// SPDX-License-Identifier: Apache-2.0
//
// File: commands.h
//
// The subcommands, each from its options to its exit code.
//
//   int main(int argc, char** argv) { return RunCommand({argv + 1, argv + argc}, surroundings); }
#ifndef TOOLS_INFLOW_COMMANDS_COMMANDS_H_
#define TOOLS_INFLOW_COMMANDS_COMMANDS_H_

#include <string>
#include <vector>

#include "tools/inflow/config/session.h"
#include "tools/inflow/input/samples.h"
#include "tools/inflow/options/options.h"
#include "tools/inflow/terminal/clock.h"

namespace inflow::command {

// How often in a row a command that reads is turned away by the quota before it gives up.
inline constexpr int kThrottledInARow = 5;

int RunCommand(const std::vector<std::string>& arguments, const Surroundings& surroundings);

// RunLoad is in load_command.cc: the load has its own signals, files and report.
int RunLoad(const Options& options, const host::Library& library, const Surroundings& surroundings);

// RunPlan is in plan_command.cc.
int RunPlan(const Options& options, const host::Library& library, const Surroundings& surroundings);

// PlanWith plans with a configuration in force; the exit code is that of inflow plan.
ExitCode PlanWith(const Options& options, ConfiguredDestination* configured, Clock* clock,
                  const Surroundings& surroundings);

// RunColumns is in columns_command.cc.
int RunColumns(const Options& options, const host::Library& library,
               const Surroundings& surroundings);

// RunPreview is in preview_command.cc.
int RunPreview(const Options& options, const host::Library& library,
               const Surroundings& surroundings);

// PreviewWith previews with a configuration in force; the exit code is that of inflow preview.
ExitCode PreviewWith(const Options& options, ConfiguredDestination* configured, Clock* clock,
                     const Surroundings& surroundings);

// RunInit is in init_command.cc.
int RunInit(const Options& options, const host::Library& library, const Surroundings& surroundings);

// RunSendTest is in send_test_command.cc.
int RunSendTest(const Options& options, const host::Library& library,
                const Surroundings& surroundings);

// SendTestWith sends the record that the options name with a configuration in force.
ExitCode SendTestWith(const Options& options, ConfiguredDestination* configured,
                      const Surroundings& surroundings);

// RunList is in list_command.cc.
int RunList(const Options& options, const host::Library& library, const Surroundings& surroundings);

// RunJournal is in journal_command.cc.
int RunJournal(const Options& options, const host::Library& library,
               const Surroundings& surroundings);

// RunForget is in forget_command.cc.
int RunForget(const Options& options, const host::Library& library,
              const Surroundings& surroundings);

// RunVerify is in verify_command.cc.
int RunVerify(const Options& options, const host::Library& library,
              const Surroundings& surroundings);

// RunSettings is in settings_command.cc.
int RunSettings(const Options& options, const host::Library& library,
                const Surroundings& surroundings);

// RunDoctor finds its own plugin, or says why not; it is in doctor_command.cc.
int RunDoctor(const Options& options, const Surroundings& surroundings);

// RunListen needs no plugin; it is in webhook_command.cc.
int RunListen(const Options& options, const Surroundings& surroundings);

// RunActivate does activate and pause; it is in activate_command.cc.
int RunActivate(const Options& options, const host::Library& library,
                const Surroundings& surroundings);

// InputsOf is what the options say of the inputs and how they are read; it is in load_command.cc.
InputSettings InputsOf(const Options& options, const ConfigFigures& figures);

// SpoolPipes keeps what can be read only once, where lines are folded: which documents are whole is
// known when all of it was seen. kExitOk, or the exit code after the reason was written. It is in
// load_command.cc.
ExitCode SpoolPipes(InputSettings* settings, Clock* clock, const Surroundings& surroundings);

// ReadSamplesOf reads `first` records, or documents where lines are folded, behind `skip` of the
// options' input, with a configuration in force. kExitOk, or the exit code after the reason was
// written.
ExitCode ReadSamplesOf(const Options& options, ConfiguredDestination* configured, uint64_t skip,
                       uint64_t first, Clock* clock, const Surroundings& surroundings,
                       Samples* samples);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_COMMANDS_COMMANDS_H_
