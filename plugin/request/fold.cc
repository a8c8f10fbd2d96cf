// SPDX-License-Identifier: Apache-2.0
//
// Folding: flat lines that come one after the other become one document, which is one request, or one item of it. A document is
// whole or refused.
#include <algorithm>

#include "absl/cleanup/cleanup.h"
#include "absl/hash/hash.h"
#include "inflow/request/grouper.h"

namespace inflow {
namespace {

absl::Status Wrong(const std::string& message) { return absl::InvalidArgumentError(message); }

std::string NamesOf(const std::vector<std::string>& attributes) {
  std::string names;
  for (const std::string& attribute : attributes) names.append(names.empty() ? "\"" : ", \"").append(attribute).append("\"");
  return names;
}

uint64_t HashOf(const std::string& name) {
  const auto hash = static_cast<uint64_t>(absl::HashOf(absl::string_view(name.data(), name.size())));
  return hash == 0 ? 1 : hash;
}

// Difference returns an attribute whose values differ between two objects; "" where none does, whatever their order.
std::string Difference(std::string_view one, std::string_view other) {
  if (one == other) return "";
  RecordIndex a;
  RecordIndex b;
  if (!WalkRecord(one, &a).ok() || !WalkRecord(other, &b).ok()) return "";
  std::string name;
  for (const auto& [from, to] : {std::pair(&a, &b), std::pair(&b, &a)}) {
    for (const Member& member : from->members) {
      Unescape(member.key, &name);
      const Member* same = to->Find(name);
      if (same == nullptr || same->value != member.value) return name;
      name.clear();
    }
  }
  return "";
}

}  // namespace

absl::Status Grouper::AddLine(const Route& route, const RenderInput& input, uint64_t id, TimePoint now) {
  Fold& fold = folds_[&route];
  absl::Status mapped = route.Map(input, &record_);
  if (!mapped.ok()) {
    // The document that the line belongs to can still be told by the record itself.
    record_.index = record_.source;
    if (!EnterDocument(route, &fold).ok()) return mapped;
  } else if (absl::Status s = EnterDocument(route, &fold); !s.ok()) {
    return s;
  }
  Fold::Document& document = fold.present;
  if (document.refused) return Wrong("its document was refused: " + *document.refused);
  absl::Status status = mapped.ok() ? AppendLine(route, input, id, now, &fold) : mapped;
  if (status.ok()) return status;
  document.refused = std::make_shared<const std::string>(status.message());
  if (document.group != nullptr) {
    document.group->open->refused = std::make_shared<const std::string>("its document was refused: " + *document.refused);
  }
  return status;
}

// EnterDocument makes the document that the record names the present one. InvalidArgument where it names none, or one that is
// over.
absl::Status Grouper::EnterDocument(const Route& route, Fold* fold) {
  const std::vector<std::string>& by = route.batching().by;
  if (record_.index == nullptr) return Wrong("the record is no object, and lines are told by " + NamesOf(by));
  std::string text;
  if (absl::Status s = route.assembly().AppendName(record_, &text); !s.ok()) return s;
  const uint64_t name = HashOf(text);
  if (name == fold->present.name) return absl::OkStatus();
  if (fold->begun.contains(name)) {
    return Wrong("it comes late: the document of this " + NamesOf(by) +
                 " was closed when another began, and writing it again would replace its lines; sort the input by " +
                 NamesOf(by));
  }
  fold->fresh.push_back(name);
  fold->begun.insert(name);
  if (fold->present.group != nullptr) EndDocument(fold->present.group);
  fold->present = {nullptr, name, nullptr};
  return absl::OkStatus();
}

absl::Status Grouper::AppendLine(const Route& route, const RenderInput& input, uint64_t id, TimePoint now, Fold* fold) {
  if (absl::Status s = route.RenderTarget(input, &target_); !s.ok()) return s;
  std::string attributes;
  if (absl::Status s = route.AppendDocument(&record_, &attributes); !s.ok()) return s;
  std::string target = TargetName(target_);
  Group* group = fold->present.group;
  if (group == nullptr) {
    absl::StatusOr<SharedFrame> frame = route.assembly().MakeDocument(attributes);
    if (!frame.ok()) return frame.status();
    absl::StatusOr<SharedFrame> bare = SharedFrame();
    if (record_.blank_line) bare = route.assembly().MakeBareDocument(attributes);
    if (!bare.ok()) return bare.status();
    group = Open(route, std::move(target), *std::move(frame), now);
    group->open->bare = *std::move(bare);
    group->open->document = std::move(attributes);
    fold->present.group = group;
  } else if (group->open->name != target) {
    return Wrong("its URL or headers differ from those of its document's first line");
  } else if (route.batching().on_conflict == OnConflict::kReject) {
    const std::string name = Difference(group->open->document, attributes);
    if (!name.empty()) {
      return Wrong(
          "attribute \"" + name +
          "\" differs from the document's first line; correct it, name it in line_attributes, or set on_conflict to \"first\"");
    }
  }
  const Frame& frame = *group->frame;
  const size_t end = group->body.size();
  absl::Status status;
  if (!record_.blank_line) {
    if (group->open->lines > 0) group->body.append(frame.separator);
    status = route.AppendItem(input, &record_, frame, group->open->lines, &group->body);
  }
  const Frame* around = route.assembly().documents().get();
  const size_t outer = around == nullptr ? 0 : around->prefix.size() + around->suffix.size();
  const size_t size = group->body.size() + frame.suffix.size() + outer;
  if (status.ok() && size > route.batching().max_bytes) {
    status = Wrong("the document has more than batching.max_bytes (" + std::to_string(route.batching().max_bytes) + ") bytes");
  }
  if (!status.ok()) {
    group->body.resize(end);
    return status;
  }
  group->body.reserve(size);
  if (!record_.blank_line) ++group->open->lines;
  BodyFacts facts = route.Facts(input, record_, target_);
  if (!group->records.empty()) facts.key = 0;  // the document's, once
  Push(group, id, facts);
  return absl::OkStatus();
}

void Grouper::EndDocument(Group* document) noexcept {
  if (last_ == document) last_ = nullptr;
  complete_.splice(complete_.end(), open_, document->open->self);
}

void Grouper::PackDocuments() {
  for (const std::unique_ptr<Group>& document : complete_) {
    const bool packs = document->route->assembly().documents() != nullptr;
    if (packs && !document->open->refused && !document->open->packed) Pack(document.get());
  }
}

// FindPack returns the open request of several documents that goes where this one does.
Group* Grouper::FindPack(const Group& document) {
  const Route& route = *document.route;
  std::string name = NameOf(route, document.open->name);
  const auto found = by_name_.find(name);
  const RecordKey key = document.records.front().key;
  if (found != by_name_.end()) {
    Group* pack = found->second->get();
    const Frame& frame = *pack->frame;
    const auto [body, ending] = document.Document();
    const size_t bytes = pack->body.size() + frame.separator.size() + body.size() + ending.size() + frame.suffix.size();
    if (bytes <= route.batching().max_bytes && (key == 0 || !pack->open->keys.contains(key))) return pack;
    Close(found->second);
  }
  std::unique_ptr<Group> pack = MakeGroup(route, document.opened);
  pack->url = document.url;
  pack->headers = document.headers;
  pack->frame = route.assembly().documents();
  pack->of_documents = true;
  return Open(std::move(pack), std::move(name), /*by_name=*/true);
}

// Pack appends a document as one item. The document itself stays until Commit, for Rollback.
void Grouper::Pack(Group* document) {
  Group* pack = FindPack(*document);
  const Frame& frame = *pack->frame;
  const size_t records = pack->records.size();
  const size_t end = pack->body.size();
  const RecordKey key = document->records.front().key;
  absl::Cleanup undo = [=] {
    pack->open->keys.erase(key);
    pack->records.resize(records);
    pack->body.resize(end);
  };
  if (key != 0) pack->open->keys.insert(key);
  const auto [body, ending] = document->Document();
  pack->body.reserve(end + frame.separator.size() + body.size() + ending.size() + frame.suffix.size());
  if (records > 0) pack->body.append(frame.separator);
  pack->body.append(body).append(ending);
  for (const GroupedRecord& record : document->records) pack->records.push_back({record.id, record.key, pack->body.size()});
  touched_.push_back(pack);
  std::move(undo).Cancel();
  pack->idempotent = pack->idempotent && document->idempotent;
  uncommitted_bytes_ += pack->RecordBytes(records).size() - document->RecordBytes();
  document->open->packed = true;
  if (++pack->open->documents >= pack->route->batching().size) Close(pack->open->self);
}

void Grouper::CommitFolds() noexcept {
  while (!complete_.empty()) {
    Group* group = complete_.front().get();
    if (group->open->refused) {
      refused_.splice(refused_.end(), complete_, complete_.begin());
    } else if (group->open->packed) {
      complete_.pop_front();
    } else {
      closed_.splice(closed_.end(), complete_, complete_.begin());
      group->LeaveOutList();
      group->Close();
    }
  }
  for (auto& [route, fold] : folds_) {
    Fold::Document& document = fold.present;
    if (document.refused && document.group != nullptr) {
      if (last_ == document.group) last_ = nullptr;
      refused_.splice(refused_.end(), open_, document.group->open->self);
      document.group = nullptr;
    }
    fold.committed = document;
    fold.fresh.clear();
  }
}

// RollbackFolds opens again what was ended or refused since the last Commit; the records go like those of other groups.
void Grouper::RollbackFolds() noexcept {
  for (auto at = complete_.begin(); at != complete_.end();) {
    const auto next = std::next(at);
    Group* document = at->get();
    document->open->refused = nullptr;
    document->open->packed = false;
    // What CloseAll has ended stays so, although there was no memory to pack it.
    const bool ended_before = document->committed > 0 && folds_.find(document->route)->second.committed.group != document;
    if (!ended_before) open_.splice(open_.end(), complete_, at);
    at = next;
  }
  for (auto& [route, fold] : folds_) {
    if (fold.present.group != nullptr) fold.present.group->open->refused = nullptr;
    fold.present = fold.committed;
    for (const uint64_t name : fold.fresh) fold.begun.erase(name);
    fold.fresh.clear();
  }
}

}  // namespace inflow
