// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"
#include "tools/inflow/commands/commands.h"
#include "tools/inflow/commands/for_records.h"
#include "tools/inflow/commands/take_up_run.h"
#include "tools/inflow/documents/record_keys.h"
#include "tools/inflow/input/input_spool.h"
#include "tools/inflow/load/estimate.h"
#include "tools/inflow/load/going_on.h"
#include "tools/inflow/load/load_report.h"
#include "tools/inflow/load/load_run.h"
#include "tools/inflow/load/loader.h"
#include "tools/inflow/options/reading_options.h"
#include "tools/inflow/terminal/human.h"
#include "tools/inflow/terminal/status_line.h"

namespace inflow::command {
namespace {

LoadSettings MakeSettings(const Options& options, const ConfigFigures& figures,
                          const Surroundings& surroundings) {
  LoadSettings settings;
  settings.config_path = options.config;
  settings.overlay_path = SourceOf(options).overlay;
  settings.config_options = ConfigOptions(options);
  settings.inputs = InputsOf(options, figures);
  settings.route = options.route;
  settings.results_path = options.results;
  settings.rejects_path = options.rejects;
  settings.rejects_format = options.rejects_format;
  settings.options_to_repeat = OptionsToRepeat(options);
  settings.stream = options.stream;
  settings.json = options.json;
  settings.terminal_width = surroundings.terminal_width;
  if (options.progress != "never" && surroundings.err_is_terminal) {
    settings.progress = ProgressStyle::kRedrawn;
  } else if (options.progress == "always") {
    settings.progress = ProgressStyle::kLines;
  }
  return settings;
}

// AdviseGoingOn says what is left, and the commands that do it; false where it has nothing to say.
bool AdviseGoingOn(const LoadSettings& settings, const LoadEnd& end, const LoadReport& report,
                   bool is_whole, const Surroundings& surroundings) {
  if (settings.is_run && !is_whole) {
    Note(surroundings, "To go on: the same command\n");
    return true;
  }
  const std::vector<std::string>& inputs = settings.inputs.inputs;
  if (settings.inputs.names == nullptr && end.stopped && end.read > 0 && !end.inputs_ended &&
      !end.input_changed && end.input < inputs.size() && inputs[end.input] == "-") {
    Complain(surroundings,
             absl::StrCat(Plural(end.read, "record"),
                          " were read; the producer of standard input has to send on from there"));
  }
  const std::string advice = GoingOn(settings, end, report);
  Note(surroundings, advice);
  return !advice.empty();
}

// End is the last of all, so that whoever saw no report is told it by the same command, and nothing
// is sent twice.
void EndWhole(host::Destination* destination, const Surroundings& surroundings) {
  if (const host::Error error = EndRun(destination)) {
    Complain(surroundings,
             absl::StrCat(
                 "the journal could not be told that this load has ended: ", Absl(error.message()),
                 "; the same command sends nothing and tells the same report"));
  }
}

void WriteReport(const LoadSettings& settings, const LoadReport& report,
                 const Surroundings& surroundings) {
  if (settings.json) {
    *surroundings.out << SummaryLine(report) << '\n' << std::flush;
    if (const std::string losses = DescribeLosses(report.warnings); !losses.empty())
      Complain(surroundings, losses);
  } else {
    Note(surroundings, absl::StrCat("inflow: ", Describe(report)));
  }
}

// Prepare checks what can be known before anything is sent.
ExitCode Prepare(LoadSettings* changed, const ConfigFigures& figures,
                 host::Destination* destination, Clock* clock, const Surroundings& surroundings,
                 Counted* counted) {
  const LoadSettings& settings = *changed;
  if (!figures.active) {
    Complain(surroundings,
             absl::StrCat(
                 ConfigSource{settings.config_path, settings.overlay_path, {}}.Name(),
                 " says \"active\": false, so nothing is sent; activate it with: inflow activate",
                 settings.config_options));
    return kExitUsage;
  }
  if (const ExitCode exit = CheckRoute(figures, settings.route, surroundings); exit != kExitOk)
    return exit;
  if (settings.inputs.names != nullptr && !settings.stream) {
    if (const ExitCode exit = SpoolPipes(&changed->inputs, clock, surroundings); exit != kExitOk)
      return exit;
  }
  FirstPass pass(settings.inputs.inputs, settings.route, destination);
  *counted = CountInputs(settings.inputs, clock, &pass);
  if (!counted->unreadable.empty()) {
    const bool asks = counted->unreadable.back() == '?';  // did you mean …?
    Complain(surroundings,
             counted->unreadable + (asks ? " Nothing was sent" : ". Nothing was sent"));
    return counted->changed ? kExitStopped : kExitUsage;
  }
  if (counted->interrupted) {
    Complain(surroundings, "stopped by a signal before anything was sent");
    return kExitStopped;
  }
  Complain(surroundings, DescribeEstimate(*counted, figures, destination->Stats()));
  if (counted->documents) {
    changed->inputs.refused = counted->documents;
    if (const std::string apart = DescribeApart(*counted->documents, settings.inputs);
        !apart.empty()) {
      Complain(surroundings, apart);
    }
  }
  if (const std::string lookups = DescribeLookups(counted->lookups); !lookups.empty())
    Complain(surroundings, lookups);
  for (const std::string& notice : pass.Notices()) Complain(surroundings, notice);
  return kExitOk;
}

std::string Description(const host::Library& library) {
  host::Buffer description;
  if (host::Error error = library.Describe(&description)) return {};
  return std::string(description.view());
}

// TakeStats puts what the destination counts into the report.
void TakeStats(host::Destination* destination, LoadReport* report) {
  const destination_stats_data stats = destination->Stats();
  report->requests = stats.requests;
  report->retries = stats.retries;
  report->throttled = stats.throttled;
  report->unposted = stats.webhook_failed + stats.webhook_pending;
  host::Buffer warnings;  // stays empty where an older plugin has none to tell
  static_cast<void>(destination->Command("warnings", "{}", &warnings));
  report->warnings = ParseWarnings(warnings.view());
}

}  // namespace

InputSettings InputsOf(const Options& options, const ConfigFigures& figures) {
  InputSettings inputs;
  inputs.inputs = options.inputs;
  inputs.format = options.format;
  inputs.reader.max_record_bytes = figures.max_record_bytes;
  inputs.reader.csv = CsvInForce(options.csv, figures.csv);
  inputs.skip = options.skip;
  inputs.first = options.first;
  inputs.include_ambiguous = options.include_ambiguous;
  inputs.include_older = options.include_older;
  inputs.include_late = options.include_late;
  return inputs;
}

ExitCode SpoolPipes(InputSettings* settings, Clock* clock, const Surroundings& surroundings) {
  const std::vector<std::string>& inputs = settings->inputs;
  for (const std::string& input : inputs) {
    if (const std::string why = WhyUnreadable(input, settings->format); !why.empty()) {
      Complain(surroundings, why + ". Nothing was sent");
      return kExitUsage;
    }
  }
  settings->spools.resize(inputs.size());
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (IsRegularFile(inputs[i])) continue;
    SpooledInput spooled = SpoolInput(inputs[i], clock);
    if (spooled.interrupted) {
      Complain(surroundings, "stopped by a signal before anything was sent");
      return kExitStopped;
    }
    if (!spooled.file) {
      Complain(surroundings, spooled.why + ". Nothing was sent");
      return kExitStopped;
    }
    settings->spools[i] = std::move(spooled.file);
  }
  return kExitOk;
}

