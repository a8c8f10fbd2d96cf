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
bool Engine::Spoil(const Route& route, const LineFacts& line) {
  const uint64_t document = line.spoils;
  DocumentMemory& documents = grouper_.documents();
  if (documents.Has(document, DocumentMemory::kRefused)) return true;
  auto why = std::make_shared<const std::string>(line.late ? kLateLine : kUnread);
  const Request* carrier = CarrierOf(document);
  bool taken = carrier == nullptr && grouper_.RefuseEnded(route, document, why);
  if (!taken &&
      (carrier != nullptr ? !WasSent(*carrier) : grouper_.FindPlaced(document) != nullptr)) {
    withdrawals_.push_back({document, std::move(why)});
    taken = true;
  }
  if (taken) {
    documents.Set(document, DocumentMemory::kRefused);
  } else if (!documents.Has(document, DocumentMemory::kWarned)) {
    documents.Set(document, DocumentMemory::kWarned);
    notes_.Stage({{NoteKind::kSentDocument, CleanText(*line.name, kMostNameBytes)}});
  }
  return taken;
}

bool Engine::WasSent(const Request& request) const {
  return request.past.maybe_applied ||
         std::any_of(in_flight_.begin(), in_flight_.end(),
                     [&request](const Request& r) { return &r == &request; });
}

// Withdraw settles the documents that the batch has taken back, and leaves the others of their
// requests alone.
void Engine::Withdraw() noexcept {
  for (const Withdrawal& withdrawal : withdrawals_) {
    Settled like;
    like.outcome = Outcome::kRejected;
    like.flags = kSound;
    like.message = withdrawal.why;
    Request* const carrier = CarrierOf(withdrawal.document);
    if (carrier == nullptr) {
      Document* const document = grouper_.FindPlaced(withdrawal.document);
      grouper_.TakeOut(document);
      SettleItem(document->item, like, /*maybe_applied=*/false);
      Release(&document->item);
      continue;
    }
    ItemList& items = carrier->group->items;
    if (items.size() == 1) {
      WithdrawRequest(carrier, like);
      continue;
    }
    like.attempts = carrier->past.attempts;
    const auto item = std::find_if(items.begin(), items.end(), [&](const Item& one) {
      return one.document_number == withdrawal.document;
    });
    Item& gone = *item;
    items.Remove(&gone);
    SettleItem(gone, like, /*maybe_applied=*/false);
    Release(&gone);
  }
  withdrawals_.clear();
}

void Engine::WithdrawRequest(Request* request, const Settled& like) noexcept {
  Settled own = like;
  own.attempts = request->past.attempts;
  SettleRecords(*request, own);
  Requests* const list = ListOf(*request);
  if (list == &blocked_) {
    request->withdrawn = true;
    return;
  }
  in_flight_.splice(in_flight_.end(), *list, request->self);
  Finish(request->self);
}

// ListOf returns where a request is that is not in flight.
Requests* Engine::ListOf(const Request& request) noexcept {
  if (request.turn && request.turn->waits_for > 0) return &blocked_;
  for (Requests* list : {&held_, &waiting_}) {
    if (std::any_of(list->begin(), list->end(),
                    [&request](const Request& r) { return &r == &request; }))
      return list;
  }
  return &ready_;
}

Request* Engine::CarrierOf(uint64_t document) const {
  const bool known = document >= first_carrier_ && document - first_carrier_ < carriers_.size();
  return known ? carriers_[document - first_carrier_] : nullptr;
}

void Engine::SetCarrier(uint64_t document, Request* request) noexcept {
  if (document >= first_carrier_ && document - first_carrier_ < carriers_.size())
    carriers_[document - first_carrier_] = request;
}

// ReserveCarriers makes room for every document that has begun, and drops those that are forgotten.
void Engine::ReserveCarriers() {
  const DocumentMemory& documents = grouper_.documents();
  for (; first_carrier_ < documents.first(); ++first_carrier_) {
    if (carriers_.empty()) {
      first_carrier_ = documents.first();
      break;
    }
    carriers_.pop_front();
  }
  if (documents.end() - first_carrier_ > carriers_.size())
    carriers_.resize(documents.end() - first_carrier_);
}

void Engine::Carry(Request* request) noexcept {
  if (!request->group->shape->folds) return;
  for (const Item& item : request->group->items) SetCarrier(item.document_number, request);
}

// SettleDocument remembers of a document that nothing carries any more whether the service may have
// it. What is given back may begin anew.
void Engine::SettleDocument(uint64_t document, Outcome outcome, bool maybe_applied) noexcept {
  SetCarrier(document, nullptr);
  if (outcome == Outcome::kDropped) {
    grouper_.documents().Forget(document);
  } else if (!maybe_applied && (outcome == Outcome::kRejected || outcome == Outcome::kFailed)) {
    grouper_.documents().SetForGood(document, DocumentMemory::kRefused);
  }
}

}  // namespace inflow
