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

// Repeat is how a record ended that the journal knows.
Settled Repeat(const AppendedRecord& known, uint64_t id) {
  Settled settled;
  settled.id = id;
  settled.outcome = static_cast<Outcome>(known.outcome);
  settled.http_status = known.http_status;
  settled.attempts = known.attempts;
  settled.flags = kRepeated | known.flags;
  if (!known.message.empty()) settled.message = std::make_shared<const std::string>(known.message);
  return settled;
}

}  // namespace

void Engine::ReserveSettled(size_t more) {
  std::vector<Settled>& into = Settling();
  const size_t needed = into.size() + held_records() + more;
  if (into.capacity() < needed) into.reserve(std::max(needed, 2 * into.capacity()));
}

absl::Status Engine::Accept(const IncomingBatch& batch, TimePoint now, WallMillis wall) {
  Prepared prepared;
  if (held_records() == 0) reads_.names().Sweep();
  reads_.names().Tick(now);
  absl::Cleanup rollback = [&] {
    FolderOf(batch.adopted != nullptr).Rollback();
    notes_.Rollback();
  };
  std::vector<AppendedRecord> known;
  if (batch.adopted == nullptr) {
    absl::StatusOr<std::vector<AppendedRecord>> found =
        journal_->Known({batch.route_name, batch.token, batch.close, batch.records});
    if (!found.ok()) return found.status();
    known = *std::move(found);
  }
  Prepare(batch, now, wall, batch.adopted != nullptr ? *batch.adopted : known, &prepared);
  if (absl::Status s = Number(batch, wall, &prepared); !s.ok()) return s;
  std::move(rollback).Cancel();
  Admit(&prepared);
  try {
    Gather(now);
  } catch (const std::bad_alloc&) {
    // What was admitted is not lost: Next goes on with it.
  }
  if (!batch.close) return absl::OkStatus();
  grouping_.CloseMarked(batch.route->shape().get(), /*all=*/true);
  QueueClosed();
  return absl::OkStatus();
}

// Number has the journal take the batch, and gives its records their numbers.
absl::Status Engine::Number(const IncomingBatch& batch, WallMillis wall, Prepared* prepared) {
  if (!journal_->keeps()) return absl::OkStatus();
  absl::StatusOr<Appended> appended = Appended();
  if (batch.adopted == nullptr)
    appended = journal_->Append(
        {batch.route_name, batch.token, batch.close, batch.records, prepared->made}, wall);
  if (!appended.ok()) return appended.status();
  auto refused = prepared->refused.begin();
  for (size_t i = 0; i < prepared->made.size(); ++i) {
    Item* const item = prepared->made[i];
    (item != nullptr ? item->number : (refused++)->number) =
        batch.adopted != nullptr ? (*batch.adopted)[i].number : appended->number(i);
  }
  return absl::OkStatus();
}

void Engine::Prepare(const IncomingBatch& batch, TimePoint now, WallMillis wall,
                     const std::vector<AppendedRecord>& known, Prepared* prepared) {
  const Route& route = *batch.route;
  standings_.try_emplace(route.shape().get());
  const RecordSource& records = *batch.records;
  ReserveSettled(records.count());
  ledger_.Reserve(records.count());
  prepared->count = records.count();
  prepared->close = batch.close;
  prepared->adopted = batch.adopted != nullptr;
  Folder& folder = FolderOf(prepared->adopted);
  for (size_t i = 0; i < records.count(); ++i) {
    const uint64_t id = records.id(i);
    const AppendedRecord* const before = known.empty() ? nullptr : &known[i];
    if (before != nullptr && before->outcome != kPendingRecord) {
      prepared->refused.push_back(Repeat(*before, id));
      if (journal_->keeps()) prepared->made.push_back(nullptr);
      continue;
    }
    const bool repeated = before != nullptr && before->repeated;
    const WallMillis accepted = repeated ? before->accepted : wall;
    absl::Status status = records.Read(i, options_.max_record_bytes, &index_);
    if (!status.ok()) {
      folder.AddUnread(route);
    } else if (route.folds()) {
      status = folder.Add(&maker_, route, {index_, accepted}, id, now);
    } else {
      absl::StatusOr<Item*> item = maker_.Make(route, {index_, accepted}, id);
      status = item.status();
      if (item.ok()) prepared->items.Append(*item);
      if (item.ok() && witness_ != nullptr)
        witness_->Made(route, **item, maker_.record(), maker_.target());
    }
    if (journal_->keeps()) prepared->made.push_back(status.ok() ? maker_.last() : nullptr);
    if (status.ok() && repeated) Resume(maker_.last(), *before, now);
    if (status.ok()) maker_.last()->adopted = prepared->adopted;
    if (!status.ok()) {
      prepared->refused.push_back(Refuse(folder, route, std::string(status.message()), prepared));
      prepared->refused.back().id = id;
      if (prepared->adopted) prepared->refused.back().flags |= kAdopted;
    } else if (std::vector<Note> notes = maker_.TakeNotes(); !notes.empty()) {
      notes_.Stage(std::move(notes));
    }
  }
  if (batch.close) folder.Close(route);
}

// Admit makes a prepared batch the engine's.
void Engine::Admit(Prepared* prepared) noexcept {
  notes_.Commit();
  const size_t ended = prepared->refused.size();
  counters_.warnings = notes_.total();
  if (prepared->adopted) {
    counters_.adopted_pending += prepared->count - ended;
  } else {
    counters_.accepted += prepared->count;
    counters_.pending += prepared->count - ended;
    for (const Settled& one : prepared->refused)
      ++counters_.outcomes[static_cast<size_t>(one.outcome)];
  }
  EnterDocuments(&FolderOf(prepared->adopted), prepared->close);
  Enter(&prepared->items, prepared->close);
  Withdraw(*prepared);
  std::move(prepared->refused.begin(), prepared->refused.end(), std::back_inserter(Settling()));
}

// EnterDocuments makes final what was folded: documents that have ended enter like other items, and
// the lines of refused ones settle.
void Engine::EnterDocuments(Folder* folder, bool close) noexcept {
  counters_.pending_bytes += folder->bytes();
  ItemList ended;
  ItemList refused;
  folder->Commit(&ended, &refused);
  if (journal_->keeps()) {
    for (Item& document : ended) ResumeDocument(&document);
  }
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
    if (options_.skip_unchanged && SkipUnchanged(item)) continue;
    if (item->resumed && ReadBackResumed(item, now)) continue;
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
Settled Engine::Refuse(const Folder& folder, const Route& route, std::string_view why,
                       Prepared* prepared) {
  if (!route.folds()) return Refusal(why);
  const LineFacts& line = folder.line();
  const bool sent = line.spoils != 0 && !Spoil(line, prepared);
  Settled refusal =
      line.late && !sent ? Refusal(Folder::LateMessage(route, /*sent=*/false)) : Refusal(why);
  refusal.document = line.document;
  if (line.sound) refusal.flags |= kSound;
  if (line.late) refusal.flags |= sent ? kLate | kSent : kLate;
  return refusal;
}

}  // namespace inflow
