// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/inflow/commands/commands.h"
#include "tools/inflow/commands/for_records.h"
#include "tools/inflow/json/json_text.h"
#include "tools/inflow/json/json_tree.h"
#include "tools/inflow/load/estimate.h"
#include "tools/inflow/load/progress.h"
#include "tools/inflow/load/reasons.h"
#include "tools/inflow/show/verify_report.h"
#include "tools/inflow/show/verify_sample.h"
#include "tools/inflow/terminal/cancel_on_signal.h"
#include "tools/inflow/terminal/human.h"
#include "tools/inflow/terminal/status_line.h"

namespace inflow::command {
namespace {

constexpr size_t kMostMismatches = 10;

// Unit is what is compared as one: a record, or the lines of a folded document.
struct Unit {
  size_t input = 0;
  uint64_t document = 0;
  std::vector<uint64_t> lines;
  std::vector<std::string> records;
  std::string refused;  // why the reader refuses it; empty: it does not
};

// Verifier reads the inputs, and reads back what they hold.
class Verifier {
 public:
  Verifier(const Options& options, InputSettings inputs, const Counted& counted, uint64_t units,
           host::Destination* handle, StatusLine* line, const Surroundings& surroundings)
      : options_(options),
        inputs_(std::move(inputs)),
        folds_(inputs_.names != nullptr),
        sample_(options.most_verified, units),
        destination_(handle),
        surroundings_(surroundings),
        report_(FormatOf(options), options.inputs.size() > 1, OutStyle(surroundings),
                surroundings.out),
        progress_(StyleOf(options, surroundings), surroundings.terminal_width, line),
        sequence_(inputs_, [this](const std::string& note) { Tell(note); }) {
    sequence_.Expect(counted.marks);
  }

  ExitCode Run(Clock* clock, const CancelOnSignal& cancel) {
    clock_ = clock;
    started_ms_ = clock->NowMs();
    ExitCode exit = kExitOk;
    for (bool more = true; more && exit == kExitOk && surroundings_.out->good();) {
      if (cancel.interrupted()) {
        exit = Interrupted();
        break;
      }
      more = Step(&exit);
    }
    progress_.Clear();
    if (surroundings_.out->good()) report_.End(exit == kExitOk);
    return exit;
  }

  const VerifyReport& report() const { return report_; }
  const EvenSample& sample() const { return sample_; }

 private:
  static ListFormat FormatOf(const Options& options) {
    if (options.json) return ListFormat::kJson;
    return options.ndjson ? ListFormat::kNdjson : ListFormat::kTable;
  }
  static ProgressStyle StyleOf(const Options& options, const Surroundings& surroundings) {
    if (options.progress != "never" && surroundings.err_is_terminal) return ProgressStyle::kRedrawn;
    return options.progress == "always" ? ProgressStyle::kLines : ProgressStyle::kNone;
  }

  void Tell(const std::string& message) { Complain(surroundings_, message); }

  std::string Done() const {
    return absl::StrCat("after ", HumanCount(report_.count()), " of ",
                        Plural(sample_.size(), folds_ ? "document" : "record"));
  }
  ExitCode Interrupted() {
    Tell(absl::StrCat("stopped by a signal ", Done()));
    return kExitStopped;
  }

  // Step reads on by one record; false behind the last.
  bool Step(ExitCode* exit) {
    const ReadStep step = sequence_.Next(&item_);
    switch (step) {
      case ReadStep::kRecord:
      case ReadStep::kRefused:
      case ReadStep::kBroken:
        if (!folds_ || unit_.document != item_.document || unit_.lines.empty()) *exit = EndUnit();
        Take(step != ReadStep::kRecord);
        return true;
      case ReadStep::kUnreadable:
      case ReadStep::kChanged:
        Tell(item_.message);
        *exit = step == ReadStep::kChanged ? kExitStopped : kExitUsage;
        return false;
      case ReadStep::kEnd:
        *exit = EndUnit();
        return false;
      case ReadStep::kWait:
      case ReadStep::kLook:
        return true;
    }
    return false;
  }

  void Take(bool refused) {
    unit_.input = sequence_.input();
    unit_.document = item_.document;
    unit_.lines.push_back(item_.line);
    if (refused) {
      if (unit_.refused.empty()) unit_.refused = item_.message;
      return;
    }
    unit_.records.emplace_back(item_.text);
  }

