// SPDX-License-Identifier: Apache-2.0
#include "plugin/request/envelope_template.h"

#include "plugin/record/form_writer.h"
#include "plugin/record/null_omission.h"
#include "plugin/record/xml_writer.h"
#include "plugin/request/body.h"
#include "plugin/request/internal/skeleton.h"
#include "plugin/text/escaped.h"

namespace inflow {
namespace {

constexpr std::string_view kRecords = "{records}";

// TextIn returns the text of a JSON string; nullopt where the value is none.
std::optional<std::string> TextIn(std::string_view json) {
  if (json.size() < 2 || json.front() != '"') return std::nullopt;
  std::string text;
  Unescape(json.substr(1, json.size() - 2), &text);
  return text;
}

}  // namespace

std::unique_ptr<const EnvelopeTemplate> EnvelopeTemplate::Compile(const RouteConfig& route,
                                                                  const TemplateScope& scope,
                                                                  std::vector<Fault>* faults) {
  std::unique_ptr<EnvelopeTemplate> result(new EnvelopeTemplate(route));
  const size_t before = faults->size();
  for (const std::string& attribute : route.batching.by) result->by_.emplace_back(attribute);
  result->exclusion_ = Exclusion(route.exclude_attributes);
  if (route.content_format == ContentFormat::kText) {
    absl::StatusOr<TextTemplate> text = CompileText(route.body, scope);
    if (text.ok()) {
      result->text_ = *std::move(text);
    } else {
      faults->push_back({route.pointer + "/body", std::string(text.status().message())});
    }
  }
  if (route.batching.enabled) {
    result->CompileEnvelope(scope, faults);
  } else {
    result->constant_ = std::make_shared<const Envelope>();
  }
  const bool json = route.content_format == ContentFormat::kJson;
  result->plain_ = json && !result->Is(Algorithm::kItemWrapper) && !result->Is(Algorithm::kKeyed) &&
                   !result->item_;
  return faults->size() == before ? std::move(result) : nullptr;
}

void EnvelopeTemplate::CompileEnvelope(const TemplateScope& scope, std::vector<Fault>* faults) {
  switch (route_.batching.algorithm) {
    case Algorithm::kDelimited:
      constant_ = std::make_shared<const Envelope>(
          Envelope{route_.batching.prefix, route_.batching.separator, route_.batching.suffix, ""});
      return;
    case Algorithm::kTemplate:
      return CompileTemplate(scope, faults);
    case Algorithm::kArray:
    case Algorithm::kKeyed:
      return CompileSkeleton(SkeletonMark(), "/batching", scope, faults);
    case Algorithm::kWrappedArray:
    case Algorithm::kItemWrapper:
      return CompileSkeleton("{" + SkeletonList(route_.batching.key) + "}", "/batching/key", scope,
                             faults);
    case Algorithm::kEnvelope:
      return CompileSkeleton(WithMember(route_.batching.fields, SkeletonList(route_.batching.key)),
                             "/batching/fields", scope, faults);
    case Algorithm::kFold:
      return CompileDocuments(faults);
    case Algorithm::kGroupBy:
      return;  // made of the records themselves
  }
}

// CompileDocuments makes the envelope of several documents; that of one is made of its records.
void EnvelopeTemplate::CompileDocuments(std::vector<Fault>* faults) {
  if (route_.batching.size == 1) {
    documents_ = std::make_shared<const Envelope>();
    return;
  }
  absl::StatusOr<Envelope> envelope = SplitSkeleton(
      SkeletonMark(), {route_.content_format, route_.xml.root, route_.xml.item, false});
  if (envelope.ok()) {
    documents_ = std::make_shared<const Envelope>(*std::move(envelope));
  } else {
    faults->push_back(
        {route_.pointer + "/batching/size", std::string(envelope.status().message())});
  }
}

// CompileSkeleton takes the body as JSON, with the mark in place of the list.
void EnvelopeTemplate::CompileSkeleton(const std::string& json, const char* pointer,
                                       const TemplateScope& scope, std::vector<Fault>* faults) {
  const auto wrong = [&](const absl::Status& status) {
    faults->push_back({route_.pointer + pointer, std::string(status.message())});
  };
  absl::StatusOr<BodyMap> skeleton = BodyMap::CompileBody(json, scope);
  if (!skeleton.ok()) return wrong(skeleton.status());
  if (!skeleton->is_constant()) {
    skeleton_ = *std::move(skeleton);
    return;
  }
  std::string text;
  const RecordIndex none;
  if (absl::Status s = skeleton->Append({none, 0}, &text); !s.ok()) return wrong(s);
  absl::StatusOr<SharedEnvelope> envelope = Split(text);
  if (!envelope.ok()) return wrong(envelope.status());
  constant_ = *std::move(envelope);
}

void EnvelopeTemplate::CompileTemplate(const TemplateScope& scope, std::vector<Fault>* faults) {
  if (route_.content_format == ContentFormat::kText) return CompileTextTemplate(scope, faults);
  const std::optional<std::string> marked = MarkRecords(route_.batching.body);
  if (!marked) {
    faults->push_back(
        {route_.pointer + "/batching/body",
         "the body must hold \"{records}\" exactly once, as a value: the list of records comes there"});
  } else {
    CompileSkeleton(*marked, "/batching/body", scope, faults);
  }
  if (route_.batching.item.empty()) return;
  absl::StatusOr<BodyMap> item = BodyMap::CompileBody(route_.batching.item, scope);
  if (!item.ok()) {
    faults->push_back({route_.pointer + "/batching/item", std::string(item.status().message())});
  } else {
    item_ = *std::move(item);
  }
}

absl::StatusOr<TextTemplate> EnvelopeTemplate::CompileText(std::string_view json,
                                                           const TemplateScope& scope) {
  const std::optional<std::string> text = TextIn(json);
  if (!text) return absl::InvalidArgumentError("must be a text, since the content format is text");
  return TextTemplate::Compile(*text, scope);
}

void EnvelopeTemplate::CompileTextTemplate(const TemplateScope& scope, std::vector<Fault>* faults) {
  const auto wrong = [&](const char* key, std::string message) {
    faults->push_back({route_.pointer + "/batching/" + key, std::move(message)});
  };
  const std::string body = TextIn(route_.batching.body).value_or("");
  const auto around = Around(body, kRecords);
  if (!around)
    return wrong(
        "body",
        "the body must be a text that holds {records} exactly once: the records come there");
  absl::StatusOr<TextTemplate> before = TextTemplate::Compile(around->first, scope);
  absl::StatusOr<TextTemplate> after = TextTemplate::Compile(around->second, scope);
  if (!before.ok()) return wrong("body", std::string(before.status().message()));
  if (!after.ok()) return wrong("body", std::string(after.status().message()));
  before_ = *std::move(before);
  after_ = *std::move(after);
  if (!route_.batching.item.empty()) {
    absl::StatusOr<TextTemplate> item = CompileText(route_.batching.item, scope);
    if (!item.ok()) return wrong("item", std::string(item.status().message()));
    text_ = *std::move(item);
  }
  if (!before_->is_constant() || !after_->is_constant()) return;
  const RecordIndex none;
  absl::StatusOr<SharedEnvelope> envelope = Make({none, 0}, {});
  if (envelope.ok()) constant_ = *std::move(envelope);
}

absl::StatusOr<SharedEnvelope> EnvelopeTemplate::Split(std::string_view skeleton) const {
  const std::string& root = Is(Algorithm::kFold) ? route_.xml.item : route_.xml.root;
  const Carrier carrier{route_.content_format, root, route_.xml.item, Is(Algorithm::kKeyed)};
  absl::StatusOr<Envelope> envelope = SplitSkeleton(skeleton, carrier);
  if (!envelope.ok()) return envelope.status();
  return std::make_shared<const Envelope>(*std::move(envelope));
}

absl::Status EnvelopeTemplate::AppendEnvelopeName(const RenderInput& input,
                                                  const MappedRecord& record,
                                                  std::string* name) const {
  const RenderInput timeless{input.record, 0};
  if (skeleton_) return skeleton_->Append(timeless, name);
  if (before_) {
    if (absl::Status s = before_->Append(timeless, name); !s.ok()) return s;
    name->push_back('\0');
    return after_->Append(timeless, name);
  }
  return AppendGroupName(record, name);
}

absl::StatusOr<SharedEnvelope> EnvelopeTemplate::Make(const RenderInput& input,
                                                      const MappedRecord& record) const {
  std::string text;
  if (before_) {
    Envelope envelope{"", route_.batching.separator, "", ""};
    if (absl::Status s = before_->Append(input, &envelope.prefix); !s.ok()) return s;
    if (absl::Status s = after_->Append(input, &envelope.suffix); !s.ok()) return s;
    return std::make_shared<const Envelope>(std::move(envelope));
  }
  if (skeleton_) {
    if (absl::Status s = skeleton_->Append(input, &text); !s.ok()) return s;
    return Split(text);
  }
  return Split(WithMember(Hoisted(record), SkeletonList(route_.batching.key)));
}

absl::StatusOr<SharedEnvelope> EnvelopeTemplate::MakeDocument(std::string_view attributes,
                                                              const std::string& list) const {
  return Split(WithMember(attributes, list));
}

absl::StatusOr<SharedEnvelope> EnvelopeTemplate::MakeBareDocument(
    std::string_view attributes) const {
  Envelope envelope;
  absl::Status status;
  switch (route_.content_format) {
    case ContentFormat::kXml:
      status = AppendXmlElement(route_.xml.item, attributes, route_.xml.item, &envelope.prefix);
      break;
    case ContentFormat::kForm:
      status = AppendForm("", attributes, &envelope.prefix);
      break;
    default:
      envelope.prefix = attributes;
  }
  if (!status.ok()) return status;
  return std::make_shared<const Envelope>(std::move(envelope));
}

void EnvelopeTemplate::ForEachTemplate(absl::FunctionRef<void(const Template&)> f) const {
  for (const std::optional<BodyMap>* body : {&skeleton_, &item_}) {
    if (*body) (*body)->ForEachTemplate(f);
  }
  for (const std::optional<TextTemplate>* text : {&before_, &after_, &text_}) {
    if (*text) (*text)->ForEachTemplate(f);
  }
}

// AppendGroupName appends the values that records of one request share, whether or not they are
// sent.
absl::Status EnvelopeTemplate::AppendGroupName(const MappedRecord& record,
                                               std::string* name) const {
  for (const std::string& attribute : route_.batching.attributes) {
    const Member* member = record.index->Find(attribute);
    if (member == nullptr)
      return absl::InvalidArgumentError("the record lacks the attribute \"" + attribute +
                                        "\", by which records are grouped");
    name->append(member->value).push_back(',');
  }
  return absl::OkStatus();
}

// Hoisted returns the object that group_by writes once, of attributes that AppendGroupName has
// found.
std::string EnvelopeTemplate::Hoisted(const MappedRecord& record) const {
  std::string object;
  char before = '{';
  for (const std::string& attribute : route_.batching.attributes) {
    const Member* member = record.index->Find(attribute);
    if (member == nullptr || exclusion_.DropsTopLevel(*member)) continue;
    object.append({before, '"'}).append(member->key).append("\":");
    exclusion_.AppendValue(*member, &object);
    before = ',';
  }
  object.append(before == '{' ? "{}" : "}");
  if (route_.null_policy == NullPolicy::kSend) return object;
  std::string without;
  AppendWithoutNulls(object, &without);
  return without;
}

absl::Status EnvelopeTemplate::AppendName(const MappedRecord& record, std::string* name) const {
  for (const AttributePath& path : by_) {
    const std::optional<JsonValue> value = Lookup(*record.index, path);
    if (!value)
      return absl::InvalidArgumentError("the record lacks the attribute \"" + path.text() +
                                        "\", which names it");
    if (value->type == JsonType::kString) {
      Unescape(value->bytes.substr(1, value->bytes.size() - 2), name);
    } else if (value->type == JsonType::kNumber || value->type == JsonType::kTrue ||
               value->type == JsonType::kFalse) {
      name->append(value->bytes);
    } else {
      return absl::InvalidArgumentError("attribute \"" + path.text() +
                                        "\" must be a text or number, since it names the record");
    }
  }
  return absl::OkStatus();
}

absl::Status EnvelopeTemplate::AppendItem(const RenderInput& input, const MappedRecord& record,
                                          std::string_view json, std::string* out) const {
  if (text_) return text_->Append(input, out);
  std::string rendered;
  if (item_) {
    if (absl::Status s = item_->Append(input, &rendered); !s.ok()) return s;
    json = rendered;
  }
  switch (route_.content_format) {
    case ContentFormat::kXml:
      return AppendXmlItem(record, json, out);
    case ContentFormat::kForm:
      return AppendFormItem(record, json, out);
    default:
      return AppendJsonItem(record, json, out);
  }
}

absl::Status EnvelopeTemplate::AppendJsonItem(const MappedRecord& record, std::string_view json,
                                              std::string* out) const {
  std::string name;
  if (Is(Algorithm::kItemWrapper)) name = route_.batching.item_key;
  if (Is(Algorithm::kKeyed)) {
    if (absl::Status s = AppendName(record, &name); !s.ok()) return s;
  }
  const bool wrapped = Is(Algorithm::kItemWrapper);
  if (wrapped) out->push_back('{');
  if (wrapped || Is(Algorithm::kKeyed)) {
    out->push_back('"');
    AppendEscaped(name, out);
    out->append("\":");
  }
  out->append(json);
  if (wrapped) out->push_back('}');
  return absl::OkStatus();
}

absl::Status EnvelopeTemplate::AppendXmlItem(const MappedRecord& record, std::string_view json,
                                             std::string* out) const {
  const std::string& item = route_.xml.item;
  if (Is(Algorithm::kItemWrapper)) {
    std::string wrapped = "{" + JsonString(route_.batching.item_key) + ":";
    return AppendXmlElement(item, wrapped.append(json).append("}"), item, out);
  }
  std::string name = item;
  if (Is(Algorithm::kKeyed)) {
    std::string plain;
    if (absl::Status s = AppendName(record, &plain); !s.ok()) return s;
    name.clear();
    AppendXmlName(plain, &name);
  }
  return AppendXmlElement(name, json, item, out);
}

absl::Status EnvelopeTemplate::AppendFormItem(const MappedRecord& record, std::string_view json,
                                              std::string* out) const {
  if (!route_.batching.enabled) return AppendForm("", json, out);
  std::string prefix;
  if (Is(Algorithm::kKeyed)) {
    std::string name;
    if (absl::Status s = AppendName(record, &name); !s.ok()) return s;
    if (name.empty() || name.find_first_of("[]") != std::string::npos) {
      return absl::InvalidArgumentError(
          "attribute \"" + route_.batching.by.front() +
          "\" is empty or has brackets, and cannot name the record in a form");
    }
    AppendFormText(name, &prefix);
    return AppendForm(prefix, json, out);
  }
  prefix.push_back(kPlaceMark);
  if (Is(Algorithm::kItemWrapper)) {
    prefix += "%5B";
    AppendFormText(route_.batching.item_key, &prefix);
    prefix += "%5D";
  }
  return AppendForm(prefix, json, out);
}

std::string_view ContentType(ContentFormat format) {
  switch (format) {
    case ContentFormat::kJson:
      return "application/json";
    case ContentFormat::kForm:
      return "application/x-www-form-urlencoded";
    case ContentFormat::kXml:
      return "application/xml; charset=utf-8";
    case ContentFormat::kText:
      return "text/plain; charset=utf-8";
  }
  return "";
}

}  // namespace inflow
