// SPDX-License-Identifier: Apache-2.0
//
// File: order.h
//
// Records of one key go out one after the other. A Turn is what a request waits for and what others
// wait on; halves of a refused group share its turn. After Reserve nothing here allocates, so that
// accepting can be all or nothing.
//
//   LastTurns keys;
//   std::shared_ptr<Turn> turn = Order::Prepare(group, &keys);  // for each group; null: nothing of
//   it has a key order.Reserve(keys); order.Add(&keys); order.Join(turn.get(), group); // free to
//   go where turn->waits_for == 0 Turn::Edge* freed = order.Leave(turn.get(), group);     // when
//   the request is over: who waited for it
#ifndef PLUGIN_DELIVERY_ORDER_H_
#define PLUGIN_DELIVERY_ORDER_H_

#include <cstddef>
#include <memory>
#include <unordered_map>

#include "absl/container/inlined_vector.h"
#include "plugin/request/group.h"

namespace inflow {

struct Request;

struct Turn;
using LastTurns = std::unordered_map<RecordKey, Turn*>;  // the latest turn of each key

struct Turn {
  struct Edge {         // "owner waits for the turn that holds this edge"
    RecordKey key = 0;  // one of the request's, whatever the rest of the edge serves for
    Turn* owner = nullptr;
    Edge* next = nullptr;
  };
  Request* request = nullptr;  // the request that this turn frees, while it waits
  size_t waits_for = 0;
  size_t open = 1;  // requests that share the turn and are not over: more than one after halving
  Edge* waiting = nullptr;  // who waits for this turn
  absl::InlinedVector<Edge, 1>
      edges;  // one per key of the request, so that waiting needs no allocation
};

class Order {
 public:
  // Prepare makes a turn for a group, without joining, and adds the group's keys to *keys; nullptr
  // where no record of it has a key. May throw bad_alloc.
  static std::shared_ptr<Turn> Prepare(const Group& group, LastTurns* keys);

  // Reserve makes room for these keys. May throw bad_alloc.
  void Reserve(const LastTurns& keys);

  // Add takes over the keys of turns that are about to join.
  void Add(LastTurns* keys) noexcept { last_.merge(*keys); }

  // Join puts a prepared turn behind the turns that hold the group's keys now.
  void Join(Turn* turn, const Group& group) noexcept;

  // Leave ends a request's share in its turn. Returns a list, linked through Edge::next, of edges
  // whose owners no longer wait (waits_for == 0) or wait for less; nullptr while others share the
  // turn.
  Turn::Edge* Leave(Turn* turn, const Group& group) noexcept;

 private:
  LastTurns last_;
};

}  // namespace inflow

#endif  // PLUGIN_DELIVERY_ORDER_H_
