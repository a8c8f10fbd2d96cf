// SPDX-License-Identifier: Apache-2.0
#include "plugin/request/payload.h"

#include <algorithm>
#include <array>

#include "absl/strings/match.h"
#include "plugin/entity/reference.h"
#include "plugin/entity/reference_mark.h"
#include "plugin/record/null_omission.h"
#include "plugin/request/internal/faults.h"
#include "plugin/request/internal/skeleton.h"
#include "plugin/text/absl_view.h"
#include "plugin/text/quoted.h"

namespace inflow {
namespace {

std::string WithoutNulls(std::string_view json) {
  std::string without;
  AppendWithoutNulls(json, &without);
  return without;
}

}  // namespace

bool Payload::Compile(const RouteConfig& route, const Config& config, std::string_view company_id,
                      const Target& target, const EnvelopeTemplate* envelope, Shape* shape,
                      std::vector<Fault>* faults) {
  endpoint_ = route.endpoint;
  batching_ = route.batching;
  folds_ = shape->folds;
  envelope_ = envelope;
  CompileLookups(route, config);
  const bool adopts = looks_up_ && !route.adopt.empty();
  const TemplateScope scope{company_id, &target.parameters(), adopts ? &route.adopt : nullptr};
  const bool map = CompileMap(route, scope, faults);
  return CompileEntity(route, config, scope, shape, faults) && map;
}

bool Payload::CompileMap(const RouteConfig& route, const TemplateScope& scope,
                         std::vector<Fault>* faults) {
  std::vector<std::string> excluded = route.exclude_attributes;
  if (batching_.enabled && batching_.algorithm == Algorithm::kGroupBy) {
    excluded.insert(excluded.end(), batching_.attributes.begin(), batching_.attributes.end());
  }
  exclusion_ = Exclusion(excluded);
  excluded.insert(excluded.end(), batching_.line_attributes.begin(),
                  batching_.line_attributes.end());
  document_exclusion_ = Exclusion(excluded);
  omit_nulls_ = route.null_policy == NullPolicy::kOmit;
  // A published list replaces all rows that the service has, so an empty row is never meant.
  // Elsewhere the places of a list may count, so what is no object stays.
  if (endpoint_->object != nullptr) {
    blanks_ = Blanks::kItems;
  } else if (omit_nulls_) {
    blanks_ = Blanks::kRows;
  }
  const bool is_text = route.content_format == ContentFormat::kText;  // the envelope's own
  if (route.map.empty() && (route.body.empty() || is_text)) return true;
  const bool maps = !route.map.empty();
  absl::StatusOr<BodyMap> map =
      maps
          ? BodyMap::Compile(route.map, {route.map_rest, blanks_, batching_.line_attributes}, scope)
          : BodyMap::CompileBody(route.body, scope, blanks_);
  if (!map.ok()) {
    AddFault(route, maps ? "/map" : "/body", map.status(), faults);
    return false;
  }
  map_ = *std::move(map);
  body_ = !maps;
  return true;
}

absl::Status Payload::Read(const RecordIndex& index, MappedRecord* record) const {
  record->source = &index;
  if (!identity_) return absl::OkStatus();
  record->trimmed.clear();
  if (!identity_->TrimsText(index, &record->trimmed)) return absl::OkStatus();
  if (absl::Status s = WalkRecord(record->trimmed, &record->trimmed_own); !s.ok()) return s;
  record->source = &record->trimmed_own;
  return absl::OkStatus();
}

absl::Status Payload::Map(const RenderInput& input, MappedRecord* record) const {
  if (absl::Status s = Read(input.record, record); !s.ok()) return s;
  return MapRead(input.accepted_at, record);
}

absl::Status Payload::MapRead(WallMillis accepted_at, MappedRecord* record) const {
  record->index = record->source;
  record->value = record->source->object;
  record->notes.clear();
  if (map_) {
    record->text.clear();
    record->spans.clear();
    const RenderInput mapped{*record->source, accepted_at};
    if (absl::Status s =
            map_->Append(mapped, &record->text, &record->line, values_ ? &record->spans : nullptr);
        !s.ok())
      return s;
    record->value = record->text;
    record->index = nullptr;
    if (record->text.front() == '{') {
      // Walked again: its names come from two sources and must not repeat.
      if (absl::Status s = WalkRecord(record->text, &record->own); !s.ok()) return s;
      record->index = &record->own;
    }
  }
  if (values_ && record->index != nullptr) {
    if (absl::Status s = ReadValues(record); !s.ok()) return s;
  }
  record->blank_line = folds_ && blanks_ != Blanks::kKeep && IsBlankLine(*record);
  return binder_ ? Identify(record) : absl::OkStatus();
}

// ReadValues puts what "values" says in place of the record's texts. A folded line is in one object
// with what it belongs to.
absl::Status Payload::ReadValues(MappedRecord* record) const {
  const auto schema_of = [this](const Member& member) {
    const std::vector<std::string>& names = batching_.line_attributes;
    const bool line = lines_ != nullptr &&
                      std::any_of(names.begin(), names.end(), [&member](const std::string& name) {
                        return KeyIs(member, name);
                      });
    return line ? lines_->object : endpoint_->object;
  };
  const Values::Source source{*record->index, map_ ? &record->spans : nullptr, schema_of};
  record->read.clear();
  if (absl::Status s = values_->Append(source, &record->read); !s.ok()) return s;
  if (absl::Status s = WalkRecord(record->read, &record->own); !s.ok()) return s;
  record->index = &record->own;
  record->value = record->read;
  return absl::OkStatus();
}

// IsBlankLine tells whether a folded line has a value for nothing that it is made of.
bool Payload::IsBlankLine(const MappedRecord& record) const {
  if (record.index == nullptr) return false;
  if (map_ && map_->sets_line() && (!map_->line_names_record() || record.line)) return false;
  const std::vector<std::string>& names = batching_.line_attributes;
  return std::none_of(
      record.index->members.begin(), record.index->members.end(), [&](const Member& member) {
        if (member.type == JsonType::kNull || (map_ && map_->Sets(member))) return false;
        return std::any_of(names.begin(), names.end(),
                           [&member](const std::string& name) { return KeyIs(member, name); });
      });
}

absl::Status Payload::Identify(MappedRecord* record) const {
  if (record->index == nullptr)
    return absl::InvalidArgumentError("the body is no object, and " + endpoint_->name +
                                      " wants one");
  if (absl::Status s = binder_->FindId(*record->index, exclusion_, &record->id); !s.ok()) return s;
  if (record->id.own || endpoint_->id_field.empty()) return absl::OkStatus();
  if (!identity_) {
    return absl::InvalidArgumentError(
        "the record lacks \"" + endpoint_->id_field +
        "\", the GUID that the published API wants: map it, or let \"identity\" make it of "
        "attributes that name the record");
  }
  const absl::StatusOr<Uuid> uuid = identity_->Derive(*record->source);
  if (!uuid.ok()) return uuid.status();
  record->id.uuid = *uuid;
  if (!adopt_.empty()) MarkOwnId(record);
  return absl::OkStatus();
}

// MarkOwnId lets the record be looked for by those of its fields that have a value.
void Payload::MarkOwnId(MappedRecord* record) const {
  const std::array<char, 36> derived = UuidText(*record->id.uuid);
  ReferenceMark mark{.kind = ReferenceKind::kOwn,
                     .collection = endpoint_->collection,
                     .derived = {derived.data(), derived.size()},
                     .names = {}};
  std::vector<std::string> texts;
  texts.reserve(adopt_.size());  // views of them are kept
  for (const Member& member : record->index->members) {
    if (exclusion_.DropsTopLevel(member)) continue;
    const bool text = member.type == JsonType::kString;
    if (!text && member.type != JsonType::kNumber) continue;
    std::string name;
    Unescape(member.key, &name);
    const auto field = std::find_if(adopt_.begin(), adopt_.end(), [&](const std::string& one) {
      return absl::EqualsIgnoreCase(Absl(one), Absl(name));
    });
    if (field == adopt_.end()) continue;
    mark.names.emplace_back(*field,
                            text ? member.value.substr(1, member.value.size() - 2) : member.value);
  }
  if (mark.names.empty()) return;
  record->mark.clear();
  AppendMark(mark, &record->mark);
  record->id.mark = &record->mark;
}

void Payload::AppendJson(const MappedRecord& record, std::string* out) const {
  if (record.index == nullptr) {
    out->append(record.value);
  } else if (folds_) {
    AppendLine(record, out);
  } else {
    exclusion_.AppendObject(*record.index, out);
  }
}

void Payload::AppendLine(const MappedRecord& record, std::string* out) const {
  char before = '{';
  for (const Member& member : record.index->members) {
    const std::vector<std::string>& names = batching_.line_attributes;
    const bool wanted = std::any_of(names.begin(), names.end(), [&member](const std::string& name) {
      return KeyIs(member, name);
    });
    if (!wanted || exclusion_.DropsTopLevel(member)) continue;
    out->append({before, '"'}).append(member.key).append("\":");
    exclusion_.AppendValue(member, out);
    before = ',';
  }
  out->append(before == '{' ? "{}" : "}");
}

absl::Status Payload::AppendItem(const RenderInput& input, MappedRecord* record, size_t line,
                                 std::string* payload) const {
  if (envelope_->is_plain() && !omit_nulls_ && !binder_ && marks_ == ReferenceMode::kOff) {
    payload->reserve(payload->size() + record->value.size());
    AppendJson(*record, payload);
    return absl::OkStatus();
  }
  std::string text;  // where the record is not sent as it came
  std::string_view json = record->value;
  if (!exclusion_.empty() || folds_) {
    AppendJson(*record, &text);
    json = text;
  }
  if (omit_nulls_ && json.front() == '{') json = text = WithoutNulls(json);
  std::string marked;
  if (marks_ != ReferenceMode::kOff) {
    AppendMarked(json, marks_, own_field_, &marked);
    json = marked;
  }
  if (!binder_ && envelope_->is_plain()) {
    payload->append(json);
    return absl::OkStatus();
  }
  if (!binder_) return envelope_->AppendItem(input, *record, json, payload);
  if (envelope_->is_plain()) return Bind(json, line, record, payload);
  std::string bound;
  if (absl::Status s = Bind(json, line, record, &bound); !s.ok()) return s;
  return envelope_->AppendItem(input, *record, bound, payload);
}

// Bind appends what is sent of a record, or of a folded line, as the published API wants it.
absl::Status Payload::Bind(std::string_view json, size_t line, MappedRecord* record,
                           std::string* out) const {
  constexpr size_t kMore = 128;  // an id, and quotes around numbers
  out->reserve(out->size() + json.size() + kMore);
  if (lines_ != nullptr) {
    for (const Field* parent : lines_parents_) {
      if (parent->type == FieldType::kRows)
        record->notes.push_back({NoteKind::kReplacedRows, parent->name});
    }
    return binder_->AppendRow(json, record->line_parent, *lines_, line, out, &record->notes,
                              lines_within_);
  }
  // As it came, its index says where its members are.
  if (json.data() == record->value.data())
    return binder_->AppendEntity(*record->index, record->id, out, &record->notes);
  return binder_->AppendEntity(json, record->id, out, &record->notes);
}

absl::Status Payload::AppendDocument(MappedRecord* record, std::string* out) const {
  const std::string first = batching_.lines.substr(0, batching_.lines.find('.'));
  const bool taken = std::any_of(
      record->index->members.begin(), record->index->members.end(), [&](const Member& member) {
        if (!binder_) return KeyIs(member, first);
        std::string name;
        Unescape(member.key, &name);
        return endpoint_->object->Find(name) ==
               (lines_parents_.empty() ? lines_ : lines_parents_.front());
      });
  if (taken) {
    return absl::InvalidArgumentError(
        "the record has an attribute \"" + first +
        "\" already, which is the name of the list of lines; set batching.lines to another");
  }
  record->line_parent = record->id;
  for (const Field* parent : lines_parents_) {
    record->line_parent = parent->type == FieldType::kRows
                              ? binder_->RowId(record->line_parent, *parent, 0)
                              : EntityId();
  }
  std::string json;
  document_exclusion_.AppendObject(*record->index, &json);
  if (omit_nulls_) json = WithoutNulls(json);
  if (binder_) return binder_->AppendEntity(json, record->id, out, &record->notes);
  AppendMarked(json, marks_, own_field_, out);
  return absl::OkStatus();
}

absl::StatusOr<SharedEnvelope> Payload::MakeDocument(const MappedRecord& record,
                                                     std::string_view attributes) const {
  if (lines_parents_.empty())
    return envelope_->MakeDocument(attributes, SkeletonList(batching_.lines));
  std::string list;
  std::string behind;
  EntityId id = record.id;
  for (const Field* parent : lines_parents_) {
    const bool rows = parent->type == FieldType::kRows;
    list.append(parent->key).append(rows ? "[{" : "{");
    behind.insert(0, rows ? "}]" : "}");
    id = rows ? binder_->RowId(id, *parent, 0) : EntityId();
    if (!id.uuid) continue;
    list.append(parent->object->Find(parent->object->id)->key).append("\"");
    AppendUuid(*id.uuid, &list);
    list.append("\",");
  }
  return envelope_->MakeDocument(attributes,
                                 list.append(lines_->key).append(SkeletonMark()).append(behind));
}

}  // namespace inflow
