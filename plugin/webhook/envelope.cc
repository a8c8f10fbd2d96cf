// SPDX-License-Identifier: Apache-2.0
#include "plugin/webhook/envelope.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <set>

#include "absl/strings/escaping.h"
#include "plugin/record/walker.h"
#include "plugin/request/document.h"
#include "plugin/text/escaped.h"
#include "plugin/text/utf8.h"

namespace inflow {
namespace {

// Utf8Prefix returns how many bytes from the beginning are whole characters.
size_t Utf8Prefix(std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    const size_t length = Utf8Length(at, end);
    if (length == 0) break;
    at += length;
  }
  return static_cast<size_t>(at - text.data());
}

// AppendText appends words of the other side as a JSON string; bytes that are no UTF-8 become
// U+FFFD.
void AppendText(std::string_view text, std::string* out) {
  *out += '"';
  while (!text.empty()) {
    const size_t whole = Utf8Prefix(text);
    AppendEscaped(text.substr(0, whole), out);
    text.remove_prefix(whole);
    if (text.empty()) break;
    *out += "\xEF\xBF\xBD";
    text.remove_prefix(1);
  }
  *out += '"';
}

// IsTold picks the headers that say something of the answer. Set-Cookie and the like are
// credentials.
bool IsTold(std::string_view name) {
  constexpr std::array<std::string_view, 5> kNames = {"content-type", "date", "location",
                                                      "retry-after", "x-request-id"};
  constexpr std::array<std::string_view, 3> kBeginnings = {"ratelimit", "x-ratelimit",
                                                           "x-inflow-api-rate-limit"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end() ||
         std::any_of(kBeginnings.begin(), kBeginnings.end(),
                     [&](std::string_view b) { return name.rfind(b, 0) == 0; });
}

void AppendHeaders(const Exchange& exchange, std::string* out) {
  std::set<std::string_view> told;
  *out += "{";
  for (const auto& [name, value] : exchange.headers) {
    if (!IsTold(name) || !told.insert(name).second) continue;
    if (told.size() > 1) *out += ',';
    AppendText(name, out);
    *out += ':';
    AppendText(value, out);
  }
  *out += "}";
}

void AppendBody(const Exchange& exchange, std::string* out) {
  // A character that the cut parts is left out; it has at most four bytes.
  constexpr size_t kLongestCharacter = 4;
  std::string_view body = std::string_view(exchange.body).substr(0, kMaxEnvelopeBody);
  const bool truncated =
      body.size() < exchange.body.size() || exchange.cut || exchange.failure == Failure::kTooLarge;
  const size_t whole = Utf8Prefix(body);
  if (whole == body.size() || (truncated && body.size() - whole < kLongestCharacter)) {
    body = body.substr(0, whole);
    *out += "\"body\":\"";
    AppendEscaped(body, out);
  } else {
    *out += "\"body_base64\":\"";
    *out += absl::Base64Escape({body.data(), body.size()});
  }
  *out += truncated ? "\",\"body_truncated\":true" : "\",\"body_truncated\":false";
}

std::string_view Reason(Failure failure) {
  switch (failure) {
    case Failure::kNone:
      return "";
    case Failure::kUnreachable:
      return "the service could not be reached";
    case Failure::kUntrusted:
      return "the service's certificate was refused";
    case Failure::kLost:
      return "the connection ended before an answer came";
    case Failure::kTimedOut:
      return "no answer came in time";
    case Failure::kTooLarge:
      return "the answer is larger than limits.max_response_bytes";
  }
  return "";
}

void AppendError(const Exchange& exchange, std::string* out) {
  std::string_view words = exchange.detail;
  if (words.empty()) words = Reason(exchange.failure);
  if (words.empty() && exchange.cut) words = "the answer's body did not arrive whole";
  const bool failed = exchange.failure != Failure::kNone || exchange.cut || exchange.status == 0;
  if (failed && !words.empty()) {
    AppendText(words, out);
  } else {
    *out += failed ? "\"no answer came\"" : "null";
  }
}

// AppendTime appends RFC 3339 with milliseconds, in UTC.
void AppendTime(WallMillis wall, std::string* out) {
  constexpr WallMillis kYear10000 =
      253'402'300'800'000;  // what has no place in four digits is a wrong clock
  const std::chrono::sys_time<std::chrono::milliseconds> time{
      std::chrono::milliseconds(std::clamp<WallMillis>(wall, 0, kYear10000 - 1))};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "\"%04d-%02u-%02uT%02d:%02d:%02d.%03dZ\"",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()),
                static_cast<int>(clock.subseconds().count()));
  *out += text.data();
}

}  // namespace

std::string BuildEnvelope(const WebhookCall& call, const Redactor* redactor) {
  const Exchange& exchange = *call.exchange;
  std::string url = *call.call->url;
  if (redactor != nullptr) redactor->Redact(&url);
  const auto elapsed =
      std::chrono::duration_cast<std::chrono::milliseconds>(exchange.elapsed).count();
  std::string out = "{\"request_id\":" + std::to_string(call.request_id);
  out += ",\"attempt\":" + std::to_string(call.attempt);
  out += ",\"method\":\"";
  out += MethodName(call.call->method);
  out += "\",\"url\":";
  AppendText(url, &out);
  out += ",\"record_ids\":[";
  ForEachRecord(*call.items,
                [&out](const Item& record) { out += std::to_string(record.id) + ","; });
  if (out.back() == ',') out.pop_back();
  out += "],\"status\":" + std::to_string(exchange.status) + ",\"error\":";
  AppendError(exchange, &out);
  out += ",\"headers\":";
  AppendHeaders(exchange, &out);
  out += ',';
  AppendBody(exchange, &out);
  out += ",\"started\":";
  AppendTime(call.ended - elapsed, &out);
  out += ",\"ended\":";
  AppendTime(call.ended, &out);
  out += ",\"elapsed_ms\":" + std::to_string(elapsed) + "}";
  return out;
}

}  // namespace inflow
