// SPDX-License-Identifier: Apache-2.0
#include "plugin/destination/internal/known_deliveries.h"

#include <functional>
#include <string>

#include "plugin/journal/content.h"
#include "plugin/journal/item_journal.h"
#include "plugin/request/lane.h"

namespace inflow {

absl::StatusOr<bool> KnownDeliveries::Unchanged(const Item& item) {
  const std::hash<std::string> hash;
  const std::string key = JournalKey(item.lane->shape().collection, item.key());
  const uint64_t content = hash(ContentDigest(item));
  const auto [planned, is_first] = planned_.try_emplace(hash(key), 0);
  bool is_known = !is_first;
  bool unchanged = is_known && planned->second == content;
  if (is_first) {
    const absl::StatusOr<LastDelivery> last = file_->Last(key);
    if (!last.ok()) return last.status();
    is_known = last->newest != 0;
    unchanged = last->digest && !last->other_pending && hash(*last->digest) == content;
  }
  planned->second = content;
  ++(unchanged ? unchanged_ : is_known ? changed_ : created_);
  return unchanged;
}

}  // namespace inflow
