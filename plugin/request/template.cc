// SPDX-License-Identifier: Apache-2.0
#include "plugin/request/template.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "plugin/catalog/catalog.h"
#include "plugin/config/parse.h"
#include "plugin/entity/reference_mark.h"
#include "plugin/text/escaped.h"
#include "plugin/text/nearest.h"
#include "plugin/text/percent.h"

namespace inflow {
namespace {

constexpr std::string_view kGuid = "guid:";

// CollectionsWithGuids lists the collections of published writes whose bodies hold the GUID.
std::vector<std::string_view> CollectionsWithGuids() {
  std::vector<std::string_view> collections;
  for (const Endpoint& endpoint : Catalogue()) {
    if (endpoint.object != nullptr && !endpoint.id_field.empty())
      collections.emplace_back(endpoint.collection);
  }
  return collections;
}

bool HasControl(std::string_view text) {
  for (const char ch : text) {
    const auto c = static_cast<unsigned char>(ch);
    if (c < 0x20 || c == 0x7f) return true;
  }
  return false;
}

}  // namespace

absl::Status AppendGuarded(std::string_view text, std::string_view name, Placement placement,
                           std::string* out) {
  switch (placement) {
    case Placement::kText:
      out->append(text);
      break;
    case Placement::kPath:
      if (text.empty())
        return absl::InvalidArgumentError("attribute \"" + std::string(name) +
                                          "\" is empty, and the URL needs a value there");
      AppendPercentEncoded(text, out);
      break;
    case Placement::kHeader:
      if (HasControl(text)) {
        return absl::InvalidArgumentError(
            "attribute \"" + std::string(name) +
            "\" holds a control character, which a request header cannot carry");
      }
      out->append(text);
      break;
    case Placement::kJsonString:
      AppendEscaped(text, out);
      break;
  }
  return absl::OkStatus();
}

absl::StatusOr<Template> Template::Compile(std::string_view text, const TemplateScope& scope) {
  Template result;
  std::string literal;
  const auto end_literal = [&] {
    if (!literal.empty())
      result.parts_.push_back({.kind = Kind::kLiteral, .literal = std::move(literal)});
    literal.clear();
  };
  while (!text.empty()) {
    const size_t brace = text.find_first_of("{}");
    literal.append(text.substr(0, brace));
    if (brace == std::string_view::npos) break;
    if (text[brace] == '}')
      return absl::InvalidArgumentError(
          "a '}' has no '{' before it; placeholders are written {record.attribute}");
    const size_t end = text.find_first_of("{}", brace + 1);
    if (end == std::string_view::npos || text[end] == '{') {
      return absl::InvalidArgumentError(
          "a '{' is not closed; placeholders are written {record.attribute}");
    }
    const std::string_view name = text.substr(brace + 1, end - brace - 1);
    text.remove_prefix(end + 1);
    if (name == "companyId") {
      literal.append(scope.company_id);
      continue;
    }
    absl::StatusOr<Part> part = CompilePlaceholder(name, scope);
    if (!part.ok()) return part.status();
    end_literal();
    result.parts_.push_back(*std::move(part));
  }
  end_literal();
  return result;
}

absl::StatusOr<Template::Part> Template::CompilePlaceholder(std::string_view name,
                                                            const TemplateScope& scope) {
  Part part{.kind = Kind::kAttribute, .literal = std::string(name)};
  if (name.find_first_not_of(' ') == std::string_view::npos)
    return absl::InvalidArgumentError("an empty placeholder {}; write {record.attribute}");
  if (name == "message.json") {
    part.kind = Kind::kMessage;
    return part;
  }
  if (name.substr(0, 8) == "message.") {
    return absl::InvalidArgumentError("unknown macro {" + std::string(name) +
                                      "}; the whole record is {message.json}");
  }
  if (scope.parameters != nullptr) {
    if (const auto it = scope.parameters->find(std::string(name)); it != scope.parameters->end()) {
      part.kind = Kind::kParameter;
      part.nested = it->second.parts_;
      return part;
    }
  }
  if (name == "now" || (name.substr(0, 3) == "now" && name.find_first_of("+-:", 3) == 3)) {
    absl::StatusOr<DateMacro> date = DateMacro::Parse(name);
    if (!date.ok()) return date.status();
    part.kind = Kind::kDate;
    part.date = *std::move(date);
    return part;
  }
  if (name.substr(0, kGuid.size()) == kGuid) return CompileGuid(name, scope);
  part.attribute = NamedAttribute::Parse(name);
  const std::string& attribute = part.attribute.name();
  if (attribute.empty() || attribute.front() == '.' || attribute.back() == '.') {
    return absl::InvalidArgumentError("the placeholder {" + part.literal +
                                      "} names no attribute; write {record.attribute}");
  }
  part.literal = attribute;
  return part;
}

absl::StatusOr<Template::Part> Template::CompileGuid(std::string_view name,
                                                     const TemplateScope& scope) {
  const std::string quoted = "{" + std::string(name) + "}";
  std::string_view rest = name.substr(kGuid.size());
  const size_t colon = rest.find(':');
  const std::string_view collection = rest.substr(0, colon);
  const std::vector<std::string_view> collections = CollectionsWithGuids();
  if (std::find(collections.begin(), collections.end(), collection) == collections.end()) {
    const std::string_view nearest = NearestKey(collection, collections);
    return absl::InvalidArgumentError(
        "the placeholder " + quoted +
        " names no collection that records with GUIDs are written to" +
        (nearest.empty() ? "; write for example {guid:customers:record.code}"
                         : "; did you mean \"" + std::string(nearest) + "\"?"));
  }
  rest = colon == std::string_view::npos ? std::string_view() : rest.substr(colon + 1);
  std::vector<NamedAttribute> attributes = NamedAttribute::ParseList(rest);
  for (const NamedAttribute& attribute : attributes) {
    if (!attribute.name().empty()) continue;
    return absl::InvalidArgumentError(
        "the placeholder " + quoted +
        " lacks an attribute; write for example {guid:customers:code}");
  }
  Part part{.kind = Kind::kGuid, .literal = std::string(name)};
  part.collection = FindCollection(collection);
  if (scope.adopt != nullptr) part.fields = NaturalOf(*part.collection, *scope.adopt);
  if (!part.fields.empty() && attributes.size() > 1) {
    return absl::InvalidArgumentError(
        "the placeholder " + quoted +
        " is made of several attributes, and \"adopt\" looks a record of " +
        std::string(collection) + " up by one; leave the fields of " + std::string(collection) +
        " out of \"adopt\", or name one attribute");
  }
  part.identity =
      std::make_shared<const Identity>(scope.company_id, collection, std::move(attributes));
  return part;
}

absl::Status Template::AppendAttribute(const Part& part, const RenderInput& input,
                                       Placement placement, std::string* out) {
  std::optional<JsonValue> value;
  if (absl::Status s = part.attribute.Find(input.record, &value); !s.ok()) return s;
  if (!value) return AppendGuarded("", part.literal, placement, out);
  const auto refuse = [&](std::string_view what) {
    return absl::InvalidArgumentError("attribute \"" + part.literal + "\" is " + std::string(what) +
                                      ", and a text or number is needed there");
  };
  switch (value->type) {
    case JsonType::kNull:
      return refuse("null");
    case JsonType::kObject:
      return refuse("an object");
    case JsonType::kArray:
      return refuse("an array");
    case JsonType::kString: {
      const std::string_view raw = value->bytes.substr(1, value->bytes.size() - 2);
      if (placement == Placement::kJsonString) {
        out->append(raw);
        return absl::OkStatus();
      }
      if (raw.find('\\') == std::string_view::npos)
        return AppendGuarded(raw, part.literal, placement, out);
      std::string text;
      Unescape(raw, &text);
      return AppendGuarded(text, part.literal, placement, out);
    }
    default:
      return AppendGuarded(value->bytes, part.literal, placement, out);
  }
}

absl::Status Template::AppendGuid(const Part& part, const RecordIndex& record, const Uuid& uuid,
                                  Placement placement, std::string* out) {
  if (part.fields.empty() || placement != Placement::kJsonString) {
    AppendUuid(uuid, out);
    return absl::OkStatus();
  }
  std::string name;  // a list of one text
  if (absl::Status s = part.identity->AppendName(record, &name); !s.ok()) return s;
  const std::string_view text = std::string_view(name).substr(2, name.size() - 4);
  const std::array<char, 36> derived = UuidText(uuid);
  ReferenceMark mark{.kind = ReferenceKind::kAdopt,
                     .collection = part.collection->name,
                     .derived = {derived.data(), derived.size()},
                     .names = {}};
  for (const std::string& field : part.fields) mark.names.emplace_back(field, text);
  AppendMark(mark, out);
  return absl::OkStatus();
}

absl::Status Template::AppendPart(const Part& part, const RenderInput& input, Placement placement,
                                  std::string* out) {
  switch (part.kind) {
    case Kind::kLiteral:
      if (placement == Placement::kJsonString) {
        AppendEscaped(part.literal, out);
      } else {
        out->append(part.literal);
      }
      return absl::OkStatus();
    case Kind::kAttribute:
      return AppendAttribute(part, input, placement, out);
    case Kind::kDate: {
      std::string text;
      part.date.Append(input.accepted_at, &text);
      return AppendGuarded(text, part.literal, placement, out);
    }
    case Kind::kGuid: {
      std::optional<Uuid> uuid;
      if (absl::Status s = part.identity->DeriveOptional(input.record, &uuid); !s.ok()) return s;
      if (!uuid) return AppendGuarded("", part.literal, placement, out);
      return AppendGuid(part, input.record, *uuid, placement, out);
    }
    case Kind::kMessage:
      return AppendGuarded(input.record.object, part.literal, placement, out);
    case Kind::kParameter: {
      // A parameter's value is guarded as a whole, its constant text too: "a/b" as an id is one
      // path segment.
      std::string text;
      for (const Part& nested : part.nested) {
        if (absl::Status s = AppendPart(nested, input, Placement::kText, &text); !s.ok()) return s;
      }
      return AppendGuarded(text, part.literal, placement, out);
    }
  }
  return absl::InternalError("unknown template part");
}

absl::Status Template::Append(const RenderInput& input, Placement placement,
                              std::string* out) const {
  for (const Part& part : parts_) {
    if (absl::Status s = AppendPart(part, input, placement, out); !s.ok()) return s;
  }
  return absl::OkStatus();
}

absl::Status Template::AppendJson(const RenderInput& input, std::string* out) const {
  if (const NamedAttribute* attribute = lone_attribute()) {
    std::optional<JsonValue> value;
    if (absl::Status s = attribute->Find(input.record, &value); !s.ok()) return s;
    out->append(value ? value->bytes : "null");
    return absl::OkStatus();
  }
  if (parts_.size() == 1 && parts_[0].kind == Kind::kGuid) {
    std::optional<Uuid> uuid;
    if (absl::Status s = parts_[0].identity->DeriveOptional(input.record, &uuid); !s.ok()) return s;
    if (!uuid) {
      out->append("null");
      return absl::OkStatus();
    }
    out->push_back('"');
    absl::Status status = AppendGuid(parts_[0], input.record, *uuid, Placement::kJsonString, out);
    out->push_back('"');
    return status;
  }
  if (parts_.size() == 1 && parts_[0].kind == Kind::kMessage) {
    out->append(input.record.object);
    return absl::OkStatus();
  }
  out->push_back('"');
  if (absl::Status s = Append(input, Placement::kJsonString, out); !s.ok()) return s;
  out->push_back('"');
  return absl::OkStatus();
}

bool Template::NamesRecord(const Part& part) {
  const bool names =
      part.kind == Kind::kAttribute || part.kind == Kind::kGuid || part.kind == Kind::kMessage;
  return names || std::any_of(part.nested.begin(), part.nested.end(),
                              [](const Part& one) { return NamesRecord(one); });
}

bool Template::NamesRecord() const {
  return std::any_of(parts_.begin(), parts_.end(),
                     [](const Part& part) { return NamesRecord(part); });
}

bool Template::IsAbsent(const Part& part, const RecordIndex& record) {
  switch (part.kind) {
    case Kind::kAttribute: {
      std::optional<JsonValue> value;
      return part.attribute.Find(record, &value).ok() && (!value || value->type == JsonType::kNull);
    }
    case Kind::kGuid: {
      std::optional<Uuid> uuid;
      return part.identity->DeriveOptional(record, &uuid).ok() && !uuid;
    }
    case Kind::kMessage:
      return false;
    default:
      return std::all_of(part.nested.begin(), part.nested.end(),
                         [&](const Part& one) { return IsAbsent(one, record); });
  }
}

bool Template::IsAbsent(const RecordIndex& record) const {
  return NamesRecord() && std::all_of(parts_.begin(), parts_.end(),
                                      [&](const Part& part) { return IsAbsent(part, record); });
}

bool Template::HasOptionalGuid() const {
  const auto optional = [](const Part& part) {
    return part.kind == Kind::kGuid && part.identity->optional();
  };
  return std::any_of(parts_.begin(), parts_.end(), [&](const Part& part) {
    return optional(part) || std::any_of(part.nested.begin(), part.nested.end(), optional);
  });
}

bool Template::LooksUp(const std::vector<std::string>& fields) const {
  const auto looks_up = [&fields](const Part& part) {
    return part.kind == Kind::kGuid && !NaturalOf(*part.collection, fields).empty();
  };
  return std::any_of(parts_.begin(), parts_.end(), [&](const Part& part) {
    return looks_up(part) || std::any_of(part.nested.begin(), part.nested.end(), looks_up);
  });
}

const NamedAttribute* Template::lone_attribute() const {
  return parts_.size() == 1 && parts_[0].kind == Kind::kAttribute ? &parts_[0].attribute : nullptr;
}

bool Template::Wraps(std::string_view name) const {
  return parts_.size() > 1 && std::any_of(parts_.begin(), parts_.end(), [name](const Part& part) {
           return part.kind == Kind::kAttribute && part.attribute.name() == name;
         });
}

void Template::AddAttributes(const Part& part, std::vector<const NamedAttribute*>* attributes) {
  if (part.kind == Kind::kAttribute) attributes->push_back(&part.attribute);
  if (part.kind == Kind::kGuid) {
    for (const NamedAttribute& attribute : part.identity->attributes())
      attributes->push_back(&attribute);
  }
  for (const Part& nested : part.nested) AddAttributes(nested, attributes);
}

std::vector<const NamedAttribute*> Template::attributes() const {
  std::vector<const NamedAttribute*> attributes;
  for (const Part& part : parts_) AddAttributes(part, &attributes);
  return attributes;
}

bool Template::is_constant() const {
  for (const Part& part : parts_) {
    if (part.kind != Kind::kLiteral) return false;
  }
  return true;
}

}  // namespace inflow
