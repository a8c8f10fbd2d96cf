// SPDX-License-Identifier: Apache-2.0
//
// File: body.h
//
// Items as they stand in a body. A form's item is kept without the list's name and its place in it,
// which are written where the payload has the mark: it may stand at another place when it is sent
// again.
#ifndef PLUGIN_REQUEST_BODY_H_
#define PLUGIN_REQUEST_BODY_H_

#include <cstddef>
#include <string>

#include "plugin/request/document.h"
#include "plugin/request/envelope.h"
#include "plugin/request/item.h"

namespace inflow {

inline constexpr char kPlaceMark = '\n';  // which no encoded form holds

// AppendItemAt appends an item as the place-th of a list; ItemSize is how many bytes that makes.
void AppendItemAt(const Item& item, const Envelope& envelope, size_t place, std::string* out);
size_t PlacedSize(const Item& item, const Envelope& envelope, size_t place);
inline size_t ItemSize(const Item& item, const Envelope& envelope, size_t place) {
  const bool as_it_is = item.document == nullptr && envelope.list.empty();
  return as_it_is ? item.payload_size : PlacedSize(item, envelope, place);
}

// DocumentSize is how many bytes a folded document has.
size_t DocumentSize(const Document& document);

}  // namespace inflow

#endif  // PLUGIN_REQUEST_BODY_H_
