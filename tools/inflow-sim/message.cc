// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/message.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace inflow::sim {

std::string_view FindHeader(const Headers& headers, std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (absl::EqualsIgnoreCase(key, {name.data(), name.size()})) return value;
  }
  return {};
}

std::string_view ReasonPhrase(int status) {
  static constexpr std::pair<int, std::string_view> kPhrases[] = {
      {200, "OK"},
      {201, "Created"},
      {202, "Accepted"},
      {204, "No Content"},
      {301, "Moved Permanently"},
      {302, "Found"},
      {303, "See Other"},
      {304, "Not Modified"},
      {307, "Temporary Redirect"},
      {308, "Permanent Redirect"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {412, "Precondition Failed"},
      {413, "Payload Too Large"},
      {415, "Unsupported Media Type"},
      {422, "Unprocessable Content"},
      {425, "Too Early"},
      {429, "Too Many Requests"},
      {500, "Internal Server Error"},
      {501, "Not Implemented"},
      {502, "Bad Gateway"},
      {503, "Service Unavailable"},
      {504, "Gateway Timeout"},
  };
  for (const auto& [code, phrase] : kPhrases) {
    if (code == status) return phrase;
  }
  return "Status";
}

std::string HeadOf(const Answer& answer, size_t content_length, bool close) {
  const std::string_view phrase = ReasonPhrase(answer.status);
  std::string head = absl::StrCat("HTTP/1.1 ", answer.status, " ",
                                  absl::string_view(phrase.data(), phrase.size()), "\r\n");
  for (const auto& [name, value] : answer.headers)
    absl::StrAppend(&head, name, ": ", value, "\r\n");
  if (!answer.body.empty() && FindHeader(answer.headers, "Content-Type").empty()) {
    absl::StrAppend(&head, "Content-Type: application/json; charset=utf-8\r\n");
  }
  if (answer.status != 204 && answer.status != 304)
    absl::StrAppend(&head, "Content-Length: ", content_length, "\r\n");
  if (close) absl::StrAppend(&head, "Connection: close\r\n");
  return head + "\r\n";
}

}  // namespace inflow::sim
