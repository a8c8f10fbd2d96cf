// SPDX-License-Identifier: Apache-2.0
//
// The engine's entrance: records become groups, groups become requests. All or nothing.
#include <algorithm>

#include "plugin/delivery/engine.h"

namespace inflow {

namespace {

Settled Refusal(std::string_view why) {
  Settled refusal;
  refusal.outcome = Outcome::kRejected;
  refusal.message = std::make_shared<const std::string>(why);
  return refusal;
}

}  // namespace

void Engine::ReserveSettled(size_t more) {
  const size_t needed = settled_.size() + counters_.pending + more;
  if (settled_.capacity() < needed) settled_.reserve(std::max(needed, 2 * settled_.capacity()));
}

void Engine::Accept(const IncomingBatch& batch, TimePoint now, WallMillis wall) {
  standings_.try_emplace(batch.route->shape().get());
  ReserveSettled(batch.count);
  std::vector<Settled> refused;
  try {
    for (size_t i = 0; i < batch.count; ++i) {
      const uint64_t id = batch.ids != nullptr ? batch.ids[i] : batch.first_id + i;
      absl::Status status =
          ReadRecord({batch.data + batch.offsets[i], batch.offsets[i + 1] - batch.offsets[i]});
      if (status.ok()) {
        status = grouper_.Add(*batch.route, {index_, wall}, id, now);
      } else {
        grouper_.AddUnread(*batch.route);
      }
      if (!status.ok()) {
        refused.push_back(Refuse(*batch.route, std::string(status.message())));
        refused.back().id = id;
      } else if (std::vector<Note> notes = grouper_.TakeNotes(); !notes.empty()) {
        notes_.Stage(std::move(notes));
      }
    }
    if (batch.close) grouper_.CloseTouched(*batch.route);
    Enqueue();
  } catch (...) {
    grouper_.Rollback();
    notes_.Rollback();
    withdrawals_.clear();
    throw;
  }
  // From here on nothing allocates.
  notes_.Commit();
  counters_.warnings = notes_.total();
  counters_.accepted += batch.count;
  counters_.pending += batch.count - refused.size();
  counters_.outcomes[static_cast<size_t>(Outcome::kRejected)] += refused.size();
  std::move(refused.begin(), refused.end(), std::back_inserter(settled_));
}

// ReadRecord walks a record into index_. InvalidArgument where it cannot be read.
absl::Status Engine::ReadRecord(std::string_view record) {
  if (record.empty()) {
    return absl::InvalidArgumentError(
        "the host could not read this record, and handed over an empty one in its place");
  }
  if (record.size() <= options_.max_record_bytes) return WalkRecord(record, &index_);
  return absl::InvalidArgumentError("the record has " + std::to_string(record.size()) +
                                    " bytes, more than limits.max_record_bytes (" +
                                    std::to_string(options_.max_record_bytes) + ")");
}

// Refuse makes the refusal of the record that came last, and sees to the closed document that it
// spoils.
Settled Engine::Refuse(const Route& route, std::string_view why) {
  const LineFacts& line = grouper_.line();
  const bool sent = line.spoils != 0 && !Spoil(route, line);
  Settled refusal =
      line.late && !sent ? Refusal(Grouper::LateMessage(route, /*sent=*/false)) : Refusal(why);
  refusal.document = line.document;
  if (line.sound) refusal.flags |= kSound;
  if (line.late) refusal.flags |= sent ? kLate | kSent : kLate;
  return refusal;
}

// SettleRefused settles the lines of folded documents that a later line has spoilt.
void Engine::SettleRefused() noexcept {
  const ItemList refused = grouper_.TakeRefused();
  for (const Item& item : refused) {
    Settled like;
    like.outcome = Outcome::kRejected;
    like.flags = kSound;
    like.message = item.document->refused;
    SettleItem(item, like, /*maybe_applied=*/false);
  }
}

// Enqueue turns the closed groups into requests. It prepares everything that allocates first, so
// that it either throws and has changed nothing, or commits the grouper and cannot fail any more.
void Engine::Enqueue() {
  grouper_.PackDocuments();
  Requests staged;
  LastTurns keys;
  for (const std::unique_ptr<Group>& group : grouper_.closed())
    staged.emplace_back().turn = Order::Prepare(*group, &keys);
  order_.Reserve(keys);
  ReserveCarriers();
  counters_.pending_bytes += grouper_.uncommitted_bytes();
  grouper_.Commit();
  order_.Add(&keys);
  SettleRefused();
  Groups closed = grouper_.TakeClosed();
  for (std::unique_ptr<Group>& group : closed) {
    Request& request = staged.front();
    request.id = request.place = next_request_++;
    request.group = std::move(group);
    request.self = staged.begin();
    bool free = true;
    if (request.turn) {
      request.turn->request = &request;
      order_.Join(request.turn.get(), *request.group);
      free = request.turn->waits_for == 0;
    }
    Carry(&request);
    Requests& to = free ? ready_ : blocked_;
    to.splice(to.end(), staged, staged.begin());
  }
  Withdraw();
}

}  // namespace inflow
