// SPDX-License-Identifier: Apache-2.0
#include "plugin/destination/internal/care.h"

#include <algorithm>
#include <array>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "plugin/destination/destination.h"
#include "plugin/journal/backup.h"
#include "plugin/journal/check.h"
#include "plugin/journal/salvage.h"
#include "plugin/text/quoted.h"

namespace inflow {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kJsonBlank = " \t\r\n";
constexpr std::array<const char*, kRecordOutcomes> kOutcomeNames = {
    "pending",  "delivered", "unchanged", "superseded",
    "rejected", "failed",    "ambiguous", "dropped"};

std::string Dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

CallStatus CareStatus(const absl::Status& status) {
  CallCode code = CallCode::kConfig;
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return {};
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
      code = CallCode::kInvalidArgument;
      break;
    case absl::StatusCode::kFailedPrecondition:
      code = CallCode::kConflict;
      break;
    case absl::StatusCode::kUnavailable:
      code = CallCode::kUnavailable;
      break;
    case absl::StatusCode::kResourceExhausted:
      code = CallCode::kResourceExhausted;
      break;
    default:
      break;
  }
  return {code, std::string(status.message())};
}

Json HolderJson(const std::optional<long>& holder) {
  return holder.has_value() ? Json(*holder) : Json(nullptr);
}

void AddCounts(const JournalCounts& counts, Json* json) {
  (*json)["pending"] = counts.pending;
  (*json)["maybe_applied"] = counts.maybe_applied;
  Json settled = Json::object();
  for (size_t i = 1; i < counts.settled.size(); ++i)
    if (counts.settled[i] > 0) settled[kOutcomeNames[i]] = counts.settled[i];
  (*json)["settled"] = std::move(settled);
}

Json WhoseJson(const JournalReport& report, size_t scope) {
  return {{"company", report.scopes[scope].company}, {"name", report.scopes[scope].name}};
}

std::string ReportJson(const JournalReport& report) {
  Json json = {{"path", report.path},
               {"sound", report.faults.empty()},
               {"faults", report.faults},
               {"standing", report.standing == JournalStanding::kOwn        ? "own"
                            : report.standing == JournalStanding::kRestored ? "copy"
                                                                            : "other_machine"},
               {"bytes", report.bytes},
               {"free_bytes", report.free_bytes},
               {"scopes", Json::array()},
               {"sessions", Json::array()},
               {"runs", Json::array()}};
  for (size_t i = 0; i < report.scopes.size(); ++i) {
    Json scope = WhoseJson(report, i);
    AddCounts(report.scopes[i].counts, &scope);
    json["scopes"].push_back(std::move(scope));
  }
  for (const JournalSession& session : report.sessions) {
    Json one = {{"session", session.session}};
    one.update(WhoseJson(report, session.scope));
    one["began"] = session.began;
    one["ended"] = session.ended;
    one["pid"] = HolderJson(session.holder);
    one["run"] = session.run == 0 ? Json(nullptr) : Json(session.run);
    AddCounts(session.counts, &one);
    json["sessions"].push_back(std::move(one));
  }
  for (const JournalRun& run : report.runs) {
    Json one = {{"run", run.run}};
    one.update(WhoseJson(report, run.scope));
    one["key"] = run.key;
    one["began"] = run.began;
    one["pid"] = HolderJson(run.holder);
    AddCounts(run.counts, &one);
    json["runs"].push_back(std::move(one));
  }
  return Dumped(json);
}

