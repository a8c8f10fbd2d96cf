// SPDX-License-Identifier: Apache-2.0
#include "inflow/request/group.h"

#include <algorithm>

namespace inflow {
namespace {

// Part makes a closed group of some of another's records, by their places.
std::unique_ptr<Group> Part(const Group& group, const std::vector<size_t>& places) {
  const Frame& frame = *group.frame;
  auto part = std::make_unique<Group>();
  part->route = group.route;
  part->method = group.method;
  part->has_body = group.has_body;
  part->with_credential = group.with_credential;
  part->url = group.url;
  part->headers = group.headers;
  part->frame = group.frame;
  part->idempotent = group.idempotent;
  part->opened = group.opened;
  part->body.append(frame.prefix);
  for (const size_t i : places) {
    const size_t place = part->records.size();
    if (place > 0) part->body.append(frame.separator);
    group.route->assembly().AppendMoved(group.RecordBytes(i), frame, i, place, &part->body);
    part->records.push_back({group.records[i].id, group.records[i].key, part->body.size()});
  }
  part->committed = part->records.size();
  part->body.reserve(part->body.size() + frame.suffix.size());
  part->Close();
  return part;
}

}  // namespace

std::string_view Group::RecordBytes(size_t i) const {
  const size_t begin = i == 0 ? frame->prefix.size() : records[i - 1].end + frame->separator.size();
  return std::string_view(body).substr(begin, records[i].end - begin);
}

size_t Group::RecordBytes() const noexcept {
  size_t bytes = 0;
  for (size_t i = 0; i < records.size(); ++i) bytes += RecordBytes(i).size();
  return bytes;
}

void Group::Close() noexcept {
  open.reset();
  body.append(frame->suffix);
}

std::pair<std::unique_ptr<Group>, std::unique_ptr<Group>> Partition(const Group& group, const std::vector<bool>& chosen) {
  std::vector<size_t> in;
  std::vector<size_t> out;
  for (size_t i = 0; i < group.records.size(); ++i) (chosen[i] ? in : out).push_back(i);
  return {Part(group, in), Part(group, out)};
}

std::pair<std::unique_ptr<Group>, std::unique_ptr<Group>> Halve(const Group& group) {
  std::vector<bool> first(group.records.size(), false);
  std::fill_n(first.begin(), group.records.size() / 2, true);
  return Partition(group, first);
}

}  // namespace inflow
