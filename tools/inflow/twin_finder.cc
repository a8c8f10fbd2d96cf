// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/twin_finder.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <queue>
#include <string>
#include <tuple>
#include <utility>

namespace inflow::command {
namespace {

// NamelessFile is a file that nobody else can open and that goes with the process; null where none can be made.
std::FILE* NamelessFile() {
  const char* const folder = std::getenv("TMPDIR");
  std::string path = std::string(folder != nullptr && *folder != '\0' ? folder : "/tmp") + "/inflow-XXXXXX";
  const int fd = mkostemp(path.data(), O_CLOEXEC);
  if (fd < 0) return nullptr;
  unlink(path.c_str());
  std::FILE* const file = fdopen(fd, "w+b");
  if (file == nullptr) close(fd);
  return file;
}

}  // namespace

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

// Runs reads the runs of the file side by side, each with some room of its own.
class TwinFinder::Runs {
 public:
  Runs(std::FILE* file, const std::vector<size_t>& sizes, size_t room) : file_(file) {
    const size_t each = std::max<size_t>(1, room / std::max<size_t>(1, sizes.size()));
    size_t begin = 0;
    for (const size_t size : sizes) {
      runs_.push_back({begin, begin + size, {}, 0});
      runs_.back().room = each;
      begin += size;
    }
  }

  // Merge hands over all entries by name and order; false where the file could not be read.
  bool Merge(Pairs* pairs) {
    const auto later = [this](size_t a, size_t b) { return Key(runs_[a].Front()) > Key(runs_[b].Front()); };
    std::priority_queue<size_t, std::vector<size_t>, decltype(later)> next(later);
    for (size_t i = 0; i < runs_.size(); ++i) {
      if (!Fill(&runs_[i])) return false;
      if (!runs_[i].Over()) next.push(i);
    }
    while (!next.empty()) {
      const size_t i = next.top();
      next.pop();
      pairs->Take(runs_[i].Front());
      ++runs_[i].at;
      if (runs_[i].at == runs_[i].held.size() && !Fill(&runs_[i])) return false;
      if (!runs_[i].Over()) next.push(i);
    }
    return true;
  }

 private:
  struct Run {
    size_t begin, end;  // what is still in the file, in entries
    std::vector<Entry> held;
    size_t at;
    size_t room = 1;
    const Entry& Front() const { return held[at]; }
    bool Over() const { return at == held.size() && begin == end; }
  };

  static std::pair<uint64_t, uint64_t> Key(const Entry& entry) { return {entry.name, entry.order}; }

  bool Fill(Run* run) {
    run->held.resize(std::min(run->room, run->end - run->begin));
    run->at = 0;
    if (run->held.empty()) return true;
    if (std::fseek(file_, static_cast<long>(run->begin * sizeof(Entry)), SEEK_SET) != 0) return false;
    run->begin += run->held.size();
    return std::fread(run->held.data(), sizeof(Entry), run->held.size(), file_) == run->held.size();
  }

  std::FILE* file_;
  std::vector<Run> runs_;
};

void TwinFinder::Add(uint64_t name, uint64_t kind, RecordPlace place) {
  if (name == 0 || !whole_) return;
  if (entries_.size() >= most_entries_) Spill();
  if (whole_) entries_.push_back({name, order_++, kind, place});
}

void TwinFinder::Spill() {
  std::sort(entries_.begin(), entries_.end(),
            [](const Entry& a, const Entry& b) { return std::tie(a.name, a.order) < std::tie(b.name, b.order); });
  if (!file_) file_.reset(NamelessFile());
  const size_t size = entries_.size();
  // An error that a full buffer hides comes to light when it is written, so it is written now.
  if (!file_ || std::fwrite(entries_.data(), sizeof(Entry), size, file_.get()) != size || std::fflush(file_.get()) != 0) {
    whole_ = false;
    return;
  }
  runs_.push_back(size);
  entries_.clear();
}

Twins TwinFinder::Finish() {
  Pairs pairs;
  if (runs_.empty()) {
    std::sort(entries_.begin(), entries_.end(),
              [](const Entry& a, const Entry& b) { return std::tie(a.name, a.order) < std::tie(b.name, b.order); });
    for (const Entry& entry : entries_) pairs.Take(entry);
  } else {
    if (whole_ && !entries_.empty()) Spill();
    std::vector<Entry>().swap(entries_);
    if (!Runs(file_.get(), runs_, most_entries_).Merge(&pairs)) whole_ = false;
  }
  Twins twins = pairs.twins();
  twins.whole = std::exchange(whole_, true);
  std::vector<Entry>().swap(entries_);
  file_.reset();
  runs_.clear();
  order_ = 0;
  return twins;
}

}  // namespace inflow::command
