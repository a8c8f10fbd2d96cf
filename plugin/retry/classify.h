// SPDX-License-Identifier: Apache-2.0
//
// File: classify.h
//
// The one table that says what an exchange means for the records that it carried. It has no
// retrying default. It knows neither attempts nor time: whether another attempt is still allowed,
// and when, is the engine's and the backoff's business.
#ifndef PLUGIN_RETRY_CLASSIFY_H_
#define PLUGIN_RETRY_CLASSIFY_H_

#include <optional>
#include <string>

#include "plugin/clock/clock.h"
#include "plugin/http/exchange.h"

namespace inflow {

enum class Verdict : uint8_t {
  kDelivered,     // 2xx, before its body was read; 404 on a repeated DELETE
  kAgain,         // not applied, or harmless to repeat: send again after backoff
  kThrottled,     // 429: again, the gate closes for all, not an attempt
  kUnreachable,   // no byte was written: again, not an attempt; five in a row stop the work
  kUntrusted,     // the certificate was refused: stops the work at once, not an attempt
  kUnknown,       // may have been applied, and sending again might duplicate
  kUnauthorized,  // 401: stop, everything pending
  kNoRoute,       // 404, 405 on a collection, 405 on an id: stop, everything pending
  kNotFoundId,    // 404 on /{id}
  kOneOrAll,  // 403, 3xx, 402, 406, 407, 415, 426, 501, 505, 511: of this record alone, or of all;
              // later answers tell
  kForeign,   // a 2xx whose body is not this service's: stop, everything pending (only from reading
              // the body)
  kUnconfirmed,  // a 2xx that shows something else than what was sent: whether it was applied is
                 // unknown (likewise)
  kRefused,  // 400, 409, 412, 413, 422 and other 4xx: the service's word is final for a lone record
};

// RequestTraits is what the table needs to know of the request.
struct RequestTraits {
  bool idempotent = false;  // PUT, PATCH, DELETE with the id in the path; PUT of a body with its
                            // GUID; no "timestamp" in the body
  bool id_in_path = false;
  bool is_delete = false;
  bool repeated = false;  // an earlier attempt may have been applied
  bool on_503_not_applied =
      false;  // retry.on_503: a 503 says that nothing was applied, also without Retry-After
  // Published writes: how a record says which entity it is of, as advice: `put its GUID into the
  // record as "productId"`. Empty elsewhere.
  std::string_view adopt{};
};

struct Classified {
  Verdict verdict = Verdict::kRefused;
  bool divisible = false;  // kRefused with 400, 409, 413 or 422: a group may be halved (413 always,
                           // see the engine)
  bool exists =
      false;  // kRefused: another record has the name, the SKU or the number (RequestTraits::adopt)
  bool maybe_applied = false;  // the request was written, and nothing says that it was not applied
  std::optional<Duration>
      retry_after;  // as the answer said, for 429, 503 and other retried statuses
  bool odd_retry_after =
      false;  // there was one that is neither seconds nor a date: it counts as none
  // One sentence: the status and the service's words, or how the exchange failed. "" for a plain
  // 2xx, and where there is no memory for it.
  std::string message;
};

// Classify reads status, failure, headers and body of an exchange. A Retry-After date is read
// against the answer's own Date, or `wall` where it has none.
Classified Classify(const Exchange& exchange, const RequestTraits& traits,
                    WallMillis wall) noexcept;

// ServiceWords extracts what a refusal's body says, for people: {code, message, details},
// {error:{code,message}}, {error:"…"}, RFC 7807, an array of such, plain text; at most 500 bytes of
// valid UTF-8 without control characters, "" where it says nothing. The body is hostile input.
std::string ServiceWords(std::string_view body);

// ParseRetryAfter reads delay-seconds or an HTTP-date (IMF-fixdate, RFC 850, asctime). nullopt
// where it is neither; a date in the past is zero.
std::optional<Duration> ParseRetryAfter(std::string_view value, WallMillis wall);

// ParseHttpDate reads an HTTP-date in one of its three forms, and what is as good as one: without a
// weekday or a zone, in another zone, in lower case. A year of two digits is one of 1971 to 2070.
std::optional<WallMillis> ParseHttpDate(std::string_view value);

}  // namespace inflow

#endif  // PLUGIN_RETRY_CLASSIFY_H_
