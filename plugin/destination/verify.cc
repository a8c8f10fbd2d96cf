// SPDX-License-Identifier: Apache-2.0
//
// The command "verify": whether the service has of some records what would be sent of them.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "plugin/delivery/written.h"
#include "plugin/destination/destination.h"
#include "plugin/destination/internal/batch_argument.h"
#include "plugin/destination/internal/refused_read.h"
#include "plugin/readback/read_back.h"
#include "plugin/text/utf8.h"

namespace inflow {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kVerifyUsage[] =
    R"("verify" takes {"route": "", "records": [{"sku": "A-1"}], "include_equal": false})";
constexpr size_t kMostOfAValue = 500;  // bytes that are shown of one
constexpr std::string_view kRefused = "refused";

// Planned is one entity that would be sent, or a record that would be refused.
struct Planned {
  std::vector<uint64_t> places;  // of the records that it is made of
  bool refused = false;
  std::string why;  // it would be refused, or cannot be read; empty: it may be
  WrittenTo to;
  const ObjectSchema* object = nullptr;
  std::string json;
};

// Plan says what would be sent of an item, and where it is read.
Planned Plan(const Item& item, const Lane& lane, std::string_view service) {
  Planned planned;
  ForEachRecord(item, [&](const Item& record) { planned.places.push_back(record.id); });
  Written written = WrittenOf(item, lane, service);
  planned.why = std::move(written.why);
  planned.to = std::move(written.to);
  planned.object = written.object;
  planned.json = std::move(written.json);
  return planned;
}

// AddRefused adds the records that would be refused; the lines of a document are one.
void AddRefused(const Engine& engine, absl::FunctionRef<SharedText(const SharedText&)> shown,
                std::vector<Planned>* plan) {
  std::map<uint64_t, size_t> documents;
  for (const Settled& one : engine.settled()) {
    if (one.outcome != Outcome::kRejected) continue;
    const auto known = one.document == 0 ? documents.end() : documents.find(one.document);
    if (known != documents.end()) {
      (*plan)[known->second].places.push_back(one.id);
      continue;
    }
    if (one.document != 0) documents.emplace(one.document, plan->size());
    Planned& planned = plan->emplace_back();
    planned.places = {one.id};
    const SharedText message = shown(one.message);
    planned.refused = true;
    planned.why = message && !message->empty() ? *message : "it would be refused";
  }
}

// Shorten cuts text between two characters.
std::string Shortened(std::string text) {
  if (text.size() <= kMostOfAValue) return text;
  size_t end = 0;
  while (end < kMostOfAValue) {
    const size_t length =
        std::max<size_t>(Utf8Length(text.data() + end, text.data() + text.size()), 1);
    if (end + length > kMostOfAValue) break;
    end += length;
  }
  return text.substr(0, end) + "…";
}

// Value is a value for people: a text without its quotes, all else as written; null: absent.
Json Value(std::string_view json, const Redactor& redactor) {
  if (json.empty()) return nullptr;
  std::string text;
  if (json.front() == '"') {
    Unescape(json.substr(1, json.size() - 2), &text);
  } else {
    text = json;
  }
  redactor.Redact(&text);  // before it is cut, or half of a secret would be left
  return Shortened(std::move(text));
}

Json ResultJson(const Planned& planned, std::string_view result, const FoundEntity& found,
                const Redactor& redactor) {
  Json json = {{"places", planned.places}, {"result", result}};
  if (!found.id.empty()) json["id"] = found.id;
  if (!found.name.empty()) json["name"] = found.name;
  for (const Difference& one : found.differences) {
    json["differences"].push_back({{"field", one.field},
                                   {"sent", Value(one.sent, redactor)},
                                   {"found", Value(one.found, redactor)}});
  }
  if (!found.message.empty()) json["message"] = found.message;
  return json;
}

// Counts is how many have each result.
class Counts {
 public:
  void Add(std::string_view result) {
    for (auto& [name, count] : counts_) count += name == result ? 1 : 0;
  }
  Json json() const {
    Json json = Json::object();
    for (const auto& [name, count] : counts_) json[std::string(name)] = count;
    return json;
  }

