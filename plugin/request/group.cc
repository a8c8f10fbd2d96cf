// SPDX-License-Identifier: Apache-2.0
#include "inflow/request/group.h"

namespace inflow {
namespace {

std::unique_ptr<Group> Part(const Group& group, size_t begin, size_t end) {
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
  for (size_t i = begin; i < end; ++i) {
    if (i > begin) part->body.append(frame.separator);
    group.route->assembly().AppendMoved(group.RecordBytes(i), frame, i, i - begin, &part->body);
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

std::pair<std::unique_ptr<Group>, std::unique_ptr<Group>> Halve(const Group& group) {
  const size_t middle = group.records.size() / 2;
  return {Part(group, 0, middle), Part(group, middle, group.records.size())};
}

}  // namespace inflow
