// SPDX-License-Identifier: Apache-2.0
//
// Folding: flat lines that come one after the other become one document, which is one request, or one item of it. A document is
// whole or refused.
#include <algorithm>

#include "absl/cleanup/cleanup.h"
#include "absl/hash/hash.h"
#include "absl/strings/match.h"
#include "inflow/record/white_space.h"
#include "inflow/request/grouper.h"

namespace inflow {
namespace {

absl::Status Wrong(const std::string& message) { return absl::InvalidArgumentError(message); }

std::string NamesOf(const std::vector<std::string>& attributes) {
  std::string names;
  for (const std::string& attribute : attributes) names.append(names.empty() ? "\"" : ", \"").append(attribute).append("\"");
  return names;
}

constexpr char kUnread[] = "a record beside its lines could not be read, and may be one of them";
constexpr char kDocumentRefused[] = "its document was refused: ";

uint64_t HashOf(const Route& route, const std::string& name) {
  const auto hash = static_cast<uint64_t>(absl::HashOf(&route, absl::string_view(name.data(), name.size())));
  return hash == 0 ? 1 : hash;
}

bool AreTheSame(const Member& one, const Member& other, bool trimmed) {
  if (one.value == other.value) return true;
  if (!trimmed || one.type != JsonType::kString || other.type != JsonType::kString) return false;
  std::string a;
  std::string b;
  Unescape(one.value.substr(1, one.value.size() - 2), &a);
  Unescape(other.value.substr(1, other.value.size() - 2), &b);
  return WithoutOuterSpace(a) == WithoutOuterSpace(b);
}

// Difference returns an attribute whose values differ between two objects; "" where none does, whatever their order. Those of
// `by` are compared as they name the document.
std::string Difference(std::string_view one, std::string_view other, const std::vector<std::string>& by) {
  if (one == other) return "";
  RecordIndex a;
  RecordIndex b;
  if (!WalkRecord(one, &a).ok() || !WalkRecord(other, &b).ok()) return "";
  std::string name;
  const auto names = [&name](const std::string& attribute) {
    return absl::EqualsIgnoreCase(absl::string_view(attribute), absl::string_view(name));
  };
  for (const auto& [from, to] : {std::pair(&a, &b), std::pair(&b, &a)}) {
    for (const Member& member : from->members) {
      Unescape(member.key, &name);
      const Member* same = to->Find(name);
      if (same == nullptr || !AreTheSame(*same, member, std::any_of(by.begin(), by.end(), names))) return name;
      name.clear();
    }
  }
  return "";
}

}  // namespace

std::string Grouper::LateMessage(const Route& route, bool sent) {
  const std::string by = NamesOf(route.batching().by);
  return "it comes late: the document of this " + by + " was closed before" +
         (sent ? " and may have been sent, and writing it again would replace its lines" : ", and none of its lines is sent") +
         "; sort the input by " + by;
}

absl::Status Grouper::AddLine(const Route& route, const RenderInput& input, uint64_t id, TimePoint now) {
  Fold& fold = folds_[&route];
  name_.clear();
  absl::Status status = route.Read(input.record, &record_);
  if (status.ok()) status = route.AppendDocumentName(record_, input.accepted_at, &name_);
  if (!status.ok()) {
    Unread(&fold);
    return status;
  }
  if (absl::Status s = EnterDocument(route, &fold); !s.ok()) return s;
  Fold::Document& document = fold.present.open;
  status = route.MapRead(input.accepted_at, &record_);
  if (status.ok()) status = document.refused ? CheckLine(route, input) : AppendLine(route, input, id, now, &document);
  if (document.refused) {
    line_.sound = status.ok();
    return status.ok() ? Wrong(kDocumentRefused + *document.refused) : status;
  }
  if (!status.ok()) RefuseOpen(&document, std::string(status.message()));
  return status;
}

void Grouper::AddUnread(const Route& route) {
  line_ = LineFacts();
  if (route.folds()) Unread(&folds_[&route]);
}

void Grouper::Unread(Fold* fold) {
  Fold::State& present = fold->present;
  present.unread = true;
  if (present.open.number == 0) {
    line_.spoils = present.closed.number;
    line_.name = present.closed.name;
  } else if (!present.open.refused) {
    RefuseOpen(&present.open, kUnread);
  }
}

void Grouper::RefuseOpen(Fold::Document* document, std::string_view why) {
  documents_.Set(document->number, DocumentMemory::kRefused);
  document->refused = std::make_shared<const std::string>(why);
  if (document->group == nullptr) return;
  document->group->open->refused = std::make_shared<const std::string>(kDocumentRefused + *document->refused);
}

// EnterDocument makes the document that name_ names the open one. InvalidArgument where that one was closed.
absl::Status Grouper::EnterDocument(const Route& route, Fold* fold) {
  Fold::State& present = fold->present;
  const bool unread = std::exchange(present.unread, false);
  if (present.open.number == 0 || *present.open.name != name_) {
    const uint64_t hash = HashOf(route, name_);
    if (const uint64_t number = documents_.Find(hash); number != 0) {
      line_.document = line_.spoils = number;
      line_.late = true;
      line_.name = std::make_shared<const std::string>(name_);
      return Wrong(LateMessage(route, /*sent=*/true));
    }
    CloseOpen(fold);
    present.closed = {};
    present.open.name = std::make_shared<const std::string>(name_);
    present.open.number = documents_.Begin(hash);
  }
  fold->named = true;
  line_.document = present.open.number;
  if (unread && !present.open.refused) RefuseOpen(&present.open, kUnread);
  return absl::OkStatus();
}

absl::Status Grouper::AppendLine(const Route& route, const RenderInput& input, uint64_t id, TimePoint now,
                                 Fold::Document* document) {
  if (absl::Status s = route.RenderTarget(input, &target_); !s.ok()) return s;
  std::string attributes;
  if (absl::Status s = route.AppendDocument(&record_, &attributes); !s.ok()) return s;
  std::string target = TargetName(target_);
  Group* group = document->group;
  if (group == nullptr) {
    absl::StatusOr<SharedFrame> frame = route.MakeDocument(record_, attributes);
    if (!frame.ok()) return frame.status();
    absl::StatusOr<SharedFrame> bare = SharedFrame();
    if (record_.blank_line) bare = route.assembly().MakeBareDocument(attributes);
    if (!bare.ok()) return bare.status();
    group = Open(route, std::move(target), *std::move(frame), now);
    group->open->bare = *std::move(bare);
    group->open->number = document->number;
    group->open->document = std::move(attributes);
    document->group = group;
  } else if (group->open->name != target) {
    return Wrong("its URL or headers differ from those of its document's first line");
  } else if (route.batching().on_conflict == OnConflict::kReject) {
    const std::string name = Difference(group->open->document, attributes, route.batching().by);
    if (!name.empty()) {
      return Wrong(
          "attribute \"" + name +
          "\" differs from the document's first line; correct it, name it in line_attributes, or set on_conflict to \"first\"");
    }
  }
  return PushLine(route, input, id, group);
}

absl::Status Grouper::PushLine(const Route& route, const RenderInput& input, uint64_t id, Group* group) {
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

// CheckLine tells whether a line of a refused document is wrong itself.
absl::Status Grouper::CheckLine(const Route& route, const RenderInput& input) {
  if (absl::Status s = route.RenderTarget(input, &target_); !s.ok()) return s;
  std::string attributes;
  if (absl::Status s = route.AppendDocument(&record_, &attributes); !s.ok()) return s;
  const absl::StatusOr<SharedFrame> frame = route.MakeDocument(record_, attributes);
  if (!frame.ok()) return frame.status();
  std::string line;
  return record_.blank_line ? absl::OkStatus() : route.AppendItem(input, &record_, **frame, 0, &line);
}

// CloseOpen ends the document that is open, if one is.
void Grouper::CloseOpen(Fold* fold) {
  Fold::State& present = fold->present;
  present.unread = false;
  if (present.open.number == 0) return;
  if (present.open.group != nullptr) {
    fold->ended.push_back(present.open.group);
    EndDocument(present.open.group);
  }
  present.closed = std::exchange(present.open, {});
  present.closed.group = nullptr;
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
  for (GroupedRecord record : document->records) {
    record.end = pack->body.size();
    pack->records.push_back(record);
  }
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
    Fold::Document& document = fold.present.open;
    if (document.refused && document.group != nullptr) {
      if (last_ == document.group) last_ = nullptr;
      refused_.splice(refused_.end(), open_, document.group->open->self);
      document.group = nullptr;
    }
    fold.committed = fold.present;
    fold.ended.clear();
    fold.named = false;
  }
}

// RollbackFolds opens again what was ended or refused since the last Commit; the records go like those of other groups.
void Grouper::RollbackFolds() noexcept {
  for (auto& [route, fold] : folds_) fold.ended.clear();
  for (auto at = complete_.begin(); at != complete_.end();) {
    const auto next = std::next(at);
    Group* document = at->get();
    Fold& fold = folds_.find(document->route)->second;
    document->open->refused = nullptr;
    document->open->packed = false;
    // What CloseAll has ended stays so, although there was no memory to pack it.
    const bool ended_before = document->committed > 0 && fold.committed.open.group != document;
    if (ended_before) {
      fold.ended.push_back(document);  // where it stood before, so there is room
    } else {
      open_.splice(open_.end(), complete_, at);
    }
    at = next;
  }
  for (auto& [route, fold] : folds_) {
    if (fold.present.open.group != nullptr) fold.present.open.group->open->refused = nullptr;
    fold.present = fold.committed;
    fold.named = false;
  }
}

bool Grouper::EndOpen(const Route& route, const RenderInput& input) {
  const auto fold = folds_.find(&route);
  if (fold == folds_.end() || fold->second.present.open.group == nullptr) return false;
  name_.clear();
  if (!route.Read(input.record, &record_).ok() || !route.AppendDocumentName(record_, input.accepted_at, &name_).ok()) return false;
  if (name_ == *fold->second.present.open.name || documents_.Find(HashOf(route, name_)) != 0) return false;
  CloseOpen(&fold->second);
  return true;
}

bool Grouper::RefuseLargest(std::string_view why) {
  Fold::Document* largest = nullptr;
  for (auto& [route, fold] : folds_) {
    Fold::Document& open = fold.present.open;
    if (open.group == nullptr || open.refused) continue;
    if (largest == nullptr || open.group->records.size() > largest->group->records.size()) largest = &open;
  }
  if (largest == nullptr) return false;
  RefuseOpen(largest, why);
  return true;
}

bool Grouper::RefuseEnded(const Route& route, uint64_t document, std::shared_ptr<const std::string> why) {
  const std::vector<Group*>& ended = folds_[&route].ended;
  const auto found = std::lower_bound(ended.begin(), ended.end(), document,
                                      [](const Group* group, uint64_t number) { return group->open->number < number; });
  if (found == ended.end() || (*found)->open->number != document || (*found)->open->packed) return false;
  (*found)->open->refused = std::move(why);
  return true;
}

Group* Grouper::FindPacked(const Route& route, uint64_t document) {
  for (const Groups* groups : {&open_, &closed_}) {
    for (const std::unique_ptr<Group>& group : *groups) {
      const bool packs = group->route == &route && group->of_documents;
      if (packs && group->FindDocument(document) < group->records.size()) return group.get();
    }
  }
  return nullptr;
}

void Grouper::Unpack(Group* pack, uint64_t document) noexcept {
  const size_t first = pack->FindDocument(document);
  if (first == 0 && pack->ItemEnd(0) == pack->records.size()) return Forget(*pack);
  pack->open->keys.erase(pack->records[first].key);
  pack->RemoveDocument(first);
  pack->open->committed_documents = --pack->open->documents;
}

}  // namespace inflow
