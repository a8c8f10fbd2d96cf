// SPDX-License-Identifier: Apache-2.0
//
// File: request.h
//
// Items that go out together, from the opening of their group until they settle; or an errand, a
// call without records.
#ifndef PLUGIN_DELIVERY_REQUEST_H_
#define PLUGIN_DELIVERY_REQUEST_H_

#include <algorithm>
#include <cstdint>
#include <list>
#include <string_view>
#include <unordered_set>

#include "plugin/clock/clock.h"
#include "plugin/delivery/errand.h"
#include "plugin/delivery/settled.h"
#include "plugin/http/http_call.h"
#include "plugin/request/group.h"

namespace inflow {

struct Request;
using Requests = std::list<Request>;  // moved between lists by splicing, which cannot fail

struct Request {
  uint64_t id = 0;  // unique, once it is closed
  // Among the ready ones: ascending in the order in which groups closed; halves share theirs.
  uint64_t place = 0;
  Group group;           // without a lane: an errand
  Desk* desk = nullptr;  // errand: whose it is
  HttpCall call;         // made when it starts
  Requests::iterator self;
  TimePoint started;        // the present attempt
  TimePoint due;            // waiting: for the next one
  Settled refusal;          // parked: how its records settle where the refusal is their own
  bool was_absent = false;  // its only item was sent before, and read back as not there

  // While the group is open.
  TimePoint opened;
  size_t bytes = 0;                            // of the body without the envelope's suffix
  bool closes = false;                         // as soon as nothing else can start
  std::unordered_set<std::string_view> names;  // keyed: of its items in the body

  bool is_errand() const { return desk != nullptr; }
  const Shape& shape() const { return group.lane->shape(); }
};

// FindRequest returns the request with this id, or the list's end.
template <typename List>
auto FindRequest(List& requests, uint64_t id) {
  return std::find_if(requests.begin(), requests.end(),
                      [id](const Request& one) { return one.id == id; });
}

}  // namespace inflow

#endif  // PLUGIN_DELIVERY_REQUEST_H_
