// SPDX-License-Identifier: Apache-2.0
//
// The engine's entrance, in two phases: a batch is prepared, which may fail and changes nothing,
// and admitted, which cannot.
#include <algorithm>

#include "absl/cleanup/cleanup.h"
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
  Prepared prepared;
  if (counters_.pending == 0) reads_.names().Sweep();
  reads_.names().Tick(now);
  absl::Cleanup rollback = [this] {
    folder_.Rollback();
    notes_.Rollback();
  };
  Prepare(batch, now, wall, &prepared);
  journal_->Append(*batch.records);
  std::move(rollback).Cancel();
  Admit(&prepared);
  try {
    Gather(now);
  } catch (const std::bad_alloc&) {
    // What was admitted is not lost: Next goes on with it.
  }
  if (!batch.close) return;
  grouping_.CloseMarked(batch.route->shape().get(), /*all=*/true);
  QueueClosed();
}

void Engine::Prepare(const IncomingBatch& batch, TimePoint now, WallMillis wall,
                     Prepared* prepared) {
  const Route& route = *batch.route;
  standings_.try_emplace(route.shape().get());
  const RecordSource& records = *batch.records;
  ReserveSettled(records.count());
  ledger_.Reserve(records.count());
  prepared->count = records.count();
  prepared->close = batch.close;
  for (size_t i = 0; i < records.count(); ++i) {
    const uint64_t id = records.id(i);
    absl::Status status = records.Read(i, options_.max_record_bytes, &index_);
    if (!status.ok()) {
      folder_.AddUnread(route);
    } else if (route.folds()) {
      status = folder_.Add(&maker_, route, {index_, wall}, id, now);
    } else {
      absl::StatusOr<Item*> item = maker_.Make(route, {index_, wall}, id);
      status = item.status();
      if (item.ok()) prepared->items.Append(*item);
      if (item.ok() && witness_ != nullptr)
        witness_->Made(route, **item, maker_.record(), maker_.target());
    }
    if (!status.ok()) {
      prepared->refused.push_back(Refuse(route, std::string(status.message()), prepared));
      prepared->refused.back().id = id;
    } else if (std::vector<Note> notes = maker_.TakeNotes(); !notes.empty()) {
      notes_.Stage(std::move(notes));
    }
  }
  if (batch.close) folder_.Close(route);
}

// Admit makes a prepared batch the engine's.
void Engine::Admit(Prepared* prepared) noexcept {
  notes_.Commit();
  const size_t refused = prepared->refused.size();
  counters_.warnings = notes_.total();
  counters_.accepted += prepared->count;
  counters_.pending += prepared->count - refused;
  counters_.outcomes[static_cast<size_t>(Outcome::kRejected)] += refused;
  EnterDocuments(prepared->close);
  Enter(&prepared->items, prepared->close);
  Withdraw(prepared->withdrawals);
  std::move(prepared->refused.begin(), prepared->refused.end(), std::back_inserter(settled_));
}

// EnterDocuments makes final what was folded: documents that have ended enter like other items, and
// the lines of refused ones settle.
void Engine::EnterDocuments(bool close) noexcept {
  counters_.pending_bytes += folder_.bytes();
  ItemList ended;
  ItemList refused;
  folder_.Commit(&ended, &refused);
  for (const Item& document : refused) {
    Settled like;
    like.outcome = Outcome::kRejected;
    like.flags = kSound;
    like.message = document.document->refused;
    SettleRecords(document, like);
  }
  Enter(&ended, close);
}

// Enter puts items into the chains of their keys; `close`: their groups are not to stay open. One
// that comes behind another of an open group closes that, unless it may join the next such group.
void Engine::Enter(ItemList* items, bool close) noexcept {
  while (!items->empty()) {
    Item* const item = items->TakeFirst();
    item->seq = next_seq_++;
    item->closes = close;
    if (item->document == nullptr) counters_.pending_bytes += item->payload_size;
    EnterChain(item);
  }
}

void Engine::EnterChain(Item* item) noexcept {
  if (ledger_.Enter(item)) return free_.Append(item);
  const Item* const head = ledger_.HeadOf(*item);
  if (head->state != ItemState::kOpen || head->lane->to.shape == item->lane->to.shape) return;
  grouping_.Close(head->lane->open);
  QueueClosed();
}

// Gather puts the items that are free into groups.
void Engine::Gather(TimePoint now) {
  const absl::Cleanup queue = [this] { QueueClosed(); };
  while (!free_.empty()) {
    Item* const item = free_.front();
    if ((item->holes || item->unchecked) && !LookUp(item)) continue;
    const Shape& shape = item->lane->shape();
    if (shape.max_items > 1) {
      item->closes = item->closes || item->seq <= flushed_seq_;
      grouping_.Put(&free_, now);
      ledger_.Move(item, ItemState::kOpen);
    } else {
      alone_.Append(free_.TakeFirst());
      ledger_.Move(item, ItemState::kReady);
    }
  }
}

// QueueClosed lets the requests of closed groups start.
void Engine::QueueClosed() noexcept {
  Requests closed = grouping_.TakeClosed();
  for (Request& request : closed) {
    request.id = next_request_++;
    request.place = next_seq_++;
    ledger_.Move(request.group.items, ItemState::kReady);
  }
  ready_.splice(ready_.end(), closed);
}

// Refuse makes the refusal of the record that came last, and sees to the closed document that it
// spoils.
Settled Engine::Refuse(const Route& route, std::string_view why, Prepared* prepared) {
  if (!route.folds()) return Refusal(why);
  const LineFacts& line = folder_.line();
  const bool sent = line.spoils != 0 && !Spoil(line, prepared);
  Settled refusal =
      line.late && !sent ? Refusal(Folder::LateMessage(route, /*sent=*/false)) : Refusal(why);
  refusal.document = line.document;
  if (line.sound) refusal.flags |= kSound;
  if (line.late) refusal.flags |= sent ? kLate | kSent : kLate;
  return refusal;
}

}  // namespace inflow