  // EndUnit compares what was taken, if it is picked.
  ExitCode EndUnit() {
    const Unit unit = std::exchange(unit_, Unit());
    if (unit.lines.empty() || !sample_.Picks()) return kExitOk;
    if (!unit.refused.empty()) {
      Report(unit, {{"result", "refused"}, {"message", unit.refused}});
      return kExitOk;
    }
    if (progress_.Due(clock_->NowMs())) progress_.Draw(ProgressLine(), clock_->NowMs());
    // What is no JSON cannot stand among arguments that are.
    const bool all_json = std::all_of(unit.records.begin(), unit.records.end(),
                                      [](const std::string& one) { return JsonTree::accept(one); });
    host::Buffer answer;
    std::string why;
    if (all_json) {
      if (const ExitCode exit = Ask(unit, &answer, &why); exit != kExitOk) return exit;
    }
    if (answer.view().empty()) {
      const std::string refusal = RefusalOf(unit);
      Report(unit, {{"result", refusal.empty() ? "unreadable" : "refused"},
                    {"message", refusal.empty() ? why : refusal}});
      return kExitOk;
    }
    for (const JsonTree& result : TreeList(ParseTree(answer.view()), "records"))
      Report(unit, result);
    return kExitOk;
  }

  // RefusalOf is why the plugin would refuse a unit; empty where it would not.
  std::string RefusalOf(const Unit& unit) {
    host::Batch batch;
    batch.set_route(options_.route);
    for (size_t i = 0; i < unit.records.size(); ++i) batch.Add(unit.records[i], i);
    host::Buffer preview;
    if (const host::Error error = destination_->Preview(batch, &preview))
      return std::string(error.message());
    const JsonTree refused = TreeList(ParseTree(preview.view()), "refused");
    return refused.empty() ? "" : TreeText(refused.front(), "message");
  }

  std::string ArgumentsFor(const Unit& unit) const {
    std::string arguments = "{\"route\":";
    AppendJsonString(options_.route, &arguments);
    absl::StrAppend(&arguments, ",\"records\":[", absl::StrJoin(unit.records, ","),
                    "],\"include_equal\":true}");
    return arguments;
  }

  // Ask asks again where the service wants a pause: the plugin waits for its end. Where the
  // records themselves are not taken there is no answer, and *why says why.
  ExitCode Ask(const Unit& unit, host::Buffer* answer, std::string* why) {
    const std::string arguments = ArgumentsFor(unit);
    for (int throttled = 0;; ++throttled) {
      const host::Error error = destination_->Command("verify", arguments, answer);
      if (!error) return kExitOk;
      if (error.status() == DESTINATION_CANCELLED) return Interrupted();
      if (error.status() == DESTINATION_INVALID_ARGUMENT) {
        *why = error.message();
        return kExitOk;
      }
      Tell(std::string(error.message()));
      if (error.status() == DESTINATION_RATE_LIMITED && throttled < kThrottledInARow) continue;
      Tell(absl::StrCat("stopped ", Done()));
      return ExitFor(error.status());
    }
  }

  void Report(const Unit& unit, const JsonTree& result) {
    const std::string& input = options_.inputs[unit.input];
    progress_.Clear();
    report_.Add({input == "-" ? "standard input" : input, unit.lines, result});
    // JSON has it.
    if (FormatOf(options_) == ListFormat::kTable)
      TellReason(unit, TreeText(result, "result"), TreeText(result, "message"));
  }

  // TellReason tells each reason once, with the first record that has it.
  void TellReason(const Unit& unit, const std::string& result, const std::string& message) {
    if (message.empty() || !reasons_.insert(ReasonKey(message)).second) return;
    if (reasons_.size() > kMostMismatches) return;
    const RecordPlace place{static_cast<uint32_t>(unit.input), unit.lines.front()};
    Tell(absl::StrCat(PlaceText(options_.inputs, place), ": ", result, ": ", message));
  }

  std::string ProgressLine() const {
    enum Part : size_t { kCount, kQuota, kUnlike, kLeft, kParts };
    const destination_stats_data stats = destination_->Stats();
    const uint64_t left = sample_.size() - std::min(sample_.size(), report_.count());
    const std::string count =
        absl::StrCat(HumanCount(report_.count()), " of ", HumanCount(sample_.size()));
    std::vector<ProgressPart> parts(kParts);
    parts[kCount] = {{absl::StrCat(HumanCount(report_.count()), " of ",
                                   Plural(sample_.size(), folds_ ? "document" : "record")),
                      count}};
    parts[kQuota] = QuotaPart(stats);
    if (report_.unlike() > 0)
      parts[kUnlike] = {{absl::StrCat(HumanCount(report_.unlike()), " not as sent"), ""}};
    if (report_.count() > 0 && left > 0) {
      const double by_rate = static_cast<double>(clock_->NowMs() - started_ms_) /
                             static_cast<double>(report_.count()) * static_cast<double>(left);
      const std::string time =
          HumanDuration(std::max(LimitMs(left, stats), static_cast<int64_t>(by_rate))) + " left";
      parts[kLeft] = {{"about " + time, time}};
      parts[kCount].forms.emplace_back();
    }
    return FitProgress(parts, {kQuota, kCount, kLeft, kUnlike, kCount}, progress_.room());
  }

