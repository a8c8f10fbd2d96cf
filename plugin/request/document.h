// SPDX-License-Identifier: Apache-2.0
//
// File: document.h
//
// A folded document: what its lines share, and the lines.
#ifndef PLUGIN_REQUEST_DOCUMENT_H_
#define PLUGIN_REQUEST_DOCUMENT_H_

#include <cstddef>
#include <memory>
#include <string>

#include "plugin/clock/clock.h"
#include "plugin/request/envelope.h"
#include "plugin/request/item.h"

namespace inflow {

class Route;
struct Request;

struct Document {
  Item item;  // in whichever list the document is; its key lies in the first line
  ItemList lines;
  ItemList staged;          // of a batch that may still be refused
  SharedEnvelope envelope;  // around the lines
  SharedEnvelope bare;      // the document without a list, where its first line was left out
  size_t shown = 0, committed_shown =
                        0;  // how many lines stand in it, also the staged ones; at the last Commit
  size_t bytes = 0, committed_bytes = 0;       // likewise, of these lines and what is between them
  std::shared_ptr<const std::string> refused;  // why it is refused, null while it is not
  std::string attributes;                      // of its first line: a JSON object
  const Route* route = nullptr;                // while it is folded
  TimePoint opened;
  Request* carrier = nullptr;  // that it is in; null where it is in none

  // is_bare: it has no line to show.
  bool is_bare() const { return shown == 0 && bare != nullptr; }
};

// ForEachRecord calls back with every item that is a record of the host's: the item, or its lines.
template <typename Callback>
void ForEachRecord(const Item& item, Callback callback) {
  if (item.document == nullptr) return callback(item);
  for (const ItemList* lines : {&item.document->lines, &item.document->staged}) {
    for (const Item& line : *lines) callback(line);
  }
}
template <typename Callback>
void ForEachRecord(const ItemList& items, Callback callback) {
  for (const Item& item : items) ForEachRecord(item, callback);
}

}  // namespace inflow

#endif  // PLUGIN_REQUEST_DOCUMENT_H_
