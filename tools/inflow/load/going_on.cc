// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/going_on.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tools/inflow/options/reading_options.h"
#include "tools/inflow/terminal/human.h"
#include "tools/inflow/terminal/shell_quote.h"

namespace inflow::command {
namespace {

constexpr uint64_t kAll = ~static_cast<uint64_t>(0);

std::string GuardOptions(bool ambiguous, bool older, bool late) {
  return absl::StrCat(ambiguous ? " --include-ambiguous" : "", older ? " --include-older" : "",
                      late ? " --include-late" : "");
}

// Input names rejects as an input, whatever the ending of the name says: "-" where they come
// through standard input. Rows are read as those of the input were.
std::string Input(const LoadSettings& settings, const WrittenRejects& rejects) {
  const std::string path = rejects.is_file ? rejects.path : "-";
  const InputFormat format = rejects.is_csv ? InputFormat::kCsv : InputFormat::kNdjson;
  InputSettings reading = settings.inputs;
  reading.format.reset();
  if (FormatOf(path) != format) reading.format = format;
  if (!rejects.is_csv) reading.reader.csv = CsvSettings();
  return absl::StrCat(ReadingOptions(reading), " ", ShellQuote(path));
}

// Search is a command that finds the records of which a word of the outcome tells in rows, and the
// patterns in lines of JSON.
std::string Search(const WrittenRejects& rejects, const char* word, const char* patterns) {
  const std::string rows = absl::StrCat("-i '^\"*[a-z ]*", word, "'");
  return absl::StrCat("    grep ", rejects.is_csv ? rows : patterns, " ", ShellQuote(rejects.path),
                      "\n");
}

std::string Command(const LoadSettings& settings) {
  return absl::StrCat("  inflow load", settings.options_to_repeat);
}

// InputOptions are those with which the inputs were read. Who has looked at the records that are
// held back need not say so anew for the rest of them.
std::string InputOptions(const LoadSettings& settings) {
  const InputSettings& inputs = settings.inputs;
  return absl::StrCat(
      ReadingOptions(inputs),
      GuardOptions(inputs.include_ambiguous, inputs.include_older, inputs.include_late),
      settings.stream ? " --stream" : "");
}

bool Folds(const LoadSettings& settings) { return settings.inputs.names != nullptr; }

// AllInputs names them all. What came through standard input has to come again.
std::string AllInputs(const LoadSettings& settings) {
  std::string text;
  bool again = false;
  for (const std::string& input : settings.inputs.inputs) {
    absl::StrAppend(&text, " ", ShellQuote(input));
    again = again || input == "-";
  }
  return again ? text + "      with the same on standard input again" : text;
}

// UnwrittenDocuments is the same where lines are folded: it loads whole documents.
std::string UnwrittenDocuments(const LoadSettings& settings,
                               std::vector<MissingLines::Range> ranges) {
  std::sort(ranges.begin(), ranges.end(),
            [](const auto& a, const auto& b) { return a.first_document < b.first_document; });
  std::string commands;
  for (size_t i = 0; i < ranges.size();) {
    const uint64_t first = ranges[i].first_document;
    uint64_t last = ranges[i].last_document;
    for (++i; i < ranges.size() && ranges[i].first_document <= last + 1; ++i)
      last = std::max(last, ranges[i].last_document);
    absl::StrAppend(&commands, Command(settings), InputOptions(settings), " --skip ", first - 1,
                    " --first ", last - first + 1, AllInputs(settings), "\n");
  }
  return commands;
}

// Unwritten loads again what no rejects file could take. Standard input cannot be read again.
std::string Unwritten(const LoadSettings& settings, const LoadReport& report) {
  const std::vector<std::string>& inputs = settings.inputs.inputs;
  std::vector<MissingLines::Range> ranges;
  for (const MissingLines& missing : report.missing) {
    ranges.insert(ranges.end(), missing.ranges().begin(), missing.ranges().end());
  }
  if (Folds(settings)) return UnwrittenDocuments(settings, std::move(ranges));
  if (std::find(inputs.begin(), inputs.end(), "-") != inputs.end()) return {};
  std::sort(ranges.begin(), ranges.end(),
            [](const auto& a, const auto& b) { return a.first_id < b.first_id; });
  std::string commands;
  for (const MissingLines::Range& range : ranges) {
    absl::StrAppend(&commands, Command(settings), InputOptions(settings), " --skip ",
                    settings.inputs.skip + range.first_id - 1, " --first ",
                    range.last_id - range.first_id + 1);
    for (const std::string& input : inputs) absl::StrAppend(&commands, " ", ShellQuote(input));
    commands += "\n";
  }
  return commands;
}

// RestOfDocuments goes on with the first document that was not read, or not to its end; with all
// inputs, since one that began in an earlier input may have lines in a later one.
std::string RestOfDocuments(const LoadSettings& settings, const LoadEnd& end) {
  const uint64_t done =
      end.documents - (end.is_cut && end.documents > settings.inputs.skip ? 1 : 0);
  std::string options = InputOptions(settings);
  if (done > 0) absl::StrAppend(&options, " --skip ", done);
  if (settings.inputs.first != kAll) {
    const uint64_t read = done - std::min(done, settings.inputs.skip);
    if (read >= settings.inputs.first) return {};
    absl::StrAppend(&options, " --first ", settings.inputs.first - read);
  }
  return absl::StrCat(Command(settings), options, AllInputs(settings), "\n");
}

// RestOfInputs loads what was not read. The rest of an input that was changed is anybody's guess.
std::string RestOfInputs(const LoadSettings& settings, const LoadEnd& end) {
  const std::vector<std::string>& inputs = settings.inputs.inputs;
  if (Folds(settings) && !end.input_changed) return RestOfDocuments(settings, end);
  std::string rest;
  bool any_file = false;
  for (size_t i = end.input + (end.input_changed ? 1 : 0); i < inputs.size(); ++i) {
    absl::StrAppend(&rest, " ", ShellQuote(inputs[i]));
    any_file = any_file || inputs[i] != "-";
  }
  if (!any_file) return {};
  std::string options = InputOptions(settings);
  if (!end.input_changed && inputs[end.input] != "-" && end.read_of_input > 0)
    absl::StrAppend(&options, " --skip ", end.read_of_input);
  if (settings.inputs.first != kAll)
    absl::StrAppend(&options, " --first ", settings.inputs.first - end.read);
  return absl::StrCat(Command(settings), options, rest, "\n");
}

// HeldBack says of one file what a load holds back of it, how to look at that, and how to send it
// all the same.
std::string HeldBack(const LoadSettings& settings, const WrittenRejects& rejects, bool stopped) {
  if (!rejects.is_file || (rejects.ambiguous == 0 && rejects.older == 0 && rejects.late == 0))
    return {};
  std::string text = absl::StrCat(rejects.path, " has records that a load holds back:\n");
  if (rejects.ambiguous > 0) {
    absl::StrAppend(
        &text, "  ", HumanCount(rejects.ambiguous), " that inFlow may have already, since ",
        rejects.ambiguous == 1 ? "it was" : "they were", " sent and not answered. Look there for\n",
        Search(rejects, "ambiguous", "-e '\"outcome\":\"AMBIGUOUS\"' -e '\"ambiguous\":true'"));
  }
  if (rejects.older > 0) {
    absl::StrAppend(&text, "  ", HumanCount(rejects.older),
                    " of which inFlow has a newer version. Compare\n",
                    Search(rejects, "newer", "'\"newer\":'"));
  }
  if (rejects.late > 0) {
    absl::StrAppend(&text, "  ", Plural(rejects.late, "line"), " without the other lines of ",
                    rejects.late == 1 ? "its document, which it" : "their documents, which they",
                    " would replace. Load those documents whole. See\n",
                    Search(rejects, "late", "'\"late\":'"));
  }
  absl::StrAppend(&text, "Take out what must not be sent. The others go with this",
                  stopped ? " instead" : "", ":\n", Command(settings),
                  GuardOptions(rejects.ambiguous > 0, rejects.older > 0, rejects.late > 0),
                  Input(settings, rejects), "\n");
  return text;
}

}  // namespace

std::string GoingOn(const LoadSettings& settings, const LoadEnd& end, const LoadReport& report) {
  std::string commands;
  std::string held_back;
  for (const WrittenRejects& rejects : report.rejects) {
    if (rejects.is_file) {
      absl::StrAppend(&commands, Command(settings), Input(settings, rejects), "\n");
    } else {
      absl::StrAppend(&commands, Command(settings), Input(settings, rejects),
                      "      with what went to ", rejects.path, " on standard input\n");
    }
    held_back += HeldBack(settings, rejects, end.stopped);
  }
  commands += Unwritten(settings, report);
  if (!end.stopped && report.missing.empty()) return held_back;
  if (!end.inputs_ended) commands += RestOfInputs(settings, end);
  return absl::StrCat(commands.empty() ? "" : "To go on:\n", commands, held_back);
}

std::string AfterMending(const LoadSettings& settings, const LoadReport& report) {
  std::string files;
  for (const WrittenRejects& rejects : report.rejects) {
    if (!rejects.is_file || !rejects.is_csv) return {};
    // What ends as a CSV needs no option, so that one file's options serve for all.
    absl::StrAppend(&files, files.empty() ? Input(settings, rejects)
                                          : absl::StrCat(" ", ShellQuote(rejects.path)));
  }
  if (files.empty()) return {};
  return absl::StrCat("  Mend the rows there and load them again with:\n  ", Command(settings),
                      files, "\n");
}

}  // namespace inflow::command
