// SPDX-License-Identifier: Apache-2.0
//
// File: group.h
//
// Records that share a request, with the request's bytes.
#ifndef INFLOW_REQUEST_GROUP_H_
#define INFLOW_REQUEST_GROUP_H_

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "inflow/clock/clock.h"
#include "inflow/request/route.h"

namespace inflow {

// GroupedRecord is one record of a group; its bytes end at `end` in the group's body. The records of a folded document that
// shares its request with others have one end, that of the document.
struct GroupedRecord {
  uint64_t id = 0;
  RecordKey key = 0;
  size_t end = 0;
  uint64_t document = 0;  // folded: the number of its document, in ascending order
};

struct Group;
using Groups = std::list<std::unique_ptr<Group>>;

// OpenState is what only an open group needs.
struct OpenState {
  std::string name;                            // route, URL, header values and frame
  std::unordered_set<RecordKey> keys;          // of its records
  std::unordered_set<RecordKey> names;         // keyed: of its records in the body
  std::vector<RecordKey> names_in_order;       // keyed: the same, one for each record
  Groups::iterator self;                       // where it stands among the open ones
  uint64_t number = 0;                         // fold: the document's
  std::string document;                        // fold: the document's attributes, a JSON object
  std::shared_ptr<const std::string> refused;  // fold: why the document is refused, null while it is not
  SharedFrame bare;                            // fold: the document without a list, where its first line was left out
  size_t lines = 0;                            // fold: in the body; a line without values is left out
  size_t committed_lines = 0;                  // likewise, at the last Commit
  bool packed = false;                         // fold: the document is part of a request of several already
  size_t documents = 0;                        // of a request of several
  size_t committed_documents = 0;              // likewise, at the last Commit
};

struct Group {
  const Route* route = nullptr;
  SharedShape shape;
  std::shared_ptr<const std::string> url;
  HeaderLines headers;
  SharedFrame frame;
  std::string body;  // open: the frame's prefix and the records; closed: as sent
  absl::InlinedVector<GroupedRecord, 1> records;
  bool idempotent = true;           // of every record
  std::unique_ptr<OpenState> open;  // null once closed
  TimePoint opened;
  size_t committed = 0;  // how many records are really accepted; the rest belongs to a batch that may still be refused

  bool of_documents = false;  // its items are folded documents, not records

  // ItemEnd returns the place behind the last record of the item that begins with record i.
  size_t ItemEnd(size_t i) const;
  // items is how many the body holds: records, or documents.
  size_t items() const;
  // divisible: its items can be sent apart from each other.
  bool divisible() const { return items() > 1 && (of_documents || !shape->folds); }

  // RecordBytes is record i as it stands in the body; of a document among others the first record has all bytes.
  std::string_view RecordBytes(size_t i) const;
  // RecordBytes is how many bytes all records have, without what is around and between them.
  size_t RecordBytes() const noexcept;

  // Document is an open folded document as it is sent: what its body holds, and what ends it.
  std::pair<std::string_view, std::string_view> Document() const;

  // FindDocument returns the first record of a document that shares a request with others; records.size() where it is not here.
  size_t FindDocument(uint64_t number) const;

  // RemoveDocument takes out a document that begins with record `first` and is not the only one.
  void RemoveDocument(size_t first) noexcept;

  // LeaveOutList takes the list out of an open folded document that has no line. Like Close it cannot fail.
  void LeaveOutList() noexcept;

  // Close appends the frame's suffix and ends the open state. The space was reserved when the records came, so it cannot fail.
  void Close() noexcept;

  // bytes is what the group holds against the queue's limit.
  size_t bytes() const { return body.size() + url->size(); }
};

// Partition splits a closed group in the chosen items and the others, both in order and both closed.
std::pair<std::unique_ptr<Group>, std::unique_ptr<Group>> Partition(const Group& group, const std::vector<bool>& chosen);

// Singles splits a closed group in closed ones of one item each, in order.
std::vector<std::unique_ptr<Group>> Singles(const Group& group);

// Halve splits a closed group of at least two items in two closed ones, in order.
std::pair<std::unique_ptr<Group>, std::unique_ptr<Group>> Halve(const Group& group);

}  // namespace inflow

#endif  // INFLOW_REQUEST_GROUP_H_
