// SPDX-License-Identifier: Apache-2.0
//
// File: note.h
//
// What a record that is sent, or its answer, should make its user think of: the service takes a
// record with 200 and still may lose something.
#ifndef PLUGIN_ENTITY_NOTE_H_
#define PLUGIN_ENTITY_NOTE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace inflow {

enum class NoteKind : uint8_t {
  kUnknownField,    // sent, and dropped by the service
  kReadOnlyField,   // likewise
  kMissingField,    // needed if the entity is new
  kReplacedRows,    // the service removes the rows that are not in the list
  kReplacedFields,  // the service blanks the fields that are not in the object
  // What the answer to a record says of what was sent:
  kDroppedField,      // the answer does not have it, or not all rows of it
  kChangedField,      // it has another value
  kRoundedField,      // it has fewer decimal places
  kUnconfirmedField,  // the answer does not tell
  kCasedName,         // a name that inFlow has in other upper and lower case, in place of the field
  kSentDocument,  // a folded document that was sent before a line of it came, whose name stands in
                  // place of the field
};

// NoteKindName returns "unknown_field" and so on.
std::string_view NoteKindName(NoteKind kind);

struct Note {
  NoteKind kind;
  std::string field;  // "lines.unitCost": a path of names, without the places of rows

  bool operator==(const Note&) const = default;
  bool operator<(const Note& other) const {
    return std::tie(kind, field) < std::tie(other.kind, other.field);
  }
};

// NoteMessage says in a sentence what the service does, and what to do about it.
std::string NoteMessage(const Note& note);

// LossesOf says of what one record's answer shows: `it dropped "remarks", "colour" and changed
// "name"`; "" where nothing was dropped, changed or rounded.
std::string LossesOf(const std::vector<Note>& notes);

// NoteCounts counts in how many records each note was made. What is staged is counted or dropped as
// a whole.
class NoteCounts {
 public:
  // A file of other names than these is one mistake, not a thousand.
  static constexpr size_t kMostNotes = 200;

  // Stage takes one record's notes, each once. Throws only std::bad_alloc.
  void Stage(std::vector<Note> notes);
  void Commit() noexcept;
  void Rollback() noexcept;

  // Counts returns the notes that were counted, in their order. Notes beyond kMostNotes are in none
  // of them.
  std::vector<std::pair<Note, uint64_t>> Counts() const;
  // total is the sum over all notes.
  uint64_t total() const { return total_; }

 private:
  struct Count {
    uint64_t committed = 0;
    uint64_t staged = 0;
  };
  std::map<Note, Count> counts_;
  std::vector<Count*> touched_;
  uint64_t total_ = 0;
  uint64_t staged_total_ = 0;
};

}  // namespace inflow

#endif  // PLUGIN_ENTITY_NOTE_H_
