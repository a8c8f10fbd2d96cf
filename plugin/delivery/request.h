// SPDX-License-Identifier: Apache-2.0
//
// File: request.h
//
// A closed group on its way, or a call without records: what the engine knows of its attempts.
#ifndef PLUGIN_DELIVERY_REQUEST_H_
#define PLUGIN_DELIVERY_REQUEST_H_

#include <cstdint>
#include <list>
#include <memory>

#include "plugin/clock/clock.h"
#include "plugin/delivery/order.h"
#include "plugin/delivery/settled.h"
#include "plugin/http/http_call.h"
#include "plugin/request/group.h"

namespace inflow {

// Past is what records have been through. Those that were sent together share it, and keep it where
// they come apart.
struct Past {
  uint32_t attempts = 0;       // requests that may have reached the service
  int failures = 0;            // of those, how many count against max_attempts
  bool maybe_applied = false;  // an attempt had an unknown outcome
  bool tried = false;
  TimePoint first_attempt;
  Duration closed_before{};  // how long the gate had been closed at the first attempt
};

struct Request;
using Requests = std::list<Request>;  // moved between lists by splicing, which cannot fail

struct Request {
  uint64_t id = 0;     // unique
  uint64_t place = 0;  // among the ready ones: ascending in the order in which groups closed;
                       // halves share theirs
  std::unique_ptr<Group> group;  // null for a call without records
  HttpCall call;                 // made when it starts
  std::shared_ptr<Turn> turn;    // null without keys
  Requests::iterator self;
  Past past;
  bool withdrawn =
      false;  // blocked: its records have settled, and it only keeps its place in their keys' order
  TimePoint started;  // the present attempt
  TimePoint due;      // while waiting for the next one
  Settled refusal;    // held: how its records settle where the refusal is their own
};

}  // namespace inflow

#endif  // PLUGIN_DELIVERY_REQUEST_H_
