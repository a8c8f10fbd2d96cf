// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/documents/document_tracker.h"

namespace inflow::command {

bool DocumentTracker::Take(const DocumentName& name, size_t input) {
  const bool joins = behind_unnamed_;
  behind_unnamed_ = name.empty();
  if (name.empty()) is_spoilt_ = true;
  if (number_ > 0 && (name.empty() || name == name_)) return false;
  if (number_ == 0 || !joins) {
    ++number_;
    home_ = input;
  }
  if (name.empty()) return false;
  name_ = name;
  is_spoilt_ = joins;
  return true;
}

}  // namespace inflow::command
