// SPDX-License-Identifier: Apache-2.0
//
// inflow plan, which is inflow load --dry-run: all that a load does before it sends.
#include "absl/strings/str_cat.h"
#include "tools/inflow/commands/commands.h"
#include "tools/inflow/commands/for_records.h"
#include "tools/inflow/load/estimate.h"
#include "tools/inflow/load/plan_report.h"

namespace inflow::command {
namespace {

constexpr size_t kPlanReasons = 20;

PlanReport ReportOf(const Counted& counted, const FirstPass& pass, const InputSettings& inputs,
                    const ConfigFigures& figures, const destination_stats_data& stats) {
  PlanReport report;
  report.estimate = EstimateOf(counted, figures, stats);
  if (counted.documents) {
    if (std::string apart = DescribeApart(*counted.documents, inputs); !apart.empty())
      report.notices.push_back(std::move(apart));
  }
  report.left_out = {counted.left_out, inputs.reader.csv};
  report.reasons = pass.reasons().Top(kPlanReasons);
  report.further_reasons = pass.reasons().size() - report.reasons.size();
  for (std::string& notice : pass.Notices()) report.notices.push_back(std::move(notice));
  return report;
}

}  // namespace

ExitCode PlanWith(const Options& options, ConfiguredDestination* configured, Clock* clock,
                  const Surroundings& surroundings) {
  const Settings in_force = AskSettings(options.route, &configured->destination);
  const ConfigFigures figures = ReadFigures(in_force);
  if (const ExitCode exit = CheckRoute(figures, options.route, surroundings); exit != kExitOk)
    return exit;
  InputSettings inputs = InputsOf(options, figures);
  const DocumentNames names(in_force.json);
  if (names.folds()) inputs.names = &names;
  // What is no file is read to its end, too.
  if (const ExitCode exit = SpoolPipes(&inputs, clock, surroundings); exit != kExitOk) return exit;
  FirstPass pass(inputs.inputs, options.route, &configured->destination);
  const Counted counted = CountInputs(inputs, clock, &pass);
  if (!counted.unreadable.empty()) {
    Complain(surroundings, counted.unreadable);
    return counted.changed ? kExitStopped : kExitUsage;
  }
  if (counted.interrupted) {
    Complain(surroundings, "stopped by a signal while reading; nothing was sent");
    return kExitStopped;
  }
  const PlanReport report =
      ReportOf(counted, pass, inputs, figures, configured->destination.Stats());
  for (const std::string& notice : report.notices) Complain(surroundings, notice);
  if (!pass.able()) {
    Complain(
        surroundings,
        "this plugin is too old to tell which records it would refuse; take that of this command");
  }
  if (options.json) {
    *surroundings.out << SummaryLine(report) << '\n' << std::flush;
  } else {
    Say(surroundings, Describe(report));
  }
  Complain(surroundings, "nothing was sent");
  return report.estimate.refused == 0 ? kExitOk : kExitSomeNot;
}

int RunPlan(const Options& options, const host::Library& library,
            const Surroundings& surroundings) {
  ConfiguredDestination configured;
  configured.journal = WrittenJournal(options.config, options.environment);
  configured.journal.use = JournalUse::kIfThere;
  if (const ExitCode exit = ConfigureForRecords(options, library, surroundings, &configured);
      exit != kExitOk) {
    return exit;
  }
  SystemClock clock;
  return PlanWith(options, &configured, &clock, surroundings);
}

}  // namespace inflow::command
