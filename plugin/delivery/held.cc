// SPDX-License-Identifier: Apache-2.0
//
// Records whose names are looked up first: they are held until all of them are known, and nothing
// that is not known is ever sent.
#include <algorithm>
#include <array>
#include <new>

#include "plugin/delivery/engine.h"

namespace inflow {
namespace {

constexpr size_t kGuidLength = 36;

Settled RefusalFor(const Names::Filling& filling) {
  Settled refusal;
  refusal.outcome = filling.failed ? Outcome::kFailed : Outcome::kRejected;
  refusal.message = std::make_shared<const std::string>(filling.why);
  return refusal;
}

// Worse is what an item with both has come to.
Names::Filling Worse(const Names::Filling& one, const Names::Filling& other) {
  return other.kind > one.kind ? other : one;
}

// FillEnvelope fills a document's own text. What stands there is shared with nobody, but is a copy
// all the same: a reader may still have the other.
Names::Filling FillEnvelope(Names* names, uint64_t place, SharedEnvelope* envelope) {
  if (*envelope == nullptr) return {};
  auto filled = std::make_shared<Envelope>(**envelope);
  Names::Filling filling = names->Fill(filled->prefix.data(), filled->prefix.size(), place);
  filling = Worse(filling, names->Fill(filled->suffix.data(), filled->suffix.size(), place));
  if (filling.kind == Names::Filling::kFull) *envelope = std::move(filled);
  return filling;
}

// PutHoles puts a hole wherever a GUID stands.
void PutHoles(std::string_view guid, std::string_view hole, char* text, size_t size) {
  const std::string_view all(text, size);
  for (size_t at = all.find(guid); at != std::string_view::npos;
       at = all.find(guid, at + guid.size()))
    hole.copy(text + at, hole.size());
}

void PutHoles(std::string_view guid, std::string_view hole, SharedEnvelope* envelope) {
  if (*envelope == nullptr) return;
  auto changed = std::make_shared<Envelope>(**envelope);
  PutHoles(guid, hole, changed->prefix.data(), changed->prefix.size());
  PutHoles(guid, hole, changed->suffix.data(), changed->suffix.size());
  *envelope = std::move(changed);
}

}  // namespace

Names::Filling Engine::FillItem(Item* item) {
  Names& names = reads_.names();
  if (item->document == nullptr) return names.Fill(item->text, item->payload_size, item->seq);
  Document& document = *item->document;
  Names::Filling filling = FillEnvelope(&names, item->seq, &document.envelope);
  filling = Worse(filling, FillEnvelope(&names, item->seq, &document.bare));
  for (Item& line : document.lines) {
    if (!line.holes) continue;
    const Names::Filling one = names.Fill(line.text, line.payload_size, item->seq);
    line.holes = one.kind != Names::Filling::kFull;
    filling = Worse(filling, one);
  }
  return filling;
}

// LookUp takes the first item that is free to where it belongs while something about it is not
// known. True where it may be sent.
bool Engine::LookUp(Item* item) {
  if (item->holes) {
    const Names::Filling filling = FillItem(item);
    if (filling.kind != Names::Filling::kFull) return Hold(filling);
    const std::optional<Uuid> key = reads_.names().CanonicalKey(item->key());
    item->holes = false;
    if (key) {
      Rekey(item, *key);
      return false;
    }
  }
  if (item->unchecked && options_.check_status) {
    const Names::Filling filling =
        reads_.names().Status(item->lane->shape().collection, item->key(), item->seq);
    if (filling.kind != Names::Filling::kFull) return Hold(filling);
  }
  item->unchecked = false;
  return true;
}

// Hold holds the first item that is free, or settles it where it was refused. It returns false.
bool Engine::Hold(const Names::Filling& filling) {
  if (filling.kind == Names::Filling::kRefused) {
    const Settled refusal = RefusalFor(filling);  // first: this may throw
    SettleItem(free_.TakeFirst(), refusal);
    return false;
  }
  ItemList& held = held_[filling.reference];
  Item* const item = free_.TakeFirst();
  ledger_.Move(item, ItemState::kHeld);
  held.Append(item);
  return false;
}

// Rekey gives the first item that is free the key under which inFlow has its record, and so a place
// behind others of it. Until its turn it has the key that it came with, so that it stays behind
// those that came before it.
void Engine::Rekey(Item* item, const Uuid& key) noexcept {
  free_.TakeFirst();
  if (Item* const freed = ledger_.Leave(item)) free_.Append(freed);
  const std::array<char, kGuidLength> guid = UuidText(key);
  std::copy(guid.begin(), guid.end(), item->text + item->payload_size);
  item->hash = HashOfKey(item->lane->shape(), item->key());
  EnterChain(item);
}

// Release lets items go on that wait for these references.
void Engine::ReleaseHeld(const std::vector<uint32_t>& references) noexcept {
  for (const uint32_t reference : references) {
    const auto found = held_.find(reference);
    if (found == held_.end()) continue;
    for (ItemList& held = found->second; !held.empty();) {
      Item* const item = held.TakeFirst();
      ledger_.Move(item, ItemState::kFree);
      free_.Append(item);
    }
    held_.erase(found);
  }
}

void Engine::TakeOutHeld(Item* item) noexcept {
  for (auto held = held_.begin(); held != held_.end(); ++held) {
    const bool here = std::any_of(held->second.begin(), held->second.end(),
                                  [item](const Item& one) { return &one == item; });
    if (!here) continue;
    held->second.Remove(item);
    if (held->second.empty()) held_.erase(held);
    return;
  }
}

// LookUpAgain looks anew for the record of a lone item that was refused because another has its
// name: what was known of it may be out of date. False where that is of no use.
bool Engine::LookUpAgain(const Verdicted& end) noexcept {
  Item* const item = end.request->group.items.front();
  if (!end.classified.exists || item->asked_again || item->maybe_applied) return false;
  if (item->key_size != kGuidLength) return false;
  try {
    const std::string derived(item->key());
    const std::optional<uint32_t> reference = reads_.names().AskAgain(derived);
    if (!reference) return false;
    std::string hole;
    AppendHole(*reference, &hole);
    if (item->document == nullptr) {
      PutHoles(derived, hole, item->text, item->payload_size);
    } else {
      SharedEnvelope envelope = item->document->envelope;
      SharedEnvelope bare = item->document->bare;
      PutHoles(derived, hole, &envelope);
      PutHoles(derived, hole, &bare);
      item->document->envelope = std::move(envelope);
      item->document->bare = std::move(bare);
      item->document->carrier = nullptr;
    }
  } catch (const std::bad_alloc&) {
    return false;  // the refusal stands
  }
  item->holes = item->asked_again = true;
  ledger_.Move(item, ItemState::kFree);
  free_.Append(end.request->group.items.TakeFirst());
  Drop(&in_flight_, end.request);
  return true;
}

// Learn lets later records find what was delivered by its name.
void Engine::Learn(const Group& group) noexcept {
  Names& names = reads_.names();
  if (!names.Knows(group.lane->shape().collection)) return;
  try {
    for (const Item& item : group.items) {
      if (item.document == nullptr)
        names.Learn(group.lane->shape().collection, item.payload(), item.key());
    }
  } catch (const std::bad_alloc&) {
    // Who wants to know asks the service.
  }
}

// ReadLookup reads an answer, and ends the look-up where it says what was asked; else it gives the
// answer another verdict.
bool Engine::ReadLookup(Read* lookup, const Exchange& exchange, Classified* classified) {
  Answered answered = reads_.names().Answer(lookup->question, exchange);
  switch (answered.kind) {
    case Answered::kRead:
      reads_.End(lookup);
      ReleaseHeld(answered.settled);
      TakeNameNotes();
      return true;
    case Answered::kAgain:
      classified->verdict = Verdict::kAgain;
      break;
    case Answered::kForeign:
      classified->verdict = Verdict::kForeign;
      break;
    case Answered::kFailed:
      classified->verdict = Verdict::kRefused;
      break;
  }
  classified->message = std::move(answered.why);
  return false;
}

void Engine::TakeNameNotes() {
  std::vector<Note> notes = reads_.names().TakeNotes();
  if (notes.empty()) return;
  notes_.Stage(std::move(notes));
  notes_.Commit();
  counters_.warnings = notes_.total();
}

}  // namespace inflow
