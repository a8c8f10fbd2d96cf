// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/rejects/rejects_format.h"

#include <unistd.h>

#include <algorithm>
#include <cctype>

#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"
#include "tools/inflow/files/file_kind.h"
#include "tools/inflow/rejects/rejects_file.h"

namespace inflow::command {
namespace {

constexpr std::string_view kRejects = ".rejects";

bool IsCsv(const LoadSettings& settings, const std::string& input) {
  return (settings.inputs.format ? settings.inputs.format : FormatOf(input)) == InputFormat::kCsv;
}

// CsvEnding is the ending that a CSV's name has, with its dot, or else ".csv".
std::string_view CsvEnding(std::string_view path) {
  return FormatOf(path) == InputFormat::kCsv ? path.substr(path.rfind('.')) : ".csv";
}

// RejectsStem is "a.csv.rejects" of a.csv.rejects.csv, a.csv.rejects.2.csv and so on, with the
// folder; empty for any other name.
std::string_view RejectsStem(std::string_view path) {
  if (!FormatOf(path) || path == "-") return {};
  path = path.substr(0, path.rfind('.'));
  const size_t dot = path.rfind('.');
  const auto is_digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
  if (dot != std::string_view::npos && dot + 1 < path.size() &&
      std::all_of(path.begin() + static_cast<std::ptrdiff_t>(dot) + 1, path.end(), is_digit))
    path = path.substr(0, dot);
  const std::string_view name = BareName(path);
  const bool is =
      name.size() > kRejects.size() && name.substr(name.size() - kRejects.size()) == kRejects;
  return is ? path : std::string_view();
}

absl::Status NoCsv(const LoadSettings& settings, const std::string& input) {
  const std::string asked = settings.rejects_format
                                ? "--rejects-format csv"
                                : absl::StrCat("--rejects ", settings.rejects_path);
  return absl::InvalidArgumentError(absl::StrCat(
      asked, ": ", input == "-" ? "standard input" : input,
      " is no CSV, so that its rejects are no rows of one; ",
      settings.rejects_format ? "leave the option out" : "name a file that ends in .ndjson"));
}

}  // namespace

absl::StatusOr<RejectsFormat> FormatBeside(const LoadSettings& settings, const std::string& input) {
  const bool wanted = settings.rejects_format == RejectsFormat::kCsv;
  if (settings.rejects_format == RejectsFormat::kNdjson) return RejectsFormat::kNdjson;
  if (!IsCsv(settings, input)) {
    if (wanted) return NoCsv(settings, input);
    return RejectsFormat::kNdjson;
  }
  const bool may_mix = settings.inputs.names != nullptr && settings.inputs.inputs.size() > 1;
  if (wanted && may_mix) {
    return absl::InvalidArgumentError(
        "--rejects-format csv: with fold a document may have lines of several inputs, whose columns differ; "
        "load one input at a time, or leave the option out");
  }
  return may_mix ? RejectsFormat::kNdjson : RejectsFormat::kCsv;
}

absl::StatusOr<RejectsFormat> FormatOfNamed(const LoadSettings& settings) {
  const std::vector<std::string>& inputs = settings.inputs.inputs;
  const std::optional<InputFormat> named = FormatOf(settings.rejects_path);
  if (settings.rejects_format == RejectsFormat::kNdjson) return RejectsFormat::kNdjson;
  const bool wanted = settings.rejects_format || named == InputFormat::kCsv;
  if (!wanted && (named || inputs.size() != 1 || !IsCsv(settings, inputs[0])))
    return RejectsFormat::kNdjson;
  for (const std::string& input : inputs) {
    if (!IsCsv(settings, input)) return NoCsv(settings, input);
  }
  if (inputs.size() == 1) return RejectsFormat::kCsv;
  return absl::InvalidArgumentError(absl::StrCat(
      "--rejects ", settings.rejects_path,
      ": rejects as CSV are one file an input; leave --rejects out, or name a file that ends in .ndjson"));
}

bool IsRejectsName(std::string_view path) { return !RejectsStem(path).empty(); }

std::string DefaultRejectsPath(const std::string& input, RejectsFormat format) {
  const bool csv = format == RejectsFormat::kCsv;
  const std::string_view ending = csv ? CsvEnding(input) : ".ndjson";
  if (input == "-") return absl::StrCat("inflow", Absl(kRejects), Absl(ending));
  const std::string_view stem = RejectsStem(input);
  std::string beside = stem.empty() ? absl::StrCat(input, Absl(kRejects), Absl(ending))
                                    : absl::StrCat(Absl(stem), Absl(ending));
  if (FolderIsWritable(beside)) return beside;
  return beside.substr(beside.rfind('/') + 1);
}

}  // namespace inflow::command
