// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/internal/keys.h"

#include <algorithm>

namespace inflow::config {
namespace {

constexpr int64_t kMillisPerHour = 3'600'000;
constexpr int64_t kMillisPerDay = 24 * kMillisPerHour;
constexpr int64_t kGiB = int64_t{1} << 30;

// Enumeration is a choice whose names stand in the order of the enum's values, which begin with
// `first`.
template <typename E>
ChoiceField Enumeration(std::vector<std::string_view> names, E first, E* value) {
  const size_t count = names.size();
  return {std::move(names),
          [=] {
            const auto at = static_cast<size_t>(*value) -
                            static_cast<size_t>(first);  // below `first`: wraps round
            return at < count ? at : kNoChoice;
          },
          [=](size_t at) { *value = static_cast<E>(static_cast<size_t>(first) + at); }};
}

void VisitCredential(KeyVisitor& v, CredentialConfig* credential) {
  v.Secret(
      {"company_id",
       "The company's id, a GUID, shown beside the API keys in inFlow under Options, Integrations.",
       true},
      &credential->company_id);
  v.Secret(
      {"api_key",
       "The API key, sent as the bearer token of every request. Prefer {\"env\"} or {\"file\"} to writing it here.",
       true},
      &credential->api_key);
}

void VisitBatching(KeyVisitor& v, BatchingConfig* batching) {
  v.Boolean(
      {"enabled",
       "Send several records in one request. Only for endpoints that take them; fold makes one document of them."},
      &batching->enabled);
  v.Integer({"size", "The most records in one request. fold: the most documents, by default 1."},
            {1, 100'000}, &batching->size);
  v.Integer(
      {"max_bytes",
       "The most bytes in the body of one request. A record that alone is larger is sent alone; a folded document is rejected."},
      {2, kGiB}, &batching->max_bytes);
  v.Integer(
      {"linger_ms",
       "How long a group of records waits for more before it is sent. 0: until it is full or flushed."},
      {0, kMillisPerHour}, &batching->linger);
  v.Choice(
      {"algorithm",
       "How records are put into one body. array: [r1, r2]. wrapped_array: {\"data\": [r1, r2]}. envelope: the same with further "
       "fields. item_wrapper: {\"records\": [{\"value\": r1}]}. delimited: one behind the other. group_by: one request per "
       "distinct "
       "value. fold: flat lines become one document. keyed: {\"A\": r1, \"B\": r2}. template: a body of your own."},
      Enumeration({"array", "wrapped_array", "envelope", "item_wrapper", "delimited", "group_by",
                   "fold", "keyed", "template"},
                  Algorithm::kArray, &batching->algorithm));
  v.Boolean(
      {"atomic",
       "The service takes all records of a request or none, so a refused group may be halved until the bad records stand alone."},
      &batching->atomic);
  v.Text({"key", "wrapped_array, envelope, item_wrapper, group_by: the dotted path of the list."},
         kPathRule, &batching->key);
  v.Map({"fields", "envelope: further members of the body, with placeholders."}, &batching->fields);
  v.Text({"item_key", "item_wrapper: the name under which each record stands."}, kNameRule,
         &batching->item_key);
  v.Text({"separator", "delimited, and template in text: what stands between two records."},
         kAnyTextRule, &batching->separator);
  v.Text({"prefix", "delimited: what stands before the first record."}, kAnyTextRule,
         &batching->prefix);
  v.Text({"suffix", "delimited: what stands behind the last record."}, kAnyTextRule,
         &batching->suffix);
  constexpr AttributesRule kSome = {.single = true, .least = 1, .most = 16};
  v.Attributes(
      {"attributes",
       "group_by: the attributes whose values records of one request share; they are written once."},
      kSome, &batching->attributes);
  v.Attributes(
      {"by",
       "fold: the attributes that name a document. keyed: the attribute that names a record."},
      kSome, &batching->by);
  v.Text(
      {"lines",
       "fold: the dotted path of the list of lines; what it leads through is made once a document."},
      kPathRule, &batching->lines);
  v.Attributes({"line_attributes",
                "fold: the attributes that belong to a line; all others are the document's."},
               {.single = true, .least = 1, .most = 1000}, &batching->line_attributes);
  v.Choice(
      {"on_conflict",
       "fold: what becomes of a line whose document attributes differ. reject: its document is. first: the first line's count."},
      Enumeration({"reject", "first"}, OnConflict::kReject, &batching->on_conflict));
  v.Json({"body",
          "template: the request's body, in which \"{records}\" stands for the list of records."},
         &batching->body);
  v.Json({"item", "template: one record in the list; absent: the record as it is."},
         &batching->item);
}

void VisitWebhook(KeyVisitor& v, WebhookConfig* webhook) {
  v.Text({"url", "Where answers are posted to. Must be https; http only to this machine.", true},
         kWebhookUrlRule, &webhook->url);
  v.WebhookHeaders(
      {"headers",
       "Further headers of the posts, as in request_headers but without placeholders. Authorization may be "
       "among them: the service's API key is never sent here."},
      &webhook->headers);
  v.Secret(
      {"secret",
       "Signs every post with HMAC-SHA256 under this text. Prefer {\"env\"} or {\"file\"} to writing it here."},
      &webhook->secret);
  v.Choice(
      {"payload",
       "envelope: the answer and what is known of its request, as JSON. response: the answer's own body."},
      Enumeration({"envelope", "response"}, WebhookPayload::kEnvelope, &webhook->payload));
}

void VisitRateLimit(KeyVisitor& v, RateLimitConfig* limit) {
  v.Windows(
      {"windows",
       "The quota: in any span of per_ms, at most `requests` requests. Several windows hold together; none means no limit."},
      &limit->windows);
  v.Share(
      {"share",
       "The part of every window that this destination may use, where others share the company's quota."},
      &limit->share);
  v.Integer({"max_in_flight", "The most requests on the wire at once."}, {1, 256},
            &limit->max_in_flight);
}

void VisitRetry(KeyVisitor& v, RetryConfig* retry) {
  v.Integer(
      {"max_attempts",
       "How often a record is sent at most, the first time included. Answers 429 do not count."},
      {1, 1000}, &retry->max_attempts);
  v.Integer({"initial_backoff_ms",
             "The longest wait before the second attempt; it doubles with every further one."},
            {1, kMillisPerDay}, &retry->initial_backoff);
  v.Integer({"max_backoff_ms",
             "The longest wait between two attempts, unless the service names another."},
            {1, kMillisPerDay}, &retry->max_backoff);
  v.Integer(
      {"max_elapsed_ms",
       "How long a record is tried, from its first attempt on. Time while the quota is closed does not count."},
      {1, 30 * kMillisPerDay}, &retry->max_elapsed);
  v.Integer(
      {"max_retry_after_ms",
       "The longest Retry-After that is waited for. For a longer one, calls return RATE_LIMITED with the time."},
      {0, 30 * kMillisPerDay}, &retry->max_retry_after);
  v.Choice(
      {"on_unknown_outcome",
       "What becomes of a record whose request was sent and never answered. auto: send again where that cannot duplicate, "
       "else hold. "
       "resend: always send again. hold: settle it as AMBIGUOUS."},
      Enumeration({"auto", "resend", "hold"}, OnUnknownOutcome::kAuto, &retry->on_unknown_outcome));
  v.Choice(
      {"on_503",
       "What a 503 without Retry-After says of a request. unknown: nothing, since gateways answer it also for what they had "
       "passed on. not_applied: it was not applied, so that a POST is sent again as well."},
      Enumeration({"unknown", "not_applied"}, On503::kUnknown, &retry->on_503));
}

void VisitQueue(KeyVisitor& v, QueueConfig* queue) {
  v.Integer({"max_records", "The most records that are pending at once."}, {1, 1'000'000'000},
            &queue->max_records);
  v.Integer({"max_bytes", "The most bytes of records that are pending at once."}, {1, 1024 * kGiB},
            &queue->max_bytes);
}

void VisitFold(KeyVisitor& v, FoldConfig* fold) {
  v.Integer(
      {"remember",
       "How many documents, the last ones of all routes, are remembered, so that a line that comes after its document was "
       "closed is rejected and does not replace that one's lines."},
      {1, 100'000'000}, &fold->remember);
}

void VisitLimits(KeyVisitor& v, LimitsConfig* limits) {
  v.Integer(
      {"timeout_ms", "How long one request may take, from its start to the end of its answer."},
      {1, kMillisPerHour}, &limits->timeout);
  v.Integer({"connect_timeout_ms", "How long connecting may take, TLS included."},
            {1, kMillisPerHour}, &limits->connect_timeout);
  v.Integer({"max_response_bytes", "The most bytes of an answer that are read."}, {1024, kGiB},
            &limits->max_response_bytes);
  v.Integer({"max_record_bytes", "The most bytes of one record. A larger one is rejected."},
            {2, kGiB}, &limits->max_record_bytes);
}

void VisitValues(KeyVisitor& v, ValuesConfig* values) {
  v.TextList(
      {"dates",
       "How dates are written, such as %m/%d/%Y %I:%M:%S %p %z; the first format that fits counts. A date with the year first "
       "needs none."},
      {kDateFormatRule, kMaxDates}, &values->dates);
  v.Text(
      {"zone", "The IANA name of the time zone of times without an offset, such as Europe/Oslo."},
      kZoneRule, &values->zone);
  v.Choice({"decimal_mark", "What stands before the fraction of a number."},
           Enumeration({".", ","}, DecimalMark::kPoint, &values->decimal_mark));
  v.TextList(
      {"strip",
       "Texts that decimals and dates are read without: currencies, units, and what parts groups of digits."},
      {kStripRule, kMaxStrip}, &values->strip);
  v.EnumValues(
      {"enums",
       "By field, which of its values a text stands for: {\"itemType\": {\"Inventory\": \"StockedProduct\"}}. For fields "
       "with an enumeration, and those that are true or false."},
      &values->enums);
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
  v.Integer({"requests", "How many requests fit into the window.", true}, {1, 1'000'000'000},
            &window->requests);
  v.Integer({"per_ms", "The window's length.", true}, {1, 31 * kMillisPerDay}, &window->per);
}

void VisitManual(KeyVisitor& v, ManualEndpoint* endpoint) {
  v.Choice({"method", "The request's method.", true},
           {{"POST", "PUT", "PATCH", "DELETE"},
            [=] {
              return endpoint->method == HttpMethod::kGet
                         ? kNoChoice
                         : static_cast<size_t>(endpoint->method) - 1;
            },
            [=](size_t at) { endpoint->method = static_cast<HttpMethod>(at + 1); }});
  v.Text(
      {"url",
       "The request's URL, with placeholders such as {companyId}, {record.id} and {now:%Y-%m-%d}. On another host than base_url "
       "it must be named in allowed_hosts, and the credential does not go there.",
       true},
      kManualUrlRule, &endpoint->url);
}

void VisitRoute(KeyVisitor& v, RouteConfig* route, bool main) {
  v.EndpointOf(
      {"endpoint",
       "What records are written to: a name from the catalogue, or a method and URL of your own. A URL that begins with / "
       "is below base_url.",
       main},
      route);
  v.Choice(
      {"method",
       "Only for endpoints that offer a choice. PATCH, the default, changes the attributes that are sent; PUT replaces the "
       "whole."},
      {{"PATCH", "PUT"},
       [=] {
         return route->method == HttpMethod::kPatch ? 0
                : route->method == HttpMethod::kPut ? 1
                                                    : kNoChoice;
       },
       [=](size_t at) { route->method = at == 0 ? HttpMethod::kPatch : HttpMethod::kPut; }});
  v.Parameters(
      {"parameters",
       "The endpoint's path parameters by name: constant text and placeholders such as {record.productId}."},
      &route->parameters);
  v.RequestHeaders(
      {"request_headers",
       "Further headers, as an object or as text \"name:value,name2:value2\" (a backslash before a comma or backslash takes it "
       "literally). Values may hold placeholders."},
      &route->request_headers);
  v.Attributes({"exclude_attributes",
                "Attributes that are not sent. A dotted path reaches into objects and arrays."},
               {}, &route->exclude_attributes);
  v.Map(
      {"map",
       "The body that is sent: attribute names with constants and placeholders. Absent or null: the record as it is."},
      &route->map);
  v.Choice(
      {"map_rest",
       "What becomes of the record's attributes that a map does not name. drop: they are not sent. keep: they are."},
      Enumeration({"drop", "keep"}, MapRest::kDrop, &route->map_rest));
  v.Choice(
      {"content_format", "How bodies are written. text takes its body from \"body\"."},
      Enumeration({"json", "form", "xml", "text"}, ContentFormat::kJson, &route->content_format));
  v.Json(
      {"body",
       "The body of one record. text: a template. json, xml and form: a JSON value with placeholders, in place of \"map\"."},
      &route->body);
  v.Object({"xml", "The names of elements that have none of their own."}, [=](KeyVisitor& inner) {
    inner.Text({"root", "The element around several records."}, kXmlNameRule, &route->xml.root);
    inner.Text({"item", "The element of one record, and of every element of a list."}, kXmlNameRule,
               &route->xml.item);
  });
  v.Choice(
      {"null_policy",
       "What becomes of attributes that are null, in objects of any depth. send: they are sent. omit: they are left out."},
      Enumeration({"send", "omit"}, NullPolicy::kSend, &route->null_policy));
  v.Object({"response", "How the service's answers are read."}, [=](KeyVisitor& inner) {
    ResponseConfig& response = route->response;
    inner.Choice(
        {"confirm",
         "What a 2xx must show to count as a delivery. entity: the entity that was sent, under its id; the default of "
         "published endpoints. type: no HTML, and JSON where JSON was asked for; the default of document endpoints. off: "
         "the status alone; the default of endpoints of your own."},
        {{"entity", "type", "off"},
         [&response] {
           return response.confirm_named ? static_cast<size_t>(response.confirm) : kNoChoice;
         },
         [&response](size_t at) {
           response.confirm = static_cast<Confirm>(at);
           response.confirm_named = true;
         }});
    inner.Text(
        {"item_errors",
         "The path of the list of errors in the answer; \".\" where the answer is the list."},
        kAnyTextRule, &route->response.item_errors);
    inner.Text(
        {"item_index",
         "The path in an error of the record's place in the request, from 0. null: the list has one entry a record, in order."},
        kAnyTextRule, &route->response.item_index);
    inner.Text({"item_message", "The path in an error of what is wrong. null: the error itself."},
               kAnyTextRule, &route->response.item_message);
  });
  v.Object({"batching", "Several records in one request."},
           [=](KeyVisitor& inner) { VisitBatching(inner, &route->batching); });
  v.Boolean({"delete_body", "A DELETE sends a body too."}, &route->delete_body);
  v.Attributes(
      {"key",
       "The attributes that name a record where no id does. Records of one key are sent in order, one after the other."},
      {.single = true, .least = 1, .most = 16}, &route->key);
  v.Object(
      {"identity", "Published endpoints: how a record without its GUID gets one."},
      [=](KeyVisitor& inner) {
        inner.Attributes(
            {"from",
             "The attributes that name the entity, such as its SKU: the same values give the same GUID in every run. Rows "
             "without a GUID get theirs from it too."},
            {.single = true, .least = 1, .most = 16}, &route->identity);
      });
  v.Object(
      {"values",
       "Published endpoints: what texts of the record mean as dates, decimals and values of enumerations. Constants of a map, "
       "JSON numbers and identity are left alone."},
      [=](KeyVisitor& inner) { VisitValues(inner, &route->values); });
  v.Choice(
      {"unknown_fields",
       "Published endpoints: what becomes of a field that the published API does not have, or only answers, and would drop "
       "without a word. reject: the record is; the default where the API version is known. warn: it is sent, counted and "
       "reported; the default where the API version is not known. send: it is sent."},
      {{"reject", "warn", "send"},
       [=] { return static_cast<size_t>(route->unknown_fields); },
       [=](size_t at) {
         route->unknown_fields = static_cast<UnknownFields>(at);
         route->unknown_fields_named = true;
       }});
}

void VisitDocument(KeyVisitor& v, Config* config) {
  v.Object({"credential", "Which company is written to, and the key for it.", true},
           [=](KeyVisitor& inner) { VisitCredential(inner, &config->credential); });
  v.Text({"base_url", "Where the service is. Must be https; http only to this machine."},
         kBaseUrlRule, &config->base_url);
  v.Text({"api_version", "The version of the service's API, sent in the Accept header."},
         kApiVersionRule, &config->api_version);
  v.TextList(
      {"allowed_hosts",
       "Other hosts that a URL of your own may name, as host or host:port. The credential never goes there."},
      {kHostRule, kMaxHosts}, &config->allowed_hosts);
  VisitRoute(v, &config->main, /*main=*/true);
  v.Boolean({"active", "false: nothing is sent until the destination is activated."},
            &config->active);
  v.Boolean(
      {"capture_responses", "Hand the service's answers to the host with every record's outcome."},
      &config->capture_responses);
  v.Object({"response_webhook", "Every answer of the service is posted there as well."},
           [=](KeyVisitor& inner) { VisitWebhook(inner, &config->response_webhook); });
  v.Object({"rate_limit", "The service's quota."},
           [=](KeyVisitor& inner) { VisitRateLimit(inner, &config->rate_limit); });
  v.Object({"retry", "When a record is sent again."},
           [=](KeyVisitor& inner) { VisitRetry(inner, &config->retry); });
  v.Object({"queue", "How much may be pending."},
           [=](KeyVisitor& inner) { VisitQueue(inner, &config->queue); });
  v.Object({"fold", "What is kept of documents that the algorithm fold has made."},
           [=](KeyVisitor& inner) { VisitFold(inner, &config->fold); });
  v.Object({"limits", "Bounds of single requests and records."},
           [=](KeyVisitor& inner) { VisitLimits(inner, &config->limits); });
  v.Object(
      {"tls", "How the service's certificate is checked; it always is."}, [=](KeyVisitor& inner) {
        inner.Text({"ca_file", "A PEM file of the authorities to trust instead of the system's."},
                   kFileRule, &config->ca_file);
      });
  v.Text({"proxy", "A proxy's URL. The environment's proxy variables are not used."}, kProxyRule,
         &config->proxy);
  v.Routes(
      {"routes",
       "Other ways for records, by name. A route overrides what it names and inherits the rest."},
      config->main, &config->routes);
}

}  // namespace inflow::config
