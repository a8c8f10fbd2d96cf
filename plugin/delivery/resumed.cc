// SPDX-License-Identifier: Apache-2.0
//
// Records that an earlier session accepted, and what it knew of them.
#include <algorithm>

#include "plugin/delivery/engine.h"

namespace inflow {
namespace {

constexpr char kNotEnded[] =
    "an earlier session ended before the last line of its document, so nobody knows whether it is "
    "whole";
constexpr char kEndedUnanswered[] =
    "an earlier session sent it and ended before the answer was known";

}  // namespace

// Resume gives an item what the journal knows of its record. How long it is tried begins anew: the
// time in which no process tried it does not count.
void Engine::Resume(Item* item, const AppendedRecord& known, TimePoint now) const {
  item->attempts = known.attempts;
  item->failures = static_cast<uint16_t>(std::min<uint32_t>(known.failures, UINT16_MAX));
  item->maybe_applied = item->resumed = known.maybe_applied;
  item->tried = known.attempts > 0;
  if (item->tried) item->first_attempt = now - gate_.ClosedTime(now);
  // What the service may have is not what would be sent now, so it is looked at first.
  if (known.maybe_applied && known.rendered_otherwise) item->repeatable = false;
}

// ResumeDocument gives a document what its lines have been through, which is the same for all that
// were sent together.
void Engine::ResumeDocument(Item* document) noexcept {
  ForEachRecord(*document, [document](const Item& line) {
    document->attempts = std::max(document->attempts, line.attempts);
    document->failures = std::max(document->failures, line.failures);
    document->maybe_applied |= line.maybe_applied;
    document->resumed |= line.resumed;
    document->adopted |= line.adopted;
    document->tried |= line.tried;
    document->first_attempt = std::max(document->first_attempt, line.first_attempt);
  });
}

void Engine::DropEarlier() noexcept {
  const ItemList folding = earlier_folder_.Clear();
  Settled like;
  try {
    like.message = std::make_shared<const std::string>(kNotEnded);
  } catch (const std::bad_alloc&) {
    like.message = nullptr;
  }
  for (const Item& document : folding) SettleRecords(document, like);
}

// ReadBackResumed lets the head of the free ones be read back, or settles it, where an earlier
// session may have had it applied and it may not be sent again just so. False where it may.
bool Engine::ReadBackResumed(Item* item, TimePoint now) {
  item->resumed = false;
  const OnUnknownOutcome way = options_.retry.on_unknown_outcome;
  if (way == OnUnknownOutcome::kResend) return false;
  if (IsRepeatable(*item) && way == OnUnknownOutcome::kAuto) return false;
  Exchange exchange;
  Classified classified;
  try {
    Requests fresh = NewRequest();
    classified.message = kEndedUnanswered;
    fresh.front().id = next_request_++;
    fresh.front().place = item->seq;
    fresh.front().group.lane = LaneRef(item->lane);
    fresh.front().self = fresh.begin();
    in_flight_.splice(in_flight_.end(), fresh);
  } catch (const std::bad_alloc&) {
    item->resumed = true;
    throw;
  }
  const auto request = std::prev(in_flight_.end());
  request->started = now;
  // As a request that is on its way: that is what it was.
  ledger_.Move(item, ItemState::kReady);
  ledger_.Move(item, ItemState::kFlying);
  request->group.items.Append(free_.TakeFirst());
  Carry(&*request);
  const Verdicted end{request, exchange, classified, now};
  if (way == OnUnknownOutcome::kHold || !IsRepeatable(*item)) {
    InDoubt(end);
  } else if (!ReadBackFirst(end)) {
    PutBack(request);
  }
  return true;
}

}  // namespace inflow
