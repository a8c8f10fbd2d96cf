// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/log.h"

#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace inflow::sim {
namespace {

using Json = nlohmann::ordered_json;

std::string Dump(const Json& json,
                 Json::error_handler_t on_error = Json::error_handler_t::replace) {
  return json.dump(-1, ' ', false, on_error);
}

double ToMs(Instant instant) { return std::chrono::duration<double, std::milli>(instant).count(); }

size_t SizeOf(const LogEntry& entry) {
  size_t size = sizeof(LogEntry) + entry.message.target.size() + entry.message.body.size();
  for (const auto& [name, value] : entry.message.headers)
    size += name.size() + value.size() + sizeof(entry.message.headers[0]);
  return size;
}

Json HeadersToJson(const Headers& headers) {
  Json json = Json::object();
  for (const auto& [name, value] : headers) {
    Json& text = json[absl::AsciiStrToLower(name)];
    text = text.is_null() ? value : absl::StrCat(text.get_ref<const std::string&>(), ", ", value);
  }
  return json;
}

Json EntryToJson(const LogEntry& entry) {
  const Message& message = entry.message;
  Json json = {{"number", entry.number},
               {"connection", message.connection},
               {"on_connection", message.on_connection},
               {"method", message.method},
               {"target", message.target},
               {"headers", HeadersToJson(message.headers)},
               {"body", message.body},
               {"complete", message.complete},
               {"arrived_ms", ToMs(entry.arrived)},
               {"ended_ms", entry.ended ? Json(ToMs(*entry.ended)) : Json()},
               {"status", entry.status},
               {"applied", entry.applied},
               {"throttled", entry.throttled},
               {"rule", entry.rule ? Json(*entry.rule) : Json()}};
  if (!IsUtf8(message.body)) json["body_base64"] = absl::Base64Escape(message.body);
  return json;
}

}  // namespace

bool IsUtf8(const std::string& bytes) {
  // The two ways of treating invalid bytes differ where there are any.
  return Dump(bytes, Json::error_handler_t::replace) == Dump(bytes, Json::error_handler_t::ignore);
}

absl::Status RequestLog::OpenFile(const std::string& path) {
  file_.reset(std::fopen(path.c_str(), "ae"));
  if (file_ == nullptr)
    return absl::InvalidArgumentError(
        absl::StrCat("--log ", path, ": cannot be written: ", std::strerror(errno)));
  return absl::OkStatus();
}

std::shared_ptr<LogEntry> RequestLog::Arrive(const Message& message, Instant now) {
  auto entry = std::make_shared<LogEntry>();
  entry->number = ++arrived_;
  entry->message = message;
  entry->arrived = now;
  for (auto& [name, value] : entry->message.headers) {
    value = absl::EqualsIgnoreCase(name, "authorization")
                ? "***"
                : absl::StrReplaceAll(value, {{api_key_, "***"}});
  }
  connections_.insert(message.connection);
  kept_.push_back(entry);
  kept_bytes_ += SizeOf(*entry);
  while (kept_bytes_ > max_bytes_) {
    kept_bytes_ -= SizeOf(*kept_.front());
    kept_.pop_front();
  }
  return entry;
}

void RequestLog::End(LogEntry* entry, Instant now) {
  entry->ended = now;
  ++statuses_[entry->status];
  throttled_ += entry->throttled ? 1 : 0;
  applied_ += entry->applied ? 1 : 0;
  if (file_ != nullptr) {
    const std::string line = Dump(EntryToJson(*entry)) + "\n";
    std::fwrite(line.data(), 1, line.size(), file_.get());
    std::fflush(file_.get());
  }
}

std::string RequestLog::ToJson(uint64_t from) const {
  Json statuses = Json::object();
  for (const auto& [status, count] : statuses_) statuses[std::to_string(status)] = count;
  const Json counts = {{"arrived", arrived_},
                       {"throttled", throttled_},
                       {"applied", applied_},
                       {"connections", connections_.size()},
                       {"statuses", std::move(statuses)}};
  std::string json = absl::StrCat("{\"counts\":", Dump(counts),
                                  ",\"dropped\":", arrived_ - kept_.size(), ",\"requests\":[");
  // One entry at a time: all of them as one tree would take several times the memory that the log
  // may have.
  const char* separator = "";
  for (const std::shared_ptr<LogEntry>& entry : kept_) {
    if (entry->number < from) continue;
    absl::StrAppend(&json, separator, Dump(EntryToJson(*entry)));
    separator = ",";
  }
  return json + "]}";
}

}  // namespace inflow::sim
