// SPDX-License-Identifier: Apache-2.0
//
// Folding: flat lines that come one after the other become one document, which is one item. A
// document is whole or refused.
#include <algorithm>

#include "absl/hash/hash.h"
#include "absl/strings/match.h"
#include "plugin/request/body.h"
#include "plugin/request/grouper.h"
#include "plugin/text/white_space.h"

namespace inflow {
namespace {

absl::Status Wrong(const std::string& message) { return absl::InvalidArgumentError(message); }

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

std::string Grouper::LateMessage(const Route& route, bool sent) {
  const std::string by = NamesOf(route.batching().by);
  return "it comes late: the document of this " + by + " was closed before" +
         (sent ? " and may have been sent, and writing it again would replace its lines"
               : ", and none of its lines is sent") +
         "; sort the input by " + by;
}

absl::Status Grouper::AddLine(const Route& route, const RenderInput& input, uint64_t id,
                              TimePoint now) {
  Fold& fold = folds_[&route];
  name_.clear();
  absl::Status status = route.Read(input.record, &record_);
  if (status.ok()) status = route.AppendDocumentName(record_, input.accepted_at, &name_);
  if (!status.ok()) {
    Unread(&fold);
    return status;
  }
  if (absl::Status s = EnterDocument(route, &fold); !s.ok()) return s;
  Fold::Entry& entry = fold.present.open;
  status = route.MapRead(input.accepted_at, &record_);
  if (status.ok())
    status = entry.refused ? CheckLine(route, input) : AppendLine(route, input, id, now, &entry);
  if (entry.refused) {
    line_.sound = status.ok();
    return status.ok() ? Wrong(kDocumentRefused + *entry.refused) : status;
  }
  if (!status.ok()) RefuseOpen(&entry, std::string(status.message()));
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

void Grouper::RefuseOpen(Fold::Entry* entry, std::string_view why) {
  documents_.Set(entry->number, DocumentMemory::kRefused);
  entry->refused = std::make_shared<const std::string>(why);
  if (entry->document == nullptr) return;
  entry->document->refused =
      std::make_shared<const std::string>(kDocumentRefused + *entry->refused);
}

// EnterDocument makes the document that name_ names the open one. InvalidArgument where that one
// was closed.
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

absl::Status Grouper::AppendLine(const Route& route, const RenderInput& input, uint64_t id,
                                 TimePoint now, Fold::Entry* entry) {
  if (absl::Status s = route.target().Render(input, &target_); !s.ok()) return s;
  std::string attributes;
  if (absl::Status s = route.AppendDocument(&record_, &attributes); !s.ok()) return s;
  std::string target = TargetName(target_);
  if (entry->document == nullptr) {
    absl::StatusOr<Document*> document =
        OpenDocument(route, std::move(attributes), std::move(target), now);
    if (!document.ok()) return document.status();
    entry->document = *document;
    entry->document->item.document_number = entry->number;
  } else if (entry->document->target != target) {
    return Wrong("its URL or headers differ from those of its document's first line");
  } else if (route.batching().on_conflict == OnConflict::kReject) {
    const std::string name =
        Difference(entry->document->attributes, attributes, route.batching().by);
    if (!name.empty()) {
      return Wrong(
          "attribute \"" + name +
          "\" differs from the document's first line; correct it, name it in line_attributes, or set on_conflict to \"first\"");
    }
  }
  return PutLine(route, input, id, entry->document);
}

absl::StatusOr<Document*> Grouper::OpenDocument(const Route& route, std::string attributes,
                                                std::string target, TimePoint now) {
  absl::StatusOr<SharedFrame> frame = route.MakeDocument(record_, attributes);
  if (!frame.ok()) return frame.status();
  absl::StatusOr<SharedFrame> bare = SharedFrame();
  if (record_.blank_line) bare = route.assembly().MakeBareDocument(attributes);
  if (!bare.ok()) return bare.status();
  auto document = std::make_unique<Document>();
  document->frame = *std::move(frame);
  document->bare = *std::move(bare);
  document->route = &route;
  document->url = route.target().Url(target_);
  document->headers = Headers(route);
  document->target = std::move(target);
  document->attributes = std::move(attributes);
  document->opened = now;
  document->item.document = document.get();
  folding_.Append(&document->item);
  return document.release();
}

absl::Status Grouper::PutLine(const Route& route, const RenderInput& input, uint64_t id,
                              Document* document) {
  const Frame& frame = *document->frame;
  const Frame& around = *route.assembly().documents();
  ItemList line;
  if (record_.blank_line) {
    line.Append(blocks_.Make({}));
    line.front()->left_out = true;
    const BodyFacts facts = route.Facts(input, record_, target_);
    line.front()->id = id;
    line.front()->key = facts.key;
    line.front()->repeatable = facts.idempotent;
  } else {
    absl::StatusOr<Item*> item = MakeItem(route, input, document->shown, id);
    if (!item.ok()) return item.status();
    line.Append(*item);
  }
  Item& item = *line.front();
  size_t more = 0;
  if (!item.left_out)
    more =
        (document->shown > 0 ? frame.separator.size() : 0) + ItemSize(item, frame, document->shown);
  const size_t size = frame.prefix.size() + document->bytes + more + frame.suffix.size();
  if (size + around.prefix.size() + around.suffix.size() > route.batching().max_bytes) {
    return Wrong("the document has more than batching.max_bytes (" +
                 std::to_string(route.batching().max_bytes) + ") bytes");
  }
  if (document->staged.empty()) documented_.push_back(document);
  if (document->lines.empty() && document->staged.empty()) document->item.key = item.key;
  item.key = 0;  // the document's, once
  item.document_number = document->item.document_number;
  document->bytes += more;
  if (!item.left_out) ++document->shown;
  uncommitted_bytes_ += item.payload.size();
  document->staged.Append(std::move(line));
  return absl::OkStatus();
}

// CheckLine tells whether a line of a refused document is wrong itself.
absl::Status Grouper::CheckLine(const Route& route, const RenderInput& input) {
  if (absl::Status s = route.target().Render(input, &target_); !s.ok()) return s;
  std::string attributes;
  if (absl::Status s = route.AppendDocument(&record_, &attributes); !s.ok()) return s;
  if (absl::Status s = route.MakeDocument(record_, attributes).status(); !s.ok()) return s;
  std::string line;
  return record_.blank_line ? absl::OkStatus() : route.AppendItem(input, &record_, 0, &line);
}

// CloseOpen ends the document that is open, if one is.
void Grouper::CloseOpen(Fold* fold) {
  Fold::State& present = fold->present;
  present.unread = false;
  if (present.open.number == 0) return;
  if (Document* const document = present.open.document) {
    fold->ended.push_back(document);
    folding_.Remove(&document->item);
    complete_.Append(&document->item);
  }
  present.closed = std::exchange(present.open, {});
  present.closed.document = nullptr;
}

void Grouper::PackDocuments() {
  Item* next = nullptr;
  for (Item* item = complete_.front(); item != nullptr; item = next) {
    next = item->next;
    if (item->document->refused == nullptr) Pack(item->document);
  }
}

// Pack puts a document that has ended into a group. It stays where it is if there is no memory.
void Grouper::Pack(Document* document) {
  const SharedShape shape = document->route->shape();
  Place place{
      nullptr, {}, document->route->assembly().documents(), document->url, document->headers};
  if (shape->max_items == 1) {
    PutAlone(shape, std::move(place), document->opened, &document->item, &complete_);
  } else {
    place.name = NameOf(*shape, document->target);
    if (const auto found = by_name_.find(place.name); found != by_name_.end())
      place.group = found->second->get();
    Group* const group = Enter(shape, std::move(place), document->item, document->opened);
    Put(group, &document->item, &complete_);
    CloseIfFull(group);
  }
  document->placed = true;
}

// ReturnDocument puts a document back that was in a group.
void Grouper::ReturnDocument(Document* document) noexcept {
  document->placed = false;
  ItemList before;
  while (!complete_.empty() &&
         complete_.front()->document_number < document->item.document_number) {
    before.Append(complete_.TakeFirst());
  }
  before.Append(&document->item);
  before.Append(std::move(complete_));
  complete_ = std::move(before);
}

void Grouper::CommitFolds() noexcept {
  for (Document* document : documented_) {
    document->lines.Append(std::move(document->staged));
    document->committed_shown = document->shown;
    document->committed_bytes = document->bytes;
  }
  documented_.clear();
  ItemList ended = std::move(complete_);
  while (!ended.empty()) {
    Item* const item = ended.TakeFirst();
    (item->document->refused ? refused_ : complete_).Append(item);
  }
  for (auto& [route, fold] : folds_) {
    Fold::Entry& open = fold.present.open;
    if (open.refused && open.document != nullptr) {
      folding_.Remove(&open.document->item);
      refused_.Append(&open.document->item);
      open.document = nullptr;
    }
    fold.committed = fold.present;
    fold.ended.clear();
    fold.named = false;
  }
}

// RollbackFolds opens again what was ended or refused since the last Commit, without the lines that
// came since then.
void Grouper::RollbackFolds() noexcept {
  for (Document* document : documented_) {
    document->staged.Clear();
    document->shown = document->committed_shown;
    document->bytes = document->committed_bytes;
  }
  documented_.clear();
  for (auto& [route, fold] : folds_) fold.ended.clear();
  ItemList all = std::move(folding_);
  all.Append(std::move(complete_));
  while (!all.empty()) {
    Item* const item = all.TakeFirst();
    Document* const document = item->document;
    if (document->lines.empty()) {
      Release(item);
      continue;
    }
    document->refused = nullptr;
    Fold& fold = folds_.find(document->route)->second;
    if (fold.committed.open.document == document) {
      folding_.Append(item);
    } else {  // what CloseAll has ended stays so, although there was no memory to pack it
      complete_.Append(item);
      fold.ended.push_back(document);  // where it stood before, so there is room
    }
  }
  for (auto& [route, fold] : folds_) {
    fold.present = fold.committed;
    fold.named = false;
  }
}

bool Grouper::EndOpen(const Route& route, const RenderInput& input) {
  const auto fold = folds_.find(&route);
  if (fold == folds_.end() || fold->second.present.open.document == nullptr) return false;
  name_.clear();
  if (!route.Read(input.record, &record_).ok() ||
      !route.AppendDocumentName(record_, input.accepted_at, &name_).ok())
    return false;
  if (name_ == *fold->second.present.open.name || documents_.Find(HashOf(route, name_)) != 0)
    return false;
  CloseOpen(&fold->second);
  return true;
}

bool Grouper::RefuseLargest(std::string_view why) {
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

bool Grouper::RefuseEnded(const Route& route, uint64_t document,
                          std::shared_ptr<const std::string> why) {
  const std::vector<Document*>& ended = folds_[&route].ended;
  const auto found = std::lower_bound(
      ended.begin(), ended.end(), document,
      [](const Document* one, uint64_t number) { return one->item.document_number < number; });
  if (found == ended.end() || (*found)->item.document_number != document || (*found)->placed)
    return false;
  (*found)->refused = std::move(why);
  return true;
}

Document* Grouper::FindPlaced(uint64_t number) const {
  for (const Groups* groups : {&open_, &closed_}) {
    for (const std::unique_ptr<Group>& group : *groups) {
      for (const ItemList* items : {&group->items, &group->staged}) {
        for (const Item& item : *items) {
          if (item.document_number == number) return item.document;
        }
      }
    }
  }
  return nullptr;
}

void Grouper::TakeOut(Document* document) noexcept {
  Item& item = document->item;
  const auto holds = [&item](const std::unique_ptr<Group>& group) {
    return std::any_of(group->items.begin(), group->items.end(),
                       [&item](const Item& one) { return &one == &item; });
  };
  Group* const group = std::find_if(open_.begin(), open_.end(), holds)->get();
  group->items.Remove(&item);
  if (group->items.empty()) return Forget(*group);
  group->open->keys.erase(item.key);
  group->bytes -= group->frame->separator.size() + DocumentSize(*document);
  group->committed_bytes = group->bytes;
}

}  // namespace inflow
