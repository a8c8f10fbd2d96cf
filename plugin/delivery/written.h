// SPDX-License-Identifier: Apache-2.0
//
// File: written.h
//
// What an item was sent as, and which entity of the service that concerns.
#ifndef PLUGIN_DELIVERY_WRITTEN_H_
#define PLUGIN_DELIVERY_WRITTEN_H_

#include <string>
#include <string_view>

#include "plugin/readback/entity_place.h"
#include "plugin/request/item.h"
#include "plugin/request/lane.h"

namespace inflow {

struct Written {
  std::string why;  // nobody knows how to read it; empty: it may be read
  WrittenTo to;
  const ObjectSchema* object = nullptr;  // null: that of the published endpoint of the collection
  std::string json;                      // one entity, an object that a walk has accepted
};

// WrittenOf says what is sent of an item of that lane. `service` is the company's URL, without a
// slash at its end. Throws only std::bad_alloc.
Written WrittenOf(const Item& item, const Lane& lane, std::string_view service);

}  // namespace inflow

#endif  // PLUGIN_DELIVERY_WRITTEN_H_