  const Options& options_;
  const InputSettings inputs_;
  const bool folds_;
  EvenSample sample_;
  host::Destination* destination_;
  const Surroundings& surroundings_;
  VerifyReport report_;
  Progress progress_;
  InputSequence sequence_;
  Clock* clock_ = nullptr;
  int64_t started_ms_ = 0;
  ReadItem item_;
  Unit unit_;
  std::set<std::string> reasons_;
};

// What is "120 records", or "a sample of 20 of 120 records".
std::string What(const EvenSample& sample, uint64_t units, bool folds) {
  const std::string all = Plural(units, folds ? "document" : "record");
  return sample.is_part() ? absl::StrCat("a sample of ", HumanCount(sample.size()), " of ", all)
                          : all;
}

// ReadsText is the sentence before the reads.
std::string ReadsText(const EvenSample& sample, uint64_t units, const Counted& counted,
                      const destination_stats_data& stats) {
  const bool folds = counted.documents != nullptr;
  const uint64_t sendable = folds ? counted.documents->sendable() : counted.records;
  const uint64_t requests = sample.is_part() ? sample.size() : sendable;
  return absl::StrCat(What(sample, units, folds), " to read back in ", Plural(requests, "request"),
                      ", ", TimeText(requests, LimitMs(requests, stats), DescribeWindows(stats)));
}

// Count reads the inputs through, and says what load would say of them.
ExitCode Count(const Options& options, InputSettings* inputs, host::Destination* destination,
               Clock* clock, const Surroundings& surroundings, Counted* counted) {
  // What can be read only once is kept, so that it is known how much there is.
  if (const ExitCode exit = SpoolPipes(inputs, clock, surroundings); exit != kExitOk) return exit;
  FirstPass pass(options.inputs, options.route, destination);
  *counted = CountInputs(*inputs, clock, &pass);
  if (!counted->unreadable.empty()) {
    Complain(surroundings, counted->unreadable);
    return counted->changed ? kExitStopped : kExitUsage;
  }
  if (counted->interrupted) {
    Complain(surroundings, "stopped by a signal before anything was read back");
    return kExitStopped;
  }
  inputs->refused = counted->documents;
  if (const std::string lookups = DescribeLookups(counted->lookups); !lookups.empty())
    Complain(surroundings, lookups);
  for (const std::string& notice : pass.Notices()) Complain(surroundings, notice);
  return kExitOk;
}

}  // namespace

int RunVerify(const Options& options, const host::Library& library, const Surroundings& plain) {
  StatusLine line(plain.err);
  Surroundings surroundings = plain;
  surroundings.err = line.stream();
  ConfiguredDestination configured;
  configured.shares_quota = true;
  if (const ExitCode exit = ConfigureForRecords(options, library, surroundings, &configured);
      exit != kExitOk) {
    return exit;
  }
  const Settings in_force = AskSettings(options.route, &configured.destination);
  const ConfigFigures figures = ReadFigures(in_force);
  if (const ExitCode exit = CheckRoute(figures, options.route, surroundings); exit != kExitOk)
    return exit;
  InputSettings inputs = InputsOf(options, figures);
  const DocumentNames names(in_force.json);
  if (names.folds()) inputs.names = &names;
  SystemClock clock;
  Counted counted;
  if (const ExitCode exit =
          Count(options, &inputs, &configured.destination, &clock, surroundings, &counted);
      exit != kExitOk) {
    return exit;
  }
  const uint64_t units =
      counted.documents ? counted.documents->documents() : counted.records + counted.refused;
  Verifier verifier(options, inputs, counted, units, &configured.destination, &line, surroundings);
  if (units > 0) {
    Complain(surroundings,
             ReadsText(verifier.sample(), units, counted, configured.destination.Stats()));
  }
  ExitCode exit = kExitOk;
  {
    const CancelOnSignal cancel(&clock, &configured.destination);
    exit = verifier.Run(&clock, cancel);
  }
  const VerifyReport& report = verifier.report();
  const bool whole = exit == kExitOk && report.count() >= verifier.sample().size();
  if (whole || report.count() > 0) {
    Complain(surroundings, report.Describe(whole ? What(verifier.sample(), units, names.folds())
                                                 : Plural(report.count(),
                                                          names.folds() ? "document" : "record")));
  }
  if (exit != kExitOk) return exit;
  return report.unlike() == 0 ? kExitOk : kExitSomeNot;
}

}  // namespace inflow::command
