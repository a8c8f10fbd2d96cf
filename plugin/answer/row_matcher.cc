// SPDX-License-Identifier: Apache-2.0
#include "plugin/answer/internal/row_matcher.h"

#include <algorithm>

#include "plugin/answer/internal/member_name.h"
#include "plugin/answer/internal/scalar.h"
#include "plugin/record/cursor.h"

namespace inflow::answer {
namespace {

// IdOf returns a row's id as JSON; empty where it has none.
std::string_view IdOf(const ObjectSchema& object, std::string_view row) {
  if (object.id.empty()) return {};
  for (MemberCursor members(row); members.Next();) {
    const Member& member = members.member();
    if (IsNamed(member, object.id))
      return member.type == JsonType::kString ? member.value : std::string_view();
  }
  return {};
}

template <typename Rows>
void ReadRows(const ObjectSchema& object, std::string_view list, Rows* rows) {
  rows->clear();
  for (ItemCursor items(list); items.Next();) {
    const JsonValue& item = items.item();
    rows->push_back({item.bytes, item.type == JsonType::kObject ? IdOf(object, item.bytes)
                                                                : std::string_view()});
  }
}

}  // namespace

std::optional<Uuid> RowMatcher::Parse(std::string_view id) {
  return ParseUuid(PlainText(id, &text_));
}

void RowMatcher::Index() {
  indexed_ = true;
  for (size_t place = 0; place < answered_.size(); ++place) {
    const std::optional<Uuid> id =
        answered_[place].id.empty() ? std::nullopt : Parse(answered_[place].id);
    if (id) by_id_.push_back({*id, place});
  }
  std::sort(by_id_.begin(), by_id_.end());
}

// FindAnswered looks at the same place first: mostly the service answers rows as they came.
const RowMatcher::Row* RowMatcher::FindAnswered(std::string_view id, size_t place) {
  if (place < answered_.size() && answered_[place].id == id) return &answered_[place];
  const std::optional<Uuid> uuid = Parse(id);
  if (!uuid) return nullptr;
  if (!indexed_) Index();
  const auto found = std::lower_bound(by_id_.begin(), by_id_.end(), Key{*uuid, 0});
  return found == by_id_.end() || found->id != *uuid ? nullptr : &answered_[found->place];
}

void RowMatcher::PairAll(const ObjectSchema& object, std::string_view sent,
                         std::string_view answered) {
  ReadRows(object, sent, &sent_);
  ReadRows(object, answered, &answered_);
  by_id_.clear();
  indexed_ = false;
  pairs_.clear();
  PairById();
  PairByPlace();
}

void RowMatcher::PairById() {
  taken_.assign(answered_.size(), false);
  unmatched_ = false;
  bool all_unmatched = true;
  for (size_t i = 0; i < sent_.size(); ++i) {
    const bool named = !sent_[i].id.empty();
    const Row* const row = named ? FindAnswered(sent_[i].id, i) : nullptr;
    const size_t place = row == nullptr ? 0 : static_cast<size_t>(row - answered_.data());
    const bool found = row != nullptr && !taken_[place];
    if (found) taken_[place] = true;
    unmatched_ = unmatched_ || (named && !found);
    all_unmatched = all_unmatched && named && !found;
    pairs_.push_back({sent_[i].bytes, found ? row->bytes : std::string_view(), i, found});
  }
  renamed_ = all_unmatched && answered_.size() == sent_.size();
}

void RowMatcher::PairByPlace() {
  size_t next = 0;
  const auto skip = [&] {
    while (next < taken_.size() && taken_[next]) ++next;
  };
  for (RowPair& pair : pairs_) {
    if (pair.by_id) continue;
    skip();
    if (next == taken_.size()) break;
    pair.answered = answered_[next++].bytes;
  }
  for (skip(); next < taken_.size(); skip()) {
    pairs_.push_back({{}, answered_[next].bytes, next, false});
    ++next;
  }
}

}  // namespace inflow::answer
