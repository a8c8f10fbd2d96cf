// SPDX-License-Identifier: Apache-2.0
//
// File: entity_comparer.h
//
// What became of the values that were sent, by the entity that came back.
//
//   EntityComparer comparer(endpoint.object, sent, answered);
//   comparer.Compare();
//   for (const Note& note : comparer.notes()) ...
//
// What is read back is compared more closely: rows one by one, those of which nobody knows the id
// by their places, and none may be there that was not sent.
#ifndef PLUGIN_ANSWER_INTERNAL_ENTITY_COMPARER_H_
#define PLUGIN_ANSWER_INTERNAL_ENTITY_COMPARER_H_

#include <array>
#include <bitset>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "plugin/answer/differences.h"
#include "plugin/answer/internal/other_members.h"
#include "plugin/answer/internal/row_matcher.h"
#include "plugin/answer/internal/scalar.h"
#include "plugin/catalog/object_schema.h"
#include "plugin/entity/note.h"
#include "plugin/record/cursor.h"

namespace inflow::answer {

class EntityComparer {
 public:
  // Values are what a field holds, as JSON; empty where it is absent. The views point into what is
  // compared.
  struct Values {
    std::string_view sent, answered;
  };
  struct Change {
    std::string field;
    Values values;
  };

  // Takes two JSON objects that a walk has accepted; `object` tells the types of their fields,
  // null: nobody does. All must outlive the comparer. Throws only std::bad_alloc, as everything
  // here.
  EntityComparer(const ObjectSchema* object, std::string_view sent, std::string_view answered);

  // TellEach has Compare fill *differences instead of making notes. Only before Compare.
  void TellEach(Differences* differences) { differences_ = differences; }

  // ValueOf returns a field of the entity itself. Only before Compare.
  Values ValueOf(std::string_view name) const;

  // Compare compares all. What is nested waits its turn in a list instead of on the stack.
  void Compare();

  // notes are unique, and in order; at most NoteCounts::kMostNotes.
  std::vector<Note>& notes() { return notes_; }
  const std::optional<Change>& first_change() const { return first_change_; }

 private:
  // Step is one name of a path; the first one is the entity itself.
  struct Step {
    size_t parent;
    std::string_view name;  // as written in JSON
    bool escaped;
    std::optional<size_t> row{};  // its place, of a row, which has no name
  };
  // Pair is two objects that are to be compared.
  struct Pair {
    std::string_view sent, answered;
    const ObjectSchema* object;
    size_t step;
    bool of_other_id = false;  // rows that only their places make a pair
  };
  // Value is one that was sent, and where it stands.
  struct Value {
    std::string_view sent, answered;  // answered: empty where it is absent
    const Field* field;               // null: nobody knows it
    Step step;
  };
  // Slot is a field of the objects that are being compared. There are many, so nothing is set in
  // them that is not there.
  struct Slot {
    const char *sent, *sent_end;          // where sent_ has its place
    const char *answered, *answered_end;  // where answered_ has it
  };

  void Read(const Pair& pair);
  void ReadSent(const Pair& pair);
  void ReadAnswered(const Pair& pair);
  void CompareMembers(const Pair& pair);
  void CompareValue(const Value& value, Reading reading);
  void CompareContainers(const Value& value, Reading reading);
  void CompareRows(const Value& value);
  void CompareEachRow(const Value& value);
  Values ValuesAt(size_t place) const;
  size_t Enter(const Step& step);
  void Tell(NoteKind kind, const Value& value);
  void TellDifference(NoteKind kind, const Value& value);
  std::string PathOf(const Step& step) const;

  absl::InlinedVector<Pair, 8> pairs_;
  absl::InlinedVector<Step, 16> steps_;
  std::array<Slot, ObjectSchema::kMaxFields> slots_;
  std::bitset<ObjectSchema::kMaxFields> sent_, answered_;
  absl::InlinedVector<const Field*, 32> order_;  // those that were sent
  OtherMembers others_;
  RowMatcher rows_;
  Scratch scratch_;
  std::string name_;
  std::vector<Note> notes_;
  std::optional<Change> first_change_;
  Differences* differences_ = nullptr;  // null: notes are made
};

}  // namespace inflow::answer

#endif  // PLUGIN_ANSWER_INTERNAL_ENTITY_COMPARER_H_
