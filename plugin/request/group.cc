// SPDX-License-Identifier: Apache-2.0
#include "inflow/request/group.h"

#include <algorithm>

namespace inflow {
namespace {

// Item is a record of a group, or the records of a document: from, up to.
using Item = std::pair<size_t, size_t>;

// Part makes a closed group of some of another's items.
std::unique_ptr<Group> Part(const Group& group, const std::vector<Item>& items) {
  const Frame& frame = *group.frame;
  auto part = std::make_unique<Group>();
  part->route = group.route;
  part->shape = group.shape;
  part->url = group.url;
  part->headers = group.headers;
  part->frame = group.frame;
  part->of_documents = group.of_documents;
  part->idempotent = group.idempotent;
  part->opened = group.opened;
  part->body.append(frame.prefix);
  for (const auto& [first, end] : items) {
    const size_t place = part->records.size();
    if (place > 0) part->body.append(frame.separator);
    group.route->assembly().AppendMoved(group.RecordBytes(first), frame, first, place, &part->body);
    for (size_t i = first; i < end; ++i) {
      part->records.push_back(group.records[i]);
      part->records.back().end = part->body.size();
    }
  }
  part->committed = part->records.size();
  part->body.reserve(part->body.size() + frame.suffix.size());
  part->Close();
  return part;
}

}  // namespace

size_t Group::ItemEnd(size_t i) const {
  size_t end = i + 1;
  while (of_documents && end < records.size() && records[end].end == records[i].end) ++end;
  return end;
}

size_t Group::items() const {
  if (!of_documents) return records.size();
  size_t count = 0;
  for (size_t i = 0; i < records.size(); i = ItemEnd(i)) ++count;
  return count;
}

std::string_view Group::RecordBytes(size_t i) const {
  if (i > 0 && records[i - 1].end == records[i].end) return {};
  // A folded document may begin with lines that are left out; nothing separates them from the first that is not.
  const bool first = i == 0 || (records[i - 1].end == frame->prefix.size() && !of_documents && shape->folds);
  const size_t begin = first ? frame->prefix.size() : records[i - 1].end + frame->separator.size();
  return std::string_view(body).substr(begin, records[i].end - begin);
}

size_t Group::RecordBytes() const noexcept {
  size_t bytes = 0;
  for (size_t i = 0; i < records.size(); ++i) bytes += RecordBytes(i).size();
  return bytes;
}

size_t Group::FindDocument(uint64_t number) const {
  const auto* const found = std::lower_bound(records.begin(), records.end(), number,
                                             [](const GroupedRecord& record, uint64_t n) { return record.document < n; });
  const bool here = found != records.end() && found->document == number;
  return here ? static_cast<size_t>(found - records.begin()) : records.size();
}

void Group::RemoveDocument(size_t first) noexcept {
  const size_t end = ItemEnd(first);
  // With the separator behind it, or the one before it where it is the last.
  const size_t from = first == 0 ? frame->prefix.size() : records[first - 1].end;
  const size_t to = first == 0 ? records[first].end + frame->separator.size() : records[first].end;
  body.erase(from, to - from);
  records.erase(records.begin() + static_cast<std::ptrdiff_t>(first), records.begin() + static_cast<std::ptrdiff_t>(end));
  for (size_t i = first; i < records.size(); ++i) records[i].end -= to - from;
  committed = records.size();
}

std::pair<std::string_view, std::string_view> Group::Document() const {
  if (open->lines == 0 && open->bare != nullptr) return {open->bare->prefix, open->bare->suffix};
  return {body, frame->suffix};
}

void Group::LeaveOutList() noexcept {
  if (open->lines > 0 || open->bare == nullptr) return;
  frame = open->bare;
  body.assign(frame->prefix);  // shorter than what was reserved for the list
  for (GroupedRecord& record : records) record.end = body.size();
}

void Group::Close() noexcept {
  open.reset();
  body.append(frame->suffix);
}

std::pair<std::unique_ptr<Group>, std::unique_ptr<Group>> Partition(const Group& group, const std::vector<bool>& chosen) {
  std::vector<Item> in;
  std::vector<Item> out;
  size_t item = 0;
  for (size_t i = 0; i < group.records.size(); i = group.ItemEnd(i))
    (chosen[item++] ? in : out).emplace_back(i, group.ItemEnd(i));
  return {Part(group, in), Part(group, out)};
}

std::vector<std::unique_ptr<Group>> Singles(const Group& group) {
  std::vector<std::unique_ptr<Group>> singles;
  for (size_t i = 0; i < group.records.size(); i = group.ItemEnd(i)) singles.push_back(Part(group, {{i, group.ItemEnd(i)}}));
  return singles;
}

std::pair<std::unique_ptr<Group>, std::unique_ptr<Group>> Halve(const Group& group) {
  std::vector<bool> first(group.items(), false);
  std::fill_n(first.begin(), first.size() / 2, true);
  return Partition(group, first);
}

}  // namespace inflow
