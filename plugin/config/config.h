// SPDX-License-Identifier: Apache-2.0
//
// File: config.h
//
// The configuration document as plain values, after every check that needs no record. Durations and
// sizes are already typed; text templates are still text (the request layer compiles them).
#ifndef PLUGIN_CONFIG_CONFIG_H_
#define PLUGIN_CONFIG_CONFIG_H_

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "plugin/catalog/catalog.h"
#include "plugin/clock/clock.h"
#include "plugin/config/origins.h"

namespace inflow {

// SecretSource is where a credential's value comes from. Exactly one of the three is set; a literal
// is never shown.
struct SecretSource {
  enum class Kind : uint8_t { kLiteral, kEnvironment, kFile } kind = Kind::kLiteral;
  std::string text;  // the value, the variable's name, or the file's path
  bool operator==(const SecretSource&) const = default;
};

struct CredentialConfig {
  SecretSource company_id;
  SecretSource api_key;
  bool operator==(const CredentialConfig&) const = default;
};

// Algorithm says how the records of a group become one body.
enum class Algorithm : uint8_t {
  kArray,
  kWrappedArray,
  kEnvelope,
  kItemWrapper,
  kDelimited,
  kGroupBy,
  kFold,
  kKeyed,
  kTemplate
};

enum class OnConflict : uint8_t { kReject, kFirst };

struct BatchingConfig {
  bool enabled = false;
  Algorithm algorithm = Algorithm::kArray;
  size_t size = 100;
  size_t max_bytes = 1'000'000;
  Duration linger{};  // zero: a group stays open until it is full or flushed
  bool atomic =
      false;  // the service takes all of a request or nothing, so a refused group may be halved
  // The algorithms' own settings; empty where they are not named.
  std::string key;                      // dotted path of the list
  std::string fields;                   // envelope: a JSON object's own text
  std::string item_key;                 // item_wrapper
  std::string separator = "\n";         // delimited, and template in text
  std::string prefix, suffix;           // delimited
  std::vector<std::string> attributes;  // group_by
  std::vector<std::string> by;          // fold and keyed
  std::string lines = "lines";          // fold: dotted path of the list
  std::vector<std::string> line_attributes;
  OnConflict on_conflict = OnConflict::kReject;
  std::string body, item;  // template: JSON text as written
  bool operator==(const BatchingConfig&) const = default;
};

enum class MapRest : uint8_t { kDrop, kKeep };
enum class NullPolicy : uint8_t { kSend, kOmit };
enum class ContentFormat : uint8_t { kJson, kForm, kXml, kText };

struct XmlConfig {
  std::string root = "records", item = "record";
};

// Confirm says what a 2xx must show to count as a delivery.
enum class Confirm : uint8_t {
  kEntity,  // the entity that was sent, under its id
  kType,    // an answer of this service's kind: no HTML, and JSON where JSON was asked for
  kOff,     // the status alone
};

// ResponseConfig says how answers are read. The paths are dotted, empty where none is given;
// item_errors "." is the answer itself.
struct ResponseConfig {
  std::string item_errors, item_index, item_message;
  Confirm confirm = Confirm::kType;  // where it is not named it follows from the endpoint
};

// UnknownFields says what becomes of fields that a published endpoint does not have, or only
// answers.
enum class UnknownFields : uint8_t {
  kReject,  // the record is refused
  kWarn,    // they are sent, counted and reported
  kSend,    // they are sent
};

enum class DecimalMark : uint8_t { kPoint, kComma };

// ValuesConfig says what texts of the record mean, where they go into fields of a published
// endpoint.
struct ValuesConfig {
  std::vector<std::string> dates{};  // formats, the first that fits counts (date_format.h)
  std::string zone{};                // of times without an offset; empty: none
  DecimalMark decimal_mark = DecimalMark::kPoint;
  std::vector<std::string> strip{};  // texts that decimals and dates are read without
  std::map<std::string, std::map<std::string, std::string>>
      enums{};  // by field, what stands for which of its values

