// SPDX-License-Identifier: Apache-2.0
#include "inflow/retry/classify.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "plugin/retry/clean_text.h"

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

// Nobody has published what the service answers to a stale timestamp; the status alone does not tell.
bool SpeaksOfStaleness(std::string_view words) {
  const std::string lower = absl::AsciiStrToLower(Absl(words));
  constexpr std::string_view kWords[] = {"timestamp", "stale", "concurren", "rowversion", "row version", "entity_modified"};
  return std::any_of(std::begin(kWords), std::end(kWords), [&lower](std::string_view word) { return Contains(lower, word); });
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
  return !nlohmann::json::accept(exchange.body);
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

std::string StatusMessage(const Exchange& exchange, Verdict verdict) {
  if (verdict == Verdict::kDelivered) return DeliveredMessage(exchange);
  if (exchange.status >= 300 && exchange.status <= 399) return RedirectMessage(exchange);
  const std::string words = ServiceWords(exchange.body);
  const bool conflict =
      exchange.status == 409 || exchange.status == 412 ||
      (exchange.status >= 400 && exchange.status <= 499 && verdict == Verdict::kRefused && SpeaksOfStaleness(words));
  return absl::StrCat("the service answered ", exchange.status, conflict ? " (conflict)" : "", words.empty() ? "" : ": ", words);
}

Classified ClassifyFailure(const Exchange& exchange, const RequestTraits& traits) {
  Classified result;
  std::string_view what = "the connection was lost before the service answered";
  result.verdict = traits.idempotent ? Verdict::kAgain : Verdict::kUnknown;
  if (exchange.failure == Failure::kUnreachable && !exchange.wrote) {
    result.verdict = Verdict::kUnreachable;
    what = "the service could not be reached";
  } else if (exchange.failure == Failure::kUntrusted && !exchange.wrote) {
    result.verdict = Verdict::kUntrusted;
    what = "the service's certificate was refused";
  } else if (exchange.failure == Failure::kTimedOut) {
    what = "the service did not answer in time";
  } else if (exchange.failure == Failure::kTooLarge) {
    what = "the service's answer began with more than max_response_bytes of headers";
  }
  result.message = absl::StrCat(Absl(what), exchange.detail.empty() ? "" : ": ", exchange.detail);
  return result;
}

}  // namespace

Classified Classify(const Exchange& exchange, const RequestTraits& traits, WallMillis wall) {
  Classified result;
  if (exchange.status == 0 || exchange.failure == Failure::kUnreachable || exchange.failure == Failure::kUntrusted) {
    result = ClassifyFailure(exchange, traits);
  } else {
    result.verdict = StatusVerdict(exchange.status, traits);
    result.divisible = result.verdict == Verdict::kRefused && IsDivisible(exchange.status);
    const std::optional<std::string_view> wait = FindHeader(exchange, "retry-after");
    if (wait && IsRetried(result.verdict)) result.retry_after = ParseRetryAfter(*wait, wall);
    result.message = StatusMessage(exchange, result.verdict);
  }
  result.message = CleanText(result.message, kMaxMessage);
  return result;
}

}  // namespace inflow
