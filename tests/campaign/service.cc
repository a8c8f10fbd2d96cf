// SPDX-License-Identifier: Apache-2.0
#include "tests/campaign/service.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "tests/campaign/answer_bytes.h"

namespace inflow::campaign {
namespace {

using nlohmann::json;

constexpr std::string_view kPage =
    "<!DOCTYPE html><html><body>Please sign in to this network</body></html>";

const std::string kBlocked =
    "<html><body>blocked</body></html>";  // as a firewall says it, of whatever it found

// The record that a tag names.
std::optional<size_t> Ordinal(const json& value, size_t count) {
  const auto* tag = value.get_ptr<const std::string*>();
  size_t number = 0;
  if (tag == nullptr || tag->size() < 2 || (*tag)[0] != 'r') return std::nullopt;
  const auto [end, error] = std::from_chars(tag->data() + 1, tag->data() + tag->size(), number);
  if (error != std::errc() || end != tag->data() + tag->size() || number >= count)
    return std::nullopt;
  return number;
}

// The records of one item; empty where it names none or one that is not there.
std::vector<size_t> RecordsOf(const json& item, size_t count) {
  std::vector<size_t> records;
  const bool folded = item.contains("lines");
  const json single = json::array({item});
  for (const json& entry : folded ? item["lines"] : single) {
    const std::optional<size_t> record =
        Ordinal(entry.value(folded ? "description" : "name", json()), count);
    if (!record) return {};
    records.push_back(*record);
  }
  return records;
}

std::optional<Carried> Parse(const std::string& body, size_t count) {
  const json parsed = json::parse(body, nullptr, /*allow_exceptions=*/false);
  Carried carried;
  carried.list = parsed.is_array();
  const json single = json::array({parsed});
  for (const json& item : carried.list ? parsed : single) {
    if (!item.is_object()) return std::nullopt;
    carried.bodies.push_back(item);
    carried.items.push_back(RecordsOf(item, count));
    if (carried.items.back().empty()) return std::nullopt;
  }
  if (carried.items.empty()) return std::nullopt;
  return carried;
}

void Append(const std::vector<size_t>& from, std::vector<size_t>* to) {
  to->insert(to->end(), from.begin(), from.end());
}

json ErrorObject(std::string_view words) { return {{"code", "Refused"}, {"message", words}}; }

const char* IdField(const json& item) {
  return item.contains("lines") ? "salesOrderId" : "productId";
}

// The entity that the service shows of what it was sent.
json Entity(const json& item) {
  json entity = item;
  if (!entity.contains(IdField(item)))
    entity[IdField(item)] = "e0000000-0000-4000-8000-00000000000e";
  entity["timestamp"] = "00000000003110AB";
  return entity;
}

// What stays of an answer that tells of single records where nobody can read which.
std::string OddItemErrors(const std::string& body, Random* random) {
  json odd = json::parse(body);
  json& first = odd["errors"][0];
  switch (random->Between(0, 4)) {
    case 0:
      first["index"] = std::to_string(first["index"].get<int>());
      break;
    case 1:
      first["index"] = -1;
      break;
    case 2:
      first["index"] = 1000;
      break;
    case 3:
      odd["errors"] = first;
      break;
    default:
      return body.substr(0, body.size() - 5);
  }
  return odd.dump();
}

bool Applies(Fault fault) {
  switch (fault) {
    case Fault::kGatewayBefore:
    case Fault::kThrottled:
    case Fault::kResetBefore:
    case Fault::kClosedBefore:
    case Fault::kLateBefore:
    case Fault::kPage:
    case Fault::kOtherIdBefore:
    case Fault::kClientGone:
    case Fault::kIntoStale:
      return false;
    default:
      return true;
  }
}

// Those whose answer arrives whole.
bool Answers(Fault fault) {
  return fault == Fault::kNone || fault == Fault::kTwoAnswers || fault == Fault::kIdleAnswer ||
         fault == Fault::kIdle408 || fault == Fault::kSlow || fault == Fault::kChunked;
}

int GatewayStatus(Random* random) {
  const int status = random->Pick({499, 500, 502, 502, 503, 503, 504, 507, 509, 520, 598, 599});
  return status == 520 ? random->Between(520, 530) : status;
}

// A 503 that says when to come back promises that nothing was applied.
Reaction Gateway(Random* random, bool applied, int* status) {
  *status = GatewayStatus(random);
  const bool says_when = *status == 503 && !applied && random->Chance(50);
  const std::string_view body =
      random->Pick<std::string_view>({"", "<html>Bad Gateway</html>", R"({"message":"upstream"})"});
  return {.bytes = AnswerBytes(
              {.status = *status,
               .body = body,
               .type = body.empty() || body[0] == '<' ? "text/html" : "application/json",
               .more = says_when ? "Retry-After: 0\r\n" : ""}),
          .end = random->Chance(30) ? Reaction::End::kClose : Reaction::End::kKeep};
}

Reaction Throttled(Random* random) {
  const std::string_view wait = random->Pick<std::string_view>(
      {"0", "0", "0", " 0 ", "0.05", "2s", "-1", "1", "", "soon", "Thu, 01 Jan 2015 00:00:00 GMT"});
  const std::string header = "Retry-After: " + std::string(wait) + "\r\n";
  return {.bytes =
              AnswerBytes({.status = 429, .body = R"({"message":"slow down"})", .more = header})};
}

// What is done where no answer comes; nothing for other faults.
std::optional<Reaction> Silence(Fault fault) {
  switch (fault) {
    case Fault::kResetBefore:
    case Fault::kResetAfter:
    case Fault::kClientGone:
      return Reaction{.end = Reaction::End::kReset};
    case Fault::kClosedBefore:
    case Fault::kClosedAfter:
      return Reaction{.end = Reaction::End::kClose};
    case Fault::kLateBefore:
    case Fault::kLateAfter:
      return Reaction{.end = Reaction::End::kAwaitClient};
    case Fault::kIntoStale:
      return Reaction{};
    default:
      return std::nullopt;
  }
}

constexpr size_t kIdLength = 36;
constexpr std::array<const char*, 3> kNames = {"sku", "name", "orderNumber"};

// NewId is the GUID of the so many-th entity that the service makes.
std::string NewId(size_t number) {
  const std::string digits = std::to_string(number);
  return "d0000000-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits;
}

// FilteredBy is what a list is asked for; what the plan makes needs no decoding. Empty: for all.
std::string FilteredBy(const std::string& path) {
  const size_t filter = path.find("filter%5B");
  if (filter == std::string::npos) return "";
  const size_t value = path.find('=', filter) + 1;
  return path.substr(value, path.find('&', value) - value);
}

}  // namespace

std::vector<size_t> Carried::Records() const {
  std::vector<size_t> records;
  for (const std::vector<size_t>& item : items) Append(item, &records);
  return records;
}

std::string Service::StrayBytes(Fault fault) {
  if (fault == Fault::kIdle408)
    return AnswerBytes({.status = 408, .more = "Connection: close\r\n"});
  return AnswerBytes({.body = "{}"});
}

void Service::Count(Fault fault) {
  const std::lock_guard lock(mutex_);
  ++faults_[static_cast<size_t>(fault)];
}

Mark Service::MarkOf(const std::vector<size_t>& item) const {
  Mark mark = Mark::kNone;
  for (const size_t record : item) {
    Mark one = plan_.records[record].mark;
    if (one == Mark::kRefusedAgain && !applied_[record]) one = Mark::kNone;
    if (one == Mark::kForbidden || mark == Mark::kNone) mark = one;
  }
  return mark;
}

Answer Service::AcceptAll(const Carried& carried, Random* random) const {
  Answer answer{.applied = carried.Records()};
  if (plan_.item_errors) {
    answer.body = R"({"errors":[]})";
    return answer;
  }
  const int kind = random->Between(1, 10);
  if (kind == 1) answer.status = 204;
  if (kind <= 2) return answer;
  answer.status = plan_.by_post && random->Chance(50) ? 201 : 200;
  if (kind == 3 && plan_.by_post) {
    answer.body = "{}";
  } else if (carried.list) {
    json entities = json::array();
    for (const json& item : carried.bodies) entities.push_back(Entity(item));
    answer.body = entities.dump();
  } else {
    answer.body = Entity(carried.bodies.front()).dump();
  }
  return answer;
}

Answer Service::RefuseLone(const Carried& carried, Mark mark, Random* random) const {
  Answer answer{.status = 409,
                .body = ErrorObject("the record was changed by others").dump(),
                .refused = carried.items.front()};
  for (const size_t record : carried.items.front()) {
    if (mark == Mark::kRefused && plan_.records[record].mark == mark)
      answer.status = plan_.records[record].refusal;
  }
  if (mark == Mark::kRefused) answer.body = ErrorObject("no such thing in this field").dump();
  if (mark == Mark::kForbidden) {
    answer = {.status = 403,
              .body = random->Chance(50) ? kBlocked : ErrorObject("blocked").dump(),
              .open = true};
  }
  if (mark == Mark::kErrorWith200)
    answer.status = 200, answer.body = ErrorObject("the name is in use").dump();
  return answer;
}

// Several items, of which those in `bad` are refused.
Answer Service::RefuseSome(const Carried& carried, const std::vector<bool>& bad,
                           Random* random) const {
  Answer answer{.status = random->Pick({400, 409, 422})};
  const bool names = plan_.item_errors && (!plan_.atomic || random->Chance(70));
  json errors = json::array();
  for (size_t i = 0; i < carried.items.size(); ++i) {
    if (!bad[i]) {
      if (!plan_.atomic) Append(carried.items[i], &answer.applied);
      continue;
    }
    if (names) Append(carried.items[i], &answer.refused);
    errors.push_back({{"index", i}, {"message", "no such thing in item " + std::to_string(i)}});
  }
  if (!names) {
    answer.body = ErrorObject("an item is wrong").dump();
    answer.open = !plan_.atomic;
    return answer;
  }
  answer.body = json{{"errors", errors}}.dump();
  if (!plan_.atomic && random->Chance(60)) answer.status = 200;
  answer.open = !plan_.atomic && answer.status != 200;
  return answer;
}

Answer Service::Take(const Carried& carried, Random* random) const {
  std::vector<bool> bad;
  bool forbidden = false;
  for (const std::vector<size_t>& item : carried.items) {
    const Mark mark = MarkOf(item);
    bad.push_back(mark != Mark::kNone);
    forbidden = forbidden || mark == Mark::kForbidden;
  }
  if (std::count(bad.begin(), bad.end(), true) == 0) return AcceptAll(carried, random);
  if (carried.items.size() == 1) return RefuseLone(carried, MarkOf(carried.items.front()), random);
  if (forbidden) return {.status = 403, .body = kBlocked, .open = true};
  return RefuseSome(carried, bad, random);
}

// A key has one GUID, and a GUID one key, in the body or in the path.
bool Service::NamesItsEntity(const HttpMessage& request, const Carried& carried) {
  if (plan_.by_post) return true;
  const PlannedRecord& record = plan_.records[carried.items.front().front()];
  const std::string key = record.key.empty() ? "D" + std::to_string(record.document) : record.key;
  const json& body = carried.bodies.front();
  const std::string id = plan_.shape == Shape::kUpdate
                             ? request.path.substr(request.path.rfind('/') + 1)
                             : body.value(IdField(body), std::string());
  return id.size() == 36 && ids_.try_emplace(key, id).first->second == id &&
         keys_.try_emplace(id, key).first->second == key;
}

Fault Service::DrawFault(const Carried& carried, Random* random) const {
  const bool some_marked =
      std::any_of(carried.items.begin(), carried.items.end(),
                  [this](const std::vector<size_t>& item) { return MarkOf(item) != Mark::kNone; });
  const bool odd = std::count(plan_.faults.begin(), plan_.faults.end(), Fault::kOddItemErrors) > 0;
  if (odd && some_marked && random->Chance(40)) return Fault::kOddItemErrors;
  if (plan_.faults.empty() || !random->Chance(plan_.fault_percent)) return Fault::kNone;
  const Fault fault = plan_.faults[random->Next() % plan_.faults.size()];
  switch (fault) {
    case Fault::kLateBefore:
    case Fault::kLateAfter:
    case Fault::kLateBody:   // these cost time
    case Fault::kThrottled:  // and a handle is at rest for a minute after a wait that it cannot
                             // read
      return random->Chance(30) ? fault : Fault::kNone;
    case Fault::kOtherIdBefore:
    case Fault::kOtherIdAfter:
      return MarkOf(carried.items.front()) == Mark::kNone ? fault : Fault::kNone;
    default:
      return fault;
  }
}

Reaction Service::React(const HttpMessage& request, size_t connection, bool stale,
                        const std::function<bool()>& gone) {
  const std::lock_guard lock(mutex_);
  applied_.resize(plan_.records.size());
  const std::optional<Carried> carried = Parse(request.body, plan_.records.size());
  if (!carried || !NamesItsEntity(request, *carried)) {
    ++garbled_;
    return {.bytes = AnswerBytes({.status = 400})};
  }
  Random random(Mix(plan_.seed, request.body + "#" + std::to_string(seen_[request.body]++)));
  Exchanged seen{.connection = connection, .method = request.method, .records = carried->Records()};
  seen.fault = DrawFault(*carried, &random);
  if (gone()) seen.fault = Fault::kClientGone;
  if (stale) seen.fault = Fault::kIntoStale;
  Answer answer = Take(*carried, &random);
  const bool names =
      plan_.item_errors && carried->list && answer.body.find("\"index\"") != std::string::npos;
  if (seen.fault == Fault::kOddItemErrors && !names) seen.fault = Fault::kNone;
  if (Applies(seen.fault)) {
    seen.applied = answer.applied;
    for (const size_t record : answer.applied) applied_[record] = true;
    Keep(request, *carried, answer.applied);
  }
  if (Answers(seen.fault)) seen.refused = answer.refused;
  seen.open = answer.open || !Answers(seen.fault);
  Reaction reaction = Strike(*carried, answer, &seen, &random);
  reaction.cancel = ++requests_ == plan_.cancel_at;
  ++faults_[static_cast<size_t>(seen.fault)];
  log_.push_back(std::move(seen));
  return reaction;
}

// Keep takes over what was applied.
void Service::Keep(const HttpMessage& request, const Carried& carried,
                   const std::vector<size_t>& applied) {
  for (size_t i = 0; i < carried.items.size(); ++i) {
    const size_t first = carried.items[i].front();
    if (std::find(applied.begin(), applied.end(), first) == applied.end()) continue;
    json entity = carried.bodies[i];
    const char* const field = IdField(entity);
    if (plan_.shape == Shape::kUpdate) {
      entity[field] = request.path.substr(request.path.rfind('/') + 1);
    } else if (plan_.by_post) {
      entity[field] = NewId(entities_.size());
    }
    const auto known = std::find_if(entities_.begin(), entities_.end(), [&](const json& one) {
      return one[IdField(one)] == entity[field];
    });
    known == entities_.end() ? entities_.push_back(entity) : known->update(entity);
  }
}

Reaction Service::Read(const HttpMessage& request) {
  const std::lock_guard lock(mutex_);
  Random random(Mix(plan_.seed, request.path + "#" + std::to_string(seen_[request.path]++)));
  if (!plan_.faults.empty() && random.Chance(plan_.fault_percent)) {
    int status = 0;
    const Fault fault = random.Pick({Fault::kGatewayBefore, Fault::kResetBefore});
    ++faults_[static_cast<size_t>(fault)];
    return fault == Fault::kResetBefore ? *Silence(fault)
                                        : Gateway(&random, /*applied=*/false, &status);
  }
  const std::string name = FilteredBy(request.path);
  const size_t query = std::min(request.path.find('?'), request.path.size());
  const size_t step = request.path.rfind('/', query) + 1;
  const std::string id = request.path.substr(step, query - step);
  json found = json::array();
  for (const json& entity : entities_) {
    if (entity[IdField(entity)] == id)
      return {.bytes = AnswerBytes({.body = Entity(entity).dump()})};
    const bool fits = std::any_of(kNames.begin(), kNames.end(), [&](const char* field) {
      return entity.value(field, json()) == json(name);
    });
    if (fits) found.push_back(Entity(entity));
  }
  if (id.size() == kIdLength)
    return {.bytes = AnswerBytes({.status = 404, .body = ErrorObject("no such record").dump()})};
  return {.bytes = AnswerBytes({.body = found.dump()})};
}

Reaction Service::Strike(const Carried& carried, const Answer& answer, Exchanged* seen,
                         Random* random) {
  using End = Reaction::End;
  if (std::optional<Reaction> silence = Silence(seen->fault)) return *std::move(silence);
  const std::string_view type =
      !answer.body.empty() && answer.body[0] == '<' ? "text/html" : "application/json";
  const Head whole{.status = answer.status, .body = answer.body, .type = type};
  Head cut = whole;
  if (cut.status == 204) cut.status = 200;
  const std::string bytes = AnswerBytes(whole);
  seen->status = answer.status;
  switch (seen->fault) {
    case Fault::kGatewayBefore:
    case Fault::kGatewayAfter:
      return Gateway(random, seen->fault == Fault::kGatewayAfter, &seen->status);
    case Fault::kThrottled:
      seen->status = 429;
      seen->open = false;
      return Throttled(random);
    case Fault::kResetMidAnswer:
      return {.bytes = bytes.substr(0, random->Next() % bytes.size()), .end = End::kReset};
    case Fault::kLateBody:
      cut.length_off = 5;
      return {.bytes = AnswerBytes(cut), .end = End::kAwaitClient};
    case Fault::kCutBody:
      cut.length_off = random->Between(1, 50);
      return {.bytes = AnswerBytes(cut), .end = End::kClose};
    case Fault::kShortLength:
      if (cut.body.empty()) cut.body = "{}";
      cut.length_off = -1;
      return {.bytes = AnswerBytes(cut), .stray = true};
    case Fault::kTwoAnswers:
      return {.bytes = bytes + AnswerBytes({.body = "{}"}), .stray = true};
    case Fault::kIdleAnswer:
    case Fault::kIdle408:
      return {.bytes = bytes, .when_idle = std::exchange(seen->fault, Fault::kNone)};
    case Fault::kSlow:
      return {.bytes = bytes, .bytewise = true};
    case Fault::kChunked:
      return {.bytes = answer.status == 204 ? bytes : ChunkedBytes(whole, true)};
    case Fault::kCutChunks:
      return {.bytes = ChunkedBytes(cut, false), .end = End::kClose};
    case Fault::kPage:
      seen->status = 200;
      return {.bytes = AnswerBytes({.body = kPage, .type = "text/html; charset=utf-8"})};
    case Fault::kOtherIdBefore:
    case Fault::kOtherIdAfter: {
      json entity = Entity(carried.bodies.front());
      entity[IdField(entity)] = "f0000000-0000-4000-8000-00000000000f";
      seen->status = 200;
      return {.bytes = AnswerBytes({.body = entity.dump()})};
    }
    case Fault::kOddItemErrors:
      return {.bytes = AnswerBytes(
                  {.status = answer.status, .body = OddItemErrors(answer.body, random)})};
    default:
      return {.bytes = bytes, .end = random->Chance(5) ? End::kClose : End::kKeep};
  }
}

}  // namespace inflow::campaign
