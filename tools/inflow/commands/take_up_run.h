// SPDX-License-Identifier: Apache-2.0
//
// File: take_up_run.h
//
// How `inflow load` begins: anew, or where the same command stopped.
#ifndef TOOLS_INFLOW_COMMANDS_TAKE_UP_RUN_H_
#define TOOLS_INFLOW_COMMANDS_TAKE_UP_RUN_H_

#include "tools/inflow/config/session.h"
#include "tools/inflow/load/estimate.h"
#include "tools/inflow/load/load_settings.h"
#include "tools/inflow/load/outcomes.h"
#include "tools/inflow/options/options.h"
#include "tools/inflow/terminal/clock.h"

namespace inflow::command {

// JournalOf is what becomes of a load's journal: one beside the configuration, unless the
// configuration names another. There is none where --no-journal asks for that, and none of the
// command's own where an input cannot be read again, or not at all.
JournalWish JournalOf(const Options& options);

// TellJournal says why there is none, or why it is of no use.
void TellJournal(const Options& options, const ConfiguredDestination& configured,
                 const Surroundings& surroundings);

// TakeUpRun begins the load in its journal, where it has one, or goes on with it there, after
// comparing the inputs with what was read of them. settings->is_run and the outcomes know of it.
// kExitOk, or the exit code after a fault was told and nothing was sent.
ExitCode TakeUpRun(const Options& options, const ConfigFigures& figures, const Counted& counted,
                   ConfiguredDestination* configured, Clock* clock,
                   const Surroundings& surroundings, LoadSettings* settings, Outcomes* outcomes);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_COMMANDS_TAKE_UP_RUN_H_
