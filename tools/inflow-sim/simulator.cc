// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/simulator.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tools/inflow-sim/include.h"
#include "tools/inflow-sim/listing.h"
#include "tools/inflow-sim/schema.h"
#include "tools/inflow-sim/seed_data.h"

namespace inflow::sim {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kNegativeHeader = "X-OverrideAllowNegativeInventory";

absl::StatusOr<std::string> ReadFile(const std::string& path, std::string_view option) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file)
    return absl::InvalidArgumentError(
        absl::StrCat(std::string(option), " ", path, ": cannot be read"));
  return text;
}

Answer Error(int status, std::string_view code, std::string_view message) {
  return {
      .status = status, .headers = {}, .body = Json({{"code", code}, {"message", message}}).dump()};
}

std::string CollectionJson(const Store& store, const Collection& collection) {
  std::string json = "[";
  for (const Entity& entity : store.All(collection)) {
    if (json.size() > 1) json.push_back(',');
    AppendJson(entity.value, &json);
  }
  return json + "]";
}

std::string StateJson(const Store& store) {
  std::string json = "{";
  for (const Collection& collection : Collections()) {
    if (json.size() > 1) json.push_back(',');
    absl::StrAppend(&json, "\"", std::string(collection.name),
                    "\":", CollectionJson(store, collection));
  }
  return json + "}";
}

// The value of `version=` in "application/json;version=2025-06-24".
std::string_view VersionOf(std::string_view accept) {
  for (const absl::string_view part :
       absl::StrSplit(absl::string_view(accept.data(), accept.size()), absl::ByAnyChar(";,"))) {
    absl::string_view parameter = absl::StripAsciiWhitespace(part);
    if (absl::StartsWithIgnoreCase(parameter, "version="))
      return {parameter.data() + 8, parameter.size() - 8};
  }
  return {};
}

bool IsJsonType(std::string_view content_type) {
  const absl::string_view view(content_type.data(), content_type.size());
  const std::vector<absl::string_view> parts = absl::StrSplit(view, ';');
  const absl::string_view type = absl::StripAsciiWhitespace(parts[0]);
  return absl::EqualsIgnoreCase(type, "application/json") ||
         absl::EndsWithIgnoreCase(type, "+json");
}

// The two headers say how many, not in which time: one means a minute, the other an hour. Other
// windows cannot be told in them.
std::string_view RateHeaderOf(const Limit& limit) {
  if (limit.per == std::chrono::minutes(1)) return "x-inflow-api-rate-limit";
  if (limit.per == std::chrono::hours(1)) return "x-ratelimit-limit";
  return {};
}

// OtherId changes a GUID, or whatever names an entity, into one that names none.
std::string OtherId(const std::string& id) {
  if (!IsGuid(id)) return id + "-other";
  constexpr size_t kChanged = 8;
  std::string other = id;
  for (size_t i = 0; i < kChanged; ++i) {
    const auto digit = std::stoi(std::string(1, id[i]), nullptr, 16);
    other[i] = "0123456789abcdef"[15 - digit];
  }
  return other;
}

void ChangeIds(std::string_view id_field, Value* value) {
  for (Value& entity : value->items) ChangeIds(id_field, &entity);
  const Value* id = Find(*value, id_field);
  if (id != nullptr && id->is_string()) Put(value, id_field, MakeString(OtherId(id->text)));
}

// Confuse turns the service's answer into one that looks well and is not true.
void Confuse(Confusion confusion, const Target& target, Answer* answer) {
  if (confusion == Confusion::kHtml) {
    answer->status = 200;
    answer->headers.emplace_back("Content-Type", "text/html; charset=utf-8");
    answer->body =
        "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Sign in to go on."
        "</body></html>\n";
  } else if (confusion == Confusion::kError) {
    answer->status = 200;
    answer->body = Error(0, "InternalError", "Something went wrong").body;
  } else if (confusion == Confusion::kOtherId) {
    const Place place = PlaceOf(target);
    absl::StatusOr<Value> body = ParseValue(answer->body);
    if (place.collection == nullptr || !body.ok()) return;
    ChangeIds(place.collection->id_field, &*body);
    answer->body = ToJson(*body);
  }
}

