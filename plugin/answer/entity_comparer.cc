// SPDX-License-Identifier: Apache-2.0
#include "plugin/answer/internal/entity_comparer.h"

#include <algorithm>

#include "plugin/answer/internal/list_comparer.h"
#include "plugin/answer/internal/member_name.h"
#include "plugin/record/reader.h"

namespace inflow::answer {
namespace {

constexpr size_t kRoot = 0;
constexpr std::string_view kRowversion = "timestamp";  // where no schema tells

bool IsContainer(std::string_view json) { return json.front() == '{' || json.front() == '['; }

// IsEmpty tells whether a container holds nothing.
bool IsEmpty(std::string_view json) {
  const char* at = json.data();
  return !record_internal::EnterContainer(&at, at + json.size());
}

// SaysNothing: absent, null, "", {} or [].
bool SaysNothing(std::string_view json) {
  if (json.empty() || json == "\"\"" || json.front() == 'n') return true;
  return IsContainer(json) && IsEmpty(json);
}

// IsCompared: what the service only answers, or never does, and what it sets itself tell nothing
// about what was sent.
bool IsCompared(const Field& field) {
  return !field.read_only && !field.unanswered && field.type != FieldType::kRelated &&
         field.type != FieldType::kRowversion;
}

Reading ReadingOf(const Field& field, const ObjectSchema& object) {
  switch (field.type) {
    case FieldType::kText:
    case FieldType::kTexts:
      return object.custom ? Reading::kCustom : Reading::kText;
    case FieldType::kBoolean:
      return Reading::kBoolean;
    case FieldType::kInteger:
    case FieldType::kDecimal:
      return Reading::kNumber;
    case FieldType::kGuid:
    case FieldType::kGuids:
      return Reading::kGuid;
    case FieldType::kDate:
      return Reading::kDate;
    case FieldType::kEnum:
      return Reading::kEnum;
    default:
      return Reading::kAny;
  }
}

}  // namespace

EntityComparer::EntityComparer(const ObjectSchema* object, std::string_view sent,
                               std::string_view answered) {
  steps_.push_back({kRoot, {}, false});
  pairs_.push_back({sent, answered, object, kRoot});
  Read(pairs_.back());
}

EntityComparer::Values EntityComparer::ValuesAt(size_t place) const {
  const Slot& slot = slots_[place];
  Values values;
  if (sent_.test(place)) values.sent = {slot.sent, static_cast<size_t>(slot.sent_end - slot.sent)};
  if (answered_.test(place))
    values.answered = {slot.answered, static_cast<size_t>(slot.answered_end - slot.answered)};
  return values;
}

EntityComparer::Values EntityComparer::ValueOf(std::string_view name) const {
  const Pair& pair = pairs_.front();
  const Field* const field = pair.object == nullptr ? nullptr : pair.object->Find(name);
  if (field != nullptr) return ValuesAt(field->place);
  const auto find = [name](std::string_view object) {
    std::string_view found;
    for (MemberCursor members(object); members.Next();) {
      if (IsNamed(members.member(), name)) found = members.member().value;
    }
    return found;
  };
  return {find(pair.sent), find(pair.answered)};
}

void EntityComparer::Compare() {
  while (!pairs_.empty()) {
    const Pair pair = pairs_.back();
    pairs_.pop_back();
    if (pair.step != kRoot) Read(pair);
    // Whatever waited longer has a step from before this one's.
    steps_.resize(pair.step + 1, steps_.front());
    CompareMembers(pair);
  }
}

// Read takes the members of two objects. Of equal names the last one counts.
void EntityComparer::Read(const Pair& pair) {
  sent_.reset();
  answered_.reset();
  order_.clear();
  others_.Clear();
  ReadSent(pair);
  ReadAnswered(pair);
}

void EntityComparer::ReadSent(const Pair& pair) {
  for (MemberCursor members(pair.sent); members.Next();) {
    const Member& member = members.member();
    const std::string_view name = NameOf(member, &name_);
    const Field* const field = pair.object == nullptr ? nullptr : pair.object->Find(name);
    if (field == nullptr) {
      others_.Send(member, name);
      continue;
    }
    if (!sent_.test(field->place)) order_.push_back(field);
    sent_.set(field->place);
    slots_[field->place].sent = member.value.data();
    slots_[field->place].sent_end = member.value.data() + member.value.size();
  }
}

void EntityComparer::ReadAnswered(const Pair& pair) {
  size_t next = 0;  // in small objects the order is mostly the same
  for (MemberCursor members(pair.answered); members.Next();) {
    const Member& member = members.member();
    const Field* field =
        next < order_.size() && order_[next]->name == member.key ? order_[next++] : nullptr;
    if (field == nullptr) {
      const std::string_view name = NameOf(member, &name_);
      if (pair.object != nullptr) field = pair.object->Find(name);
      if (field == nullptr && !others_.empty()) others_.Answer(member, name);
      if (field == nullptr) continue;
    }
    answered_.set(field->place);
    slots_[field->place].answered = member.value.data();
    slots_[field->place].answered_end = member.value.data() + member.value.size();
  }
}

void EntityComparer::CompareMembers(const Pair& pair) {
  for (const Field* const field : order_) {
    if (!IsCompared(*field) || (pair.of_other_id && field->name == pair.object->id)) continue;
    const Values values = ValuesAt(field->place);
    CompareValue({values.sent, values.answered, field, {pair.step, field->name, false}},
                 ReadingOf(*field, *pair.object));
  }
  for (const OtherMembers::Pair& other : others_.pairs()) {
    if (differences_ != nullptr && IsNamed(other.sent, kRowversion)) continue;
    const Step step{pair.step, other.sent.key, other.sent.key_escaped};
    CompareValue({other.sent.value, other.answered, nullptr, step}, Reading::kAny);
  }
}

void EntityComparer::CompareValue(const Value& value, Reading reading) {
  if (value.sent == value.answered) return;
  const bool nothing = SaysNothing(value.sent);
  if (nothing && (SaysNothing(value.answered) || value.sent.front() == '{')) return;
  if (IsContainer(value.sent)) {
    if (value.answered.empty() || value.answered == "\"\"" || value.answered.front() == 'n') {
      Tell(NoteKind::kUnconfirmedField, value);
    } else if (value.sent.front() != value.answered.front()) {
      Tell(NoteKind::kChangedField, value);
    } else {
      CompareContainers(value, reading);
    }
    return;
  }
  if (!nothing && SaysNothing(value.answered)) return Tell(NoteKind::kDroppedField, value);
  if (nothing || IsContainer(value.answered)) return Tell(NoteKind::kChangedField, value);
  switch (CompareScalars(reading, value.sent, value.answered, &scratch_)) {
    case Likeness::kSame:
      return;
    case Likeness::kRounded:
      return Tell(NoteKind::kRoundedField, value);
    case Likeness::kOther:
      return Tell(NoteKind::kChangedField, value);
  }
}

void EntityComparer::CompareContainers(const Value& value, Reading reading) {
  const bool known = value.field != nullptr;
  if (value.sent.front() == '{') {
    const ObjectSchema* const object =
        known && value.field->type == FieldType::kObject ? value.field->object : nullptr;
    pairs_.push_back({value.sent, value.answered, object, Enter(value.step)});
  } else if (IsEmpty(value.sent)) {
    Tell(NoteKind::kChangedField, value);  // the list was to be cleared
  } else if (known && value.field->type == FieldType::kRows) {
    differences_ == nullptr ? CompareRows(value) : CompareEachRow(value);
  } else {
    const ListLikeness likeness = CompareLists(reading, value.sent, value.answered, &scratch_);
    if (likeness == ListLikeness::kFewer) Tell(NoteKind::kDroppedField, value);
    if (likeness == ListLikeness::kOther) Tell(NoteKind::kChangedField, value);
  }
}

// CompareRows takes rows by their places only where the service gave all of them ids of its own:
// which is which of some that have other ids, or none, is not known.
void EntityComparer::CompareRows(const Value& value) {
  const ObjectSchema& object = *value.field->object;
  rows_.PairAll(object, value.sent, value.answered);
  const RowMatcher::RowPairs& rows = rows_.pairs();
  bool unknown = rows_.unmatched() && !rows_.renamed();
  const size_t step = Enter(value.step);
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
    if (!row->by_id && !rows_.renamed()) continue;
    if (row->are_objects()) {
      pairs_.push_back({row->sent, row->answered, &object, step, !row->by_id});
    } else {
      unknown = true;
    }
  }
  if (rows_.fewer()) {
    Tell(NoteKind::kDroppedField, value);
  } else if (unknown) {
    Tell(NoteKind::kUnconfirmedField, value);
  }
}

