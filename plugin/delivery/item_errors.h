// SPDX-License-Identifier: Apache-2.0
//
// File: item_errors.h
//
// What an answer says of single records of its request, where the configuration's "response" tells how to read it.
//
//   {"errors": [{"index": 3, "message": "no such SKU"}]}    item_errors "errors", item_index "index", item_message "message"
//   {"results": [null, {"error": "no such SKU"}]}           item_errors "results", item_message "error": one entry a record
#ifndef INFLOW_PLUGIN_DELIVERY_ITEM_ERRORS_H_
#define INFLOW_PLUGIN_DELIVERY_ITEM_ERRORS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "inflow/config/config.h"
#include "inflow/delivery/item_error.h"

namespace inflow {

// ReadItemErrors returns the records that an answer refuses, each once, by ascending place; empty where it names none, or is not
// what `response` describes. Without item_index the list has one entry a record, in order, and an entry that is null or has no
// message is no error. Places from `count` on are ignored: the answer is hostile input. May throw bad_alloc.
std::vector<ItemError> ReadItemErrors(std::string_view answer, const ResponseConfig& response, size_t count);

}  // namespace inflow

#endif  // INFLOW_PLUGIN_DELIVERY_ITEM_ERRORS_H_
