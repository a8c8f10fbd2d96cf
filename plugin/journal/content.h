// SPDX-License-Identifier: Apache-2.0
//
// File: content.h
//
// What sending an item writes, as a digest: two items with one digest write the same.
#ifndef PLUGIN_JOURNAL_CONTENT_H_
#define PLUGIN_JOURNAL_CONTENT_H_

#include <string>

#include "plugin/request/item.h"

namespace inflow {

// ContentDigest returns 32 bytes for the method, the address and the payload of an item without
// holes. JSON counts by its value: the order of members, white space, escapes and the spelling of
// numbers say nothing, nor does that of decimals that the published API takes as text. Any other
// payload counts byte by byte. Throws only std::bad_alloc.
std::string ContentDigest(const Item& item);

}  // namespace inflow

#endif  // PLUGIN_JOURNAL_CONTENT_H_
