// SPDX-License-Identifier: Apache-2.0
//
// References, and what stands for them in records. What they come to is in resolving.cc, what to
// ask the service in questions.cc.
#include "plugin/lookup/names.h"

#include <algorithm>
#include <cstring>

#include "absl/hash/hash.h"
#include "plugin/record/walker.h"
#include "plugin/text/absl_view.h"
#include "plugin/text/escaped.h"
#include "plugin/text/white_space.h"

namespace inflow {
namespace {

// AppendPlain appends the content of a JSON string as text, without white space around it.
void AppendPlain(std::string_view escaped, std::string* out) {
  if (escaped.find('\\') == std::string_view::npos) {
    out->append(WithoutOuterSpace(escaped));
    return;
  }
  std::string text;
  Unescape(escaped, &text);
  out->append(WithoutOuterSpace(text));
}

}  // namespace

void Names::Configure(const ReferencesConfig& config, bool keep) {
  config_ = config;
  if (keep) return;
  ++configured_;
  shelves_.clear();
  canonical_.clear();
  Sweep();
}

void Names::Sweep() noexcept {
  if (std::any_of(shelves_.begin(), shelves_.end(), [](const Shelf& one) { return one.asked; }))
    return;
  by_key_.clear();
  references_.clear();
  for (Shelf& shelf : shelves_) {
    shelf.wanted.clear();
    shelf.open = 0;
    shelf.again.reset();
    ForgetSingle(&shelf);
  }
}

size_t Names::ShelfOf(std::string_view collection, bool status) {
  for (size_t i = 0; i < shelves_.size(); ++i) {
    if (shelves_[i].collection->name == collection && shelves_[i].status == status) return i;
  }
  Shelf& shelf = shelves_.emplace_back();
  shelf.collection = FindCollection(collection);
  shelf.status = status;
  const std::vector<std::string>& natural = shelf.collection->natural;
  const auto by = config_.by.find(shelf.collection->name);
  for (const std::string& field : by == config_.by.end() ? natural : by->second) {
    const auto at = std::find(natural.begin(), natural.end(), field);
    if (at != natural.end()) shelf.plain.push_back(static_cast<size_t>(at - natural.begin()));
  }
  return shelves_.size() - 1;
}

void Names::AddParts(const ReferenceMark& mark, Reference* reference) const {
  const Shelf& shelf = shelves_[reference->shelf];
  const std::vector<std::string>& natural = shelf.collection->natural;
  const bool strict = mark.kind == ReferenceKind::kOwn;
  const auto add = [&](size_t field, const std::string& text) {
    if (text.empty() || text.size() > kLongestName) return;
    std::vector<Part>& parts = reference->parts;
    const auto same = std::find_if(parts.begin(), parts.end(), [&](const Part& part) {
      return part.field == field && part.text == text;
    });
    if (same != parts.end()) {
      same->strict = same->strict || strict;
      return;
    }
    parts.push_back({field, strict, text});
    if (reference->state == Reference::kFound && reference->id == reference->derived)
      reference->state = Reference::kOpen;
  };
  for (const auto& [name, escaped] : mark.names) {
    std::string text;
    AppendPlain(escaped, &text);
    if (name.empty()) {
      for (const size_t field : shelf.plain) add(field, text);
      continue;
    }
    const auto at = std::find(natural.begin(), natural.end(), name);
    if (at != natural.end()) add(static_cast<size_t>(at - natural.begin()), text);
  }
}

uint32_t Names::Enter(std::string key, Reference reference) {
  const auto ordinal = static_cast<uint32_t>(references_.size());
  references_.push_back(std::make_unique<Reference>(std::move(reference)));
  by_key_.emplace(std::move(key), ordinal);
  return ordinal;
}

uint32_t Names::ReferenceOf(const ReferenceMark& mark) {
  const bool adopts = mark.kind == ReferenceKind::kAdopt || mark.kind == ReferenceKind::kOwn;
  key_.assign(1, adopts ? 'A' : static_cast<char>(mark.kind));
  if (adopts) {
    key_.append(mark.derived);
  } else {
    key_.append(mark.collection).push_back('\0');
    AppendPlain(mark.names.front().second, &key_);
  }
  const size_t shelf = ShelfOf(mark.collection, /*status=*/false);
  Refresh(shelf);
  const auto found = by_key_.find(key_);
  const bool known = found != by_key_.end();
  uint32_t ordinal = known ? found->second : 0;
  if (!known) {
    Reference fresh{.kind = mark.kind, .shelf = shelf};
    if (adopts) fresh.derived = *ParseUuid(mark.derived);
    if (mark.kind == ReferenceKind::kId) fresh.derived = *ParseUuid(mark.names.front().second);
    if (mark.kind == ReferenceKind::kName) AddParts(mark, &fresh);  // first: this may throw
    ordinal = Enter(key_, std::move(fresh));
  }
  Reference* const reference = references_[ordinal].get();
  if (adopts) AddParts(mark, reference);
  if (reference->transient && !reference->wanted) {
    reference->transient = reference->failed = false;
    reference->state = Reference::kOpen;
  }
  if (reference->state == Reference::kOpen) Resolve(reference);
  return ordinal;
}

// Put writes what stands for a mark, which is longer than that.
std::string_view Names::Put(const ReferenceMark& mark, bool* holes) {
  put_.clear();
  if (shown_) {
    put_ = mark.derived.empty() ? mark.names.front().second : mark.derived;
    if (shown_names_.insert(absl::HashOf(Absl(mark.collection), Absl(put_))).second)
      ++shown_counts_[std::string(mark.collection)];
    return put_;
  }
  const uint32_t ordinal = ReferenceOf(mark);
  const Reference& reference = *references_[ordinal];
  if (reference.state == Reference::kFound) {
    AppendUuid(reference.id, &put_);
  } else {
    AppendHole(ordinal, &put_);
    *holes = true;
  }
  return put_;
}

bool Names::Intern(std::string* text) {
  bool holes = false;
  size_t read = 0;
  size_t written = 0;
  char* const bytes = text->data();
  MarkCursor marks(*text);
  while (marks.Next()) {
    const size_t between = marks.begin() - read;
    if (written != read) std::memmove(bytes + written, bytes + read, between);
    written += between;
    read = marks.end();
    const std::string_view put = Put(marks.mark(), &holes);
    put.copy(bytes + written, put.size());
    written += put.size();
  }
  if (read == 0) return false;
  text->erase(written, read - written);
  return holes;
}

std::optional<Uuid> Names::CanonicalKey(std::string_view key) const {
  if (canonical_.empty()) return std::nullopt;
  const auto found = canonical_.find(std::string(key));
  return found == canonical_.end() ? std::nullopt : std::optional(found->second);
}

void Names::Want(uint32_t ordinal, uint64_t place) {
  Reference& reference = *references_[ordinal];
  Shelf& shelf = shelves_[reference.shelf];
  reference.place = reference.wanted ? std::min(reference.place, place) : place;
  if (!reference.wanted) {
    shelf.wanted.push_back(ordinal);
    reference.wanted = true;
    if (reference.state == Reference::kOpen) ++shelf.open;
  }
  if (Holds(reference) && !shelf.again) shelf.again = now_ + kAskMissingAgain;
  if (reference.state == Reference::kOpen)
    shelf.place = shelf.open == 1 ? place : std::min(shelf.place, place);
}

// Filled tells of a reference whether it is known, and wants it where it is not.
Names::Filling Names::Filled(uint32_t ordinal, uint64_t place) {
  Reference& reference = *references_[ordinal];
  if (reference.state == Reference::kOpen) Resolve(&reference);
  switch (reference.state) {
    case Reference::kFound:
      return {};
    case Reference::kMissing:
      if (!Holds(reference)) return {Filling::kRefused, ordinal, false, reference.why};
      break;
    case Reference::kRefused:
      return {Filling::kRefused, ordinal, reference.failed, reference.why};
    case Reference::kOpen:
      break;
  }
  Want(ordinal, place);
  return {.kind = Filling::kWaits, .reference = ordinal};
}

Names::Filling Names::Fill(char* text, size_t size, uint64_t place) {
  Filling first;
  const std::string_view all(text, size);
  for (Hole hole = FindHole(all, 0); hole.at != std::string_view::npos;
       hole = FindHole(all, hole.at + 1)) {
    const Filling filling = Filled(hole.ordinal, place);
    if (filling.kind == Filling::kRefused) return filling;
    if (filling.kind == Filling::kFull) {
      const std::array<char, kHoleSize> guid = UuidText(references_[hole.ordinal]->id);
      std::copy(guid.begin(), guid.end(), text + hole.at);
    } else if (first.kind == Filling::kFull) {
      first = filling;
    }
  }
  return first;
}

Names::Filling Names::Status(const std::string& collection, std::string_view id, uint64_t place) {
  std::string key("S" + collection);
  key.append("\0", 1).append(id);
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) {
    const std::optional<Uuid> uuid = ParseUuid(id);
    if (!uuid) return {};
    Reference fresh{.status = true, .shelf = ShelfOf(collection, true), .derived = *uuid};
    const uint32_t ordinal = Enter(std::move(key), std::move(fresh));
    Want(ordinal, place);
    return {.kind = Filling::kWaits, .reference = ordinal};
  }
  Reference& reference = *references_[found->second];
  const Filling filling = Filled(found->second, place);
  // Whoever comes next asks anew.
  if (filling.kind != Filling::kWaits) reference.state = Reference::kOpen;
  if (filling.kind == Filling::kRefused) status_why_ = reference.why;
  return {filling.kind, filling.reference, filling.failed, status_why_};
}