// Disturb turns the service's answer into the one that the script wants.
void Disturb(const Fault& fault, Answer* answer) {
  if (fault.status) {
    answer->status = *fault.status;
    if (answer->status >= 400) {
      answer->body =
          Error(0, "SimulatedFault",
                absl::StrCat("Rule ", fault.rule, " of the fault script gave this answer"))
              .body;
    }
  }
  answer->headers.insert(answer->headers.end(), fault.headers.begin(), fault.headers.end());
  if (fault.body) answer->body = *fault.body;
  if (answer->status == 204 || answer->status == 304) answer->body.clear();
  if (fault.malformed) answer->body.resize(answer->body.size() / 2);
}

}  // namespace

Simulator::Simulator(const Options& options)
    : options_(options),
      store_(options.seed, options.store),
      quota_(options.limits,
             options.strictness == Strictness::kHarsh ? Cut::kAlternate : Cut::kSliding),
      log_(options.max_log, options.api_key),
      wording_(options.strictness),
      writes_(options_, &store_) {}

absl::Status Simulator::Prepare() {
  absl::Status status = options_.bare ? absl::OkStatus() : store_.Load(kSeedData);
  if (!options_.seed_data.empty() && status.ok()) {
    const absl::StatusOr<std::string> text = ReadFile(options_.seed_data, "--seed-data");
    status = text.ok() ? store_.Load(*text) : text.status();
  }
  if (!options_.fault.empty() && status.ok()) {
    const bool inline_script = options_.fault.front() == '{';
    const absl::StatusOr<std::string> text =
        inline_script ? options_.fault : ReadFile(options_.fault, "--fault");
    if (!text.ok()) return text.status();
    absl::StatusOr<FaultScript> script = FaultScript::Parse(*text);
    status = script.status();
    if (script.ok()) faults_ = *std::move(script);
  }
  for (const std::string& confusion : options_.confuse) {
    if (status.ok()) status = faults_.AddConfusion(confusion);
  }
  if (!options_.log.empty() && status.ok()) status = log_.OpenFile(options_.log);
  return status;
}

Exchange Simulator::Serve(const Message& message, Instant now) {
  const Target target = ParseTarget(message.target);
  const bool control = target.segments[0] == "_sim";
  const bool echo = control && target.segments.size() > 1 && target.segments[1] == "echo";
  Exchange exchange;
  if (control && !echo) {
    exchange.answer = ServeControl(message, target);
    return exchange;
  }
  exchange.entry = log_.Arrive(message, now);
  if (!echo && !quota_.Count(now)) {
    exchange.entry->throttled = true;
    exchange.answer = Throttle(now);
    AddRateHeaders(now, &exchange.answer);
    return exchange;
  }
  const std::string path = target.PathFrom(echo ? 0 : 1);
  const Fault* fault =
      faults_.Strike({message.method, path, message.body, message.on_connection > 1});
  if (fault != nullptr) {
    exchange.fault = *fault;
    exchange.entry->rule = fault->rule;
  }
  const Message& masked = exchange.entry->message;
  if (echo) {
    Json headers = Json::array();
    for (const auto& [name, value] : masked.headers) headers.push_back({name, value});
    exchange.answer.body = Json({{"method", masked.method},
                                 {"target", masked.target},
                                 {"headers", headers},
                                 {"body", masked.body}})
                               .dump(-1, ' ', false, Json::error_handler_t::replace);
  } else {
    exchange.answer =
        ServeApi(message, target, fault == nullptr || fault->apply, exchange.entry.get());
    AddRateHeaders(now, &exchange.answer);
  }
  if (fault != nullptr) {
    Confuse(fault->confusion, target, &exchange.answer);
    Disturb(*fault, &exchange.answer);
  }
  return exchange;
}

