// SPDX-License-Identifier: Apache-2.0
//
// File: fold.h
//
// What folding knows of one route: which document is being made, and which ones were.
#ifndef INFLOW_REQUEST_FOLD_H_
#define INFLOW_REQUEST_FOLD_H_

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "inflow/request/group.h"

namespace inflow {

// Fold is a route's; lines come one after the other, those of one document together.
struct Fold {
  struct Document {
    Group* group = nullptr;                      // null where no line of it was taken, or it is refused for good
    uint64_t name = 0;                           // hash of the attributes that name it; 0: no document is open
    std::shared_ptr<const std::string> refused;  // why its lines are refused, null while they are not
  };
  Document present;
  Document committed;                  // as it was at the last Commit
  std::unordered_set<uint64_t> begun;  // every document so far, by the hash of its name
  std::vector<uint64_t> fresh;         // of those, begun since the last Commit
};

}  // namespace inflow

#endif  // INFLOW_REQUEST_FOLD_H_
