// SPDX-License-Identifier: Apache-2.0
//
// Folded documents that were closed before a line of theirs came, or a record that may be one: what
// is not on the wire yet is taken back, since the service would replace an order's lines with some
// of them.
#include <algorithm>

#include "plugin/delivery/engine.h"
#include "plugin/retry/clean_text.h"

namespace inflow {
namespace {

constexpr size_t kMostNameBytes = 100;
constexpr char kLateLine[] =
    "its document was refused: a line of it came after another document had begun, or after a flush";
constexpr char kUnread[] =
    "its document was refused: the record behind it could not be read, and may be one of its lines";

}  // namespace

// Spoil takes back the closed document that a line spoils: at once where it has ended in this
// batch, else once the batch is accepted. False where it was sent, which a warning names.
bool Engine::Spoil(const LineFacts& line, Prepared* prepared) {
  const uint64_t number = line.spoils;
  Folder& folder = FolderOf(prepared->adopted);
  DocumentMemory& documents = folder.documents();
  if (documents.Has(number, DocumentMemory::kRefused)) return true;
  auto why = std::make_shared<const std::string>(line.late ? kLateLine : kUnread);
  bool taken = folder.RefuseEnded(number, why);
  const Item* const item = documents.ItemOf(number);
  if (!taken && item != nullptr && item->state != ItemState::kFlying && !item->maybe_applied) {
    prepared->withdrawals.push_back({number, std::move(why)});
    taken = true;
  }
  if (taken) {
    documents.Set(number, DocumentMemory::kRefused);
  } else if (!documents.Has(number, DocumentMemory::kWarned)) {
    documents.Set(number, DocumentMemory::kWarned);
    notes_.Stage({{NoteKind::kSentDocument, CleanText(*line.name, kMostNameBytes)}});
  }
  return taken;
}

// Withdraw settles the documents that a batch has taken back.
void Engine::Withdraw(const Prepared& prepared) noexcept {
  for (const Withdrawal& withdrawal : prepared.withdrawals) {
    Item* const item = FolderOf(prepared.adopted).documents().ItemOf(withdrawal.document);
    Settled like;
    like.outcome = Outcome::kRejected;
    like.flags = kSound;
    like.message = withdrawal.why;
    TakeOut(item);
    SettleItem(item, like);
  }
}

// TakeOut takes a document out of wherever it waits, and leaves the others there alone.
void Engine::TakeOut(Item* item) noexcept {
  switch (item->state) {
    case ItemState::kBehind:
      return ledger_.TakeOut(item);
    case ItemState::kFree:
      return free_.Remove(item);
    case ItemState::kHeld:
      return TakeOutHeld(item);
    case ItemState::kOpen:
      return grouping_.Remove(item);
    default:
      break;
  }
  Request* const request = item->document->carrier;
  if (request == nullptr) return alone_.Remove(item);
  request->group.items.Remove(item);
  if (request->group.items.empty()) ListOf(*request)->erase(request->self);
}

// ListOf returns where a request is that is not in flight.
Requests* Engine::ListOf(const Request& request) noexcept {
  for (Requests* list : {&parked_, &waiting_}) {
    if (std::any_of(list->begin(), list->end(),
                    [&request](const Request& r) { return &r == &request; }))
      return list;
  }
  return &ready_;
}

void Engine::Carry(Request* request) noexcept {
  if (!request->shape().folds) return;
  for (const Item& item : request->group.items) item.document->carrier = request;
}

// SettleDocument remembers of a document that has settled whether the service may have it. What is
// given back may begin anew.
void Engine::SettleDocument(const Item& document, Outcome outcome) noexcept {
  const ItemList& lines = document.document->lines;
  const bool adopted = !lines.empty() && lines.front()->adopted;
  DocumentMemory& documents = FolderOf(adopted).documents();
  documents.SetItem(document.document_number, nullptr);
  if (outcome == Outcome::kDropped) {
    documents.Forget(document.document_number);
  } else if (!document.maybe_applied &&
             (outcome == Outcome::kRejected || outcome == Outcome::kFailed)) {
    documents.SetForGood(document.document_number, DocumentMemory::kRefused);
  }
}

}  // namespace inflow
