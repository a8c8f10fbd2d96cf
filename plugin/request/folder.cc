// SPDX-License-Identifier: Apache-2.0
//
#include "plugin/request/folder.h"

#include <algorithm>

#include "absl/hash/hash.h"
#include "absl/strings/match.h"
#include "plugin/request/body.h"
#include "plugin/text/white_space.h"

namespace inflow {
namespace {

std::string NamesOf(const std::vector<std::string>& attributes) {
  std::string names;
  for (const std::string& attribute : attributes)
    names.append(names.empty() ? "\"" : ", \"").append(attribute).append("\"");
  return names;
}

constexpr char kUnread[] = "a record beside its lines could not be read, and may be one of them";
constexpr char kDocumentRefused[] = "its document was refused: ";

uint64_t HashOf(const Route& route, const std::string& name) {
  const auto hash =
      static_cast<uint64_t>(absl::HashOf(&route, absl::string_view(name.data(), name.size())));
  return hash == 0 ? 1 : hash;
}

// TakeKey lets a document have the key of its first line.
void TakeKey(const Item& line, Item* document) {
  document->text = line.text + line.payload_size;
  document->key_size = line.key_size;
  document->hash = line.hash;
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

// Difference returns an attribute whose values differ between two objects; "" where none does,
// whatever their order. Those of `by` are compared as they name the document.
std::string Difference(std::string_view one, std::string_view other,
                       const std::vector<std::string>& by) {
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
      if (same == nullptr || !AreTheSame(*same, member, std::any_of(by.begin(), by.end(), names)))
        return name;
      name.clear();
    }
  }
  return "";
}

}  // namespace

std::string Folder::LateMessage(const Route& route, bool sent) {
  const std::string by = NamesOf(route.batching().by);
  return "it comes late: the document of this " + by + " was closed before" +
         (sent ? " and may have been sent, and writing it again would replace its lines"
               : ", and none of its lines is sent") +
         "; sort the input by " + by;
}

absl::Status Folder::Add(ItemMaker* maker, const Route& route, const RenderInput& input,
                         uint64_t id, TimePoint now) {
  line_ = LineFacts();
  Fold& fold = folds_[&route];
  name_.clear();
  absl::Status status = route.payload().Read(input.record, &maker->record());
  if (status.ok()) status = route.AppendDocumentName(maker->record(), input.accepted_at, &name_);
  if (!status.ok()) {
    Unread(&fold);
    return status;
  }
  if (absl::Status s = EnterDocument(route, &fold); !s.ok()) return s;
  Fold::Entry& entry = fold.present.open;
  status = route.payload().MapRead(input.accepted_at, &maker->record());
  if (status.ok()) {
    status = entry.refused ? CheckLine(maker, route, input)
                           : AppendLine(maker, route, input, id, now, &entry);
  }
  if (entry.refused) {
    line_.sound = status.ok();
    return status.ok() ? absl::InvalidArgumentError(kDocumentRefused + *entry.refused) : status;
  }
  if (!status.ok()) RefuseOpen(&entry, std::string(status.message()));
  return status;
}

void Folder::AddUnread(const Route& route) {
  line_ = LineFacts();
  if (route.folds()) Unread(&folds_[&route]);
}

void Folder::Unread(Fold* fold) {
  Fold::State& present = fold->present;
  present.unread = true;
  if (present.open.number == 0) {
    line_.spoils = present.closed.number;
    line_.name = present.closed.name;
  } else if (!present.open.refused) {
    RefuseOpen(&present.open, kUnread);
  }
}

void Folder::RefuseOpen(Fold::Entry* entry, std::string_view why) {
  documents_.Set(entry->number, DocumentMemory::kRefused);
  entry->refused = std::make_shared<const std::string>(why);
  if (entry->document == nullptr) return;
  entry->document->refused =
      std::make_shared<const std::string>(kDocumentRefused + *entry->refused);
}

