// SPDX-License-Identifier: Apache-2.0
//
// Names: what a reference comes to by what is known of inFlow's records.
#include <algorithm>
#include <utility>

#include "plugin/lookup/names.h"
#include "plugin/text/quoted.h"

namespace inflow {
namespace {

std::string TextOf(const Uuid& uuid) {
  std::string text;
  AppendUuid(uuid, &text);
  return text;
}

}  // namespace

// Known is what a part stands for; nullopt where the service has to be asked. What a part of a
// large collection shows is no proof that no other has the name.
std::optional<Finding> Names::Known(const Shelf& shelf, const Part& part, bool fresh) const {
  const auto found = shelf.found.find(KeyOf(part));
  if (found != shelf.found.end()) return found->second;
  if (fresh && shelf.state != Shelf::kUnread && !FilterOf(shelf, part).empty()) return std::nullopt;
  if (shelf.state == Shelf::kWhole) return shelf.directory.Find(part.field, part.text);
  if (shelf.state != Shelf::kPartial || !FilterOf(shelf, part).empty()) return std::nullopt;
  Finding finding = shelf.directory.Find(part.field, part.text);
  return finding.kind == Finding::kNone ? std::nullopt : std::optional(std::move(finding));
}

std::string Names::KeyOf(const Part& part) {
  return std::string(1, static_cast<char>('0' + part.field)).append(part.text);
}

void Names::Refuse(Reference* reference, std::string why) {
  reference->state = Reference::kRefused;
  reference->why = std::move(why);
}

void Names::Found(Reference* reference, const Uuid& id) {
  const bool adopts =
      reference->kind == ReferenceKind::kAdopt || reference->kind == ReferenceKind::kOwn;
  if (adopts && !reference->status) {  // first: this may throw
    if (id == reference->derived) {
      canonical_.erase(TextOf(id));
    } else {
      canonical_[TextOf(reference->derived)] = id;
    }
  }
  reference->state = Reference::kFound;
  reference->id = id;
}

// WhyMissing says what is missing, and what it may have been meant for.
std::string Names::WhyMissing(const Reference& reference) const {
  const Shelf& shelf = shelves_[reference.shelf];
  const std::string& collection = shelf.collection->name;
  if (reference.kind == ReferenceKind::kId)
    return "inFlow has no record " + TextOf(reference.derived) + " in its " + collection +
           ": correct the id, or add the record to inFlow first";
  if (reference.parts.empty()) {
    return "a name of more than " + std::to_string(kLongestName) + " bytes is none of inFlow's " +
           collection + ": correct it";
  }
  const std::string& text = reference.parts.front().text;
  std::string why = "inFlow has no record named " + Quoted(text) + " in its " + collection;
  for (const Shelf& other : shelves_) {
    if (&other == &shelf || other.status) continue;
    const bool has = std::any_of(other.plain.begin(), other.plain.end(), [&](size_t field) {
      return other.directory.Find(field, text).kind != Finding::kNone;
    });
    if (has) why += "; its " + other.collection->name + " have one of that name";
  }
  why += ": correct the name, or add the record to inFlow first";
  std::string nearest;
  for (const Part& part : reference.parts) {
    if (nearest.empty()) nearest = shelf.directory.Nearest(part.field, part.text);
  }
  if (!nearest.empty()) why += "; did you mean " + Quoted(nearest) + "?";
  return why;
}

void Names::RefuseMissing(Reference* reference) const {
  reference->why = WhyMissing(*reference);
  reference->state = Reference::kMissing;
}

// Resolve settles a reference by what is known.
void Names::Resolve(Reference* reference) {
  const Shelf& shelf = shelves_[reference->shelf];
  if (reference->status) return;
  if (reference->kind == ReferenceKind::kId) {
    if (shelf.directory.Has(reference->derived)) return Found(reference, reference->derived);
    if (shelf.state == Shelf::kWhole) RefuseMissing(reference);
    return;
  }
  std::optional<Uuid> agreed;
  const Part* agreed_part = nullptr;
  const auto two = [&](const Part& part, const Finding& finding) {
    Refuse(reference, "two records of inFlow's " + shelf.collection->name + " are named " +
                          Quoted(part.text) + ", " + TextOf(finding.id) + " and " +
                          TextOf(finding.other) + ": write the GUID of the one that is meant");
  };
  for (const bool strict : {true, false}) {
    for (const Part& part : reference->parts) {
      if (part.strict != strict || (!strict && agreed)) continue;
      const std::optional<Finding> finding = Known(shelf, part, reference->fresh);
      if (!finding) return;
      if (finding->kind == Finding::kTwo) return two(part, *finding);
      if (finding->kind == Finding::kNone) continue;
      if (agreed && *agreed != finding->id) {
        return Refuse(reference, Quoted(agreed_part->text) + " names " + TextOf(*agreed) + " and " +
                                     Quoted(part.text) + " names " + TextOf(finding->id) +
                                     " in inFlow's " + shelf.collection->name +
                                     ", and this is one record: correct one of them");
      }
      agreed = finding->id;
      agreed_part = &part;
      if (finding->cased) notes_.push_back({NoteKind::kCasedName, part.text});
    }
  }
  if (agreed) return Found(reference, *agreed);
  if (reference->kind == ReferenceKind::kName) return RefuseMissing(reference);
  Found(reference, reference->derived);
}

}  // namespace inflow