void Simulator::End(Exchange* exchange, int status, Instant now) {
  if (exchange->entry == nullptr) return;
  exchange->entry->status = status;
  log_.End(exchange->entry.get(), now);
}

Answer Simulator::ServeControl(const Message& message, const Target& target) {
  const std::string path = target.PathFrom(1);
  if (message.method == "GET" && path == "/requests") {
    uint64_t from = 1;
    const std::string text(target.Query("from").value_or("1"));
    if (text == "none") {
      from = std::numeric_limits<uint64_t>::max();
    } else if (!absl::SimpleAtoi(text, &from)) {
      return Error(400, "InvalidRequest", "from must be a request's number, or none");
    }
    return {.status = 200, .headers = {}, .body = log_.ToJson(from)};
  }
  if (message.method == "GET" && path == "/state")
    return {.status = 200, .headers = {}, .body = StateJson(store_)};
  if (message.method == "GET" && target.segments.size() == 3 && target.segments[1] == "state") {
    const Collection* collection = FindCollection(target.segments[2]);
    if (collection != nullptr)
      return {.status = 200, .headers = {}, .body = CollectionJson(store_, *collection)};
  }
  if (message.method == "PUT" && path == "/faults") {
    absl::StatusOr<FaultScript> script = FaultScript::Parse(message.body);
    if (!script.ok()) return Error(400, "InvalidRequest", std::string(script.status().message()));
    faults_ = *std::move(script);
    return {.status = 200, .headers = {}, .body = "{}"};
  }
  return Error(
      404, "NotFound",
      "The simulator answers GET /_sim/requests?from=N, GET /_sim/state, GET /_sim/state/{collection}, PUT /_sim/faults "
      "and anything on /_sim/echo/…");
}

Answer Simulator::ServeApi(const Message& message, const Target& target, bool apply,
                           LogEntry* entry) {
  if (!message.complete)
    return wording_.Refuse({Reason::kMalformed, "InvalidRequest", "The body ended too early"});
  if (const std::optional<Refusal> refusal = Admit(message, target))
    return wording_.Refuse(*refusal);
  return apply ? Work(message, target, &entry->applied) : Answer{};
}

std::optional<Refusal> Simulator::Admit(const Message& message, const Target& target) const {
  if (options_.accept_any) return std::nullopt;
  if (FindHeader(message.headers, "Authorization") != "Bearer " + options_.api_key) {
    return Refusal{Reason::kUnauthorized, "Unauthorized",
                   "Authorization must be Bearer with this company's API key"};
  }
  if (!absl::EqualsIgnoreCase(target.segments[0], options_.company)) {
    return Refusal{Reason::kWrongCompany, "Forbidden",
                   absl::StrCat("The key is not for the company \"", target.segments[0], "\"")};
  }
  if (std::optional<Refusal> refusal = AdmitVersion(message)) return refusal;
  if (!message.body.empty() && !IsJsonType(FindHeader(message.headers, "Content-Type"))) {
    return Refusal{Reason::kMediaType, "UnsupportedMediaType",
                   "Content-Type must be application/json"};
  }
  return std::nullopt;
}

std::optional<Refusal> Simulator::AdmitVersion(const Message& message) const {
  const std::string_view version = VersionOf(FindHeader(message.headers, "Accept"));
  if (version.empty()) {
    return Refusal{Reason::kVersion, "VersionMissing",
                   "Accept must name a version: application/json;version=2025-06-24"};
  }
  const bool known = std::find(Versions().begin(), Versions().end(), version) != Versions().end();
  if (options_.strictness == Strictness::kHarsh && !known) {
    return Refusal{Reason::kVersion, "VersionUnknown",
                   absl::StrCat("There is no version \"", std::string(version), "\"")};
  }
  return std::nullopt;
}

