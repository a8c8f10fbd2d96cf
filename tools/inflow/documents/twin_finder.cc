// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/documents/twin_finder.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"

namespace inflow::command {
namespace {

// A part with more names than there is room for is read once for each share of them; with so many
// shares the room has to do.
constexpr size_t kMostPasses = 64;

}  // namespace

// Counter takes entries in the order of the records, and counts those that differ from the first of
// their name.
class TwinFinder::Counter {
 public:
  void Take(const Entry& entry) {
    const auto [first, is_new] = firsts_.try_emplace(entry.name, First{entry.kind, entry.place});
    if (is_new || entry.kind == first->second.kind) return;
    if (twins_.count++ == 0 || entry.order < second_order_) {
      second_order_ = entry.order;
      twins_.first = first->second.place;
      twins_.second = entry.place;
    }
  }
  // Forget forgets the names, and makes room for so many.
  void Forget(size_t names) {
    firsts_.clear();
    firsts_.reserve(names);
  }
  size_t names() const { return firsts_.size(); }
  const Twins& twins() const { return twins_; }
  // Add takes over what another counted.
  void Add(const Counter& other) {
    if (other.twins_.count == 0) return;
    if (twins_.count == 0 || other.second_order_ < second_order_) {
      second_order_ = other.second_order_;
      twins_.first = other.twins_.first;
      twins_.second = other.twins_.second;
    }
    twins_.count += other.twins_.count;
  }

 private:
  struct First {
    uint64_t kind;
    RecordPlace place;
  };

  absl::flat_hash_map<uint64_t, First> firsts_;
  Twins twins_;
  uint64_t second_order_ = 0;
};

void TwinFinder::Add(uint64_t name, uint64_t kind, RecordPlace place) {
  if (name == 0 || error_ != 0) return;
  if (held_.size() >= most_) error_ = Spill();
  held_.push_back({name, order_++, kind, place});
}

// Spill writes what is held, part behind part. Within one the order stays.
int TwinFinder::Spill() {
  Run run;
  for (const Entry& entry : held_) ++run.ends[PartOf(entry.name) + 1];
  for (size_t part = 0; part < kParts; ++part) run.ends[part + 1] += run.ends[part];
  std::array<uint32_t, kParts + 1> next = run.ends;
  sorted_.resize(held_.size());
  for (const Entry& entry : held_) sorted_[next[PartOf(entry.name)]++] = entry;
  held_.clear();
  if (!file_) file_ = std::make_unique<SpillFile>();
  run.offset = file_->size();
  runs_.push_back(run);
  return file_->Append(
      {reinterpret_cast<const char*>(sorted_.data()), sorted_.size() * sizeof(Entry)});
}

// CountPart reads a part of the names so many times, a share of them each time; false where one has
// no room.
bool TwinFinder::CountPart(size_t part, size_t passes, Counter* counter) {
  size_t entries = 0;
  for (const Run& run : runs_) entries += run.ends[part + 1] - run.ends[part];
  for (size_t pass = 0; pass < passes && error_ == 0; ++pass) {
    counter->Forget(std::min(entries, most_) / passes);
    for (const Run& run : runs_) {
      sorted_.resize(run.ends[part + 1] - run.ends[part]);
      error_ = file_->Read(run.offset + run.ends[part] * sizeof(Entry),
                           reinterpret_cast<char*>(sorted_.data()), sorted_.size() * sizeof(Entry));
      if (error_ != 0) return true;
      for (const Entry& entry : sorted_) {
        if (passes > 1 && entry.name / kParts % passes != pass) continue;
        counter->Take(entry);
        if (counter->names() > most_ && passes < kMostPasses) return false;
      }
    }
  }
  return true;
}

Twins TwinFinder::Finish() {
  Counter all;
  if (error_ == 0 && runs_.empty()) {
    for (const Entry& entry : held_) all.Take(entry);
  } else if (error_ == 0) {
    error_ = Spill();
    for (size_t part = 0; part < kParts && error_ == 0; ++part) {
      Counter counter;
      for (size_t passes = 1; !CountPart(part, passes, &counter); passes *= 2) counter = Counter();
      all.Add(counter);
    }
  }
  Twins twins = all.twins();
  twins.whole = error_ == 0;
  *this = TwinFinder(most_);
  return twins;
}

}  // namespace inflow::command
