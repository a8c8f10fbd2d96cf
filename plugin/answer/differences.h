// SPDX-License-Identifier: Apache-2.0
//
// File: differences.h
//
// What the service has of an entity, compared with what was sent.
//
//   const Differences differences = CompareEntities(endpoint.object, sent, found);
//   for (const Difference& one : differences.values) ...
#ifndef PLUGIN_ANSWER_DIFFERENCES_H_
#define PLUGIN_ANSWER_DIFFERENCES_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/catalog/object_schema.h"

namespace inflow {

struct Difference {
  std::string field;        // "prices.0.unitPrice": a path of names and the places of rows
  std::string sent, found;  // as JSON, as written; empty where it is absent
};

struct Differences {
  static constexpr size_t kMost = 100;  // of both lists together

  std::vector<Difference> values;
  std::vector<Difference> unshown;  // objects and lists that were sent and are not there, or null
  bool more = false;                // there are more than kMost
};

// CompareEntities compares two JSON objects that a walk has accepted, by what their values mean:
// numbers as decimals, dates as instants, enumerations without case, custom fields as the texts
// that they are answered as. What was not sent is not compared, nor what the service alone sets; a
// rounded number is no difference. Rows are found by their ids, or, where those are not there, in
// the order in which they stand, and none may be there that was not sent. `object` tells the types
// of fields, null: nobody does. `found` is hostile input: time and memory are in proportion to
// both. Throws only std::bad_alloc.
Differences CompareEntities(const ObjectSchema* object, std::string_view sent,
                            std::string_view found);

}  // namespace inflow

#endif  // PLUGIN_ANSWER_DIFFERENCES_H_
