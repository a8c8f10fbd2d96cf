// SPDX-License-Identifier: Apache-2.0
//
// File: external_sort.h
//
// Sorts entries in memory that does not grow: what has no room goes to a file, in sorted runs,
// which are merged at the end.
//
//   ExternalSort<Entry, Before> sort(most_entries);     // Before(a, b) is an order in which no two
//   entries are equal sort.Add(entry); const int error = sort.Finish([](const Entry& entry) { ...
//   });   // errno of what failed first, or 0
#ifndef TOOLS_INFLOW_FILES_EXTERNAL_SORT_H_
#define TOOLS_INFLOW_FILES_EXTERNAL_SORT_H_

#include <algorithm>
#include <cstddef>
#include <memory>
#include <queue>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "tools/inflow/files/spill_file.h"

namespace inflow::command {

template <typename Entry, typename Before>
class ExternalSort {
  static_assert(std::is_trivially_copyable_v<Entry>, "entries lie in a file as they lie in memory");

 public:
  explicit ExternalSort(size_t most_entries) : most_(std::max<size_t>(1, most_entries)) {}

  // Add does nothing any more once the file has failed.
  void Add(const Entry& entry) {
    if (error_ == 0 && held_.size() >= most_) error_ = Spill();
    if (error_ != 0) return;
    // One block of the full size where it is needed at all: a vector that grows holds up to three
    // times its entries.
    if (held_.size() == held_.capacity())
      held_.reserve(held_.size() < kFewEntries ? kFewEntries : most_);
    held_.push_back(entry);
  }

  // Finish hands all entries to take in order, and forgets them. Where the file fails, take has got
  // a part of them or none.
  template <typename Take>
  int Finish(Take take) {
    if (error_ == 0 && !runs_.empty() && !held_.empty()) error_ = Spill();
    if (error_ == 0 && runs_.empty()) {
      std::sort(held_.begin(), held_.end(), Before());
      for (const Entry& entry : held_) take(entry);
    }
    std::vector<Entry>().swap(held_);
    if (error_ == 0 && !runs_.empty()) error_ = Merge(take);
    runs_.clear();
    file_.reset();
    return std::exchange(error_, 0);
  }

 private:
  static constexpr size_t kFewEntries = 1'024;

  // Run is a sorted part of the file, of which some entries are held.
  struct Run {
    size_t begin = 0;  // what is still in the file, in bytes
    size_t end = 0;
    std::vector<Entry> held;
    size_t at = 0;
  };

  int Spill() {
    std::sort(held_.begin(), held_.end(), Before());
    if (!file_) file_ = std::make_unique<SpillFile>();
    const size_t begin = file_->size();
    const std::string_view bytes(reinterpret_cast<const char*>(held_.data()),
                                 held_.size() * sizeof(Entry));
    if (const int error = file_->Append(bytes); error != 0) return error;
    runs_.push_back({begin, file_->size(), {}, 0});
    held_.clear();
    return 0;
  }

  // Fill holds the next entries of a run, none where it has ended.
  int Fill(Run* run, size_t room) {
    const size_t bytes = std::min(room * sizeof(Entry), run->end - run->begin);
    run->held.resize(bytes / sizeof(Entry));
    run->at = 0;
    run->begin += bytes;
    return file_->Read(run->begin - bytes, reinterpret_cast<char*>(run->held.data()), bytes);
  }

  template <typename Take>
  int Merge(Take take) {
    const size_t room = std::max<size_t>(1, most_ / runs_.size());
    const auto later = [](const Run* a, const Run* b) {
      return Before()(b->held[b->at], a->held[a->at]);
    };
    std::priority_queue<Run*, std::vector<Run*>, decltype(later)> next(later);
    for (Run& run : runs_) {
      if (const int error = Fill(&run, room); error != 0) return error;
      next.push(&run);
    }
    while (!next.empty()) {
      Run* const run = next.top();
      next.pop();
      take(run->held[run->at]);
      if (++run->at == run->held.size()) {
        if (const int error = Fill(run, room); error != 0) return error;
      }
      if (!run->held.empty()) next.push(run);
    }
    return 0;
  }

  size_t most_;
  std::vector<Entry> held_;
  std::unique_ptr<SpillFile> file_;
  std::vector<Run> runs_;
  int error_ = 0;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_FILES_EXTERNAL_SORT_H_
