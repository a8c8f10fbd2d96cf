// SPDX-License-Identifier: Apache-2.0
//
// Records that would write what the last delivery of their key wrote are not sent.
#include "plugin/delivery/engine.h"

namespace inflow {
namespace {

constexpr char kUnchanged[] =
    "not sent: what was delivered last for its key is the same, and nothing was sent for it since";

}  // namespace

// SkipUnchanged settles the first item that is free, where it would change nothing. False where it
// is to be sent, or nobody can tell: a journal that cannot be read stops what is about to leave.
bool Engine::SkipUnchanged(Item* item) {
  if (item->key().empty() || item->lane->shape().collection.empty()) return false;
  // What became of the one before it must stand in the journal first.
  if (item->follows && !unwritten_.empty() && !TellJournal(/*wait=*/false).ok()) return false;
  item->follows = false;
  const absl::StatusOr<bool> unchanged = journal_->Unchanged(*item);
  if (!unchanged.ok() || !*unchanged) return false;
  Settled like;
  like.outcome = Outcome::kUnchanged;
  like.message = std::make_shared<const std::string>(kUnchanged);
  SettleItem(free_.TakeFirst(), like);
  return true;
}

}  // namespace inflow
