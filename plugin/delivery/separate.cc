// SPDX-License-Identifier: Apache-2.0
//
// A group that comes apart: halved where one of its records was refused and nobody said which, without those that were named, or
// each record alone.
#include <algorithm>
#include <new>
#include <utility>

#include "inflow/delivery/engine.h"

namespace inflow {
namespace {

using GroupList = std::vector<std::unique_ptr<Group>>;

GroupList List(std::pair<std::unique_ptr<Group>, std::unique_ptr<Group>> pair) {
  GroupList list;
  list.push_back(std::move(pair.first));
  list.push_back(std::move(pair.second));
  return list;
}

}  // namespace

// Stage makes requests of the parts of another one's group.
Requests Engine::Stage(const Request& whole, std::vector<std::unique_ptr<Group>> parts) {
  Requests requests;
  for (std::unique_ptr<Group>& part : parts) {
    Request& request = requests.emplace_back();
    request.group = std::move(part);
    request.turn = whole.turn;
    request.attempts = whole.attempts;
    request.maybe_applied = whole.maybe_applied;
  }
  return requests;
}

// Replace lets staged requests stand for the one in flight whose records they carry.
void Engine::Replace(Requests::iterator whole, Requests* parts) noexcept {
  if (whole->turn) whole->turn->open += parts->size() - 1;
  // A form names records by their place, so they may have fewer bytes now.
  counters_.pending_bytes -= whole->group->RecordBytes();
  for (auto part = parts->begin(); part != parts->end(); ++part) {
    counters_.pending_bytes += part->group->RecordBytes();
    part->id = next_request_++;
    part->place = whole->place;
    part->self = part;
    Carry(&*part);
  }
  in_flight_.erase(whole);
}

void Engine::Divide(Requests::iterator whole) {
  Requests halves;
  try {
    halves = Stage(*whole, List(Halve(*whole->group)));
  } catch (const std::bad_alloc&) {
    PutBack(whole);  // refused once more later, rather than lost
    throw;
  }
  const uint64_t place = whole->place;
  Replace(whole, &halves);
  ready_.splice(ReadyAfter(place), halves);
}

// StageNamed stages the records that an answer names, and the others behind them.
Requests Engine::StageNamed(const Verdicted& end, const std::vector<ItemError>& errors, bool alone) {
  try {
    std::vector<bool> refused(end.request->group->items(), false);
    for (const ItemError& error : errors) refused[error.index] = true;
    auto [named, others] = Partition(*end.request->group, refused);
    if (!alone) return Stage(*end.request, List({std::move(named), std::move(others)}));
    GroupList parts = Singles(*others);
    parts.insert(parts.begin(), std::move(named));
    return Stage(*end.request, std::move(parts));
  } catch (const std::bad_alloc&) {
    PutBack(end.request);
    throw;
  }
}

// Separate settles the records that a refusal names, and sends the others again without them.
void Engine::Separate(const Verdicted& end, const std::vector<ItemError>& errors, bool alone) {
  Requests parts = StageNamed(end, errors, alone);
  const uint64_t place = end.request->place;
  Replace(end.request, &parts);
  Settled like;
  like.outcome = Outcome::kRejected;
  like.http_status = end.exchange.status;
  like.attempts = parts.front().attempts;
  like.latency_ms = ToMillis(end.exchange.elapsed);
  const auto named = parts.begin();
  const Group& group = *named->group;
  auto error = errors.begin();
  for (size_t first = 0; first < group.records.size(); first = group.ItemEnd(first), ++error) {
    like.message = error->message;
    for (size_t i = first; i < group.ItemEnd(first); ++i) SettleRecord(group, i, like, named->maybe_applied);
  }
  in_flight_.splice(in_flight_.end(), parts, named);
  Finish(named);
  ready_.splice(ReadyAfter(place), parts);
}

}  // namespace inflow
