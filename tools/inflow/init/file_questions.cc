// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/init/file_questions.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tools/inflow/files/file_kind.h"
#include "tools/inflow/init/field_value.h"
#include "tools/inflow/input/csv_separator.h"
#include "tools/inflow/show/table_cell.h"
#include "tools/inflow/terminal/human.h"
#include "tools/inflow/terminal/wrap.h"

namespace inflow::command {
namespace {

constexpr size_t kMostColumnsShown = 40;
constexpr size_t kWidestName = 32;
constexpr size_t kWidestSample = 30;

constexpr char kRecordsHelp[] =
    "A CSV that a shop or inFlow exports, or NDJSON or a JSON array of objects. It is read, and nothing of it is sent. Without a "
    "file the interview asks for the endpoint and the credential alone, and maps no columns.";

bool FileIsThere(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

std::string FolderToWrite(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

// LookAtFile reads a file through, once an interview, or says why that cannot be.
std::string LookAtFile(const Asking& asking, const std::string& path,
                       std::shared_ptr<const FileLook>* look) {
  if (path == "-") return "Standard input is where your answers come from; name a file.";
  if (FileIsThere(path) && !IsRegularFile(path))
    return absl::StrCat(path, " is no file; name one that can be read twice.");
  auto& kept = (*asking.looks)[path];
  if (!kept) {
    const std::optional<InputFormat> format = FormatOf(path);
    if (!format && FileIsThere(path)) {
      return absl::StrCat(path,
                          ": the name's ending does not tell the format, as .csv, .tsv, .txt, "
                          ".ndjson, .jsonl and .json do; give it one of these");
    }
    auto read = std::make_shared<FileLook>();
    read->end.fault = WhyUnreadable(path, format);
    if (read->end.fault.empty()) {
      if (asking.questions->tells()) asking.questions->Tell(absl::StrCat("Reading ", path, "…"));
      *read = LookThrough(path, *format, asking.clock);
    }
    if (read->end.fault.empty() && !read->end.interrupted && read->profiles.records() == 0) {
      read->end.fault =
          read->end.unreadable > 0
              ? absl::StrCat(path, " holds no record that can be read: ", read->end.first_reason)
              : absl::StrCat(path, " holds no record");
    }
    if (!read->end.fault.empty()) return read->end.fault;
    kept = std::move(read);
  }
  *look = kept;
  return "";
}

void ShowColumns(const Asking& asking, const FileLook& look) {
  const auto& columns = look.profiles.columns();
  std::string text = absl::StrCat(look.path, ": ", std::string(NameOf(look.format)));
  if (!look.separator.empty())
    absl::StrAppend(&text, ", cells separated by ", SeparatorName(look.separator));
  absl::StrAppend(&text, ", ", Plural(look.profiles.records(), "record"), ", ",
                  Plural(columns.size(), "column"));
  if (look.end.unreadable > 0)
    absl::StrAppend(&text, "; ", Plural(look.end.unreadable, "record"), " cannot be read (",
                    look.end.first_reason, ")");
  size_t width = 0;
  for (const ColumnProfile& column : columns)
    width = std::max(width, ColumnsOf(PaddedCell(column.name, 0, kWidestName)));
  for (size_t i = 0; i < std::min(columns.size(), kMostColumnsShown); ++i)
    absl::StrAppend(&text, "\n  ", ColumnLine(look, columns[i], width));
  if (columns.size() > kMostColumnsShown)
    absl::StrAppend(&text, "\n  and ", HumanCount(columns.size() - kMostColumnsShown),
                    " more columns");
  asking.questions->Tell(text);
}

std::string StemOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  return name.substr(0, name.rfind('.'));
}

// WhyNotWritable tells what speaks against a configuration of that name.
std::string WhyNotWritable(const std::string& path) {
  struct stat facts {};
  if (stat(path.c_str(), &facts) == 0) {
    if (!S_ISREG(facts.st_mode)) return absl::StrCat(path, " is no file.");
    // What nobody may write was protected on purpose, also from those whom nothing stops.
    const bool protected_file = (facts.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH)) == 0;
    if (protected_file || access(path.c_str(), W_OK) != 0)
      return absl::StrCat(path, " is read-only; name another file.");
  }
  const std::string folder = FolderToWrite(path);
  if (access(folder.c_str(), W_OK) != 0)
    return absl::StrCat("Nothing can be written to the folder ", folder,
                        "; name a file in another.");
  return "";
}

}  // namespace

std::string ColumnLine(const FileLook& look, const ColumnProfile& column, size_t width) {
  std::string line = PaddedCell(column.name, width, kWidestName);
  const uint64_t blank = look.profiles.records() - column.values;
  if (column.values == 0) return line + "  blank in every record";
  const char* before = "  ";
  for (const std::string& sample : column.samples) {
    absl::StrAppend(&line, before, PaddedCell(sample, 0, kWidestSample));
    before = " | ";
  }
  if (blank > 0) absl::StrAppend(&line, "  (", HumanCount(blank), " blank)");
  return line;
}

bool AskRecords(const Asking& asking, const std::string& named, Draft* draft) {
  std::string why;
  if (!named.empty()) {
    why = LookAtFile(asking, named, &draft->look);
    if (!why.empty()) asking.questions->Tell(why);
  }
  if (named.empty() || !why.empty()) {
    Question question{.text = "Which file holds the records? (Enter alone: none)",
                      .help = kRecordsHelp,
                      .may_be_empty = true};
    question.judge = [&](std::string* answer) {
      return answer->empty() ? "" : LookAtFile(asking, *answer, &draft->look);
    };
    if (!asking.questions->Ask(question)) return false;
  }
  if (draft->look && draft->look->end.interrupted) return false;
  if (draft->look) ShowColumns(asking, *draft->look);
  return true;
}

bool AskTarget(const Asking& asking, const std::string& named, Draft* draft) {
  draft->path = named.empty() ? "inflow.jsonc" : named;
  const std::string why = WhyNotWritable(draft->path);
  if (!FileIsThere(draft->path) && why.empty()) return true;
  std::string other = draft->look ? StemOf(draft->look->path) + ".jsonc" : "";
  if (FileIsThere(other)) other.clear();
  Question question{
      .text = why.empty()
                  ? absl::StrCat(draft->path,
                                 " exists. Which file is to be written? Its own name replaces it")
                  : absl::StrCat(why, " Which file is to be written?"),
      .otherwise = other,
      .help =
          "The configuration is written there at the end, and not before. By the ending .jsonc it gets comments."};
  question.judge = [](std::string* answer) -> std::string {
    if (!absl::EndsWith(*answer, ".jsonc") && !absl::EndsWith(*answer, ".json"))
      return "A name that ends in .jsonc (or .json), please.";
    return WhyNotWritable(*answer);
  };
  const std::optional<std::string> answer = asking.questions->Ask(question);
  if (!answer) return false;
  draft->path = *answer;
  if (!FileIsThere(draft->path)) return true;
  const std::optional<bool> replace =
      asking.questions->AskYes(absl::StrCat("Replace ", draft->path, " at the end?"), false,
                               "What it holds is lost then. no asks for another name.");
  if (!replace) return false;
  return *replace || AskTarget(asking, draft->path, draft);
}

}  // namespace inflow::command
