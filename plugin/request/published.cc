// SPDX-License-Identifier: Apache-2.0
//
// What a route to a published endpoint knows of it before the first record: how records are bound
// and identified, and what of the configuration cannot be meant.
#include <algorithm>

#include "absl/strings/match.h"
#include "plugin/catalog/collection.h"
#include "plugin/request/payload.h"
#include "plugin/text/absl_view.h"
#include "plugin/text/quoted.h"

namespace inflow {
namespace {

// SentText is what the map, or the body in its place, has as the text of its top-level attribute
// `field`, in any case of letters; empty where that is no text, nullopt where it is not there.
std::optional<std::string> SentText(const RouteConfig& route, std::string_view field) {
  const std::string& json = route.map.empty() ? route.body : route.map;
  RecordIndex index;
  std::optional<std::string> text;
  if (json.empty() || !WalkRecord(json, &index).ok()) return text;
  std::string name;
  for (const Member& member : index.members) {
    name.clear();
    Unescape(member.key, &name);
    if (!absl::EqualsIgnoreCase(Absl(name), Absl(field))) continue;
    text.emplace();
    if (member.type == JsonType::kString)
      Unescape(member.value.substr(1, member.value.size() - 2), &*text);
  }
  return text;
}

}  // namespace

bool Payload::CompileEntity(const RouteConfig& route, const Config& config,
                            const TemplateScope& scope, Shape* shape, std::vector<Fault>* faults) {
  // A text is the template's own business.
  if (endpoint_->object == nullptr || route.content_format == ContentFormat::kText) return true;
  Binder::Options options{.unknown_fields = route.unknown_fields,
                          .api_version = config.api_version,
                          .references = looks_up_ ? config.references.mode : ReferenceMode::kOff,
                          .derive_rows = !route.identity.empty(),
                          .required = endpoint_->required,
                          .expected = endpoint_->expected,
                          .hints = &endpoint_->hints};
  if (folds_) {
    if (!FindLines(route, faults)) return false;
    std::erase(options.expected,
               lines_parents_.empty() ? lines_->name : lines_parents_.front()->name);
  }
  binder_.emplace(endpoint_->object, std::move(options));
  if (!route.values.empty()) values_.emplace(route.values, route.exclude_attributes);
  shape->adopt = AdviseAdopting(route, scope, &own_id_);
  if (!route.identity.empty()) {
    std::vector<NamedAttribute> attributes;
    for (const std::string& attribute : route.identity)
      attributes.emplace_back(AttributePath(attribute));
    identity_.emplace(scope.company_id, endpoint_->collection, std::move(attributes));
    CheckIdentity(route, scope);
    const Collection* const collection = Adopted(*endpoint_);
    if (looks_up_ && collection != nullptr) adopt_ = NaturalOf(*collection, route.adopt);
  }
  return CheckMap(route, faults);
}

// CompileLookups says whether payloads may hold what is looked up: only JSON has room for a mark.
void Payload::CompileLookups(const RouteConfig& route, const Config& config) {
  const bool json = route.content_format == ContentFormat::kJson;
  looks_up_ = json && (config.references.mode != ReferenceMode::kOff || !route.adopt.empty());
  if (!json || endpoint_->kind != EndpointKind::kDocument) return;
  marks_ = config.references.mode;
  const Collection* const collection = FindCollection(endpoint_->collection);
  if (collection != nullptr) own_field_ = collection->id_field;
}

// FindLines follows batching.lines to the published rows.
bool Payload::FindLines(const RouteConfig& route, std::vector<Fault>* faults) {
  const AttributePath path(batching_.lines);
  const ObjectSchema* object = endpoint_->object;
  for (const std::string& name : path.names()) {
    if (lines_ != nullptr) {
      lines_parents_.push_back(lines_);
      lines_within_.append(lines_within_.empty() ? "" : ".").append(lines_->name);
      if (lines_->type == FieldType::kRows) lines_within_.append(".0");
    }
    lines_ = object == nullptr ? nullptr : object->Find(name);
    if (lines_ != nullptr && lines_->name != name) lines_ = nullptr;
    if (lines_ == nullptr) break;
    object = lines_->object;
  }
  if (lines_ != nullptr && lines_->type == FieldType::kRows) return true;
  faults->push_back({route.pointer + "/batching/lines",
                     Quoted(batching_.lines) + " is no list of rows of " + endpoint_->name +
                         "; \"inflow endpoints " + endpoint_->name + "\" lists its fields"});
  return false;
}

// CheckMap compares the names of the map, or of the body in its place, with the fields of what is
// written.
bool Payload::CheckMap(const RouteConfig& route, std::vector<Fault>* faults) {
  const std::string& text = route.map.empty() ? route.body : route.map;
  RecordIndex index;
  if (route.unknown_fields == UnknownFields::kSend || text.empty() ||
      !WalkRecord(text, &index).ok())
    return true;
  MappedRecord map;
  map.index = &index;
  std::string json;
  (folds_ ? document_exclusion_ : exclusion_).AppendObject(index, &json);
  std::vector<Binder::NameProblem> problems = binder_->CheckNames(json);
  if (lines_ != nullptr) {
    std::string line;
    AppendLine(map, &line);
    for (Binder::NameProblem& problem : binder_->CheckNames(line, lines_))
      problems.push_back(std::move(problem));
  }
  const bool refuses = route.unknown_fields == UnknownFields::kReject;
  const char* const key = route.map.empty() ? "/body" : "/map";
  for (Binder::NameProblem& problem : problems) {
    (refuses ? *faults : warnings_)
        .push_back({route.pointer + key + problem.pointer, std::move(problem.problem)});
  }
  return !refuses || problems.empty();
}

// AdviseLookingFor names the key that lets the record be looked for; "" where it cannot, or is
// already.
std::string Payload::AdviseLookingFor(const RouteConfig& route) const {
  const Collection* const collection = Adopted(*endpoint_);
  if (collection == nullptr || route.identity.empty() || !route.adopt.empty()) return "";
  std::string fields;
  for (const std::string& field : collection->natural)
    fields += (fields.empty() ? "" : ", ") + Quoted(field);
  return "let \"adopt\": {\"by\": [" + fields + "]} find it, or ";
}

// AdviseAdopting follows the GUID from the body back to the record.
std::string Payload::AdviseAdopting(const RouteConfig& route, const TemplateScope& scope,
                                    std::string* own_id) const {
  const std::string& field = endpoint_->id_field;
  if (field.empty()) return "";
  std::string attribute = field;
  bool sent = (route.map.empty() && route.body.empty()) || route.map_rest == MapRest::kKeep;
  if (const std::optional<std::string> text = SentText(route, field)) {
    const absl::StatusOr<Template> value = Template::Compile(*text, scope);
    const NamedAttribute* const lone = value.ok() ? value->lone_attribute() : nullptr;
    sent = lone != nullptr;  // else what stands there now is not the record's own
    if (sent) attribute = lone->name();
  }
  if (sent) *own_id = attribute;
  std::string advice = AdviseLookingFor(route);
  if (!sent) {
    advice += "let the " + std::string(route.map.empty() ? "body" : "map") + " hold \"" + field +
              "\": \"{record." + field + "?}\", and ";
  }
  const std::vector<std::string>& excluded = route.exclude_attributes;
  const bool excludes =
      std::any_of(excluded.begin(), excluded.end(), [&field](const std::string& path) {
        return absl::EqualsIgnoreCase(Absl(path), Absl(field));
      });
  if (excludes) advice += "take \"" + field + "\" out of exclude_attributes, and ";
  return advice + "put its GUID into " + (folds_ ? "each line of the record" : "the record") +
         " as \"" + attribute + "\"";
}

// CheckIdentity warns where what the GUID is made of goes into the field of its name as part of
// another text.
void Payload::CheckIdentity(const RouteConfig& route, const TemplateScope& scope) {
  for (const std::string& name : route.identity) {
    const std::optional<std::string> text = SentText(route, name);
    if (!text) continue;
    const absl::StatusOr<Template> value = Template::Compile(*text, scope);
    if (!value.ok() || !value->Wraps(name)) continue;
    warnings_.push_back(
        {route.pointer + "/identity/from",
         "the GUID is made of " + Quoted(name) +
             " alone, and the map sends that only with other text around it: what inFlow shows then is not what the "
             "GUID is made of; let the map send {record." +
             name + "} as it is"});
  }
}

}  // namespace inflow
