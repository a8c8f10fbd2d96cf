// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/documents/twin_finder.h"

#include <utility>

namespace inflow::command {

// Pairs takes entries by name and order, and counts those that differ from the first of their name.
class TwinFinder::Pairs {
 public:
  void Take(const Entry& entry) {
    if (!any_ || entry.name != first_.name) {
      first_ = entry;
      any_ = true;
      return;
    }
    if (entry.kind == first_.kind) return;
    if (twins_.count++ == 0 || entry.order < second_order_) {
      second_order_ = entry.order;
      twins_.first = first_.place;
      twins_.second = entry.place;
    }
  }
  const Twins& twins() const { return twins_; }

 private:
  bool any_ = false;
  Entry first_{};
  uint64_t second_order_ = 0;
  Twins twins_;
};

void TwinFinder::Add(uint64_t name, uint64_t kind, RecordPlace place) {
  if (name != 0) entries_.Add({name, order_++, kind, place});
}

Twins TwinFinder::Finish() {
  Pairs pairs;
  const int error = entries_.Finish([&pairs](const Entry& entry) { pairs.Take(entry); });
  Twins twins = pairs.twins();
  twins.whole = error == 0;
  order_ = 0;
  return twins;
}

}  // namespace inflow::command
