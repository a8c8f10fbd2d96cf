// SPDX-License-Identifier: Apache-2.0
#include "plugin/journal/item_journal.h"

#include <algorithm>
#include <deque>

#include "plugin/journal/content.h"
#include "plugin/request/document.h"
#include "plugin/request/group.h"
#include "plugin/request/lane.h"

namespace inflow {
namespace {

std::vector<NewRecord> RecordsOf(const HostRecords& batch) {
  std::vector<NewRecord> records;
  records.reserve(batch.records->count());
  for (size_t i = 0; i < batch.records->count(); ++i) {
    const uint64_t id = batch.records->id(i);
    records.push_back({id, static_cast<int64_t>(id), batch.records->bytes(i), {}});
  }
  return records;
}

// KeyOf is empty where nothing names an item.
std::string KeyOf(const Item& item) {
  return item.key().empty() ? "" : JournalKey(item.lane->shape().collection, item.key());
}

// NameRecords gives records the keys of what they became; the texts are put into `keys`.
void NameRecords(std::span<Item* const> items, std::vector<NewRecord>* records,
                 std::deque<std::string>* keys) {
  for (size_t i = 0; i < items.size(); ++i) {
    if (items[i] != nullptr) (*records)[i].key = keys->emplace_back(KeyOf(*items[i]));
  }
}

NewBatch BatchOf(const HostRecords& batch, WallMillis wall, std::span<const NewRecord> records) {
  return {batch.route, wall, batch.token, batch.close, records};
}

}  // namespace

std::string JournalKey(std::string_view collection, std::string_view key) {
  return std::string(collection).append(1, '\0').append(key);
}

absl::StatusOr<std::vector<AppendedRecord>> ItemJournal::Known(const HostRecords& batch) {
  if (batch.token.empty() && !file_->in_run()) return std::vector<AppendedRecord>();
  const std::vector<NewRecord> records = RecordsOf(batch);
  return file_->Known(BatchOf(batch, 0, records));
}

absl::StatusOr<Appended> ItemJournal::Append(const HostRecords& batch, WallMillis wall) {
  std::vector<NewRecord> records = RecordsOf(batch);
  std::deque<std::string> keys;
  if (file_->keeps_digests()) NameRecords(batch.items, &records, &keys);
  return file_->Append(BatchOf(batch, wall, records));
}

absl::Status ItemJournal::Sending(const ItemList& items, TimePoint now,
                                  std::span<const Settlement> settled,
                                  std::vector<const Item*>* overtaken) {
  const WallMillis wall = clock_->Wall();
  std::vector<SendingMark> marks;
  std::vector<const Item*> marked;  // whose mark it is
  std::deque<std::string> keys;     // and digests, that the marks look at
  bool repeatable = true;
  for (const Item& item : items) {
    SendingMark mark;
    mark.attempts = item.attempts + 1;
    mark.failures = item.failures;
    mark.first_attempt = item.tried ? wall - ToMillis(now - item.first_attempt) : wall;
    mark.repeatable = IsRepeatable(item);
    mark.key = keys.emplace_back(KeyOf(item));
    if (file_->keeps_digests() && !mark.key.empty())
      mark.digest = keys.emplace_back(ContentDigest(item));
    repeatable = repeatable && mark.repeatable;
    ForEachRecord(item, [&](const Item& record) {
      mark.number = record.number;
      marks.push_back(mark);
      marked.push_back(&item);
      mark.key = mark.digest = {};  // a document's are those of its first line
    });
  }
  std::vector<uint64_t> older;
  std::deque<std::string> texts;
  absl::Status status =
      file_->Sending(marks, /*wait=*/!repeatable, &older, Clean(settled, &texts), wall);
  for (const uint64_t number : older) {
    const auto mark = std::find_if(marks.begin(), marks.end(), [number](const SendingMark& one) {
      return one.number == number;
    });
    overtaken->push_back(marked[static_cast<size_t>(mark - marks.begin())]);
  }
  return status;
}

absl::StatusOr<bool> ItemJournal::Unchanged(const Item& item) {
  const std::string key = KeyOf(item);
  if (key.empty() || !file_->keeps_digests()) return false;
  const absl::StatusOr<LastDelivery> last = file_->Last(key);
  if (!last.ok()) return last.status();
  return !last->other_pending && last->digest == ContentDigest(item);
}

absl::Status ItemJournal::NotApplied(std::span<const uint64_t> numbers) {
  return file_->NotApplied(numbers);
}

absl::Status ItemJournal::Settled(std::span<const Settlement> settlements, bool wait) {
  std::deque<std::string> texts;
  return file_->Settled(Clean(settlements, &texts), clock_->Wall(), wait).status();
}

std::vector<Settlement> ItemJournal::Clean(std::span<const Settlement> settlements,
                                           std::deque<std::string>* texts) const {
  std::vector<Settlement> clean(settlements.begin(), settlements.end());
  std::string_view last;  // records of one request share their message
  for (Settlement& one : clean) {
    if (one.message.empty()) continue;
    if (one.message.data() != last.data() || one.message.size() != last.size()) {
      last = one.message;
      clean_(&texts->emplace_back(one.message));
    }
    one.message = texts->back();
  }
  return clean;
}

}  // namespace inflow