  bool operator==(const ValuesConfig&) const = default;
  bool empty() const { return *this == ValuesConfig(); }
};

// ReferenceMode says what is done about fields that name another record.
enum class ReferenceMode : uint8_t {
  kOff,      // nothing: they are sent as they are
  kCheck,    // whether the service has what their GUIDs name is asked
  kResolve,  // what is no GUID is looked up as a name
};

// OnMissing says what becomes of a record that names what the service does not have.
enum class OnMissing : uint8_t { kReject, kHold };

// LookupFields are the fields by which the entities of collections are looked up, in their order.
using LookupFields = std::map<std::string, std::vector<std::string>>;

struct ReferencesConfig {
  ReferenceMode mode = ReferenceMode::kOff;
  LookupFields by{};  // a collection that is not there: by its natural fields (collection.h)
  Duration ttl = std::chrono::hours(24);  // how long what was read is trusted
  OnMissing on_missing = OnMissing::kReject;
  bool operator==(const ReferencesConfig&) const = default;
};

// RouteConfig is all that decides how a record becomes a request. The main configuration is a route
// without a name.
struct RouteConfig {
  std::string pointer;  // JSON pointer of the object it came from: "" or "/routes/orders"
  Origins origins;      // of its values; the main one's are those of the whole document
  const Endpoint* endpoint = nullptr;  // never null after a successful parse
  std::shared_ptr<const Endpoint>
      manual;  // owns `endpoint` where the configuration describes it itself
  std::map<std::string, std::string> parameters;                     // name → template
  std::vector<std::pair<std::string, std::string>> request_headers;  // name, template
  std::vector<std::string> exclude_attributes;
  std::string map;   // the map's own JSON text as written, comments blanked; empty without a map
  std::string body;  // a JSON value's own text; empty without one
  XmlConfig xml;
  ResponseConfig response;
  BatchingConfig batching;
  std::vector<std::string> key;  // attributes that name a record
  ValuesConfig values;           // published endpoints
  // Published endpoints: the attributes that the GUID is derived from.
  std::vector<std::string> identity;
  // The fields by which a record whose GUID `identity` makes, and what a map names by {guid:…}, is
  // first looked for. It may be inherited where the endpoint itself cannot adopt.
  std::vector<std::string> adopt;
  bool foreign =
      false;  // a manual URL on another host than base_url: the credential does not go there
  HttpMethod method = HttpMethod::kPost;
  MapRest map_rest = MapRest::kDrop;
  ContentFormat content_format = ContentFormat::kJson;
  NullPolicy null_policy = NullPolicy::kSend;
  bool delete_body = false;  // a DELETE sends a body too
  // Where it is not named it follows from the API version.
  UnknownFields unknown_fields = UnknownFields::kReject;
  bool check_status = false;  // orders; it may be inherited by what writes none
};

enum class OnUnknownOutcome : uint8_t { kAuto, kResend, kVerify, kHold };

// On503 says what a 503 without Retry-After means: whether the request was applied is unknown, or
// it was not.
enum class On503 : uint8_t { kUnknown, kNotApplied };

struct RetryConfig {
  int max_attempts = 8;
  Duration initial_backoff = std::chrono::milliseconds(500);
  Duration max_backoff = std::chrono::milliseconds(60'000);
  Duration max_elapsed = std::chrono::milliseconds(3'600'000);
  Duration max_retry_after = std::chrono::milliseconds(3'600'000);
  OnUnknownOutcome on_unknown_outcome = OnUnknownOutcome::kAuto;
  On503 on_503 = On503::kUnknown;
  bool operator==(const RetryConfig&) const = default;
};

struct WindowConfig {
  size_t requests = 60;
  Duration per = std::chrono::milliseconds(60'000);
  bool operator==(const WindowConfig&) const = default;
};

// ColdStart says what is assumed of the quota by a log that knows nothing of the time before it.
enum class ColdStart : uint8_t {
  kLearn,  // one request, then what the service's counts leave; without counts as kEmpty
  kFull,   // every window is full as of now
  kEmpty,  // nothing was spent
};

struct RateLimitConfig {
  std::vector<WindowConfig> windows = std::vector<WindowConfig>(1);
  double share = 1.0;  // (0, 1]
  size_t max_in_flight = 4;
  std::string log;  // a file that is shared with others; empty: none, and cold_start means nothing
  ColdStart cold_start = ColdStart::kLearn;
  bool operator==(const RateLimitConfig&) const = default;
};

// StopAfterConfig is how much the service refuses until something else than the records must be
// wrong.
struct StopAfterConfig {
  size_t rejected = 0;  // so many records at least; 0: never
  double share = 0.5;   // (0, 1], of those that the service has answered for
  bool operator==(const StopAfterConfig&) const = default;
};

// Durability is what a loss of power leaves of a journal; a kill leaves all of it in any case.
enum class JournalDurability : uint8_t { kFull, kNormal, kOff };

// OnPending is what becomes of records that an earlier session left pending.
enum class OnPending : uint8_t {
  kGiveBack,  // they settle: the host writes again what it knows not to have arrived
  kDeliver,
};

enum class OnOtherConfiguration : uint8_t { kRefuse, kAdopt, kGiveBack };

// JournalConfig is the file that outlives the process. An empty path: none.
struct JournalConfig {
  std::string path;
  std::string name;  // of those who share the company and the file, and not their records
  JournalDurability durability = JournalDurability::kFull;
  bool skip_unchanged = false;
  size_t max_records = 10'000'000;
  OnPending on_pending = OnPending::kGiveBack;
  OnOtherConfiguration on_other_configuration = OnOtherConfiguration::kRefuse;
  size_t days = 90;
  size_t tokens_days = 30;
  size_t max_bytes = size_t{1} << 30;
  bool operator==(const JournalConfig&) const = default;
};

struct QueueConfig {
  size_t max_records = 100'000;
  size_t max_bytes = 67'108'864;
};

struct FoldConfig {
  size_t remember = 100'000;  // documents, so that their late lines are known
};

// CsvConfig says how rows become records. The library leaves it to the command, which reads files.
struct CsvConfig {
  std::vector<std::string> null_texts;                 // what an empty cell may be written as
  std::vector<std::string> fill_columns, fill_within;  // both or none
  std::map<std::string, std::string> types;            // of columns: "number", "boolean", "json"
  std::string separator;                               // empty: the one that the file shows
  std::string where;  // a RowCondition (row_condition.h); empty: none
};

struct LimitsConfig {
  Duration timeout = std::chrono::milliseconds(30'000);
  Duration connect_timeout = std::chrono::milliseconds(10'000);
  size_t max_response_bytes = 16'777'216;
  size_t max_record_bytes = 16'777'216;
  bool operator==(const LimitsConfig&) const = default;
};

enum class WebhookPayload : uint8_t { kEnvelope, kResponse };

// WebhookConfig is where the service's answers are posted to. An empty url: nowhere.
struct WebhookConfig {
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;  // name, value; the values are secret
  SecretSource secret;                                       // empty text: posts are not signed
  WebhookPayload payload = WebhookPayload::kEnvelope;
};

struct Config {
  CredentialConfig credential;
  std::string base_url = "https://cloudapi.inflowinventory.com";  // no trailing slash
  std::string api_version = "2025-06-24";
  std::vector<std::string>
      allowed_hosts;  // "host" or "host:port", in lower case, beside that of base_url
  RouteConfig main;
  std::map<std::string, RouteConfig> routes;  // by name
  bool active = true;
  bool capture_responses = false;
  WebhookConfig response_webhook;
  RateLimitConfig rate_limit;
  RetryConfig retry;
  StopAfterConfig stop_after;
  ReferencesConfig references;
  QueueConfig queue;
  FoldConfig fold;
  JournalConfig journal;
  LimitsConfig limits;
  CsvConfig csv;
  std::string ca_file;
  std::string proxy;
  std::vector<std::string> warnings;  // sentences: what is no fault, and its user should know
  std::string
      fixed_part;  // canonical JSON of every key that may not change while records are pending
  std::string rendered_part;  // likewise, of those that say what is sent of a record, and where
};

}  // namespace inflow

#endif  // PLUGIN_CONFIG_CONFIG_H_
