// SPDX-License-Identifier: Apache-2.0
//
// What the journal is told of records that left and of those that settled, and what follows where
// it cannot be told.
#include <algorithm>
#include <new>

#include "absl/strings/str_cat.h"
#include "plugin/delivery/engine.h"

namespace inflow {
namespace {

// What a kill may cost of outcomes that do no harm when they are forgotten: each commit writes
// further pages for them, which at full speed costs as much as the rest.
constexpr size_t kMostUnnoted = 5;  // for each request that may be on the wire beside another
constexpr Duration kMostUnnotedTime = std::chrono::milliseconds(10);

constexpr char kOvertaken[] =
    "a newer record of this key was sent by another session, so this one would undo it";

std::vector<Settlement> SettlementsOf(const std::vector<Settled>& settled) {
  std::vector<Settlement> settlements;
  settlements.reserve(settled.size());
  for (const Settled& one : settled) {
    if ((one.flags & kRepeated) != 0) continue;
    Settlement settlement;
    settlement.number = one.number;
    settlement.outcome = static_cast<int32_t>(one.outcome);
    settlement.http_status = one.http_status;
    settlement.attempts = one.attempts;
    settlement.flags = one.flags & (kLate | kSound | kSent);
    if (one.message != nullptr) settlement.message = *one.message;
    settlements.push_back(settlement);
  }
  return settlements;
}

}  // namespace

// OnIdle notes what settled, if not for good: at once where a record that was sent must not be sent
// again, and else now and then, so that a kill costs little.
void Engine::OnIdle(TimePoint now) {
  if (unwritten_.empty() && unapplied_.empty()) return;
  if (in_flight() > 0 && !MustNote(now)) return;
  static_cast<void>(TellJournal(now, /*wait=*/false));
}

// MustNote tells whether what settled is to be noted, and since when it waits for that.
bool Engine::MustNote(TimePoint now) {
  if (unwritten_.empty()) return false;
  if (!unwritten_since_) unwritten_since_ = now;
  const size_t most = kMostUnnoted * (options_.max_in_flight - 1);
  return urgent_ || unwritten_.size() > most || now - *unwritten_since_ >= kMostUnnotedTime;
}

absl::Status Engine::WriteDown(TimePoint now) {
  if (!unwritten()) return absl::OkStatus();
  if (absl::Status s = TellJournal(now, /*wait=*/true); !s.ok()) return s;
  for (Settled& one : noted_) {
    if ((one.flags & kAdopted) == 0) settled_.push_back(std::move(one));
  }
  noted_.clear();
  return absl::OkStatus();
}

// TellJournal has the journal know what settled, and stops the engine where that cannot be.
absl::Status Engine::TellJournal(TimePoint now, bool wait) {
  absl::Status status = TellJournal(wait);
  return status.ok() ? status : JournalFailed(std::move(status), now);
}

absl::Status Engine::TellJournal(bool wait) {
  absl::Status status;
  try {
    noted_.reserve(noted_.size() + unwritten_.size());
    settled_.reserve(settled_.size() + noted_.size() + unwritten_.size());
    if (!unapplied_.empty()) status = journal_->NotApplied(unapplied_);
    if (status.ok()) unapplied_.clear();
    if (status.ok() && (wait || !unwritten_.empty()))
      status = journal_->Settled(SettlementsOf(unwritten_), wait);
  } catch (const std::bad_alloc&) {
    // The next turn tries again.
    return absl::UnavailableError("there is no memory to write the journal");
  }
  if (status.ok()) Noted();
  return status;
}

// Noted: the journal knows of everything. noted_ has room.
void Engine::Noted() noexcept {
  journal_busy_ = unwritten_since_ = std::nullopt;
  urgent_ = false;
  std::move(unwritten_.begin(), unwritten_.end(), std::back_inserter(noted_));
  unwritten_.clear();
}

// MarkSending tells the journal that a request is about to leave, and what settled until then.
absl::Status Engine::MarkSending(const Request& request, TimePoint now,
                                 std::vector<const Item*>* overtaken) {
  if (!journal_->keeps()) return absl::OkStatus();
  noted_.reserve(noted_.size() + unwritten_.size());
  const bool note = MustNote(now);
  absl::Status status =
      journal_->Sending(request.group.items, now,
                        note ? SettlementsOf(unwritten_) : std::vector<Settlement>(), overtaken);
  if (!status.ok()) return JournalFailed(std::move(status), now);
  journal_busy_ = std::nullopt;
  if (note) Noted();
  if (unapplied_.empty() || !overtaken->empty()) return status;
  // What leaves again may be applied now, whatever became of it before.
  ForEachRecord(request.group.items,
                [this](const Item& record) { std::erase(unapplied_, record.number); });
  return status;
}

// JournalFailed stops the engine, unless another process is only writing.
absl::Status Engine::JournalFailed(absl::Status status, TimePoint now) noexcept {
  if (absl::IsUnavailable(status)) {
    if (!journal_busy_) journal_busy_ = now;
    if (now - *journal_busy_ < kJournalPatience) return status;
  }
  StopForJournal(status);
  return status;
}

void Engine::StopForJournal(const absl::Status& why) noexcept {
  stop_.reason = StopReason::kJournal;
  try {
    stop_.message = std::string(why.message());
  } catch (const std::bad_alloc&) {
    stop_.message.clear();
  }
}

// SettleOvertaken ends items of the first request that must not be sent any more.
void Engine::SettleOvertaken(Requests* from, const std::vector<const Item*>& overtaken) noexcept {
  Settled like;
  like.outcome = Outcome::kFailed;
  try {
    like.message = std::make_shared<const std::string>(kOvertaken);
  } catch (const std::bad_alloc&) {
    like.message = nullptr;
  }
  Request& request = from->front();
  ItemList items = std::move(request.group.items);
  while (!items.empty()) {
    Item* const item = items.TakeFirst();
    const bool is = std::find(overtaken.begin(), overtaken.end(), item) != overtaken.end();
    is ? SettleItem(item, like) : request.group.items.Append(item);
  }
  if (request.group.items.empty()) Drop(from, from->begin());
}

// NoteUnapplied remembers, of items that were sent, those of which the service did nothing.
void Engine::NoteUnapplied(const ItemList& items) noexcept {
  if (!journal_->keeps()) return;
  try {
    for (const Item& item : items) {
      if (item.maybe_applied) continue;
      ForEachRecord(item, [this](const Item& record) { unapplied_.push_back(record.number); });
    }
  } catch (const std::bad_alloc&) {
    // After a kill these count as perhaps applied.
  }
}

}  // namespace inflow
