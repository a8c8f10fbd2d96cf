// SPDX-License-Identifier: Apache-2.0
//
// File: groups.h
//
// What tests ask of groups and their items.
#ifndef TESTS_SUPPORT_GROUPS_H_
#define TESTS_SUPPORT_GROUPS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "plugin/request/document.h"
#include "plugin/request/group.h"

namespace inflow::testing {

inline std::string BodyOf(const Group& group) {
  std::string body;
  group.AppendBody(&body);
  return body;
}

inline std::vector<uint64_t> IdsOf(const ItemList& items) {
  std::vector<uint64_t> ids;
  ForEachRecord(items, [&ids](const Item& record) { ids.push_back(record.id); });
  return ids;
}

inline std::vector<std::string> PayloadsOf(const ItemList& items) {
  std::vector<std::string> payloads;
  ForEachRecord(items,
                [&payloads](const Item& record) { payloads.emplace_back(record.payload()); });
  return payloads;
}

inline size_t BytesOf(const ItemList& items) {
  size_t bytes = 0;
  ForEachRecord(items, [&bytes](const Item& record) { bytes += record.payload_size; });
  return bytes;
}

// Halve takes the items of a closed group apart, in order.
inline std::pair<Group, Group> Halve(Group* group) {
  std::pair<Group, Group> halves;
  halves.first.lane = halves.second.lane = group->lane;
  halves.first.items = group->items.TakeFirst(group->items.size() / 2);
  halves.second.items = std::move(group->items);
  return halves;
}

}  // namespace inflow::testing

#endif  // TESTS_SUPPORT_GROUPS_H_
