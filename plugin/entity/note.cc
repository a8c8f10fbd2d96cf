// SPDX-License-Identifier: Apache-2.0
#include "inflow/entity/note.h"

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
      return field + " is missing, which a new entity needs; that is well where the entity exists already";
    case NoteKind::kReplacedRows:
      return "where the entity exists already, the service removes its rows that are not in " + field +
             " and blanks what a row leaves out: send every row whole (a later version merges them with \"merge\": true)";
    case NoteKind::kReplacedFields:
      return "where the entity exists already, the service blanks the fields that are not in " + field +
             ": send all of them (a later version merges them with \"merge\": true)";
  }
  return "";
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
