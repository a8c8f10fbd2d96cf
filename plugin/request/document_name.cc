// SPDX-License-Identifier: Apache-2.0
#include "plugin/request/document_name.h"

#include <utility>

#include "plugin/record/reader.h"
#include "plugin/text/white_space.h"

namespace inflow {
namespace {

absl::Status Wrong(const AttributePath& path, std::string_view what) {
  return absl::InvalidArgumentError("attribute \"" + path.text() + "\" " + std::string(what));
}

absl::Status Lacks(const AttributePath& path) {
  return absl::InvalidArgumentError("the record lacks the attribute \"" + path.text() +
                                    "\", which names it");
}

// Pruned returns an object's text with nothing but what a path leads to; "" where it leads nowhere.
// Like Lookup it tries what is left of the path as one name first.
std::string Pruned(std::string_view object, std::string_view path) {
  RecordIndex index;
  if (!WalkRecord(object, &index).ok()) return "";
  const Member* member = index.Find(path);
  std::string value(member == nullptr ? "" : member->value);
  if (member == nullptr) {
    const size_t dot = path.find('.');
    if (dot == std::string_view::npos) return "";
    member = index.Find(path.substr(0, dot));
    if (member == nullptr) return "";
    // A text may make an object of the record's.
    value = member->type == JsonType::kObject ? Pruned(member->value, path.substr(dot + 1))
                                              : std::string(member->value);
    if (value.empty()) return "";
  }
  return std::string("{\"").append(member->key).append("\":").append(value).append("}");
}

// AppendText appends a JSON value as trimmed text.
absl::Status AppendText(const AttributePath& path, JsonType type, std::string_view json,
                        std::string* name) {
  if (type == JsonType::kNumber || type == JsonType::kTrue || type == JsonType::kFalse) {
    name->append(json);
    return absl::OkStatus();
  }
  if (type != JsonType::kString)
    return Wrong(path, "must be a text or number, since it names the record");
  const std::string_view raw = json.substr(1, json.size() - 2);
  if (raw.find('\\') == std::string_view::npos) {
    name->append(WithoutOuterSpace(raw));
    return absl::OkStatus();
  }
  std::string text;
  Unescape(raw, &text);
  name->append(WithoutOuterSpace(text));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<DocumentName> DocumentName::Compile(const RouteConfig& route,
                                                   const TemplateScope& scope) {
  DocumentName name;
  for (const std::string& attribute : route.batching.by) {
    absl::StatusOr<Part> part = CompilePart(route, attribute, scope);
    if (!part.ok()) return part.status();
    name.parts_.push_back(*std::move(part));
  }
  return name;
}

absl::StatusOr<DocumentName::Part> DocumentName::CompilePart(const RouteConfig& route,
                                                             const std::string& attribute,
                                                             const TemplateScope& scope) {
  Part part{.path = AttributePath(attribute)};
  const std::string& made = route.map.empty() ? route.body : route.map;
  RecordIndex index;
  if (made.empty() || !WalkRecord(made, &index).ok()) {
    part.of_record = made.empty();
    return part;
  }
  const Member* whole = index.Find(attribute);
  if (whole == nullptr && index.Find(part.path.names().front()) == nullptr) {
    part.of_record = !route.map.empty() && route.map_rest == MapRest::kKeep;
    return part;
  }
  if (whole != nullptr && whole->type == JsonType::kString) {
    std::string text;
    Unescape(whole->value.substr(1, whole->value.size() - 2), &text);
    absl::StatusOr<Template> value = Template::Compile(text, scope);
    if (!value.ok()) return value.status();
    part.value = *std::move(value);
    return part;
  }
  const std::string pruned = Pruned(index.object, attribute);
  if (pruned.empty()) return part;
  absl::StatusOr<BodyMap> around = BodyMap::CompileBody(pruned, scope);
  if (!around.ok()) return around.status();
  part.around = *std::move(around);
  return part;
}

absl::Status DocumentName::AppendPart(const Part& part, const RenderInput& input,
                                      std::string* name) {
  if (part.value) {
    std::string json;
    if (absl::Status s = part.value->AppendJson(input, &json); !s.ok()) return s;
    return AppendText(part.path, record_internal::TypeOf(json.front()), json, name);
  }
  std::string text;
  RecordIndex own;
  const RecordIndex* record = part.of_record ? &input.record : &own;
  if (part.around) {
    if (absl::Status s = part.around->Append(input, &text); !s.ok()) return s;
    if (absl::Status s = WalkRecord(text, &own); !s.ok()) return s;
  }
  const std::optional<JsonValue> value = Lookup(*record, part.path);
  return value ? AppendText(part.path, value->type, value->bytes, name) : Lacks(part.path);
}

absl::Status DocumentName::Append(const RenderInput& input, std::string* name) const {
  const size_t start = name->size();
  for (const Part& part : parts_) {
    if (absl::Status s = AppendPart(part, input, name); !s.ok()) return s;
    name->push_back('\0');
  }
  if (name->size() > start + parts_.size()) {
    name->pop_back();
    return absl::OkStatus();
  }
  const AttributePath& first = parts_.front().path;
  return Wrong(first, parts_.size() == 1 ? "is empty, and it names the record"
                                         : "and the others that name the record are empty");
}

}  // namespace inflow