// CompareEachRow pushes the last row first, so that the first one's turn comes first.
void EntityComparer::CompareEachRow(const Value& value) {
  const ObjectSchema& object = *value.field->object;
  rows_.PairAll(object, value.sent, value.answered);
  const RowMatcher::RowPairs& rows = rows_.pairs();
  const size_t list = Enter(value.step);
  for (const RowMatcher::RowPair& row : rows) {
    if (row.are_objects() || row.sent == row.answered) continue;
    Tell(NoteKind::kChangedField, {row.sent, row.answered, nullptr, {list, {}, false, row.place}});
  }
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
    if (!row->are_objects()) continue;
    const size_t step = Enter({list, {}, false, row->place});
    pairs_.push_back({row->sent, row->answered, &object, step, !row->by_id});
  }
}

size_t EntityComparer::Enter(const Step& step) {
  steps_.push_back(step);
  return steps_.size() - 1;
}

std::string EntityComparer::PathOf(const Step& step) const {
  absl::InlinedVector<const Step*, 8> steps = {&step};
  while (steps.back()->parent != kRoot) steps.push_back(&steps_[steps.back()->parent]);
  std::string path;
  for (auto at = steps.rbegin(); at != steps.rend(); ++at) {
    if (!path.empty()) path.push_back('.');
    if ((*at)->row) path.append(std::to_string(*(*at)->row));
    (*at)->escaped ? Unescape((*at)->name, &path) : static_cast<void>(path.append((*at)->name));
  }
  return path;
}

// TellDifference: the service rounds what it keeps, so that rounded is as sent as it can be.
void EntityComparer::TellDifference(NoteKind kind, const Value& value) {
  if (kind == NoteKind::kRoundedField) return;
  if (differences_->values.size() + differences_->unshown.size() == Differences::kMost) {
    differences_->more = true;
    return;
  }
  std::vector<Difference>* const list =
      kind == NoteKind::kUnconfirmedField ? &differences_->unshown : &differences_->values;
  list->push_back({PathOf(value.step), std::string(value.sent), std::string(value.answered)});
}

void EntityComparer::Tell(NoteKind kind, const Value& value) {
  if (differences_ != nullptr) return TellDifference(kind, value);
  Note note{kind, PathOf(value.step)};
  if (kind == NoteKind::kChangedField && !first_change_)
    first_change_ = {note.field, {value.sent, value.answered}};
  const auto at = std::lower_bound(notes_.begin(), notes_.end(), note);
  if ((at != notes_.end() && *at == note) || notes_.size() == NoteCounts::kMostNotes) return;
  notes_.insert(at, std::move(note));
}

}  // namespace inflow::answer
