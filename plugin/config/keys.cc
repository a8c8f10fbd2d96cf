// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/keys.h"

#include <algorithm>

namespace inflow::config {
namespace {

constexpr int64_t kMillisPerHour = 3'600'000;
constexpr int64_t kMillisPerDay = 24 * kMillisPerHour;
constexpr int64_t kGiB = int64_t{1} << 30;

// Enumeration is a choice whose names stand in the order of the enum's values, which begin with `first`.
template <typename E>
ChoiceField Enumeration(std::vector<std::string_view> names, E first, E* value) {
  const size_t count = names.size();
  return {std::move(names),
          [=] {
            const auto at = static_cast<size_t>(*value) - static_cast<size_t>(first);  // below `first`: wraps round
            return at < count ? at : kNoChoice;
          },
          [=](size_t at) { *value = static_cast<E>(static_cast<size_t>(first) + at); }};
}

// Only is a choice that this version has not got.
ChoiceField Only(std::string_view name) {
  return {{name}, [] { return size_t{0}; }, [](size_t) {}};
}

void VisitCredential(KeyVisitor& v, CredentialConfig* credential) {
  v.Secret({"company_id", "The company's id, a GUID, shown beside the API keys in inFlow under Options, Integrations.", true},
           &credential->company_id);
  v.Secret({"api_key",
            "The API key, sent as the bearer token of every request. Prefer {\"env\"} or {\"file\"} to writing it here.", true},
           &credential->api_key);
}

void VisitBatching(KeyVisitor& v, BatchingConfig* batching) {
  v.Boolean({"enabled", "Send several records in one request, as a JSON array. Only for endpoints that take arrays."},
            &batching->enabled);
  v.Integer({"size", "The most records in one request."}, {1, 100'000}, &batching->size);
  v.Integer({"max_bytes", "The most bytes in the body of one request. A record that alone is larger is rejected."}, {2, kGiB},
            &batching->max_bytes);
  v.Integer({"linger_ms", "How long a group of records waits for more before it is sent. 0: until it is full or flushed."},
            {0, kMillisPerHour}, &batching->linger);
  v.Choice({"algorithm", "How records are put into one body. array: [r1, r2, …]."}, Only("array"));
  v.Boolean(
      {"atomic",
       "The service takes all records of a request or none, so a refused group may be halved until the bad records stand alone."},
      &batching->atomic);
}

void VisitWebhook(KeyVisitor& v, WebhookConfig* webhook) {
  v.Text({"url", "Where answers are posted to. Must be https; http only to this machine.", true}, kWebhookUrlRule, &webhook->url);
  v.WebhookHeaders({"headers",
                    "Further headers of the posts, as in request_headers but without placeholders. Authorization may be "
                    "among them: the service's API key is never sent here."},
                   &webhook->headers);
  v.Secret({"secret", "Signs every post with HMAC-SHA256 under this text. Prefer {\"env\"} or {\"file\"} to writing it here."},
           &webhook->secret);
  v.Choice({"payload", "envelope: the answer and what is known of its request, as JSON. response: the answer's own body."},
           Enumeration({"envelope", "response"}, WebhookPayload::kEnvelope, &webhook->payload));
}

void VisitRateLimit(KeyVisitor& v, RateLimitConfig* limit) {
  v.Windows(
      {"windows",
       "The quota: in any span of per_ms, at most `requests` requests. Several windows hold together; none means no limit."},
      &limit->windows);
  v.Share({"share", "The part of every window that this destination may use, where others share the company's quota."},
          &limit->share);
  v.Integer({"max_in_flight", "The most requests on the wire at once."}, {1, 256}, &limit->max_in_flight);
}

void VisitRetry(KeyVisitor& v, RetryConfig* retry) {
  v.Integer({"max_attempts", "How often a record is sent at most, the first time included. Answers 429 do not count."}, {1, 1000},
            &retry->max_attempts);
  v.Integer({"initial_backoff_ms", "The longest wait before the second attempt; it doubles with every further one."},
            {1, kMillisPerDay}, &retry->initial_backoff);
  v.Integer({"max_backoff_ms", "The longest wait between two attempts, unless the service names another."}, {1, kMillisPerDay},
            &retry->max_backoff);
  v.Integer(
      {"max_elapsed_ms", "How long a record is tried, from its first attempt on. Time while the quota is closed does not count."},
      {1, 30 * kMillisPerDay}, &retry->max_elapsed);
  v.Integer({"max_retry_after_ms",
             "The longest Retry-After that is waited for. For a longer one, calls return RATE_LIMITED with the time."},
            {0, 30 * kMillisPerDay}, &retry->max_retry_after);
  v.Choice({"on_unknown_outcome",
            "What becomes of a record whose request was sent and never answered. auto: send again where that cannot duplicate, "
            "else hold. "
            "resend: always send again. hold: settle it as AMBIGUOUS."},
           Enumeration({"auto", "resend", "hold"}, OnUnknownOutcome::kAuto, &retry->on_unknown_outcome));
}

void VisitQueue(KeyVisitor& v, QueueConfig* queue) {
  v.Integer({"max_records", "The most records that are pending at once."}, {1, 1'000'000'000}, &queue->max_records);
  v.Integer({"max_bytes", "The most bytes of records that are pending at once."}, {1, 1024 * kGiB}, &queue->max_bytes);
}

void VisitLimits(KeyVisitor& v, LimitsConfig* limits) {
  v.Integer({"timeout_ms", "How long one request may take, from its start to the end of its answer."}, {1, kMillisPerHour},
            &limits->timeout);
  v.Integer({"connect_timeout_ms", "How long connecting may take, TLS included."}, {1, kMillisPerHour}, &limits->connect_timeout);
  v.Integer({"max_response_bytes", "The most bytes of an answer that are read."}, {1024, kGiB}, &limits->max_response_bytes);
  v.Integer({"max_record_bytes", "The most bytes of one record. A larger one is rejected."}, {2, kGiB},
            &limits->max_record_bytes);
}

}  // namespace

int64_t GetInteger(const IntegerField& field) {
  if (const auto* number = std::get_if<int*>(&field)) return **number;
  if (const auto* size = std::get_if<size_t*>(&field)) return static_cast<int64_t>(**size);
  return ToMillis(**std::get_if<Duration*>(&field));
}

void SetInteger(const IntegerField& field, int64_t value) {
  if (const auto* number = std::get_if<int*>(&field)) {
    **number = static_cast<int>(value);
  } else if (const auto* size = std::get_if<size_t*>(&field)) {
    **size = static_cast<size_t>(value);
  } else {
    **std::get_if<Duration*>(&field) = std::chrono::milliseconds(value);
  }
}

void VisitWindow(KeyVisitor& v, WindowConfig* window) {
  v.Integer({"requests", "How many requests fit into the window.", true}, {1, 1'000'000'000}, &window->requests);
  v.Integer({"per_ms", "The window's length.", true}, {1, 31 * kMillisPerDay}, &window->per);
}

void VisitRoute(KeyVisitor& v, RouteConfig* route, bool main) {
  v.EndpointName({"endpoint", "What records are written to: a name from the catalogue.", main}, &route->endpoint);
  v.Choice({"method",
            "Only for endpoints that offer a choice. PATCH, the default, changes the attributes that are sent; PUT replaces the "
            "whole."},
           {{"PATCH", "PUT"},
            [=] { return route->method == HttpMethod::kPatch ? 0
                         : route->method == HttpMethod::kPut ? 1
                                                             : kNoChoice; },
            [=](size_t at) { route->method = at == 0 ? HttpMethod::kPatch : HttpMethod::kPut; }});
  v.Parameters(
      {"parameters", "The endpoint's path parameters by name: constant text and placeholders such as {record.productId}."},
      &route->parameters);
  v.RequestHeaders(
      {"request_headers",
       "Further headers, as an object or as text \"name:value,name2:value2\" (a backslash before a comma or backslash takes it "
       "literally). Values may hold placeholders."},
      &route->request_headers);
  v.Attributes({"exclude_attributes", "Attributes that are not sent. A dotted path reaches into objects and arrays."}, {},
               &route->exclude_attributes);
  v.Map({"map", "The body that is sent: attribute names with constants and placeholders. Absent or null: the record as it is."},
        &route->map);
  v.Choice(
      {"map_rest", "What becomes of the record's attributes that a map does not name. drop: they are not sent. keep: they are."},
      Enumeration({"drop", "keep"}, MapRest::kDrop, &route->map_rest));
  v.Object({"batching", "Several records in one request."}, [=](KeyVisitor& inner) { VisitBatching(inner, &route->batching); });
  v.Attributes(
      {"key", "The attributes that name a record where no id does. Records of one key are sent in order, one after the other."},
      {.single = true, .least = 1, .most = 16}, &route->key);
}

void VisitDocument(KeyVisitor& v, Config* config) {
  v.Object({"credential", "Which company is written to, and the key for it.", true},
           [=](KeyVisitor& inner) { VisitCredential(inner, &config->credential); });
  v.Text({"base_url", "Where the service is. Must be https; http only to this machine."}, kBaseUrlRule, &config->base_url);
  v.Text({"api_version", "The version of the service's API, sent in the Accept header."}, kApiVersionRule, &config->api_version);
  VisitRoute(v, &config->main, /*main=*/true);
  v.Choice({"content_format", "How bodies are written."}, Only("json"));
  v.Boolean({"active", "false: nothing is sent until the destination is activated."}, &config->active);
  v.Boolean({"capture_responses", "Hand the service's answers to the host with every record's outcome."},
            &config->capture_responses);
  v.Object({"response_webhook", "Every answer of the service is posted there as well."},
           [=](KeyVisitor& inner) { VisitWebhook(inner, &config->response_webhook); });
  v.Object({"rate_limit", "The service's quota."}, [=](KeyVisitor& inner) { VisitRateLimit(inner, &config->rate_limit); });
  v.Object({"retry", "When a record is sent again."}, [=](KeyVisitor& inner) { VisitRetry(inner, &config->retry); });
  v.Object({"queue", "How much may be pending."}, [=](KeyVisitor& inner) { VisitQueue(inner, &config->queue); });
  v.Object({"limits", "Bounds of single requests and records."}, [=](KeyVisitor& inner) { VisitLimits(inner, &config->limits); });
  v.Object({"tls", "How the service's certificate is checked; it always is."}, [=](KeyVisitor& inner) {
    inner.Text({"ca_file", "A PEM file of the authorities to trust instead of the system's."}, kFileRule, &config->ca_file);
  });
  v.Text({"proxy", "A proxy's URL. The environment's proxy variables are not used."}, kProxyRule, &config->proxy);
  v.Routes({"routes", "Other ways for records, by name. A route overrides what it names and inherits the rest."}, config->main,
           &config->routes);
}

}  // namespace inflow::config
