// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/show/journal_text.h"

#include <ctime>

#include "absl/strings/str_cat.h"
#include "tools/inflow/json/json_tree.h"
#include "tools/inflow/terminal/human.h"

namespace inflow::command {
namespace {

constexpr size_t kNumbersShown = 20;

uint64_t CountAt(const JsonTree& object, const char* name) {
  const JsonTree member = TreeMember(object, name);
  return member.is_number_unsigned() || member.is_number_integer() ? member.get<uint64_t>() : 0;
}

bool IsSet(const JsonTree& object, const char* name) {
  const JsonTree member = TreeMember(object, name);
  return member.is_boolean() && member.get<bool>();
}

// LocalTime is the day and minute of a time, here.
std::string LocalTime(int64_t ms) {
  const auto seconds = static_cast<time_t>(ms / 1000);
  struct tm local {};
  char text[32];
  if (localtime_r(&seconds, &local) == nullptr ||
      strftime(text, sizeof text, "%Y-%m-%d %H:%M", &local) == 0)
    return "?";
  return text;
}

// CountsText is "12 pending (3 may have been applied), 4,312 delivered".
std::string CountsText(const JsonTree& of) {
  std::string text = absl::StrCat(HumanCount(CountAt(of, "pending")), " pending");
  if (const uint64_t maybe = CountAt(of, "maybe_applied"); maybe > 0)
    absl::StrAppend(&text, " (", HumanCount(maybe), " may have been applied)");
  const JsonTree settled = TreeMember(of, "settled");
  for (const auto& [outcome, count] : settled.items()) {
    if (count.is_number_integer())
      absl::StrAppend(&text, ", ", HumanCount(count.get<uint64_t>()), " ", outcome);
  }
  return text;
}

std::string HolderText(const JsonTree& of, const char* nobody) {
  const JsonTree pid = TreeMember(of, "pid");
  return pid.is_number_integer() ? absl::StrCat("process ", pid.get<int64_t>(), " has it") : nobody;
}

std::string StandingText(const std::string& standing) {
  if (standing == "own") return "written here";
  return standing == "copy"
             ? "a backup or another copy, which delivers nothing until it is taken over"
             : "written on another machine, and delivers nothing until it is taken over";
}

}  // namespace

bool IsSound(std::string_view answer) { return IsSet(ParseTree(answer), "sound"); }

bool IsOwn(std::string_view answer) { return TreeText(ParseTree(answer), "standing") == "own"; }

std::string JournalText(const std::string& path, std::string_view answer) {
  const JsonTree report = ParseTree(answer);
  std::string text = absl::StrCat(path, ": ", IsSet(report, "sound") ? "sound" : "NOT SOUND", ", ",
                                  StandingText(TreeText(report, "standing")), "\n");
  for (const JsonTree& fault : TreeList(report, "faults"))
    if (fault.is_string()) absl::StrAppend(&text, "fault: ", fault.get<std::string>(), "\n");
  absl::StrAppend(&text, HumanCount(CountAt(report, "bytes")), " bytes, ",
                  HumanCount(CountAt(report, "free_bytes")), " of them free\n");
  for (const JsonTree& scope : TreeList(report, "scopes")) {
    absl::StrAppend(&text, "company ", TreeText(scope, "company"), ", ", TreeText(scope, "name"),
                    ": ", CountsText(scope), "\n");
  }
  for (const JsonTree& session : TreeList(report, "sessions")) {
    const bool lives = TreeMember(session, "pid").is_number_integer();
    if (!lives && CountAt(session, "pending") == 0) continue;
    absl::StrAppend(&text, "session of ",
                    LocalTime(static_cast<int64_t>(CountAt(session, "began"))), ": ",
                    CountsText(session), "; ", HolderText(session, "its process has ended"), "\n");
  }
  for (const JsonTree& run : TreeList(report, "runs")) {
    absl::StrAppend(&text, "load of ", LocalTime(static_cast<int64_t>(CountAt(run, "began"))),
                    " that has not ended: ", CountsText(run), "; ",
                    HolderText(run, "the same inflow load goes on with it"), "\n");
  }
  return text;
}

bool IsWholeSalvage(std::string_view answer) {
  const JsonTree report = ParseTree(answer);
  return TreeList(report, "lost_bytes").empty() && CountAt(report, "unreadable") == 0 &&
         TreeList(report, "faults").empty();
}

std::string SalvageText(const std::string& path, const std::string& to, std::string_view answer) {
  const JsonTree report = ParseTree(answer);
  std::string text = absl::StrCat(Plural(CountAt(report, "records"), "pending record"), " of ",
                                  path, " written to ", to, "\n");
  for (const JsonTree& fault : TreeList(report, "faults"))
    if (fault.is_string()) absl::StrAppend(&text, "fault: ", fault.get<std::string>(), "\n");
  const JsonTree lost = TreeList(report, "lost_bytes");
  if (!lost.empty()) {
    absl::StrAppend(&text, Plural(lost.size(), "pending record"), " cannot be read, number");
    for (size_t i = 0; i < lost.size() && i < kNumbersShown; ++i)
      absl::StrAppend(&text, i == 0 ? " " : ", ", lost[i].dump());
    text += lost.size() > kNumbersShown ? " and others\n" : "\n";
  }
  if (const uint64_t unreadable = CountAt(report, "unreadable"); unreadable > 0)
    absl::StrAppend(&text, "of ", Plural(unreadable, "record"), " nobody can tell whether ",
                    unreadable == 1 ? "it was" : "they were", " pending\n");
  return text;
}

}  // namespace inflow::command
