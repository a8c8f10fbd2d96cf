// SPDX-License-Identifier: Apache-2.0
#include "plugin/entity/binder.h"

#include <algorithm>
#include <bitset>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "plugin/catalog/api_version.h"
#include "plugin/config/parse.h"
#include "plugin/entity/identity.h"
#include "plugin/entity/internal/value.h"
#include "plugin/entity/reference.h"
#include "plugin/entity/reference_mark.h"
#include "plugin/entity/values.h"
#include "plugin/record/path_step.h"
#include "plugin/record/reader.h"
#include "plugin/text/nearest.h"
#include "plugin/text/quoted.h"

namespace inflow {
namespace {

using Seen = std::bitset<ObjectSchema::kMaxFields>;

constexpr size_t kMostProblemsOfRecord = 5;

// Unescaped returns a key as plain text; *text holds it where it was escaped.
std::string_view Unescaped(const Member& member, std::string* text) {
  if (!member.key_escaped) return member.key;
  text->clear();
  Unescape(member.key, text);
  return *text;
}

// Shown is a value for a message: not the insides of what has insides.
std::string Shown(std::string_view json) {
  switch (json.front()) {
    case '{':
      return "an object";
    case '[':
      return "a list";
    case '"': {
      std::string text;
      Unescape(json.substr(1, json.size() - 2), &text);
      return IsMark(text) ? "the GUID of another record" : Quoted(text);
    }
    default:
      return std::string(json.substr(0, 60));
  }
}

// Hint finds what people look for under a name, without case and without what parts words.
const std::string* Hint(const std::map<std::string, std::string>* hints, std::string_view name) {
  if (hints == nullptr) return nullptr;
  std::string plain;
  for (const char c : name) {
    if (c != '_' && c != '-' && c != ' ')
      plain += absl::ascii_tolower(static_cast<unsigned char>(c));
  }
  const auto hint = hints->find(plain);
  return hint == hints->end() ? nullptr : &hint->second;
}

// GuidField is the field that holds an object's GUID; null where none does.
const Field* GuidField(const ObjectSchema& object) {
  const Field* field = object.id.empty() ? nullptr : object.Find(object.id);
  return field != nullptr && field->type == FieldType::kGuid ? field : nullptr;
}

// ReadId reads the value of that field: null is as good as absent.
EntityId ReadId(std::string_view json) {
  EntityId id;
  id.own = json.front() != 'n';
  std::string text;
  if (entity::AppendValue({.name = "", .type = FieldType::kGuid}, json, &text)) {
    id.uuid = ParseUuid(std::string_view(text).substr(1, text.size() - 2));
  }
  return id;
}

std::vector<const Field*> FieldsOf(const ObjectSchema& object,
                                   const std::vector<std::string>& names) {
  std::vector<const Field*> fields;
  for (const std::string& name : names) {
    const Field* field = object.Find(name);
    if (field != nullptr && name != object.id) fields.push_back(field);
  }
  return fields;
}

}  // namespace

// Run is the binding of one record.
class Binder::Run {
 public:
  Run(const Options& options, std::string* out, std::vector<Note>* notes,
      std::vector<NameProblem>* names = nullptr)
      : options_(options), out_(out), notes_(notes), names_(names) {}

  // Object appends an object; an id that is not its own is written into it.
  void Object(const ObjectSchema& object, std::string_view json, const EntityId& id, Seen* seen);
  void Object(const ObjectSchema& object, const RecordIndex& record, const EntityId& id,
              Seen* seen);

  // Within binds with `name` as part of the paths.
  template <typename Bind>
  void Within(std::string_view name, Bind bind) {
    const record_internal::PathStep step(&path_, name);
    bind();
  }

  void Row(const Field& rows, std::string_view json, const EntityId& parent, size_t index);
  void NoteField(NoteKind kind, std::string_view name) {
    notes_->push_back({kind, NotePath(name)});
  }
  void Wrong(std::string_view name, std::string_view problem);
  absl::Status Finish() const;

 private:
  char Open(const ObjectSchema& object, const EntityId& id);
  void Close(char outer);
  void MemberOf(const ObjectSchema& object, const Member& member, const EntityId& id, Seen* seen);
  void Known(const Field& field, std::string_view json, const EntityId& id);
  void Unknown(const ObjectSchema& object, std::string_view name, const Member& member);
  void Newer(const Field& field, const Member& member);
  bool IsNewer(const Field& field) const {
    return !field.since.empty() && inflow::IsNewer(field.since, options_.api_version);
  }
  void ReadOnly(const Field& field, const Member& member);
  void Rows(const Field& field, std::string_view json, const EntityId& parent);
  void Nested(const Field& field, std::string_view json);
  EntityId IdIn(const ObjectSchema& object, std::string_view json);
  void Send(std::string_view name, std::string_view json);
  void Name(const Field& field);
  void WrongName(std::string_view name, std::string_view problem);
  std::string PathTo(std::string_view name) const;
  std::string NotePath(std::string_view name) const;

