// SPDX-License-Identifier: Apache-2.0
#include "inflow/retry/classify.h"

#include <algorithm>
#include <iterator>
#include <new>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "inflow/record/walker.h"
#include "inflow/retry/clean_text.h"

namespace inflow {
namespace {

constexpr size_t kMaxMessage = 500;

absl::string_view Absl(std::string_view text) { return {text.data(), text.size()}; }

bool Contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// The table of the contract's section on retry. A status that is not in it is the service's final word, so that nothing
// unforeseen is ever sent again. 404 depends on the route and is decided in StatusVerdict.
struct Row {
  int first;
  int last;
  Verdict idempotent;
  Verdict other;
};
constexpr Row kTable[] = {
    {200, 299, Verdict::kDelivered, Verdict::kDelivered},
    {401, 401, Verdict::kUnauthorized, Verdict::kUnauthorized},
    {403, 403, Verdict::kUnauthorized, Verdict::kUnauthorized},
    {405, 405, Verdict::kNoRoute, Verdict::kNoRoute},
    {408, 408, Verdict::kAgain, Verdict::kUnknown},
    {425, 425, Verdict::kAgain, Verdict::kAgain},
    {429, 429, Verdict::kThrottled, Verdict::kThrottled},
    {500, 500, Verdict::kAgain, Verdict::kUnknown},
    {502, 502, Verdict::kAgain, Verdict::kUnknown},
    {503, 503, Verdict::kAgain, Verdict::kAgain},
    {504, 504, Verdict::kAgain, Verdict::kUnknown},
};

Verdict StatusVerdict(int status, const RequestTraits& traits) {
  if (status == 404) {
    if (!traits.id_in_path) return Verdict::kNoRoute;
    return traits.is_delete && traits.repeated ? Verdict::kDelivered : Verdict::kNotFoundId;
  }
  const auto* row = std::find_if(std::begin(kTable), std::end(kTable),
                                 [status](const Row& r) { return r.first <= status && status <= r.last; });
  if (row == std::end(kTable)) return Verdict::kRefused;
  return traits.idempotent ? row->idempotent : row->other;
}

bool IsDivisible(int status) { return status == 400 || status == 409 || status == 413 || status == 422; }

bool IsRetried(Verdict verdict) {
  return verdict == Verdict::kAgain || verdict == Verdict::kThrottled || verdict == Verdict::kUnknown;
}

bool SpeaksOf(std::string_view words, std::initializer_list<std::string_view> of) {
  const std::string lower = absl::AsciiStrToLower(Absl(words));
  return std::any_of(of.begin(), of.end(), [&lower](std::string_view word) { return Contains(lower, word); });
}

// Nobody has published what the service answers to a stale timestamp; the status alone does not tell.
bool SpeaksOfStaleness(std::string_view words) {
  return SpeaksOf(words, {"timestamp", "stale", "concurren", "rowversion", "row version", "entity_modified"});
}

// Nor what it answers to a name or SKU that another entity has.
bool SpeaksOfUniqueness(std::string_view words) {
  return SpeaksOf(words, {"unique", "duplicate", "already exists", "already in use", "already taken", "is taken"});
}

// The host of a Location, without what may be secret in it (user, path, query); "" where it names none.
std::string HostOf(std::string_view location) {
  const size_t slashes = location.find("//");
  if (slashes == std::string_view::npos || location.find_first_of("/?#") < slashes) return "";
  std::string_view host = location.substr(slashes + 2);
  host = host.substr(0, host.find_first_of("/?#\\"));
  host = host.substr(host.rfind('@') + 1);
  return CleanText(host, 255);
}

std::string RedirectMessage(const Exchange& exchange) {
  std::string message = absl::StrCat("the service answered ", exchange.status);
  const std::optional<std::string_view> location = FindHeader(exchange, "location");
  if (!location) return message;
  const std::string host = HostOf(*location);
  absl::StrAppend(&message, " and pointed to ", host.empty() ? "another path" : host,
                  "; redirects are not followed, correct the base_url or the endpoint's URL");
  return message;
}

bool IsMalformed(const Exchange& exchange) {
  const std::optional<std::string_view> type = FindHeader(exchange, "content-type");
  if (exchange.body.empty() || !type || !Contains(absl::AsciiStrToLower(Absl(*type)), "json")) return false;
  std::string_view body = exchange.body;
  if (body.starts_with("\xEF\xBB\xBF")) body.remove_prefix(3);
  const JsonWalk::End end = WalkJson(body).end;
  return end == JsonWalk::End::kFault || end == JsonWalk::End::kUnended;
}

// The note on a delivered record. What is wrong with the answer does not undo the delivery.
std::string DeliveredMessage(const Exchange& exchange) {
  const auto note = [&exchange](std::string_view rest) {
    return absl::StrCat("the service answered ", exchange.status, ", ", Absl(rest));
  };
  if (exchange.status == 404) return note("so the repeated DELETE had been applied before");
  if (exchange.failure == Failure::kTooLarge) return note("with more than max_response_bytes");
  if (exchange.cut || exchange.failure != Failure::kNone) return note("but the rest of its answer did not arrive");
  if (IsMalformed(exchange)) return note("but its body is not valid JSON");
  return "";
}

std::string StatusMessage(const Exchange& exchange, Verdict verdict, const RequestTraits& traits) {
  if (verdict == Verdict::kDelivered) return DeliveredMessage(exchange);
  if (exchange.status >= 300 && exchange.status <= 399) return RedirectMessage(exchange);
  const std::string words = ServiceWords(exchange.body);
  const bool taken = verdict == Verdict::kRefused && !traits.id_field.empty() && SpeaksOfUniqueness(words);
  const bool conflict =
      exchange.status == 409 || exchange.status == 412 ||
      (exchange.status >= 400 && exchange.status <= 499 && verdict == Verdict::kRefused && SpeaksOfStaleness(words));
  std::string message =
      absl::StrCat("the service answered ", exchange.status, conflict ? " (conflict)" : "", words.empty() ? "" : ": ", words);
  if (taken) {
    absl::StrAppend(&message, "; inFlow has that record under another GUID: to change it, put its GUID into the record as \"",
                    Absl(traits.id_field), "\"");
  }
  return message;
}

// IsAnswer: a status line came, so the service's word decides and not how the exchange ended.
bool IsAnswer(const Exchange& exchange) {
  return exchange.status != 0 && exchange.failure != Failure::kUnreachable && exchange.failure != Failure::kUntrusted;
}

Verdict FailureVerdict(const Exchange& exchange, const RequestTraits& traits) {
  if (!exchange.wrote && exchange.failure == Failure::kUnreachable) return Verdict::kUnreachable;
  if (!exchange.wrote && exchange.failure == Failure::kUntrusted) return Verdict::kUntrusted;
  return traits.idempotent ? Verdict::kAgain : Verdict::kUnknown;
}

std::string_view WhatFailed(const Exchange& exchange, Verdict verdict) {
  if (verdict == Verdict::kUnreachable) return "the service could not be reached";
  if (verdict == Verdict::kUntrusted) return "the service's certificate was refused";
  if (exchange.failure == Failure::kTimedOut) return "the service did not answer in time";
  if (exchange.failure == Failure::kTooLarge) return "the service's answer began with more than max_response_bytes of headers";
  return "the connection was lost before the service answered";
}

std::string Words(const Exchange& exchange, Verdict verdict, const RequestTraits& traits) {
  if (IsAnswer(exchange)) return CleanText(StatusMessage(exchange, verdict, traits), kMaxMessage);
  const std::string_view what = WhatFailed(exchange, verdict);
  return CleanText(absl::StrCat(Absl(what), exchange.detail.empty() ? "" : ": ", exchange.detail), kMaxMessage);
}

}  // namespace

Classified Classify(const Exchange& exchange, const RequestTraits& traits, WallMillis wall) noexcept {
  Classified result;
  if (IsAnswer(exchange)) {
    result.verdict = StatusVerdict(exchange.status, traits);
    result.divisible = result.verdict == Verdict::kRefused && IsDivisible(exchange.status);
    const std::optional<std::string_view> wait = FindHeader(exchange, "retry-after");
    if (wait && IsRetried(result.verdict)) result.retry_after = ParseRetryAfter(*wait, wall);
  } else {
    result.verdict = FailureVerdict(exchange, traits);
  }
  try {
    result.message = Words(exchange, result.verdict, traits);
  } catch (const std::bad_alloc&) {
    // An outcome must not get lost because there is no memory for its words.
  }
  return result;
}

}  // namespace inflow