std::optional<uint32_t> Names::AskAgain(std::string_view derived) {
  const auto found = by_key_.find(std::string("A").append(derived));
  if (found == by_key_.end()) return std::nullopt;
  Reference& reference = *references_[found->second];
  Shelf& shelf = shelves_[reference.shelf];
  if (reference.parts.empty() || reference.wanted) return std::nullopt;
  for (const Part& part : reference.parts) {
    shelf.found.erase(KeyOf(part));
    if (FilterOf(shelf, part).empty() && !shelf.asked) Forget(&shelf);
  }
  reference.fresh = true;
  reference.state = Reference::kOpen;
  return found->second;
}

bool Names::Knows(std::string_view collection) const {
  return std::any_of(shelves_.begin(), shelves_.end(), [&](const Shelf& one) {
    return one.collection->name == collection && !one.status;
  });
}

void Names::Learn(std::string_view collection, std::string_view entity, std::string_view id) {
  const std::optional<Uuid> uuid = ParseUuid(id);
  const auto shelf = std::find_if(shelves_.begin(), shelves_.end(), [&](const Shelf& one) {
    return one.collection->name == collection && !one.status;
  });
  if (!uuid || shelf == shelves_.end()) return;
  shelf->directory.AddId(*uuid);
  const std::vector<std::string>& natural = shelf->collection->natural;
  for (size_t field = 0; field < natural.size(); ++field) {
    const std::string text(WithoutOuterSpace(EntityText(entity, natural[field])));
    if (text.empty()) continue;
    shelf->directory.Add(field, text, *uuid);
    if (shelf->state != Shelf::kWhole) {
      Finding learned;
      learned.kind = Finding::kOne;
      learned.id = *uuid;
      Finding& known = shelf->found[KeyOf({.field = field, .text = text})];
      if (known.kind == Finding::kNone) known = learned;
    }
    const auto missing =
        by_key_.find(std::string("N").append(collection).append("\0", 1).append(text));
    if (missing == by_key_.end()) continue;
    Reference& reference = *references_[missing->second];
    if (reference.state == Reference::kMissing && !reference.wanted)
      reference.state = Reference::kOpen;
  }
}

}  // namespace inflow
