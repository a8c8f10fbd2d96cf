// SPDX-License-Identifier: Apache-2.0
//
// How a load stops: what is under way is finished, and what is not delivered stays in the journal,
// or else is given back, in whole documents where lines are folded.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/inflow/load/loader.h"

namespace inflow::command {
namespace {

constexpr int64_t kFinishGraceMs = 5'000;

}  // namespace

// FinishInFlight starts nothing new and waits for the answers to what is under way, unless a second
// Ctrl-C comes.
void Loader::FinishInFlight() {
  if (host::Error error = destination_->SetActive(false)) return;
  const int64_t grace = clock_->NowMs() + kFinishGraceMs;
  int64_t until = grace + figures_.timeout_ms;
  while (destination_->Stats().in_flight > 0 && clock_->Interruptions() < kStopsAtOnce &&
         clock_->NowMs() < until) {
    host::Result result;
    const host::Error error = destination_->Poll(kSliceMs, &result);
    // Answers that cannot be written down are not told either.
    if (error.status() == DESTINATION_JOURNAL) until = std::min(until, grace);
    if (!Collect(result) && error.status() != DESTINATION_TIMEOUT) clock_->Wait(kIdleMs, -1);
    outcomes_->Keep(clock_->NowMs());
  }
}

// LeavePending ends a load that stopped where a journal keeps what is pending, for the same command
// to go on with: what is shown of it is that it is pending.
void Loader::LeavePending() {
  FinishInFlight();
  for (const uint64_t id : pending_.Ids()) {
    PendingRecord record;
    if (pending_.Find(id, &record) && !record.fold.settled)
      outcomes_->Leave(Settled(id, record, kPending, "not delivered yet"));
    pending_.Settle(id);
  }
  for (const RecordBlock* block : {&block_, &tail_}) {
    for (size_t i = 0; i < block->size(); ++i) {
      if (!block->folds[i].settled)
        outcomes_->Leave(
            Settled(block->ids[i], RecordAt(*block, i), kPending, "not delivered yet"));
    }
  }
}

// GiveBack ends a load that stopped: answers that are under way are still taken, the rest comes
// back.
void Loader::GiveBack() {
  FinishInFlight();
  giving_back_ = true;
  host::Result result;
  if (host::Error error = destination_->Discard(&result)) {
    Tell(absl::StrCat("the pending records could not be taken back: ", Absl(error.message())));
  }
  Collect(result);
  for (const uint64_t id : pending_.Ids()) {
    PendingRecord record;
    // What the library does not give back may be anywhere.
    if (pending_.Find(id, &record) && !record.fold.settled)
      SettleUnsent(id, record, DESTINATION_AMBIGUOUS, "it is not known whether it was delivered");
    pending_.Settle(id);
  }
  for (const RecordBlock* block : {&block_, &tail_}) {
    for (size_t i = 0; i < block->size(); ++i) {
      if (!block->folds[i].settled) GiveBackUnsent(block->ids[i], RecordAt(*block, i));
    }
  }
  if (figures_.folds) ReadOn();
}

// GiveBackPending settles a record that can be sent later. Of a document that a pipe may go on
// with, there is only a part.
void Loader::GiveBackPending(uint64_t id, const PendingRecord& record, std::string_view message) {
  SettledRecord settled =
      Settled(id, record, kPending, message.empty() ? "not delivered yet" : message);
  if (IsCut(record.fold.document)) {
    settled.late = true;
    settled.message = "not delivered yet, and its document was not read to its end";
  }
  outcomes_->Settle(settled, record.fold.home);
}

// IsCut: the load stopped within the document, whose further lines are still to come through a pipe
// or were changed.
bool Loader::IsCut(uint64_t document) const {
  if (!figures_.folds || at_end_ || (counted_.whole && !end_.input_changed)) return false;
  return document == std::min(inputs_.documents(), last_document_);
}

// GiveBackUnsent settles a record that was not handed over: like the rest of its document.
void Loader::GiveBackUnsent(uint64_t id, const PendingRecord& record) {
  const auto culprit = culprits_.find(record.fold.document);
  if (culprit == culprits_.end()) return GiveBackPending(id, record, "");
  const std::string message = absl::StrCat("its document was refused: ",
                                           culprit->second.message.empty()
                                               ? absl::StrCat("line ", culprit->second.line, " was")
                                               : culprit->second.message);
  SettledRecord settled = Settled(id, record, DESTINATION_REJECTED, message);
  settled.sound = true;
  settled.because = culprit->second.line;
  outcomes_->Settle(settled, record.fold.home);
}

// ReadOn reads the rest of the document in which the load stopped, and of those that were refused:
// they are rejected whole, so that what was not read begins with another one.
void Loader::ReadOn() {
  ReadItem item;
  if (carried_) {
    item = *std::exchange(carried_, std::nullopt);
    GiveBackUnsent(next_id_++, Record(item));
  }
  last_document_ = inputs_.documents();
  inputs_.EndWithDocument();
  while (!at_end_ && !end_.input_changed) {
    switch (inputs_.Next(&item)) {
      case ReadStep::kRecord:
        GiveBackUnsent(next_id_++, Record(item));
        break;
      case ReadStep::kRefused:
      case ReadStep::kBroken:
        TakeRefused(item);
        break;
      case ReadStep::kLook:
        outcomes_->Keep(clock_->NowMs());
        break;
      case ReadStep::kEnd:
        // Lines of refused documents may have led to the end of the inputs, past documents that
        // were not read.
        at_end_ = inputs_.at_end() && inputs_.documents() == last_document_;
        return;
      case ReadStep::kWait:
      case ReadStep::kUnreadable:
        return;
      case ReadStep::kChanged:
        end_.input_changed = true;
        return;
    }
  }
}

}  // namespace inflow::command
