// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/rejects/missing_lines.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tools/inflow/terminal/human.h"

namespace inflow::command {
namespace {

constexpr size_t kMostRanges = 100;
constexpr size_t kMostShown = 10;

}  // namespace

void MissingLines::Add(uint64_t id, std::string_view file, uint64_t line, uint64_t document) {
  ++count_;
  auto behind = std::upper_bound(ranges_.begin(), ranges_.end(), id,
                                 [](uint64_t a, const Range& b) { return a < b.first_id; });
  const auto before = behind == ranges_.begin() ? ranges_.end() : std::prev(behind);
  const bool joins_before =
      before != ranges_.end() && before->last_id + 1 == id && before->file == file;
  const bool joins_behind =
      behind != ranges_.end() && behind->first_id == id + 1 && behind->file == file;
  if (joins_before) {
    before->last_id = joins_behind ? behind->last_id : id;
    before->last_line = joins_behind ? behind->last_line : line;
    // Lines of an earlier document may come again far behind.
    before->first_document = std::min(before->first_document, document);
    before->last_document = std::max(before->last_document, document);
    if (joins_behind) {
      before->first_document = std::min(before->first_document, behind->first_document);
      before->last_document = std::max(before->last_document, behind->last_document);
      ranges_.erase(behind);
    }
  } else if (joins_behind) {
    behind->first_id = id;
    behind->first_line = line;
    behind->first_document = std::min(behind->first_document, document);
    behind->last_document = std::max(behind->last_document, document);
  } else if (ranges_.size() < kMostRanges || behind != ranges_.end()) {
    ranges_.insert(behind, {id, id, std::string(file), line, line, document, document});
    if (ranges_.size() > kMostRanges) ranges_.pop_back();
  }
}

bool MissingLines::HasDocument(uint64_t document) const {
  return std::any_of(ranges_.begin(), ranges_.end(), [document](const Range& range) {
    return range.first_document <= document && document <= range.last_document;
  });
}

std::string MissingLines::Describe() const {
  std::string text = absl::StrCat(Plural(count_, "record"), ":");
  uint64_t shown = 0;
  const size_t end = std::min(ranges_.size(), kMostShown);
  for (size_t i = 0; i < end;) {
    size_t next = i + 1;
    while (next < end && ranges_[next].file == ranges_[i].file) ++next;
    const bool one = next == i + 1 && ranges_[i].first_line == ranges_[i].last_line;
    absl::StrAppend(&text, i == 0 ? " " : "; ",
                    ranges_[i].file == "-" ? "standard input" : ranges_[i].file,
                    one ? " line" : " lines");
    for (const size_t first = i; i < next; ++i) {
      const Range& range = ranges_[i];
      absl::StrAppend(&text, i == first ? " " : i + 1 == next ? " and " : ", ", range.first_line);
      if (range.last_line != range.first_line) absl::StrAppend(&text, "-", range.last_line);
      shown += range.last_id - range.first_id + 1;
    }
  }
  if (count_ > shown) absl::StrAppend(&text, "; and ", HumanCount(count_ - shown), " more");
  return text;
}

}  // namespace inflow::command
