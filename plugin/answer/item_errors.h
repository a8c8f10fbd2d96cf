// SPDX-License-Identifier: Apache-2.0
//
// File: item_errors.h
//
// What an answer says of single records of its request, where the configuration's "response" tells
// how to read it.
//
//   {"errors": [{"index": 3, "message": "no such SKU"}]}    item_errors "errors", item_index
//   "index", item_message "message"
//   {"results": [null, {"error": "no such SKU"}]}           item_errors "results", item_message
//   "error": one entry a record
#ifndef PLUGIN_ANSWER_ITEM_ERRORS_H_
#define PLUGIN_ANSWER_ITEM_ERRORS_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "plugin/config/config.h"
#include "plugin/http/exchange.h"

namespace inflow {

// ItemError is an answer's word on one record, or folded document, of its request.
struct ItemError {
  size_t index = 0;  // its place in the request, from 0
  std::shared_ptr<const std::string> message;
};

struct ItemAnswer {
  std::vector<ItemError> errors;  // each place once, in ascending order
  bool whole = true;  // every record that is not in `errors` was taken, as far as the answer tells
  std::string why;    // not whole: a sentence that says what could not be read
};

// ReadItemErrors reads the answer to a request of `count` records. Nothing is refused where nothing
// is configured, and where the answer has no body, or nothing where the list would be: null, false,
// "", {} or []. An answer that cannot be read as `response` describes, or names a place that no
// record has, is not whole: whom else it may have named is unknown. Names are found in another case
// too, where the exact one is not there. The answer is hostile input. Throws only std::bad_alloc.
ItemAnswer ReadItemErrors(const Exchange& exchange, const ResponseConfig& response, size_t count);

}  // namespace inflow

#endif  // PLUGIN_ANSWER_ITEM_ERRORS_H_