int RunLoad(const Options& options, const host::Library& library, const Surroundings& plain) {
  // Whatever is told while the load runs, by the library too, goes above the progress.
  StatusLine line(plain.err);
  Surroundings surroundings = plain;
  surroundings.err = line.stream();
  ConfiguredDestination configured;
  configured.journal = JournalOf(options);
  configured.shares_quota = true;
  if (const ExitCode exit = ConfigureForRecords(options, library, surroundings, &configured);
      exit != kExitOk) {
    return exit;
  }
  const Settings in_force = AskSettings(options.route, &configured.destination);
  const ConfigFigures figures = ReadFigures(in_force);
  LoadSettings settings = MakeSettings(options, figures, surroundings);
  settings.journal_path = configured.journal_path;
  const DocumentNames names(in_force.json);
  if (names.folds()) settings.inputs.names = &names;
  RecordKeys keys(in_force.json, [&library] { return Description(library); });
  // Signals are taken from the clock only when the outputs are open: waiting for a pipe's reader
  // ends with them as any open does.
  std::optional<SystemClock> clock;
  OutcomeHelp help;
  help.key_of = [&keys](std::string_view record) { return keys.Of(record); };
  help.note = [&surroundings](const std::string& note) { Complain(surroundings, note); };
  help.give_up = [&clock] { return clock && clock->Interruptions() >= kStopsAtOnce; };
  Outcomes outcomes(std::move(help));
  if (const absl::Status status = outcomes.Open(settings); !status.ok()) {
    Complain(surroundings, {status.message().data(), status.message().size()});
    return kExitUsage;
  }
  clock.emplace();
  Counted counted;
  if (const ExitCode exit =
          Prepare(&settings, figures, &configured.destination, &*clock, surroundings, &counted);
      exit != kExitOk) {
    return exit;
  }
  TellJournal(options, configured, surroundings);
  TellActive(SourceOf(options).Name(), ConfigOptions(options), configured, surroundings);
  if (const ExitCode exit = TakeUpRun(options, figures, counted, &configured, &*clock, surroundings,
                                      &settings, &outcomes);
      exit != kExitOk) {
    return exit;
  }
  const int64_t started = clock->NowMs();
  Loader loader(settings, figures, library, &configured.destination, &*clock, &line);
  const LoadEnd end = loader.Run(counted, &outcomes);

  LoadReport report;
  report.elapsed_ms = clock->NowMs() - started;
  report.left_out = {end.left_out, settings.inputs.reader.csv};
  report.documents = end.documents - std::min(end.documents, settings.inputs.skip);
  if (counted.documents && !end.stopped) report.documents = counted.documents->documents();
  const std::vector<std::string> complaints = outcomes.Finish(&report);
  TakeStats(&configured.destination, &report);
  if (end.stopped) Complain(surroundings, absl::StrCat("stopped before the end: ", end.message));
  for (const std::string& complaint : complaints) Complain(surroundings, complaint);
  WriteReport(settings, report, surroundings);
  *configured.quiet = true;  // what it says at its end is in the report
  const bool is_whole = !end.stopped && complaints.empty();
  const bool advised = AdviseGoingOn(settings, end, report, is_whole, surroundings);
  if (!advised && !settings.json) Note(surroundings, AfterMending(settings, report));
  if (settings.is_run && is_whole) EndWhole(&configured.destination, surroundings);
  if (end.stopped) return end.exit;
  if (!complaints.empty()) return kExitStopped;
  return report.tally.all_well() ? kExitOk : kExitSomeNot;
}

}  // namespace inflow::command
