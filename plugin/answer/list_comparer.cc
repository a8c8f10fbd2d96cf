// SPDX-License-Identifier: Apache-2.0
#include "plugin/answer/internal/list_comparer.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "plugin/entity/uuid.h"
#include "plugin/record/cursor.h"

namespace inflow::answer {
namespace {

bool HoldsContainer(const JsonValue& value) {
  return value.type == JsonType::kObject || value.type == JsonType::kArray;
}

bool AreSame(Reading reading, const JsonValue& sent, const JsonValue& answered, Scratch* scratch) {
  if (sent.type == JsonType::kNull || answered.type == JsonType::kNull)
    return sent.type == answered.type;
  return CompareScalars(reading, sent.bytes, answered.bytes, scratch) == Likeness::kSame;
}

// What the two lists have in common, item by item.
struct Overview {
  size_t sent = 0, answered = 0;  // how many items
  bool containers = false;
  bool same_so_far = true;
};

Overview Look(Reading reading, std::string_view sent, std::string_view answered, Scratch* scratch) {
  Overview overview;
  ItemCursor sent_items(sent);
  ItemCursor answered_items(answered);
  for (;;) {
    const bool more_sent = sent_items.Next();
    const bool more_answered = answered_items.Next();
    if (!more_sent && !more_answered) return overview;
    overview.sent += more_sent ? 1 : 0;
    overview.answered += more_answered ? 1 : 0;
    overview.containers = overview.containers || (more_sent && HoldsContainer(sent_items.item())) ||
                          (more_answered && HoldsContainer(answered_items.item()));
    if (overview.containers || !overview.same_so_far) continue;
    overview.same_so_far = more_sent && more_answered &&
                           AreSame(reading, sent_items.item(), answered_items.item(), scratch);
  }
}

// Items returns a list's items so that equal ones are equal bytes, in order. *arena holds those
// that are not such as written; it must have room, since it must not move.
std::vector<std::string_view> Items(Reading reading, std::string_view list, std::string* arena,
                                    std::string* scratch) {
  std::vector<std::string_view> items;
  for (ItemCursor cursor(list); cursor.Next();) {
    std::string_view text = PlainText(cursor.item().bytes, scratch);
    const std::optional<Uuid> uuid = reading == Reading::kGuid ? ParseUuid(text) : std::nullopt;
    if (uuid || text.data() == scratch->data()) {
      const size_t begin = arena->size();
      uuid ? arena->append(uuid->begin(), uuid->end()) : arena->append(text);
      text = std::string_view(*arena).substr(begin);
    }
    items.push_back(text);
  }
  std::sort(items.begin(), items.end());
  return items;
}

}  // namespace

ListLikeness CompareLists(Reading reading, std::string_view sent, std::string_view answered,
                          Scratch* scratch) {
  const Overview overview = Look(reading, sent, answered, scratch);
  if (overview.containers)
    return overview.answered < overview.sent ? ListLikeness::kFewer : ListLikeness::kSame;
  if (overview.same_so_far) return ListLikeness::kSame;
  if (overview.answered > overview.sent)
    return ListLikeness::kOther;  // so the answer cannot make what follows long
  std::string arena;
  arena.reserve(sent.size() + answered.size());
  const std::vector<std::string_view> first = Items(reading, sent, &arena, &scratch->sent);
  const std::vector<std::string_view> second = Items(reading, answered, &arena, &scratch->answered);
  if (first == second) return ListLikeness::kSame;
  const bool lacks = !std::includes(second.begin(), second.end(), first.begin(), first.end());
  return lacks && second.size() < first.size() ? ListLikeness::kFewer : ListLikeness::kOther;
}

}  // namespace inflow::answer
