// SPDX-License-Identifier: Apache-2.0
#include "plugin/entity/note.h"

#include <algorithm>
#include <utility>

namespace inflow {

std::string_view NoteKindName(NoteKind kind) {
  switch (kind) {
    case NoteKind::kUnknownField:
      return "unknown_field";
    case NoteKind::kReadOnlyField:
      return "read_only_field";
    case NoteKind::kMissingField:
      return "missing_field";
    case NoteKind::kReplacedRows:
      return "replaced_rows";
    case NoteKind::kReplacedFields:
      return "replaced_fields";
    case NoteKind::kDroppedField:
      return "dropped_field";
    case NoteKind::kChangedField:
      return "changed_field";
    case NoteKind::kRoundedField:
      return "rounded_field";
    case NoteKind::kUnconfirmedField:
      return "unconfirmed_field";
    case NoteKind::kCasedName:
      return "cased_name";
    case NoteKind::kSentDocument:
      return "sent_document";
  }
  return "";
}

std::string NoteMessage(const Note& note) {
  const std::string field = "\"" + note.field + "\"";
  switch (note.kind) {
    case NoteKind::kUnknownField:
      return "the published API has no field " + field + ": the service drops it without a word";
    case NoteKind::kReadOnlyField:
      return field + " is read-only: the service drops it without a word";
    case NoteKind::kMissingField:
      return field +
             " is missing, which a new entity needs; that is well where the entity exists already";
    case NoteKind::kReplacedRows:
      return "where the entity exists already, the service removes its rows that are not in " +
             field +
             " and blanks what a row leaves out: send every row whole (a later version merges them with \"merge\": true)";
    case NoteKind::kReplacedFields:
      return "where the entity exists already, the service blanks the fields that are not in " +
             field + ": send all of them (a later version merges them with \"merge\": true)";
    case NoteKind::kDroppedField:
      return "the service answered without " + field +
             ", or without all of its rows: it dropped what was sent there without a word; check the name, and whether inFlow "
             "takes it for such an entity";
    case NoteKind::kChangedField:
      return "the service answered with another value of " + field +
             " than was sent: look at the entity in inFlow, which keeps what it answered, and correct what is sent";
    case NoteKind::kRoundedField:
      return "the service keeps fewer decimal places of " + field +
             " than were sent: send it rounded, if sums of it must agree";
    case NoteKind::kUnconfirmedField:
      return "the service's answer does not show " + field +
             ", or not under the ids that were sent: whether it was kept is not known; look at the entity in inFlow where that "
             "matters";
    case NoteKind::kCasedName:
      return field +
             " was taken for the one record of inFlow whose name differs from it in upper and lower case alone: write it as "
             "inFlow has it, if another is meant";
    case NoteKind::kSentDocument:
      return "the document " + field +
             " was sent, or may have been, before a record came that is one of its lines or may be: compare it in inFlow with the "
             "input, and write it again whole where it lacks lines";
  }
  return "";
}

std::string LossesOf(const std::vector<Note>& notes) {
  constexpr std::pair<NoteKind, std::string_view> kVerbs[] = {{NoteKind::kDroppedField, "dropped"},
                                                              {NoteKind::kChangedField, "changed"},
                                                              {NoteKind::kRoundedField, "rounded"}};
  std::string text;
  for (const auto& [kind, verb] : kVerbs) {
    bool first = true;
    for (const Note& note : notes) {
      if (note.kind != kind) continue;
      if (first) text.append(text.empty() ? "it " : " and ").append(verb);
      text.append(first ? " \"" : ", \"").append(note.field).append("\"");
      first = false;
    }
  }
  return text;
}

void NoteCounts::Stage(std::vector<Note> notes) {
  std::sort(notes.begin(), notes.end());
  notes.erase(std::unique(notes.begin(), notes.end()), notes.end());
  for (Note& note : notes) {
    auto it = counts_.find(note);
    if (it == counts_.end()) {
      ++staged_total_;
      if (counts_.size() == kMostNotes) continue;
      it = counts_.emplace(std::move(note), Count()).first;
    } else {
      ++staged_total_;
    }
    touched_.push_back(&it->second);
    ++it->second.staged;
  }
}

void NoteCounts::Commit() noexcept {
  for (Count* count : touched_) count->committed += std::exchange(count->staged, 0);
  touched_.clear();
  total_ += std::exchange(staged_total_, 0);
}

void NoteCounts::Rollback() noexcept {
  for (Count* count : touched_) count->staged = 0;
  touched_.clear();
  staged_total_ = 0;
}

std::vector<std::pair<Note, uint64_t>> NoteCounts::Counts() const {
  std::vector<std::pair<Note, uint64_t>> counts;
  for (const auto& [note, count] : counts_) {
    if (count.committed > 0) counts.emplace_back(note, count.committed);
  }
  return counts;
}

}  // namespace inflow
