// SPDX-License-Identifier: Apache-2.0
//
// File: fold.h
//
// What folding knows of one route: which document is being made, and which ones were.
#ifndef PLUGIN_REQUEST_FOLD_H_
#define PLUGIN_REQUEST_FOLD_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "plugin/request/document.h"

namespace inflow {

// Fold is a route's; lines come one after the other, those of one document together.
struct Fold {
  struct Entry {
    Document* document = nullptr;  // null where no line of it was taken, or it is refused for good
    uint64_t number = 0;           // 0: there is none
    std::shared_ptr<const std::string> name;  // never null where there is one
    std::shared_ptr<const std::string>
        refused;  // why its lines are refused, null while they are not
  };
  struct State {
    Entry open;
    Entry closed;         // what was open last, where it was closed before another began
    bool unread = false;  // a record that could not be read came behind the last line
  };
  State present;
  State committed;               // as it was at the last Commit
  std::vector<Document*> ended;  // documents that ended since the last Commit, in their order
  bool named = false;            // a line of the open document came since the last Commit
};

// LineFacts is what folding found out about a record, beside why it was refused.
struct LineFacts {
  uint64_t document = 0;  // the number of its document; 0 where it has none, or nobody knows
  bool late = false;      // its document was closed before it came
  bool sound = false;     // it was refused for the sake of its document alone
  // A closed document that must not be sent any more; 0: none. The name is not null then.
  uint64_t spoils = 0;
  std::shared_ptr<const std::string> name;
};

}  // namespace inflow

#endif  // PLUGIN_REQUEST_FOLD_H_