// AppendSalvaged makes the line of a rejects file of a record, as the command loads one again.
void AppendSalvaged(const SalvagedRecord& record, std::string* out) {
  const bool ambiguous = record.maybe_applied && !record.repeatable;
  Json about = {{"outcome", ambiguous ? "AMBIGUOUS" : "DROPPED"},
                {"reason", ambiguous ? "it was pending in the journal, and may have been applied"
                                     : "it was pending in the journal"}};
  about["route"] = record.route_known ? Json(std::string(record.route)) : Json(nullptr);
  about["number"] = record.number;
  about["id"] = record.id;
  about["ordinal"] = record.ordinal;
  about["maybe_applied"] = record.maybe_applied;
  const size_t open = record.bytes.find_first_not_of(kJsonBlank);
  const bool is_object = open != std::string_view::npos && record.bytes[open] == '{' &&
                         Json::accept(record.bytes.begin(), record.bytes.end());
  if (!is_object) about["raw"] = std::string(record.bytes);
  out->append("{\"_inflow\":").append(Dumped(about));
  if (!is_object) {
    out->append("}\n");
    return;
  }
  const std::string_view rest =
      record.bytes.substr(record.bytes.find_first_not_of(kJsonBlank, open + 1));
  if (rest.front() != '}') out->push_back(',');
  const size_t from = out->size();
  out->append(rest);
  // Line ends inside a JSON text are white space, and here they would end the record.
  std::replace_if(
      out->begin() + static_cast<std::ptrdiff_t>(from), out->end(),
      [](char c) { return c == '\n' || c == '\r'; }, ' ');
  out->push_back('\n');
}

CallStatus Salvage(const std::string& path, const std::string& to, std::string* json) {
  const absl::StatusOr<SalvageReport> report = SalvageJournal(path, to, AppendSalvaged);
  if (!report.ok()) return CareStatus(report.status());
  *json = Dumped({{"records", report->records},
                  {"lost_bytes", report->lost_bytes},
                  {"unreadable", report->unreadable},
                  {"faults", report->faults}});
  return {};
}

CallStatus Check(const std::string& path, std::string* json) {
  const absl::StatusOr<JournalReport> report = CheckJournal(path);
  if (!report.ok()) return CareStatus(report.status());
  *json = ReportJson(*report);
  return {};
}

struct Care {
  const char* name;
  bool has_to;
  CallStatus (*run)(const std::string& path, const std::string& to, std::string* json);
};

constexpr Care kCare[] = {
    {"journal_backup", true,
     [](const std::string& path, const std::string& to, std::string*) {
       return CareStatus(BackUpJournal(path, to));
     }},
    {"journal_check", false,
     [](const std::string& path, const std::string&, std::string* json) {
       return Check(path, json);
     }},
    {"journal_move", true,
     [](const std::string& path, const std::string& to, std::string*) {
       return CareStatus(MoveJournal(path, to));
     }},
    {"journal_salvage", true, Salvage},
    {"journal_take_over", false,
     [](const std::string& path, const std::string&, std::string*) {
       return CareStatus(TakeOverJournal(path));
     }},
};

const Care* FindCare(std::string_view name) {
  const Care* const found = std::find_if(std::begin(kCare), std::end(kCare),
                                         [&](const Care& care) { return care.name == name; });
  return found == std::end(kCare) ? nullptr : found;
}

// ReadPaths reads {"path": "…"}, and "to" where it is asked for; false: it is anything else.
bool ReadPaths(std::string_view arguments, bool has_to, std::string* path, std::string* to) {
  const Json given =
      Json::parse(arguments.begin(), arguments.end(), nullptr, /*allow_exceptions=*/false);
  if (!given.is_object() || given.size() != (has_to ? 2U : 1U)) return false;
  const auto read = [&given](const char* name, std::string* text) {
    const auto found = given.find(name);
    if (found == given.end() || !found->is_string()) return false;
    *text = found->get<std::string>();
    return !text->empty();
  };
  return read("path", path) && (!has_to || read("to", to));
}

}  // namespace

bool IsCareCommand(std::string_view name) { return FindCare(name) != nullptr; }

CallStatus CareCommand(std::string_view name, std::string_view arguments, std::string* json) {
  const Care* const care = FindCare(name);
  std::string path;
  std::string to;
  if (care == nullptr || !ReadPaths(arguments, care->has_to, &path, &to)) {
    return {CallCode::kInvalidArgument,
            Quoted(name) + " takes {\"path\": \"inflow.db\"" +
                (care != nullptr && care->has_to ? ", \"to\": \"another file\"}" : "}")};
  }
  *json = "{}";
  return care->run(path, to, json);
}

}  // namespace inflow
