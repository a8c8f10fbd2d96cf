// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/document_index.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <tuple>
#include <type_traits>

namespace inflow::command {
namespace {

static_assert(std::is_trivially_copyable_v<DocumentRun>, "runs lie in a file as they lie in memory");

bool IsBefore(const LinePlace& a, const LinePlace& b) { return std::tie(a.input, a.line) < std::tie(b.input, b.line); }

bool IsBefore(const DocumentRun& a, const DocumentRun& b) {
  return a.name == b.name ? IsBefore(a.begin, b.begin) : a.name < b.name;
}

// Join makes one document of all its runs, which lie in the order of the input.
DocumentRun Join(const DocumentRun* runs, size_t count) {
  DocumentRun document = runs[0];
  for (size_t i = 0; i < count; ++i) {
    if (runs[i].held_back && !document.held_back) {
      document.held_back = true;
      document.other = runs[i].other;
    }
    if (i == 0) continue;
    document.lines += runs[i].lines;
    document.spoilt = document.spoilt || runs[i].spoilt;
  }
  document.last = runs[count - 1].number;
  // To mend what is held back would not help a document that lies in several places.
  if (count > 1) {
    document.held_back = false;
    document.other = runs[1].begin;
  }
  return document;
}

}  // namespace

DocumentIndex::~DocumentIndex() {
  if (mapped_ != nullptr) munmap(mapped_, mapped_bytes_);
}

void DocumentIndex::Add(const DocumentRun& run) {
  if (error_ != 0) return;
  if ((held_.size() + 1) * sizeof(DocumentRun) > std::max(memory_, sizeof(DocumentRun))) error_ = Spill();
  held_.push_back(run);
}

int DocumentIndex::Spill() {
  if (!file_) {
    if (const int error = file_.CreateNameless(); error != 0) return error;
  }
  const char* from = reinterpret_cast<const char*>(held_.data());
  size_t left = held_.size() * sizeof(DocumentRun);
  while (left > 0) {
    const ssize_t written = write(file_.fd(), from, left);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return written < 0 ? errno : EIO;
    from += written;
    left -= static_cast<size_t>(written);
  }
  spilt_ += held_.size();
  held_.clear();
  return 0;
}

// Map gives all runs in one piece.
int DocumentIndex::Map(DocumentRun** runs, size_t* count) {
  if (spilt_ == 0) {
    *runs = held_.data();
    *count = held_.size();
    return 0;
  }
  if (const int error = Spill(); error != 0) return error;
  held_.shrink_to_fit();
  mapped_bytes_ = spilt_ * sizeof(DocumentRun);
  mapped_ = mmap(nullptr, mapped_bytes_, PROT_READ | PROT_WRITE, MAP_SHARED, file_.fd(), 0);
  if (mapped_ == MAP_FAILED) {
    mapped_ = nullptr;
    return errno;
  }
  *runs = static_cast<DocumentRun*>(mapped_);
  *count = spilt_;
  return 0;
}

int DocumentIndex::Finish(const DocumentSection& section, const std::function<bool(uint64_t)>& is_refused) {
  DocumentRun* runs = nullptr;
  size_t count = 0;
  if (error_ == 0) error_ = Map(&runs, &count);
  if (error_ != 0) return error_;
  std::sort(runs, runs + count, [](const DocumentRun& a, const DocumentRun& b) { return IsBefore(a, b); });
  // The refused ones move to the front, where nothing is needed any more.
  size_t refused = 0;
  for (size_t begin = 0, end = 0; begin < count; begin = end) {
    while (end < count && runs[end].name == runs[begin].name) ++end;
    DocumentRun document = Join(runs + begin, end - begin);
    const bool unsendable = end - begin > 1 || document.held_back;
    if (!unsendable && is_refused && is_refused(document.number)) document.spoilt = true;
    Count(document, unsendable, section);
    if (unsendable) runs[refused++] = document;
  }
  refused_ = runs;
  refused_count_ = refused;
  return 0;
}

void DocumentIndex::Count(const DocumentRun& document, bool refused, const DocumentSection& section) {
  if (!section.Has(document.number)) return;
  ++documents_;
  if (!refused && !document.spoilt) {
    ++sendable_;
    lines_ += document.lines;
  }
  if (!refused) return;
  last_ = std::max(last_, document.last);
  if (document.held_back) return;
  ++apart_;
  if (apart_ == 1 || IsBefore(document.begin, first_apart_.begin)) first_apart_ = document;
}

const DocumentRun* DocumentIndex::Find(const DocumentName& name) const {
  const DocumentRun* end = refused_ + refused_count_;
  const DocumentRun* found =
      std::lower_bound(refused_, end, name, [](const DocumentRun& run, const DocumentName& wanted) { return run.name < wanted; });
  return found != end && found->name == name ? found : nullptr;
}

}  // namespace inflow::command
