// SPDX-License-Identifier: Apache-2.0
#include "absl/strings/str_cat.h"
#include "tools/inflow/commands.h"
#include "tools/inflow/human.h"
#include "tools/inflow/preview_text.h"

namespace inflow::command {
namespace {

std::string Summary(const Options& options, const Samples& samples, const PreviewCounts& counts) {
  std::string text =
      samples.count() == 0
          ? absl::StrCat(options.inputs.front(), " has no records")
          : absl::StrCat("the first ", samples.count() == 1 ? "record" : Plural(samples.count(), "record"), " of ",
                         options.inputs.front(), samples.count() == 1 ? " makes " : " make ", Plural(counts.requests, "request"));
  if (counts.refused > 0) absl::StrAppend(&text, "; ", HumanCount(counts.refused), " would be refused");
  return text + "; nothing was sent";
}

ExitCode Show(const Options& options, const Samples& samples, std::string_view answer, const Surroundings& surroundings) {
  const std::string json = PreviewJson(answer, samples);
  if (options.json) {
    *surroundings.out << json << '\n' << std::flush;
  } else {
    const std::string text = PreviewText(json);
    *surroundings.out << (surroundings.out_is_terminal ? ForTerminal(text) : text) << std::flush;
  }
  const PreviewCounts counts = CountPreview(json);
  if (!samples.note.empty()) Complain(surroundings, samples.note);
  Complain(surroundings, Summary(options, samples, counts));
  return counts.refused == 0 ? kExitOk : kExitSomeNot;
}

}  // namespace

ExitCode ReadSamplesOf(const Options& options, const ConfigFigures& figures, uint64_t skip, uint64_t first, Clock* clock,
                       const Surroundings& surroundings, Samples* samples) {
  if (!figures.has_route) {
    Complain(surroundings, absl::StrCat("--route ", options.route, ": the configuration has no such entry under \"routes\""));
    return kExitUsage;
  }
  InputSettings settings;
  settings.inputs = options.inputs;
  settings.reader.csv = options.csv;
  settings.reader.max_record_bytes = figures.max_record_bytes;
  settings.skip = skip;
  settings.first = first;
  *samples = ReadSamples(settings, clock);
  samples->batch.set_route(options.route);
  if (samples->interrupted) {
    Complain(surroundings, "stopped by a signal while waiting for records; nothing was sent");
    return kExitStopped;
  }
  if (samples->unreadable.empty()) return kExitOk;
  Complain(surroundings, samples->unreadable);
  return kExitUsage;
}

int RunPreview(const Options& options, const host::Library& library, const Surroundings& surroundings) {
  SystemClock clock;
  ConfiguredDestination configured;
  ExitCode exit = Configure(library, options.config, options.settings, surroundings, &configured);
  if (exit != kExitOk) return exit;
  Samples samples;
  exit = ReadSamplesOf(options, ReadFigures(configured.text, options.route), 0, options.samples, &clock, surroundings, &samples);
  if (exit != kExitOk) return exit;
  host::Buffer answer;
  if (!samples.batch.empty()) {
    if (const host::Error error = configured.destination.Preview(samples.batch, &answer)) {
      Complain(surroundings, error.message());
      return ExitFor(error.status());
    }
  }
  return Show(options, samples, answer.view(), surroundings);
}

}  // namespace inflow::command