Answer Simulator::Work(const Message& message, const Target& target, bool* applied) {
  const Place place = PlaceOf(target);
  const std::string_view version = VersionOf(FindHeader(message.headers, "Accept"));
  if (place.kind == Place::Kind::kNone || IsNewer(place.collection->since, version)) {
    return wording_.Refuse(
        {Reason::kNoRoute, "NotFound", absl::StrCat("There is nothing at ", target.PathFrom(1))});
  }
  if (message.method == "GET" || message.method == "HEAD") return Read(target, place);
  const bool negative_allowed =
      absl::EqualsIgnoreCase(std::string(FindHeader(message.headers, kNegativeHeader)), "true");
  WriteResult result =
      writes_.Apply(message.method, place, {version, negative_allowed}, message.body);
  if (const Refusal* refusal = std::get_if<Refusal>(&result)) return wording_.Refuse(*refusal);
  *applied = true;
  const Written& written = std::get<Written>(result);
  if (message.method == "DELETE") return {.status = 204, .headers = {}, .body = {}};
  return wording_.Succeed(written.created, written.body);
}

Answer Simulator::Read(const Target& target, const Place& place) {
  const Collection& collection = *place.collection;
  if (place.kind != Place::Kind::kEntity && place.kind != Place::Kind::kCollection)
    return wording_.Refuse({Reason::kMethod, "MethodNotAllowed", "Only writes are served here"});
  const std::variant<Include, Refusal> parsed =
      ParseInclude(collection, target.Query("include").value_or(""));
  if (const Refusal* refusal = std::get_if<Refusal>(&parsed)) return wording_.Refuse(*refusal);
  const Include& include = std::get<Include>(parsed);
  if (place.kind == Place::Kind::kEntity) {
    if (const Entity* entity = store_.Find(collection, place.id)) {
      return {.status = 200,
              .headers = {},
              .body = ToJson(Show(collection, entity->value, include, store_))};
    }
    return wording_.Refuse(
        {Reason::kNotFound, "NotFound",
         absl::StrCat("There is no \"", place.id, "\" in ", std::string(collection.name))});
  }
  if (collection.identity == Identity::kCompany) {
    const std::list<Entity>& all = store_.All(collection);
    return {.status = 200, .headers = {}, .body = all.empty() ? "{}" : ToJson(all.front().value)};
  }
  const std::variant<Listing, Refusal> list = List(collection, target, store_);
  if (const Refusal* refusal = std::get_if<Refusal>(&list)) return wording_.Refuse(*refusal);
  const Listing& listing = std::get<Listing>(list);
  Value shown = MakeEmpty(Value::Kind::kArray);
  for (const Entity* entity : listing.page)
    shown.items.push_back(Show(collection, entity->value, include, store_));
  Answer answer{.status = 200, .headers = {}, .body = ToJson(shown)};
  if (absl::EqualsIgnoreCase(std::string(target.Query("includeCount").value_or("")), "true"))
    answer.headers.emplace_back("X-listCount", absl::StrCat(listing.total));
  return answer;
}

Answer Simulator::Throttle(Instant now) {
  Answer answer = wording_.Refuse(
      {Reason::kThrottled, "TooManyRequests", "More requests than the limit allows"});
  if (options_.strictness == Strictness::kKnown) {
    const auto wait = std::chrono::ceil<std::chrono::seconds>(quota_.FreeAt(now) - now);
    answer.headers.emplace_back("Retry-After", absl::StrCat(wait.count()));
  }
  return answer;
}

void Simulator::AddRateHeaders(Instant now, Answer* answer) const {
  if (options_.rate_headers == RateHeaders::kNone) return;
  for (const Window& window : quota_.windows()) {
    const std::string_view name = RateHeaderOf(window.limit());
    if (name.empty()) continue;
    const int64_t limit = window.limit().requests;
    const int64_t used = window.Used(now);
    answer->headers.emplace_back(
        name, absl::StrCat(options_.rate_headers == RateHeaders::kUsed ? used : limit - used, "/",
                           limit));
  }
}

}  // namespace inflow::sim