 private:
  std::array<std::pair<std::string_view, uint64_t>, 5> counts_ = {
      {{"equal", 0}, {"different", 0}, {"absent", 0}, {"unreadable", 0}, {kRefused, 0}}};
};

}  // namespace

// ReadBackOne reads one entity, with one request. A status that is not OK ends the whole call: it
// would be that of the next one too.
CallStatus Destination::ReadBackOne(const SentEntity& sent, FoundEntity* found) {
  const ReadBack read(sent);
  const std::string collection(sent.collection);
  if (read.path().empty()) {
    found->id = read.id();
    found->name = read.name();
    found->message = read.why();
    return {};
  }
  std::optional<ErrandEnd> end;
  if (CallStatus s = RunErrand(ReadCall(read.path()), std::nullopt, &end); !s.ok()) return s;
  const Exchange& exchange = end->exchange;
  const Verdict verdict = end->classified.verdict;
  const bool whole = !exchange.cut &&
                     (exchange.failure == Failure::kNone || exchange.failure == Failure::kTooLarge);
  const std::string what = collection + " cannot be read";
  if (verdict == Verdict::kDelivered && !whole) {
    return {.code = CallCode::kUnavailable,
            .message = what + ": the service answered " + std::to_string(exchange.status) +
                       ", and not all of it arrived"};
  }
  const bool of_one =
      verdict == Verdict::kDelivered || verdict == Verdict::kRefused || exchange.status == 404;
  if (!of_one) {
    const TimePoint now = parts_.clock->Now();
    return StatusOfRefusedRead(*end, collection, what, engine_.closed_until(now), now);
  }
  *found = read.Read(exchange);
  return {};
}

CallStatus Destination::Verify(std::string_view arguments, std::string* json) {
  constexpr std::string_view kKeys[] = {"route", "records", "include_equal"};
  BatchArgument batch;
  if (CallStatus s = ReadBatchArgument(arguments, kVerifyUsage, kKeys, &batch); !s.ok())
    return Hidden(s);
  const Member* const equal = batch.given.Find("include_equal");
  const bool include_equal = equal != nullptr && equal->type == JsonType::kTrue;
  if (equal != nullptr && !include_equal && equal->type != JsonType::kFalse)
    return {.code = CallCode::kInvalidArgument, .message = kVerifyUsage};
  const std::string service = CompanyUrl();
  Engine engine(parts_.seed);
  std::vector<Planned> plan;
  const CallStatus run = RunLookedUp(batch, &engine, [&](const Request& sent) {
    for (const Item& item : sent.group.items) plan.push_back(Plan(item, *sent.group.lane, service));
  });
  if (!run.ok()) return Hidden(run);
  AddRefused(
      engine, [this](const SharedText& text) { return Shown(text); }, &plan);
  std::sort(plan.begin(), plan.end(),
            [](const Planned& a, const Planned& b) { return a.places < b.places; });
  Json results = Json::array();
  Counts counts;
  for (const Planned& planned : plan) {
    FoundEntity found;
    found.message = planned.why;
    if (planned.why.empty()) {
      if (CallStatus s = ReadBackOne({.collection = planned.to.collection,
                                      .object = planned.object,
                                      .id = planned.to.id,
                                      .json = planned.json},
                                     &found);
          !s.ok()) {
        return Hidden(s);
      }
    }
    const std::string_view result = planned.refused ? kRefused : FoundStateName(found.state);
    counts.Add(result);
    if (include_equal || found.state != FoundState::kEqual)
      results.push_back(ResultJson(planned, result, found, *redactor_));
  }
  *json = Json{{"records", std::move(results)}, {"counts", counts.json()}}.dump(
      -1, ' ', false, Json::error_handler_t::replace);
  redactor_->Redact(json);
  return {};
}

}  // namespace inflow