  const Options& options_;
  std::string* out_;
  std::vector<Note>* notes_;
  std::vector<NameProblem>* names_;  // where only these are looked at; null elsewhere
  std::set<std::string> told_;       // of names_: the paths without the places of rows
  std::string path_;
  std::string key_;
  char before_ = '{';
  std::vector<std::string> problems_;
  size_t more_problems_ = 0;
  bool told_of_names_ = false;
};

std::string Binder::Run::PathTo(std::string_view name) const {
  std::string path = path_;
  if (!path.empty() && !name.empty()) path.push_back('.');
  return path.append(name);
}

// NotePath leaves out the places of rows: a note is about a column, not a cell. The name itself may
// be a number.
std::string Binder::Run::NotePath(std::string_view name) const {
  std::string names;
  for (size_t at = 0; at < path_.size();) {
    const size_t end = std::min(path_.find('.', at), path_.size());
    const std::string_view part(path_.data() + at, end - at);
    if (part.find_first_not_of("0123456789") != std::string_view::npos)
      names.append(part).append(".");
    at = end + 1;
  }
  return names.append(name);
}

// WrongName makes a JSON pointer of the path, whose own names need no escapes.
void Binder::Run::WrongName(std::string_view name, std::string_view problem) {
  if (!told_.insert(NotePath(name)).second) return;
  std::string pointer = path_.empty() ? "" : "/" + path_;
  std::replace(pointer.begin(), pointer.end(), '.', '/');
  const std::string escaped =
      absl::StrReplaceAll({name.data(), name.size()}, {{"~", "~0"}, {"/", "~1"}});
  names_->push_back({pointer + "/" + escaped, Quoted(PathTo(name)).append(" ").append(problem)});
}

void Binder::Run::Wrong(std::string_view name, std::string_view problem) {
  if (names_ != nullptr) return WrongName(name, problem);
  if (problems_.size() == kMostProblemsOfRecord) {
    ++more_problems_;
    return;
  }
  problems_.push_back(Quoted(PathTo(name)).append(" ").append(problem));
}

absl::Status Binder::Run::Finish() const {
  if (problems_.empty()) return absl::OkStatus();
  std::string message;
  for (const std::string& problem : problems_)
    message.append(message.empty() ? "" : "; ").append(problem);
  if (more_problems_ > 0)
    message.append("; and ").append(std::to_string(more_problems_)).append(" more");
  return absl::InvalidArgumentError(message);
}

void Binder::Run::Name(const Field& field) {
  out_->push_back(std::exchange(before_, ','));
  out_->append(field.key);
}

void Binder::Run::Send(std::string_view name, std::string_view json) {
  out_->push_back(std::exchange(before_, ','));
  out_->append("\"").append(name).append("\":").append(json);
}

// Open begins an object, and returns what Close needs to end it.
char Binder::Run::Open(const ObjectSchema& object, const EntityId& id) {
  const char outer = std::exchange(before_, '{');
  if (id.uuid && !id.own) {
    Name(*object.Find(object.id));
    out_->push_back('"');
    if (id.mark != nullptr) {
      out_->append(*id.mark);
    } else {
      AppendUuid(*id.uuid, out_);
    }
    out_->push_back('"');
  }
  return outer;
}

void Binder::Run::Close(char outer) {
  out_->append(before_ == '{' ? "{}" : "}");
  before_ = outer;
}

void Binder::Run::Object(const ObjectSchema& object, const RecordIndex& record, const EntityId& id,
                         Seen* seen) {
  const char outer = Open(object, id);
  for (const Member& member : record.members) MemberOf(object, member, id, seen);
  Close(outer);
}

void Binder::Run::Object(const ObjectSchema& object, std::string_view json, const EntityId& id,
                         Seen* seen) {
  const char outer = Open(object, id);
  const char* at = json.data();
  const char* const end = at + json.size();
  for (bool more = record_internal::EnterContainer(&at, end); more;
       more = record_internal::NextItem(&at, end)) {
    Member member{};
    const char* const value = record_internal::ReadKey(at, end, &member);
    at = SkipValue(value, end);
    member.value = {value, static_cast<size_t>(at - value)};
    MemberOf(object, member, id, seen);
  }
  Close(outer);
}

void Binder::Run::MemberOf(const ObjectSchema& object, const Member& member, const EntityId& id,
                           Seen* seen) {
  const std::string_view name = Unescaped(member, &key_);
  const Field* field = object.Find(name);
  if (field == nullptr) return Unknown(object, std::string(name), member);
  if (seen->test(field->place))
    return Wrong(field->name, "is given twice: the service does not tell upper from lower case");
  seen->set(field->place);
  if (IsNewer(*field)) return Newer(*field, member);
  const bool written = id.uuid && !id.own && field->name == object.id;
  if (written) return;
  if (field->read_only || field->type == FieldType::kRelated) return ReadOnly(*field, member);
  Known(*field, member.value, id);
}

void Binder::Run::Known(const Field& field, std::string_view json, const EntityId& id) {
  const bool rows = field.type == FieldType::kRows;
  const bool object = field.type == FieldType::kObject;
  const bool of_names = (rows && json.front() == '[') || (object && json.front() == '{');
  if (names_ != nullptr && !of_names) return;
  Name(field);
  if (rows && json.front() == '[') return Rows(field, json, id);
  if (object && json.front() == '{') return Nested(field, json);
  if (field.type == FieldType::kGuid &&
      AppendReference(field.reference, options_.references, json, out_))
    return;
  if (!rows && !object && entity::AppendValue(field, json, out_)) return;
  if (entity::HasNul(json))
    return Wrong(field.name, "holds a NUL character (\\u0000), which no text may; take it out");
  std::string problem =
      "is " + Shown(json) + " and must be " + entity::RuleOf(field) + ValuesHint(field, json);
  if (json.front() == 'n') problem.append("; leave it out, or set \"null_policy\" to \"omit\"");
  if (json.front() == '"' && json != "\"\"" && !field.reference.empty() &&
      options_.references != ReferenceMode::kResolve && !std::exchange(told_of_names_, true)) {
    problem.append("; \"references.mode\" \"resolve\" takes a name in its place");
  }
  Wrong(field.name, problem);
}

void Binder::Run::Nested(const Field& field, std::string_view json) {
  Seen seen;
  Within(field.name, [&] { Object(*field.object, json, {}, &seen); });
  if (field.name == "customFields" && seen.count() < field.object->fields.size()) {
    NoteField(NoteKind::kReplacedFields, field.name);
  }
}

void Binder::Run::Rows(const Field& field, std::string_view json, const EntityId& parent) {
  NoteField(NoteKind::kReplacedRows, field.name);
  Within(field.name, [&] {
    const char* at = json.data();
    const char* const end = at + json.size();
    size_t index = 0;
    out_->push_back('[');
    for (bool more = record_internal::EnterContainer(&at, end); more;
         more = record_internal::NextItem(&at, end)) {
      const char* const row = at;
      at = SkipValue(row, end);
      if (index > 0) out_->push_back(',');
      Row(field, {row, static_cast<size_t>(at - row)}, parent, index);
      ++index;
    }
    out_->push_back(']');
  });
}

void Binder::Run::Row(const Field& rows, std::string_view json, const EntityId& parent,
                      size_t index) {
  Within(std::to_string(index), [&] {
    if (json.front() != '{' && names_ != nullptr) return;
    if (json.front() != '{')
      return Wrong("", "is " + Shown(json) + " and must be an object, since it is a row");
    EntityId id;
    if (options_.derive_rows && parent.uuid && GuidField(*rows.object) != nullptr) {
      id = IdIn(*rows.object, json);
      if (!id.own) id.uuid = RowUuid(*parent.uuid, rows.name, index);
    }
    Seen seen;
    Object(*rows.object, json, id, &seen);
  });
}

// IdIn finds a row's id among its members.
EntityId Binder::Run::IdIn(const ObjectSchema& object, std::string_view json) {
  const Field* const field = GuidField(object);
  const char* at = json.data();
  const char* const end = at + json.size();
  for (bool more = record_internal::EnterContainer(&at, end); more;
       more = record_internal::NextItem(&at, end)) {
    Member member{};
    const char* const value = record_internal::ReadKey(at, end, &member);
    at = SkipValue(value, end);
    if (object.Find(Unescaped(member, &key_)) == field)
      return ReadId({value, static_cast<size_t>(at - value)});
  }
  return {};
}

void Binder::Run::Unknown(const ObjectSchema& object, std::string_view name, const Member& member) {
  if (object.open || options_.unknown_fields != UnknownFields::kReject) {
    if (!object.open && options_.unknown_fields == UnknownFields::kWarn)
      NoteField(NoteKind::kUnknownField, name);
    return Send(member.key, member.value);
  }
  std::vector<std::string_view> names;
  for (const Field& field : object.fields) {
    if (!IsNewer(field)) names.push_back(field.name);
  }
  const std::string* hint = path_.empty() ? Hint(options_.hints, name) : nullptr;
  const std::string_view nearest = hint == nullptr ? NearestKey(name, names) : std::string_view();
  std::string problem =
      "is no field of the published API, and the service would drop it without a word";
  if (hint != nullptr) problem.append(": ").append(*hint);
  if (!nearest.empty()) problem.append("; did you mean \"").append(nearest).append("\"?");
  Wrong(name, problem);
}

// Newer is for a field that the version asked for does not have yet.
void Binder::Run::Newer(const Field& field, const Member& member) {
  if (options_.unknown_fields != UnknownFields::kReject) {
    if (options_.unknown_fields == UnknownFields::kWarn)
      NoteField(NoteKind::kUnknownField, field.name);
    return Send(field.name, member.value);
  }
  Wrong(
      field.name,
      "is a field since api_version " + field.since + "; this configuration asks for " +
          options_.api_version +
          ", where the service would drop it without a word: ask for a version that has it, or leave it out");
}

void Binder::Run::ReadOnly(const Field& field, const Member& member) {
  if (options_.unknown_fields != UnknownFields::kReject) {
    if (options_.unknown_fields == UnknownFields::kWarn)
      NoteField(NoteKind::kReadOnlyField, field.name);
    return Send(field.name, member.value);
  }
  const std::string* hint = path_.empty() ? Hint(options_.hints, field.name) : nullptr;
  std::string problem = "is read-only, and the service would drop it without a word";
  if (!field.related.empty())
    problem.append(": name it by its id in \"").append(field.related).append("\"");
  if (hint != nullptr) problem.append(": ").append(*hint);
  Wrong(field.name, problem);
}

Binder::Binder(const ObjectSchema* object, Options options)
    : object_(object),
      options_(std::move(options)),
      required_(FieldsOf(*object, options_.required)),
      expected_(FieldsOf(*object, options_.expected)) {}

absl::Status Binder::FindId(const RecordIndex& record, const Exclusion& excluded,
                            EntityId* id) const {
  *id = {};
  const Field* const field = GuidField(*object_);
  if (field == nullptr) return absl::OkStatus();
  std::string key;
  for (const Member& member : record.members) {
    // By length first: this runs for every attribute of every record.
    const std::string_view name = Unescaped(member, &key);
    if (name.size() != field->name.size() || object_->Find(name) != field ||
        excluded.DropsTopLevel(member))
      continue;
    *id = ReadId(member.value);
    if (!id->own || id->uuid) return absl::OkStatus();
    return absl::InvalidArgumentError(Quoted(field->name)
                                          .append(" is ")
                                          .append(Shown(member.value))
                                          .append(" and must be ")
                                          .append(entity::RuleOf(*field)));
  }
  return absl::OkStatus();
}

absl::Status Binder::AppendEntity(const RecordIndex& record, const EntityId& id, std::string* out,
                                  std::vector<Note>* notes) const {
  return Bind(record, id, out, notes);
}

absl::Status Binder::AppendEntity(std::string_view json, const EntityId& id, std::string* out,
                                  std::vector<Note>* notes) const {
  return Bind(json, id, out, notes);
}

template <typename Source>
absl::Status Binder::Bind(const Source& source, const EntityId& id, std::string* out,
                          std::vector<Note>* notes) const {
  Run run(options_, out, notes);
  Seen seen;
  run.Object(*object_, source, id, &seen);
  for (const Field* field : required_) {
    if (seen.test(field->place)) continue;
    // Under a GUID of its own it may change what exists, and then may leave out what stays.
    if (id.own) {
      run.NoteField(NoteKind::kMissingField, field->name);
    } else {
      run.Wrong(field->name, "is missing, and the service needs it");
    }
  }
  for (const Field* field : expected_) {
    if (!seen.test(field->place)) run.NoteField(NoteKind::kMissingField, field->name);
  }
  return run.Finish();
}

std::vector<Binder::NameProblem> Binder::CheckNames(std::string_view map, const Field* row) const {
  Options options = options_;
  options.unknown_fields = UnknownFields::kReject;
  std::vector<NameProblem> problems;
  std::vector<Note> notes;
  std::string out;
  Run run(options, &out, &notes, &problems);
  Seen seen;
  run.Object(row == nullptr ? *object_ : *row->object, map, {}, &seen);
  return problems;
}

absl::Status Binder::AppendRow(std::string_view json, const EntityId& parent, const Field& rows,
                               size_t index, std::string* out, std::vector<Note>* notes,
                               std::string_view within) const {
  Run run(options_, out, notes);
  const auto append = [&] {
    run.NoteField(NoteKind::kReplacedRows, rows.name);
    run.Within(rows.name, [&] { run.Row(rows, json, parent, index); });
  };
  within.empty() ? append() : run.Within(within, append);
  return run.Finish();
}

EntityId Binder::RowId(const EntityId& parent, const Field& rows, size_t index) const {
  EntityId id;
  if (options_.derive_rows && parent.uuid && GuidField(*rows.object) != nullptr) {
    id.uuid = RowUuid(*parent.uuid, rows.name, index);
  }
  return id;
}

}  // namespace inflow
