// SPDX-License-Identifier: Apache-2.0
#include "absl/strings/str_cat.h"
#include "tools/inflow/commands/commands.h"
#include "tools/inflow/commands/for_records.h"
#include "tools/inflow/config/column_check.h"
#include "tools/inflow/files/file_watch.h"
#include "tools/inflow/load/estimate.h"
#include "tools/inflow/show/preview_text.h"
#include "tools/inflow/terminal/human.h"

namespace inflow::command {
namespace {

std::string Summary(const Options& options, const Samples& samples, const PreviewCounts& counts) {
  const bool folds = samples.documents > 0;
  const uint64_t count = folds ? samples.documents : samples.count();
  const char* noun = folds ? "document" : "record";
  std::string text =
      samples.count() == 0
          ? std::string("there is no record to show")
          : absl::StrCat("the first ", count == 1 ? noun : Plural(count, noun), " of ",
                         options.inputs.front(), count == 1 ? " makes " : " make ",
                         Plural(counts.requests, "request"));
  if (folds) absl::StrAppend(&text, " from ", Plural(samples.count(), "record"));
  if (counts.refused > 0)
    absl::StrAppend(&text, "; ", HumanCount(counts.refused), " would be refused");
  return text + "; nothing was sent";
}

// FindRefusedDocuments reads the whole input: a document of the first lines may have further ones
// far behind.
ExitCode FindRefusedDocuments(InputSettings* settings, Clock* clock,
                              const Surroundings& surroundings) {
  if (const ExitCode exit = SpoolPipes(settings, clock, surroundings); exit != kExitOk) return exit;
  const Counted counted = CountInputs(*settings, clock);
  if (!counted.unreadable.empty()) Complain(surroundings, counted.unreadable);
  if (counted.interrupted)
    Complain(surroundings, "stopped by a signal while reading; nothing was sent");
  settings->refused = counted.documents;
  return counted.interrupted ? kExitStopped : counted.unreadable.empty() ? kExitOk : kExitUsage;
}

ExitCode Show(const Options& options, const Samples& samples, std::string_view answer,
              const Surroundings& surroundings) {
  const std::string json = PreviewJson(answer, samples);
  if (options.json) {
    *surroundings.out << json << '\n' << std::flush;
  } else {
    *surroundings.out << PreviewText(json, OutStyle(surroundings), options.raw) << std::flush;
  }
  const PreviewCounts counts = CountPreview(json);
  for (const std::string& note : samples.notes) Complain(surroundings, note);
  if (const std::string left_out = samples.left_out.Describe(); !left_out.empty())
    Complain(surroundings, left_out);
  Complain(surroundings, Summary(options, samples, counts));
  return counts.refused == 0 ? kExitOk : kExitSomeNot;
}

}  // namespace

ExitCode ReadSamplesOf(const Options& options, ConfiguredDestination* configured, uint64_t skip,
                       uint64_t first, Clock* clock, const Surroundings& surroundings,
                       Samples* samples) {
  const Settings in_force = AskSettings(options.route, &configured->destination);
  const ConfigFigures figures = ReadFigures(in_force);
  if (const ExitCode exit = CheckRoute(figures, options.route, surroundings); exit != kExitOk)
    return exit;
  InputSettings settings = InputsOf(options, figures);
  settings.skip = skip;
  settings.first = first;
  const DocumentNames names(in_force.json);
  if (names.folds()) {
    settings.names = &names;
    if (const ExitCode exit = FindRefusedDocuments(&settings, clock, surroundings); exit != kExitOk)
      return exit;
  }
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

ExitCode PreviewWith(const Options& options, ConfiguredDestination* configured, Clock* clock,
                     const Surroundings& surroundings) {
  Samples samples;
  const ExitCode exit =
      ReadSamplesOf(options, configured, 0, options.samples, clock, surroundings, &samples);
  if (exit != kExitOk) return exit;
  if (!samples.columns.empty()) {
    const std::string& input = options.inputs.front();
    const std::string name = input == "-" ? "standard input" : input;
    ColumnCheck check =
        CheckColumns(name, samples.columns, options.route, &configured->destination);
    if (!check.fault.empty()) samples.notes.push_back(std::move(check.fault));
    for (const std::string& notice : check.notices)
      samples.notes.push_back(absl::StrCat(name, ": ", notice));
  }
  host::Buffer answer;
  if (!samples.batch.empty()) {
    if (const host::Error error = configured->destination.Preview(samples.batch, &answer)) {
      Complain(surroundings, error.message());
      return ExitFor(error.status());
    }
  }
  return Show(options, samples, answer.view(), surroundings);
}

namespace {

ExitCode PreviewOnce(const Options& options, const host::Library& library, Clock* clock,
                     const Surroundings& surroundings) {
  ConfiguredDestination configured;
  configured.shares_quota = true;
  const ExitCode exit = ConfigureForRecords(options, library, surroundings, &configured);
  return exit == kExitOk ? PreviewWith(options, &configured, clock, surroundings) : exit;
}

// Watch previews again whenever the configuration or the input was saved with another content,
// until Ctrl-C.
ExitCode Watch(const Options& options, const host::Library& library, Clock* clock,
               const Surroundings& surroundings) {
  const std::string& input = options.inputs.front();
  std::string text;
  const ConfigSource source = SourceOf(options);
  absl::Status status = ReadConfigFiles(source, &text);
  if (status.ok() && (input == "-" || !IsRegularFile(input))) {
    const std::string why = WhyUnreadable(input, options.format);
    status = absl::InvalidArgumentError(
        why.empty() ? "--watch reads the input again and again, which only a file allows" : why);
  }
  std::vector<std::string> watched = {source.path, input};
  if (!source.overlay.empty()) watched.push_back(source.overlay);
  const FileWatch watch(watched);
  if (status.ok() && watch.fd() < 0) {
    status = absl::UnavailableError(
        "the system does not let these files be watched; preview without --watch");
  }
  if (!status.ok()) {
    Complain(surroundings, {status.message().data(), status.message().size()});
    return kExitUsage;
  }
  std::string drawn;
  while (clock->Interruptions() == 0 && surroundings.out->good()) {
    watch.Drain();
    // Between an editor's two steps the file may be absent for a moment.
    const std::string state =
        ReadConfigFiles(source, &text).ok() ? text + ChangeMark(input) : drawn;
    if (state != drawn) {
      if (surroundings.out_is_terminal) *surroundings.out << "\x1b[2J\x1b[H" << std::flush;
      if (!surroundings.out_is_terminal && !options.json && !drawn.empty())
        *surroundings.out << '\n';
      PreviewOnce(options, library, clock, surroundings);
      Complain(surroundings, absl::StrCat("watching ", source.Name(), "; Ctrl-C ends"));
      drawn = state;
    }
    clock->Wait(-1, watch.fd());
  }
  return kExitOk;
}

}  // namespace

int RunPreview(const Options& options, const host::Library& library,
               const Surroundings& surroundings) {
  SystemClock clock;
  return options.watch ? Watch(options, library, &clock, surroundings)
                       : PreviewOnce(options, library, &clock, surroundings);
}

}  // namespace inflow::command
