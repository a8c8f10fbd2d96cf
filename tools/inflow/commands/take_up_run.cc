// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/commands/take_up_run.h"

#include <sys/stat.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"
#include "tools/inflow/config/settings_json.h"
#include "tools/inflow/input/byte_source.h"
#include "tools/inflow/load/load_run.h"
#include "tools/inflow/load/run_comparison.h"
#include "tools/inflow/load/run_key.h"
#include "tools/inflow/terminal/human.h"

namespace inflow::command {
namespace {

// ReadOnce is an input that comes through a pipe; empty where every one can be read again. What is
// not there at all is told of elsewhere.
std::string ReadOnce(const std::vector<std::string>& inputs) {
  const auto found = std::find_if(inputs.begin(), inputs.end(), [](const std::string& input) {
    struct stat facts {};
    return !IsRegularFile(input) && (input == "-" || stat(input.c_str(), &facts) == 0);
  });
  return found == inputs.end() ? std::string() : *found == "-" ? "standard input" : *found;
}

// IsOther tells a run of another configuration from one that goes on in another process.
bool IsOther(const host::Error& error) {
  const auto detail = nlohmann::json::parse(error.detail(), nullptr, false);
  return error.status() == DESTINATION_CONFLICT && Member(detail, "other_configuration") == true;
}

// RefuseRun tells why nothing is sent.
ExitCode RefuseRun(const host::Error& error, const Surroundings& surroundings) {
  const bool is_other = IsOther(error);
  Complain(surroundings,
           absl::StrCat(Absl(error.message()), ". Nothing was sent",
                        is_other ? "; --restart begins anew" : ""),
           Look::kBad);
  if (error.status() != DESTINATION_CONFLICT) return ExitFor(error.status());
  return is_other ? kExitUsage : kExitStopped;
}

// BeginOrRestart begins the run, or finds one that did not end, which `restart` puts an end to.
ExitCode BeginOrRestart(const std::string& key, bool restart, ConfiguredDestination* configured,
                        const Surroundings& surroundings, LoadRun* run) {
  const int64_t now = CalendarNowMs();
  const host::Error error = BeginRun(key, &configured->destination, run);
  // Another configuration is no hindrance to what begins anew.
  const bool is_other = IsOther(error);
  if (error && !(restart && is_other)) return RefuseRun(error, surroundings);
  for (const OtherRun& other : run->others)
    Complain(surroundings, DescribeOther(other, configured->journal_path, now));
  if (!restart || !(run->goes_on || is_other)) return kExitOk;
  const LoadRun earlier = *run;
  Tally ended;
  if (const host::Error failed = RestartRun(key, &configured->destination, run, &ended))
    return RefuseRun(failed, surroundings);
  run->goes_on = false;
  if (earlier.goes_on) Complain(surroundings, DescribeRestart(earlier, ended, now));
  return kExitOk;
}

// CompareInputs goes through what the run has read of the inputs.
ExitCode CompareInputs(const LoadSettings& settings, const ConfigFigures& figures,
                       const Counted& counted, const LoadRun& run, host::Destination* destination,
                       Clock* clock, const Surroundings& surroundings) {
  const std::string moment = HumanMoment(run.began_ms, CalendarNowMs());
  RunComparison comparison(settings.inputs,
                           {.route = settings.route,
                            .queue_bytes = figures.queue_bytes,
                            .records = run.records + run.tally.dropped,
                            .name = absl::StrCat("the load of ", moment)},
                           destination);
  const ExitCode exit = comparison.Compare(counted.marks, clock);
  if (exit != kExitOk) Complain(surroundings, comparison.why());
  return exit;
}

}  // namespace

JournalWish JournalOf(const Options& options) {
  if (options.no_journal) return {};
  JournalWish wish = DefaultJournal(options.config, options.environment);
  wish.full = options.full;
  if (!ReadOnce(options.inputs).empty()) wish.use = JournalUse::kAsWritten;
  if (wish.use == JournalUse::kAsWritten) return wish;
  const auto is_unreadable = [&](const std::string& input) {
    return !WhyUnreadable(input, options.format).empty();
  };
  if (std::any_of(options.inputs.begin(), options.inputs.end(), is_unreadable)) return {};
  return wish;
}

void TellJournal(const Options& options, const ConfiguredDestination& configured,
                 const Surroundings& surroundings) {
  if (options.no_journal) return;
  if (const std::string input = ReadOnce(options.inputs); !input.empty()) {
    Complain(surroundings,
             absl::StrCat(input, " cannot be read again, so that no command goes on with this load",
                          configured.journal_path.empty() ? ", and no journal is kept" : ""));
  }
}

ExitCode TakeUpRun(const Options& options, const ConfigFigures& figures, const Counted& counted,
                   ConfiguredDestination* configured, Clock* clock,
                   const Surroundings& surroundings, LoadSettings* settings, Outcomes* outcomes) {
  if (configured->journal_path.empty() || !ReadOnce(options.inputs).empty()) return kExitOk;
  const std::string key = TextOf(KeyOf(*settings, options.environment));
  LoadRun run;
  if (const ExitCode exit = BeginOrRestart(key, options.restart, configured, surroundings, &run);
      exit != kExitOk) {
    return exit;
  }
  settings->is_run = true;
  if (run.is_first) {
    Complain(surroundings, absl::StrCat("journal: ", configured->journal_path,
                                        "; the same command goes on where this one stopped"));
  }
  if (!run.goes_on) return kExitOk;
  if (const ExitCode exit = CompareInputs(*settings, figures, counted, run,
                                          &configured->destination, clock, surroundings);
      exit != kExitOk) {
    return exit;
  }
  Complain(surroundings, DescribeGoingOn(run, counted.records + counted.refused, CalendarNowMs()));
  outcomes->GoOn();
  return kExitOk;
}

}  // namespace inflow::command