// EnterDocument makes the document that name_ names the open one. InvalidArgument where that one
// was closed.
absl::Status Folder::EnterDocument(const Route& route, Fold* fold) {
  Fold::State& present = fold->present;
  const bool unread = std::exchange(present.unread, false);
  if (present.open.number == 0 || *present.open.name != name_) {
    const uint64_t hash = HashOf(route, name_);
    if (const uint64_t number = documents_.Find(hash); number != 0) {
      line_.document = line_.spoils = number;
      line_.late = true;
      line_.name = std::make_shared<const std::string>(name_);
      return absl::InvalidArgumentError(LateMessage(route, /*sent=*/true));
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

absl::Status Folder::AppendLine(ItemMaker* maker, const Route& route, const RenderInput& input,
                                uint64_t id, TimePoint now, Fold::Entry* entry) {
  LaneRef lane;
  if (absl::Status s = maker->FindLane(route, input, &lane); !s.ok()) return s;
  std::string attributes;
  if (absl::Status s = route.payload().AppendDocument(&maker->record(), &attributes); !s.ok())
    return s;
  if (entry->document == nullptr) {
    absl::StatusOr<Document*> document = OpenDocument(*maker, route, std::move(attributes), lane);
    if (!document.ok()) return document.status();
    entry->document = *document;
    entry->document->opened = now;
    entry->document->item.document_number = entry->number;
    documents_.SetItem(entry->number, &entry->document->item);
  } else if (entry->document->item.lane != lane.get()) {
    return absl::InvalidArgumentError(
        "its URL or headers differ from those of its document's first line");
  } else if (route.batching().on_conflict == OnConflict::kReject) {
    const std::string name =
        Difference(entry->document->attributes, attributes, route.batching().by);
    if (!name.empty()) {
      return absl::InvalidArgumentError(
          "attribute \"" + name +
          "\" differs from the document's first line; correct it, name it in line_attributes, or set on_conflict to \"first\"");
    }
  }
  return PutLine(maker, route, input, id, entry->document);
}

absl::StatusOr<Document*> Folder::OpenDocument(const ItemMaker& maker, const Route& route,
                                               std::string attributes, const LaneRef& lane) {
  const MappedRecord& record = maker.record();
  std::string interned = attributes;
  const bool holes = maker.Intern(route, &interned);
  absl::StatusOr<SharedEnvelope> envelope = route.payload().MakeDocument(record, interned);
  if (!envelope.ok()) return envelope.status();
  absl::StatusOr<SharedEnvelope> bare = SharedEnvelope();
  if (record.blank_line) bare = route.envelope().MakeBareDocument(interned);
  if (!bare.ok()) return bare.status();
  auto document = std::make_unique<Document>();
  document->envelope = *std::move(envelope);
  document->bare = *std::move(bare);
  document->route = &route;
  document->attributes = std::move(attributes);
  document->item.document = document.get();
  document->item.lane = LaneRef(lane).Release();
  document->item.state = ItemState::kFolding;
  document->item.holes = holes;
  document->item.unchecked = route.shape()->check_status;
  folding_.Append(&document->item);
  return document.release();
}

absl::Status Folder::PutLine(ItemMaker* maker, const Route& route, const RenderInput& input,
                             uint64_t id, Document* document) {
  const Envelope& envelope = *document->envelope;
  const Envelope& around = *route.envelope().documents();
  ItemList line;
  if (maker->record().blank_line) {
    line.Append(maker->MakeBlankLine(route, input, id));
  } else {
    absl::StatusOr<Item*> item = maker->MakeLine(route, input, document->shown, id);
    if (!item.ok()) return item.status();
    line.Append(*item);
  }
  Item& item = *line.front();
  size_t more = 0;
  if (!item.left_out)
    more = (document->shown > 0 ? envelope.separator.size() : 0) +
           ItemSize(item, envelope, document->shown);
  const size_t size = envelope.prefix.size() + document->bytes + more + envelope.suffix.size();
  if (size + around.prefix.size() + around.suffix.size() > route.batching().max_bytes) {
    return absl::InvalidArgumentError("the document has more than batching.max_bytes (" +
                                      std::to_string(route.batching().max_bytes) + ") bytes");
  }
  if (document->staged.empty()) documented_.push_back(document);
  if (document->lines.empty() && document->staged.empty()) TakeKey(item, &document->item);
  item.key_size = item.hash = 0;  // the document's, once
  document->item.holes = document->item.holes || item.holes;
  item.unchecked = false;  // as well
  item.state = ItemState::kFolding;
  item.document_number = document->item.document_number;
  document->bytes += more;
  if (!item.left_out) ++document->shown;
  bytes_ += item.payload_size;
  document->staged.Append(std::move(line));
  return absl::OkStatus();
}

// CheckLine tells whether a line of a refused document is wrong itself.
absl::Status Folder::CheckLine(ItemMaker* maker, const Route& route, const RenderInput& input) {
  LaneRef lane;
  if (absl::Status s = maker->FindLane(route, input, &lane); !s.ok()) return s;
  MappedRecord& record = maker->record();
  std::string attributes;
  if (absl::Status s = route.payload().AppendDocument(&record, &attributes); !s.ok()) return s;
  if (absl::Status s = route.payload().MakeDocument(record, attributes).status(); !s.ok()) return s;
  std::string line;
  return record.blank_line ? absl::OkStatus()
                           : route.payload().AppendItem(input, &record, 0, &line);
}

// CloseOpen ends the document that is open, if one is.
void Folder::CloseOpen(Fold* fold) noexcept {
  Fold::State& present = fold->present;
  present.unread = false;
  if (present.open.number == 0) return;
  if (Document* const document = present.open.document) {
    folding_.Remove(&document->item);
    ended_.Append(&document->item);
  }
  present.closed = std::exchange(present.open, {});
  present.closed.document = nullptr;
}

void Folder::Close(const Route& route) noexcept {
  const auto fold = folds_.find(&route);
  if (fold == folds_.end()) return;
  fold->second.present.unread = false;
  if (fold->second.named) CloseOpen(&fold->second);
}

void Folder::CloseAll() noexcept {
  for (auto& [route, fold] : folds_) CloseOpen(&fold);
}

void Folder::Commit(ItemList* ended, ItemList* refused) noexcept {
  for (Document* document : documented_) {
    document->lines.Append(std::move(document->staged));
    document->committed_shown = document->shown;
    document->committed_bytes = document->bytes;
  }
  documented_.clear();
  bytes_ = 0;
  while (!ended_.empty()) {
    Item* const item = ended_.TakeFirst();
    (item->document->refused ? refused : ended)->Append(item);
  }
  for (auto& [route, fold] : folds_) {
    Fold::Entry& open = fold.present.open;
    if (open.refused && open.document != nullptr) {
      folding_.Remove(&open.document->item);
      refused->Append(&open.document->item);
      open.document = nullptr;
    }
    fold.committed = fold.present;
    fold.named = false;
  }
  documents_.Commit();
}

// Rollback opens again what was ended or refused since the last Commit, without the lines that came
// since then.
void Folder::Rollback() noexcept {
  for (Document* document : documented_) {
    document->staged.Clear();
    document->shown = document->committed_shown;
    document->bytes = document->committed_bytes;
  }
  documented_.clear();
  bytes_ = 0;
  ItemList all = std::move(folding_);
  all.Append(std::move(ended_));
  while (!all.empty()) {
    Item* const item = all.TakeFirst();
    if (item->document->lines.empty()) {
      documents_.SetItem(item->document_number, nullptr);
      Release(item);
      continue;
    }
    item->document->refused = nullptr;
    folding_.Append(item);
  }
  for (auto& [route, fold] : folds_) {
    fold.present = fold.committed;
    fold.named = false;
  }
  documents_.Rollback();
}

void Folder::ForgetRoutes() noexcept {
  folds_.clear();
  documents_.ForgetAll();
}

ItemList Folder::Clear() noexcept {
  folds_.clear();
  return std::move(folding_);
}

bool Folder::EndOpen(ItemMaker* maker, const Route& route, const RenderInput& input) {
  const auto fold = folds_.find(&route);
  if (fold == folds_.end() || fold->second.present.open.document == nullptr) return false;
  name_.clear();
  if (!route.payload().Read(input.record, &maker->record()).ok() ||
      !route.AppendDocumentName(maker->record(), input.accepted_at, &name_).ok())
    return false;
  if (name_ == *fold->second.present.open.name || documents_.Find(HashOf(route, name_)) != 0)
    return false;
  CloseOpen(&fold->second);
  return true;
}

bool Folder::RefuseLargest(std::string_view why) {
  Fold::Entry* largest = nullptr;
  size_t most = 0;
  for (auto& [route, fold] : folds_) {
    Fold::Entry& open = fold.present.open;
    if (open.document == nullptr || open.refused) continue;
    const size_t lines = open.document->lines.size() + open.document->staged.size();
    if (largest != nullptr && lines <= most) continue;
    largest = &open;
    most = lines;
  }
  if (largest == nullptr) return false;
  RefuseOpen(largest, why);
  return true;
}

bool Folder::RefuseEnded(uint64_t document, std::shared_ptr<const std::string> why) noexcept {
  const Item* const item = documents_.ItemOf(document);
  if (item == nullptr || item->state != ItemState::kFolding) return false;
  item->document->refused = std::move(why);
  return true;
}

}  // namespace inflow
