// SPDX-License-Identifier: Apache-2.0
#include "plugin/answer/body.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "plugin/text/absl_view.h"

namespace inflow::answer {
namespace {

constexpr std::string_view kBlank = " \t\r\n";

}  // namespace

std::string_view BodyOf(const Exchange& exchange) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  std::string_view body = exchange.body;
  if (body.starts_with(kMark)) {
    body.remove_prefix(kMark.size());
  } else if (!WhatIsMissing(exchange).empty() && kMark.starts_with(body)) {
    return {};
  }
  return body;
}

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(kBlank) == std::string_view::npos;
}

std::string_view MediaType(const Exchange& exchange) {
  const std::string_view header = FindHeader(exchange, "content-type").value_or("");
  const absl::string_view type =
      absl::StripAsciiWhitespace(Absl(header.substr(0, header.find(';'))));
  return {type.data(), type.size()};
}

bool IsMediaType(std::string_view media_type, std::string_view name) {
  return absl::EqualsIgnoreCase(Absl(media_type), Absl(name));
}

bool IsPage(std::string_view media_type, std::string_view body) {
  if (!media_type.empty())
    return IsMediaType(media_type, "text/html") || IsMediaType(media_type, "application/xhtml+xml");
  body.remove_prefix(std::min(body.find_first_not_of(kBlank), body.size()));
  return absl::StartsWithIgnoreCase(Absl(body), "<!doctype html") ||
         absl::StartsWithIgnoreCase(Absl(body), "<html");
}

bool IsMarkup(std::string_view body) {
  const size_t first = body.find_first_not_of(kBlank);
  return first != std::string_view::npos && body[first] == '<';
}

std::string_view WhatIsMissing(const Exchange& exchange) {
  if (exchange.failure == Failure::kTooLarge) return "with more than max_response_bytes";
  if (exchange.cut || exchange.failure != Failure::kNone)
    return "but the rest of its answer did not arrive";
  return "";
}

}  // namespace inflow::answer
