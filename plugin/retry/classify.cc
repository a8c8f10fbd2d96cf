// SPDX-License-Identifier: Apache-2.0
#include "plugin/retry/classify.h"

#include <algorithm>
#include <iterator>
#include <new>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "plugin/retry/clean_text.h"
#include "plugin/text/absl_view.h"

namespace inflow {
namespace {

constexpr size_t kMaxMessage = 500;
constexpr size_t kMaxQuoted = 60;
constexpr size_t kMinWords = 100;  // of the service's, where advice follows them

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// The table of docs/delivery.md. The first row that fits counts; a status that is in none is the
// service's final word, so that nothing unforeseen is ever sent again. 404 depends on the route and
// is decided in StatusVerdict, and so is a 503 that says when to come back.
struct Row {
  int first;
  int last;
  Verdict idempotent;
  Verdict other;
};
constexpr Row kTable[] = {
    {200, 299, Verdict::kDelivered, Verdict::kDelivered},
    {300, 399, Verdict::kOneOrAll, Verdict::kOneOrAll},
    {401, 401, Verdict::kUnauthorized, Verdict::kUnauthorized},
    {402, 403, Verdict::kOneOrAll, Verdict::kOneOrAll},
    {405, 405, Verdict::kNoRoute, Verdict::kNoRoute},
    {406, 407, Verdict::kOneOrAll, Verdict::kOneOrAll},
    {408, 408, Verdict::kAgain, Verdict::kUnknown},
    {415, 415, Verdict::kOneOrAll, Verdict::kOneOrAll},
    {425, 425, Verdict::kAgain, Verdict::kAgain},
    {426, 426, Verdict::kOneOrAll, Verdict::kOneOrAll},
    {429, 429, Verdict::kThrottled, Verdict::kThrottled},
    {499, 499, Verdict::kAgain, Verdict::kUnknown},
    {501, 501, Verdict::kOneOrAll, Verdict::kOneOrAll},
    {505, 505, Verdict::kOneOrAll, Verdict::kOneOrAll},
    {511, 511, Verdict::kOneOrAll, Verdict::kOneOrAll},
    {500, 999, Verdict::kAgain, Verdict::kUnknown},
};

Verdict StatusVerdict(int status, const RequestTraits& traits) {
  if (status == 404) {
    if (!traits.id_in_path) return Verdict::kNoRoute;
    return traits.is_delete && traits.repeated ? Verdict::kDelivered : Verdict::kNotFoundId;
  }
  const auto* row = std::find_if(std::begin(kTable), std::end(kTable), [status](const Row& r) {
    return r.first <= status && status <= r.last;
  });
  if (row == std::end(kTable)) return Verdict::kRefused;
  return traits.idempotent ? row->idempotent : row->other;
}

// SaysNotApplied: a server that says when to come back, or that it would not take the risk, has not
// begun.
bool SaysNotApplied(int status, bool says_when, const RequestTraits& traits) {
  return status == 425 || (status == 503 && (says_when || traits.on_503_not_applied));
}

bool IsDivisible(int status) {
  return status == 400 || status == 409 || status == 413 || status == 422;
}

bool IsRetried(Verdict verdict) {
  return verdict == Verdict::kAgain || verdict == Verdict::kThrottled ||
         verdict == Verdict::kUnknown;
}

bool SpeaksOf(std::string_view words, std::initializer_list<std::string_view> of) {
  const std::string lower = absl::AsciiStrToLower(Absl(words));
  return std::any_of(of.begin(), of.end(),
                     [&lower](std::string_view word) { return Contains(lower, word); });
}

// Nobody has published what the service answers to a stale timestamp; the status alone does not
// tell.
bool SpeaksOfStaleness(std::string_view words) {
  return SpeaksOf(
      words, {"timestamp", "stale", "concurren", "rowversion", "row version", "entity_modified"});
}

// Nor what it answers to a name or SKU that another entity has.
bool SpeaksOfUniqueness(std::string_view words) {
  return SpeaksOf(words, {"unique", "duplicate", "already exists", "already in use",
                          "already taken", "is taken"});
}

// The documentation names the first, live answers had the codes; all of them speak of the same.
bool SpeaksOfNegativeStock(std::string_view words) {
  return SpeaksOf(words, {"negative inventory", "negativeinventory", "negative_inventory",
                          "negativeserialnumberinventory"});
}

// The host of a Location, without what may be secret in it (user, path, query); "" where it names
// none.
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

// AdviceOn says what to do about a refusal whose meaning is known; "" for others.
std::string AdviceOn(int status, std::string_view words, const RequestTraits& traits) {
  if ((status == 400 || status == 422) && SpeaksOfNegativeStock(words)) {
    return "; the stock there is too low for it, and \"request_headers\" with "
           "\"X-OverrideAllowNegativeInventory\": \"TRUE\" lets the service take it below zero";
  }
  if (traits.adopt.empty() || !SpeaksOfUniqueness(words)) return "";
  return absl::StrCat("; inFlow has that record under another GUID: to change it, ",
                      Absl(traits.adopt));
}

std::string StatusMessage(const Exchange& exchange, Verdict verdict, const RequestTraits& traits) {
  if (verdict == Verdict::kDelivered) {
    return exchange.status == 404
               ? "the service answered 404, so the repeated DELETE had been applied before"
               : "";
  }
  if (exchange.status >= 300 && exchange.status <= 399) return RedirectMessage(exchange);
  const std::string words = ServiceWords(exchange.body);
  const bool refused = verdict == Verdict::kRefused;
  const bool conflict =
      exchange.status == 409 || exchange.status == 412 ||
      (exchange.status >= 400 && exchange.status <= 499 && refused && SpeaksOfStaleness(words));
  const std::string head =
      absl::StrCat("the service answered ", exchange.status, conflict ? " (conflict)" : "");
  const std::string advice = refused ? AdviceOn(exchange.status, words, traits) : "";
  if (words.empty()) return head;
  // A service of many words leaves room for the advice.
  const size_t taken = head.size() + advice.size() + 2;
  const size_t room = taken + kMinWords < kMaxMessage ? kMaxMessage - taken : kMinWords;
  return absl::StrCat(head, ": ", advice.empty() ? words : CleanText(words, room), advice);
}

// IsAnswer: a status line came, so the service's word decides and not how the exchange ended.
bool IsAnswer(const Exchange& exchange) {
  return exchange.status != 0 && exchange.failure != Failure::kUnreachable &&
         exchange.failure != Failure::kUntrusted;
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
  if (exchange.failure == Failure::kTooLarge)
    return "the service's answer began with more than max_response_bytes of headers";
  return "the connection was lost before the service answered";
}

// OddRetryAfter quotes a Retry-After that cannot be read.
std::string OddRetryAfter(const Exchange& exchange) {
  return absl::StrCat("; its Retry-After \"",
                      CleanText(FindHeader(exchange, "retry-after").value_or(""), kMaxQuoted),
                      "\" is neither whole seconds nor a date");
}

std::string Words(const Exchange& exchange, const Classified& result, const RequestTraits& traits) {
  if (IsAnswer(exchange)) {
    const std::string odd = result.odd_retry_after ? OddRetryAfter(exchange) : "";
    return CleanText(StatusMessage(exchange, result.verdict, traits) + odd, kMaxMessage);
  }
  const std::string_view what = WhatFailed(exchange, result.verdict);
  return CleanText(absl::StrCat(Absl(what), exchange.detail.empty() ? "" : ": ", exchange.detail),
                   kMaxMessage);
}

// ReadRetryAfter reads what a retried answer says of the time to come back.
void ReadRetryAfter(const Exchange& exchange, WallMillis wall, Classified* result) {
  const std::optional<std::string_view> wait = FindHeader(exchange, "retry-after");
  if (!wait) return;
  const std::optional<std::string_view> date = FindHeader(exchange, "date");
  const std::optional<WallMillis> answered = date ? ParseHttpDate(*date) : std::nullopt;
  result->retry_after = ParseRetryAfter(*wait, answered.value_or(wall));
  result->odd_retry_after = !result->retry_after;
}

}  // namespace

Classified Classify(const Exchange& exchange, const RequestTraits& traits,
                    WallMillis wall) noexcept {
  Classified result;
  if (IsAnswer(exchange)) {
    result.verdict = StatusVerdict(exchange.status, traits);
    result.divisible = result.verdict == Verdict::kRefused && IsDivisible(exchange.status);
    if (IsRetried(result.verdict)) ReadRetryAfter(exchange, wall, &result);
    const bool not_applied =
        SaysNotApplied(exchange.status, result.retry_after.has_value(), traits);
    if (result.verdict == Verdict::kUnknown && not_applied) result.verdict = Verdict::kAgain;
    result.maybe_applied = exchange.wrote && !not_applied && result.verdict != Verdict::kThrottled;
  } else {
    result.verdict = FailureVerdict(exchange, traits);
    result.maybe_applied = exchange.wrote;
  }
  try {
    result.message = Words(exchange, result, traits);
    result.exists = result.verdict == Verdict::kRefused && !traits.adopt.empty() &&
                    SpeaksOfUniqueness(ServiceWords(exchange.body));
  } catch (const std::bad_alloc&) {
    // An outcome must not get lost because there is no memory for its words.
  }
  return result;
}

}  // namespace inflow
