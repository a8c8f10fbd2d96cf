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
       "The company's id, a GUID. inFlow shows it beside the API keys under Options, Integrations.",
       true, R"({"env": "INFLOW_COMPANY_ID"})"},
      &credential->company_id);
  v.Secret(
      {"api_key",
       "The API key. Printable ASCII without spaces, at most 4096 bytes. Best as `{\"env\": \"NAME\"}` or `{\"file\": \"path\"}`.",
       true, R"({"env": "INFLOW_API_KEY"})"},
      &credential->api_key);
}

void VisitWebhook(KeyVisitor& v, WebhookConfig* webhook) {
  v.Text(
      {"url",
       "Where the service's answers are posted to: https, or http to this machine only. Required within `response_webhook`.",
       true, R"("https://example.com/inflow-answers")"},
      kWebhookUrlRule, &webhook->url);
  v.WebhookHeaders(
      {"headers",
       "Further headers, written as in `request_headers`, without placeholders. `Authorization` is allowed: the service's API key is never sent here.",
       false, R"({"Authorization": "Bearer receiver"})"},
      &webhook->headers);
  v.Secret(
      {"secret",
       "Signs every post with HMAC-SHA256. Best as `{\"env\": \"NAME\"}` or `{\"file\": \"path\"}`.",
       false, R"({"env": "WEBHOOK_SECRET"})"},
      &webhook->secret);
  v.Choice(
      {"payload",
       "`envelope`: the answer and what is known of its request, as JSON. `response`: the answer's own body."},
      Enumeration({"envelope", "response"}, WebhookPayload::kEnvelope, &webhook->payload));
}

void VisitRateLimit(KeyVisitor& v, RateLimitConfig* limit) {
  v.Windows(
      {"windows",
       "The quota: in any span of `per_ms`, at most `requests` requests. All windows hold. `[]`: no limit of your own."},
      &limit->windows);
  v.Share(
      {"share",
       "The part of every window that this destination uses, where others share the company's quota. At least one request of each must be left.",
       false, "0.5"},
      &limit->share);
  v.Integer({"max_in_flight", "The most requests on the wire at once."}, {1, 256},
            &limit->max_in_flight);
  v.Text(
      {"log",
       "A file that counts the company's requests for all that name it: other handles, other processes of this machine, and those that run later. It is made where it is not there; its folder is not. A path that ends in `/` is a folder, which is made too, and in it each company has a file of its own. Without it each handle counts its own.",
       false, R"("/var/lib/inflow/quota.db")"},
      kFileRule, &limit->log);
  v.Choice(
      {"cold_start",
       "What a new `log` assumes of the time before it. `learn`: one request, then as many as the service's own counts leave; as `empty` where it sends none. `full`: every window is full as of now, so that the first request waits for a whole one. `empty`: every window is empty, and the whole quota is there."},
      Enumeration({"learn", "full", "empty"}, ColdStart::kLearn, &limit->cold_start));
}

void VisitRetry(KeyVisitor& v, RetryConfig* retry) {
  v.Integer(
      {"max_attempts",
       "How often a record is sent at most, the first time included. Answers 429 do not count."},
      {1, 1000}, &retry->max_attempts);
  v.Integer({"initial_backoff_ms",
             "The longest wait before the second attempt; it doubles with each one."},
            {1, kMillisPerDay}, &retry->initial_backoff);
  v.Integer({"max_backoff_ms", "Where the doubling ends."}, {1, kMillisPerDay},
            &retry->max_backoff);
  v.Integer(
      {"max_elapsed_ms",
       "How long a record is tried, from its first attempt on. It stands still while the quota is closed."},
      {1, 30 * kMillisPerDay}, &retry->max_elapsed);
  v.Integer(
      {"max_retry_after_ms",
       "The longest Retry-After that is waited for. For a longer one, calls return `RATE_LIMITED` with the time."},
      {0, 30 * kMillisPerDay}, &retry->max_retry_after);
  v.Choice(
      {"on_unknown_outcome",
       "What becomes of a record whose request was sent and has no clear answer. `auto`: it is sent again where that cannot duplicate, else read back, and what cannot be read back is AMBIGUOUS. `resend`: always sent again. `verify`: read back in any case, before it is sent again. `hold`: settled as AMBIGUOUS."},
      Enumeration({"auto", "resend", "verify", "hold"}, OnUnknownOutcome::kAuto,
                  &retry->on_unknown_outcome));
  v.Choice(
      {"on_503",
       "What a 503 without Retry-After says. `\"unknown\"`: nothing, as with any other answer of a gateway. `\"not_applied\"`: the request was not applied, so a POST is sent again too."},
      Enumeration({"unknown", "not_applied"}, On503::kUnknown, &retry->on_503));
}

void VisitQueue(KeyVisitor& v, QueueConfig* queue) {
  v.Integer({"max_records", "The most records that are pending at once."}, {1, 1'000'000'000},
            &queue->max_records);
  v.Integer({"max_bytes", "The most bytes of records that are pending at once."}, {1, 1024 * kGiB},
            &queue->max_bytes);
}

void VisitRetention(KeyVisitor& v, JournalConfig* journal) {
  v.Integer({"days", "How long what became of a record is kept, from when it settled."},
            {1, 36'500}, &journal->days);
  v.Integer({"tokens_days", "How long the token of a batch is known, from when it was accepted."},
            {1, 36'500}, &journal->tokens_days);
  v.Integer(
      {"max_bytes",
       "The size of the file above which the oldest of what has settled goes earlier. What is pending always stays."},
      {1 << 20, 1024 * kGiB}, &journal->max_bytes);
}

void VisitJournal(KeyVisitor& v, JournalConfig* journal) {
  v.Text(
      {"path",
       "The file in which records and what became of them outlive the process. It is made where it is not there; its folder is not. Required within `journal`.",
       true, R"("/var/lib/inflow/inflow.journal")"},
      kFileRule, &journal->path);
  v.Text({"name",
          "Tells destinations of one company that share the file apart: each has its own records.",
          false, R"("orders")"},
         kNameRule, &journal->name);
  v.Choice(
      {"durability",
       "What a loss of power leaves. `full`: all that was answered. `normal`: a whole file, perhaps without the last answers. `off`: perhaps nothing that can be read. A process that is killed loses nothing with any of them."},
      Enumeration({"full", "normal", "off"}, JournalDurability::kFull, &journal->durability));
  v.Boolean(
      {"skip_unchanged",
       "A record that would write what the last delivery of its key wrote is not sent; it settles as UNCHANGED. Only what this journal delivered is known: a change made inside inFlow, or by another program, is not seen, and stays."},
      &journal->skip_unchanged);
  v.Integer(
      {"max_records",
       "The most records that are pending in the file at once, those of earlier sessions included."},
      {1, 1'000'000'000}, &journal->max_records);
  v.Choice(
      {"on_pending",
       "What becomes of records that an earlier session left pending. `give_back`: they settle as DROPPED, or AMBIGUOUS where they may have been applied; for hosts that write again what was not acknowledged. `deliver`: they are sent; for hosts whose batches have tokens, or that take an accepted batch as done."},
      Enumeration({"give_back", "deliver"}, OnPending::kGiveBack, &journal->on_pending));
  v.Choice(
      {"on_other_configuration",
       "What becomes of them where they were accepted under a configuration that sends something else. `refuse`: calls answer CONFLICT. `adopt`: they are sent as this configuration has it. `give_back`: they settle."},
      Enumeration({"refuse", "adopt", "give_back"}, OnOtherConfiguration::kRefuse,
                  &journal->on_other_configuration));
  v.Object({"retention", "What leaves the file, and when."},
           [=](KeyVisitor& inner) { VisitRetention(inner, journal); });
}

void VisitStopAfter(KeyVisitor& v, StopAfterConfig* stop_after) {
  v.Integer(
      {"rejected",
       "Once the service has refused so many records, calls return `CONFIG`, and what was not sent stays pending, until the destination is configured or activated again. `0`: never."},
      {0, 1'000'000'000}, &stop_after->rejected);
  v.Share({"share", "Only where they are at least this part of those that it has answered for.",
           false, "0.5"},
          &stop_after->share);
}

void VisitFold(KeyVisitor& v, FoldConfig* fold) {
  v.Integer(
      {"remember",
       "How many documents, the last ones of all routes, are remembered so that their late lines are known."},
      {1, 100'000'000}, &fold->remember);
}

void VisitCsv(KeyVisitor& v, CsvConfig* csv) {
  v.TextList({"null", "Cells with one of these texts are read as empty ones, at most 64.", false,
              R"(["NULL"])"},
             {kNameRule, kMaxNulls}, &csv->null_texts);
  v.Choices({"types", "Columns that are not text, each with its type.", false,
             R"({"unitPrice": "number", "isActive": "boolean"})"},
            {"number", "boolean", "json"}, &csv->types);
  v.Text(
      {"separator", "What stands between cells where the file does not show it.", false, R"(";")"},
      kSeparatorRule, &csv->separator);
  v.Object(
      {"fill_down", "Blank cells that stand for the value above them."}, [=](KeyVisitor& inner) {
        inner.Attributes(
            {"columns", "The columns whose blank cells get the last value that is not blank.",
             false, R"(["Title", "Vendor"])"},
            {.single = true, .least = 1, .most = 1000}, &csv->fill_columns);
        inner.Attributes(
            {"within",
             "The columns whose value a row must share with the one above it, for a cell to be "
             "filled.",
             false, R"("Handle")"},
            {.single = true, .least = 1, .most = 16}, &csv->fill_within);
      });
  v.Text({"where",
          "The rows that are read: those that fit `COLUMN is blank`, `COLUMN is not blank`, "
          "`COLUMN is VALUE, VALUE…` or `COLUMN is not VALUE…`.",
          false, R"("Variant SKU is not blank")"},
         kRowConditionRule, &csv->where);
}

void VisitLimits(KeyVisitor& v, LimitsConfig* limits) {
  v.Integer({"timeout_ms", "How long one request may take, to the end of its answer."},
            {1, kMillisPerHour}, &limits->timeout);
  v.Integer({"connect_timeout_ms", "How long connecting may take, TLS included."},
            {1, kMillisPerHour}, &limits->connect_timeout);
  v.Integer(
      {"max_response_bytes",
       "The most bytes of an answer that are read; of a compressed one, after it was decompressed."},
      {1024, kGiB}, &limits->max_response_bytes);
  v.Integer({"max_record_bytes", "The most bytes of a record. A larger one is rejected."},
            {2, kGiB}, &limits->max_record_bytes);
}

void VisitValues(KeyVisitor& v, ValuesConfig* values) {
  v.TextList(
      {"dates",
       "Published endpoints: how dates are written, at most 16 formats. The first that fits counts.",
       false, R"(["%m/%d/%Y %I:%M:%S %p %z"])"},
      {kDateFormatRule, kMaxDates}, &values->dates);
  v.Text({"zone", "Published endpoints: the IANA name of the time zone of times without an offset.",
          false, R"("Europe/Oslo")"},
         kZoneRule, &values->zone);
  v.Choice(
      {"decimal_mark",
       "Published endpoints: what stands before the fraction of a number, `\".\"` or `\",\"`."},
      Enumeration({".", ","}, DecimalMark::kPoint, &values->decimal_mark));
  v.TextList(
      {"strip", "Published endpoints: texts that decimals and dates are read without, at most 64.",
       false, R"(["$", " "])"},
      {kStripRule, kMaxStrip}, &values->strip);
  v.EnumValues({"enums", "Published endpoints: by field, which of its values a text stands for.",
                false, R"({"itemType": {"Inventory": "StockedProduct"}})"},
               &values->enums);
}

void VisitReferences(KeyVisitor& v, ReferencesConfig* references) {
  v.Choice(
      {"mode",
       "What is done about fields that name another record. `off`: they are sent as they are. `check`: whether inFlow has what their GUIDs name is asked. `resolve`: what is no GUID is looked up in inFlow as a name."},
      Enumeration({"off", "check", "resolve"}, ReferenceMode::kOff, &references->mode));
  v.Lookups(
      {"by",
       "The fields by which the records of a collection are looked up, one or a list that is asked in its order. Of a collection that is not named, see below.",
       false, R"({"products": "sku", "currencies": ["isoCode", "name"]})"},
      &references->by);
  v.Integer({"ttl_ms", "How long what was read is trusted."}, {0, 31 * kMillisPerDay},
            &references->ttl);
  v.Choice(
      {"on_missing",
       "What becomes of a record that names what inFlow does not have. `reject`: it is refused. `hold`: it waits and is asked for again."},
      Enumeration({"reject", "hold"}, OnMissing::kReject, &references->on_missing));
}

void VisitResponse(KeyVisitor& v, ResponseConfig* response) {
  v.Choice(
      {.name = "confirm",
       .description =
           "What a 2xx must show to count as DELIVERED. `\"entity\"`: the entity that was sent, under its id; the default of published endpoints, and only for them. `\"type\"`: no HTML, and JSON where JSON was asked for; the default of document endpoints. `\"off\"`: the status alone; the default of endpoints of your own.",
       .otherwise = "by endpoint"},
      Enumeration({"entity", "type", "off"}, Confirm::kEntity, &response->confirm));
  v.Text(
      {"item_errors",
       "The dotted path of the list of errors in the answer; `\".\"` where the answer is the list.",
       false, R"("errors")"},
      kAnyTextRule, &response->item_errors);
  v.Text(
      {"item_index",
       "The path in an error of the record's place in the request, counted from 0. `null`: the list has one entry a record, in order, and one that is null or without a message is no error.",
       false, R"("index")"},
      kAnyTextRule, &response->item_index);
  v.Text({"item_message", "The path in an error of what is wrong. `null`: the error itself.", false,
          R"("message")"},
         kAnyTextRule, &response->item_message);
}

}  // namespace

std::string Meaning(const Key& key) {
  std::string users;
  const auto add = [&users](const std::vector<std::string_view>& names) {
    for (const std::string_view name : names) {
      users.append(users.empty() ? "`" : ", `").append(name).append("`");
    }
  };
  add(AlgorithmNames(key.use.needed_by | key.use.taken_by));
  add(FormatNames(key.use.formats));
  if (!users.empty()) users.append(": ");
  return users.append(key.description);
}

std::string PlainMeaning(const Key& key) { return Plain(Meaning(key)); }

std::string Plain(std::string_view markdown) {
  std::string plain;
  for (size_t at = 0; at < markdown.size(); ++at) {
    const size_t middle = markdown.find("](", at);
    const size_t end = middle == std::string_view::npos ? middle : markdown.find(')', middle);
    const bool link =
        markdown[at] == '[' && end != std::string_view::npos && markdown.find(']', at) == middle;
    if (link) {
      plain.append(markdown.substr(at + 1, middle - at - 1));
      at = end;
    } else if (markdown[at] != '`') {
      plain += markdown[at];
    }
  }
  return plain;
}

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

void VisitBatching(KeyVisitor& v, BatchingConfig* batching) {
  constexpr Algorithm kWrapped = Algorithm::kWrappedArray, kEnvelope = Algorithm::kEnvelope,
                      kItemWrapper = Algorithm::kItemWrapper, kDelimited = Algorithm::kDelimited,
                      kGroupBy = Algorithm::kGroupBy, kFold = Algorithm::kFold,
                      kKeyed = Algorithm::kKeyed, kTemplate = Algorithm::kTemplate;
  v.Boolean({"enabled", "Several records a request."}, &batching->enabled);
  v.Integer(
      {"size",
       "The most records in a request. `fold`: the most documents, `1` unless it is written."},
      {1, 100'000}, &batching->size);
  v.Integer(
      {"max_bytes",
       "The most bytes in a body. A record that alone is larger is sent alone; a folded document is rejected."},
      {2, kGiB}, &batching->max_bytes);
  v.Integer(
      {"linger_ms", "How long a group waits for more records. 0: until it is full or flushed."},
      {0, kMillisPerHour}, &batching->linger);
  v.Choice({"algorithm", "How records become one body, see below."},
           Enumeration(AlgorithmNames(), Algorithm::kArray, &batching->algorithm));
  v.Boolean(
      {"atomic",
       "The service takes all of a request or nothing. A refused group is then halved until the bad records stand alone."},
      &batching->atomic);
  v.Text({"key",
          "the dotted path of the list, such as `data.items`.",
          false,
          R"("data")",
          {.needed_by = {kWrapped, kEnvelope, kItemWrapper, kGroupBy}}},
         kPathRule, &batching->key);
  v.Map({"fields",
         "further members of the body, an object with placeholders.",
         false,
         R"({"source": "shop"})",
         {.needed_by = {kEnvelope}}},
        &batching->fields);
  v.Text({"item_key",
          "the name under which each record stands.",
          false,
          R"("value")",
          {.needed_by = {kItemWrapper}}},
         kNameRule, &batching->item_key);
  v.Text({"separator",
          "what stands between two records; of a `template` only in text.",
          false,
          R"(";")",
          {.taken_by = {kDelimited, kTemplate}}},
         kAnyTextRule, &batching->separator);
  v.Text({"prefix",
          "what stands before the first record.",
          false,
          R"("[")",
          {.taken_by = {kDelimited}}},
         kAnyTextRule, &batching->prefix);
  v.Text(
      {"suffix", "what stands behind the last one.", false, R"("]")", {.taken_by = {kDelimited}}},
      kAnyTextRule, &batching->suffix);
  constexpr AttributesRule kSome = {.single = true, .least = 1, .most = 16};
  v.Attributes({"attributes",
                "top-level attributes whose values the records of a request share.",
                false,
                R"(["orderNumber"])",
                {.needed_by = {kGroupBy}}},
               kSome, &batching->attributes);
  v.Attributes({"by",
                "the attributes that name a document, or the one that names a record.",
                false,
                R"(["orderNumber"])",
                {.needed_by = {kFold, kKeyed}}},
               kSome, &batching->by);
  v.Text(
      {"lines",
       "the dotted path of the list of lines; what it leads through is made once a document: `sheets.lines` of `upsert_stock_count`.",
       false,
       R"("sheets.lines")",
       {.taken_by = {kFold}}},
      kPathRule, &batching->lines);
  v.Attributes({"line_attributes",
                "the top-level attributes that belong to a line.",
                false,
                R"(["sku", "quantity"])",
                {.needed_by = {kFold}}},
               {.single = true, .least = 1, .most = 1000}, &batching->line_attributes);
  v.Choice(
      {"on_conflict",
       "what becomes of a line whose other attributes differ from the first line's: `\"reject\"` (its document is) or `\"first\"` (the first line's count).",
       false,
       R"("first")",
       {.taken_by = {kFold}}},
      Enumeration({"reject", "first"}, OnConflict::kReject, &batching->on_conflict));
  v.Json({"body",
          "the body, with `\"{records}\"` in place of the list.",
          false,
          R"({"items": "{records}"})",
          {.needed_by = {kTemplate}}},
         &batching->body);
  v.Json({"item",
          "one record in the list; `null`: the record as it is.",
          false,
          R"({"sku": "{record.sku}"})",
          {.taken_by = {kTemplate}}},
         &batching->item);
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
       "The request's URL, with placeholders such as {companyId}, {record.id} and {now:%Y-%m-%d}. On another host than base_url it must be named in allowed_hosts, and the credential does not go there.",
       true},
      kManualUrlRule, &endpoint->url);
}

void VisitRoute(KeyVisitor& v, RouteConfig* route, bool main) {
  v.Section("What is sent", /*bounds=*/false);
  v.EndpointOf(
      {"endpoint",
       "What records are written to: a name from the [catalogue](endpoints.md), or a method and URL of your own.",
       main, R"("upsert_product")"},
      route);
  v.Choice(
      {.name = "method",
       .description =
           "Only for endpoints that offer a choice, the `update_…` ones: `PATCH`, which changes the attributes that are sent, or `PUT`, which replaces the whole.",
       .otherwise = "`\"PATCH\"` for `update_…`"},
      {{"PATCH", "PUT"},
       [=] {
         const bool choice = route->endpoint != nullptr && route->endpoint->methods.size() > 1;
         return !choice                               ? kNoChoice
                : route->method == HttpMethod::kPatch ? 0
                : route->method == HttpMethod::kPut   ? 1
                                                      : kNoChoice;
       },
       [=](size_t at) { route->method = at == 0 ? HttpMethod::kPatch : HttpMethod::kPut; }});
  v.Parameters(
      {"parameters",
       "The endpoint's path parameters: all of them, no others. A URL of your own may use any.",
       false, R"({"id": "{record.productId}"})"},
      &route->parameters);
  v.Boolean({"delete_body", "`true`: a `DELETE` sends a body too."}, &route->delete_body);
  v.Choice({"content_format",
            "How bodies are written: `\"json\"`, `\"form\"`, `\"xml\"` or `\"text\"`."},
           Enumeration(FormatNames(), ContentFormat::kJson, &route->content_format));
  v.Json(
      {"body",
       "The body of one record. `text`: a template, which it needs. Otherwise a JSON value, in place of `map`.",
       false,
       R"("{record.sku};{record.quantity}")",
       {.needed_in = {ContentFormat::kText}}},
      &route->body);
  v.Object({"xml", "The names of elements that have none of their own."}, [=](KeyVisitor& inner) {
    constexpr Formats kXml = {ContentFormat::kXml};
    inner.Text(
        {"root", "the element around several records.", false, R"("products")", {.formats = kXml}},
        kXmlNameRule, &route->xml.root);
    inner.Text({"item",
                "the element of a record, and of every element of a list.",
                false,
                R"("product")",
                {.formats = kXml}},
               kXmlNameRule, &route->xml.item);
  });
  v.Choice(
      {"null_policy",
       "`\"omit\"`: attributes that are null are left out, in objects of any depth. Elements of lists stay, but for rows of a `map` that have nothing."},
      Enumeration({"send", "omit"}, NullPolicy::kSend, &route->null_policy));
  v.RequestHeaders(
      {"request_headers", "Further headers, as an object or as text `name:value,name2:value2`.",
       false, R"({"X-Source": "erp"})"},
      &route->request_headers);
  v.Attributes({"exclude_attributes", "Attributes that are not sent.", false,
                R"(["internal_note", "lines.cost"])"},
               {}, &route->exclude_attributes);
  v.Map({"map", "The body to send, made from the record; `null`: the record as it is.", false,
         R"({"name": "{record.title}"})"},
        &route->map);
  v.Choice({"map_rest", "`\"keep\"`: attributes that the map does not name are sent too."},
           Enumeration({"drop", "keep"}, MapRest::kDrop, &route->map_rest));
  v.Attributes(
      {"key",
       "The attributes that name a record, where no id does. Records of one key are sent in order.",
       false, R"(["sku", "location"])"},
      {.single = true, .least = 1, .most = 16}, &route->key);
  v.Object(
      {"identity", "Published endpoints: how a record without its GUID gets one."},
      [=](KeyVisitor& inner) {
        inner.Attributes(
            {"from",
             "Published endpoints: the attributes that a record's GUID is made of where it has none.",
             false, R"(["sku"])"},
            {.single = true, .least = 1, .most = 16}, &route->identity);
      });
  v.Object(
      {"values",
       "Published endpoints: what texts of the record mean as dates, decimals and values of enumerations. Constants of a map, JSON numbers and identity are left alone."},
      [=](KeyVisitor& inner) { VisitValues(inner, &route->values); });
  v.Choice(
      {"unknown_fields",
       "Published endpoints: what becomes of fields that the API does not have, or only answers: `reject`, `warn` or `send`. `warn` is the default where the catalogue does not know the `api_version`."},
      Enumeration({"reject", "warn", "send"}, UnknownFields::kReject, &route->unknown_fields));
  v.Boolean(
      {"check_status",
       "Orders: `true` reads an order before it is changed, and refuses the record where the order's status forbids the change."},
      &route->check_status);
  v.Section("Batching", /*bounds=*/true);
  v.Object({"batching", "Several records in one request."},
           [=](KeyVisitor& inner) { VisitBatching(inner, &route->batching); });
  v.Section("Answers", /*bounds=*/false);
  v.Object({"response", "How the service's answers are read."},
           [=](KeyVisitor& inner) { VisitResponse(inner, &route->response); });
  v.Section("Names instead of ids", /*bounds=*/true);
  v.Object(
      {.name = "adopt",
       .description =
           "Published endpoints: an existing record of inFlow's is looked for, and written to in place of a new one.",
       .null_means = R"({"by": null})"},
      [=](KeyVisitor& inner) {
        inner.Attributes(
            {"by",
             "Published endpoints: the fields by which a record whose GUID `identity` makes is first looked for in inFlow. Of one that is found, the GUID is used.",
             false, R"(["sku"])"},
            {.single = true, .least = 0, .most = kMaxLookupFields, .natural = true}, &route->adopt);
      });
}

void VisitDocument(KeyVisitor& v, Config* config) {
  v.Section("Where and who", /*bounds=*/false);
  v.Object({"credential", "Which company is written to, and the key for it.", true},
           [=](KeyVisitor& inner) { VisitCredential(inner, &config->credential); });
  v.Text({"base_url", "Where the service is. Must be https; http only to this machine."},
         kBaseUrlRule, &config->base_url);
  v.Text(
      {"api_version",
       "The API's version, sent as `Accept: application/json;version=…`. At most 32 letters, digits, `-`, `.`, `_`. It says which fields and endpoints there are, see [inflow.md](inflow.md#versions)."},
      kApiVersionRule, &config->api_version);
  v.Object({"tls", "How the service's certificate is checked; it always is."}, [=](KeyVisitor&
                                                                                       inner) {
    inner.Text(
        {"ca_file",
         "A PEM file of the authorities to trust instead of the system's. The certificate is always checked. A certificate in the file that cannot be read is a fault.",
         false, R"("/etc/ssl/company.pem")"},
        kFileRule, &config->ca_file);
  });
  v.Text(
      {"proxy",
       "A proxy's URL: `http://`, `https://`, `socks5://` or `socks5h://`. Proxy variables of the environment are not used.",
       false, R"("http://proxy.example:3128")"},
      kProxyRule, &config->proxy);
  v.TextList(
      {"allowed_hosts",
       "Other hosts that a URL of your own may name, as `host` or `host:port`. The credential never goes there.",
       false, R"(["hooks.example.com"])"},
      {kHostRule, kMaxHosts}, &config->allowed_hosts);
  v.Ignored(
      {.name = "$schema",
       .description =
           "Ignored, whatever its text: where an editor finds the JSON Schema of this document, which `inflow schema` prints.",
       .example = R"("./inflow.schema.json")",
       .otherwise = "none"});
  VisitRoute(v, &config->main, /*main=*/true);  // it ends in the section that "references" is in
  v.Object({"references", "What is done about fields that name another record."},
           [=](KeyVisitor& inner) { VisitReferences(inner, &config->references); });
  v.Section("Pace", /*bounds=*/true);
  v.Object({"rate_limit", "The service's quota."},
           [=](KeyVisitor& inner) { VisitRateLimit(inner, &config->rate_limit); });
  v.Section("Trying again", /*bounds=*/true);
  v.Object({"retry", "When a record is sent again."},
           [=](KeyVisitor& inner) { VisitRetry(inner, &config->retry); });
  v.Object({"stop_after", "When so much is refused that nothing more is sent."},
           [=](KeyVisitor& inner) { VisitStopAfter(inner, &config->stop_after); });
  v.Section("Bounds", /*bounds=*/true);
  v.Object({"queue", "How much may be pending."},
           [=](KeyVisitor& inner) { VisitQueue(inner, &config->queue); });
  v.Object({"fold", "What is kept of documents that the algorithm fold has made."},
           [=](KeyVisitor& inner) { VisitFold(inner, &config->fold); });
  v.Object({"limits", "Bounds of single requests and records."},
           [=](KeyVisitor& inner) { VisitLimits(inner, &config->limits); });
  v.Section("The journal", /*bounds=*/true);
  v.Object({"journal", "What outlives the process."},
           [=](KeyVisitor& inner) { VisitJournal(inner, &config->journal); });
  v.Section("Rows of a CSV", /*bounds=*/false);
  v.Object({"csv", "Which rows of a CSV are records, and what their blank cells stand for."},
           [=](KeyVisitor& inner) { VisitCsv(inner, &config->csv); });
  v.Section("Response webhook", /*bounds=*/true);
  v.Object({"response_webhook", "Every answer of the service is posted there as well."},
           [=](KeyVisitor& inner) { VisitWebhook(inner, &config->response_webhook); });
  v.Section("Switches", /*bounds=*/false);
  v.Boolean(
      {"active",
       "`false`: records are refused and nothing is sent, until the destination is activated."},
      &config->active);
  v.Boolean(
      {"capture_responses", "Hand the service's answers to the host with every record's outcome."},
      &config->capture_responses);
  v.Section("", /*bounds=*/false);  // routes have no table
  v.Routes(
      {"routes",
       "Other ways for records, by name. A route overrides what it names and inherits the rest."},
      config->main, &config->routes);
}

}  // namespace inflow::config
