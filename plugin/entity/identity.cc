// SPDX-License-Identifier: Apache-2.0
#include "plugin/entity/identity.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "plugin/text/escaped.h"
#include "plugin/text/white_space.h"

namespace inflow {
namespace {

constexpr Uuid kUrlNamespace = {0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1,
                                0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};
// Fixed, whatever base_url says: a proxy in between must not give records other GUIDs.
constexpr std::string_view kService = "https://cloudapi.inflowinventory.com/";

absl::Status Wrong(const NamedAttribute& attribute, std::string_view what) {
  return absl::InvalidArgumentError("attribute \"" + attribute.name() + "\" " + std::string(what) +
                                    ", and the GUID is derived from it");
}

// TextOf is the content of a JSON string as UTF-8 text; *unescaped holds it where it has escapes.
std::string_view TextOf(std::string_view json, std::string* unescaped) {
  const std::string_view raw = json.substr(1, json.size() - 2);
  if (raw.find('\\') == std::string_view::npos) return raw;
  unescaped->clear();
  Unescape(raw, unescaped);
  return *unescaped;
}

}  // namespace

Identity::Identity(std::string_view company_id, std::string_view collection,
                   std::vector<NamedAttribute> attributes)
    : attributes_(std::move(attributes)) {
  std::string name(kService);
  name.append(absl::AsciiStrToLower({company_id.data(), company_id.size()}))
      .append("/")
      .append(collection);
  namespace_ = namer_.Name(kUrlNamespace, name);
}

absl::Status Identity::AppendText(const RecordIndex& record, const NamedAttribute& attribute,
                                  std::string* name, bool* absent) {
  std::optional<JsonValue> value;
  if (attribute.optional()) {
    if (absl::Status s = attribute.Find(record, &value); !s.ok()) return s;
    *absent = !value;
    if (!value) return absl::OkStatus();
  } else {
    value = Lookup(record, attribute.path());
    if (!value) return Wrong(attribute, "is missing");
  }
  std::string unescaped;
  std::string_view text = value->bytes;
  switch (value->type) {
    case JsonType::kString:
      text = TextOf(value->bytes, &unescaped);
      break;
    case JsonType::kNumber:
    case JsonType::kTrue:
    case JsonType::kFalse:
      break;
    default:
      return Wrong(attribute, value->type == JsonType::kNull ? "is null" : "is no text or number");
  }
  text = WithoutOuterSpace(text);
  *absent = text.empty() && attribute.optional();
  if (text.empty() && !attribute.optional()) return Wrong(attribute, "is empty");
  AppendEscaped(text, name);
  return absl::OkStatus();
}

absl::Status Identity::AppendName(const RecordIndex& record, std::string* name) const {
  char before = '[';
  for (const NamedAttribute& attribute : attributes_) {
    name->append({before, '"'});
    bool absent = false;
    if (absl::Status s = AppendText(record, attribute, name, &absent); !s.ok()) return s;
    if (absent) return Wrong(attribute, "is missing");
    name->push_back('"');
    before = ',';
  }
  name->push_back(']');
  return absl::OkStatus();
}

absl::StatusOr<Uuid> Identity::Derive(const RecordIndex& record) const {
  std::string name;
  if (absl::Status s = AppendName(record, &name); !s.ok()) return s;
  return namer_.Name(namespace_, name);
}

absl::Status Identity::DeriveOptional(const RecordIndex& record, std::optional<Uuid>* uuid) const {
  std::string name;
  bool any_absent = false;
  uuid->reset();
  // All are looked at: what must be there is missed also where another may be missing and is.
  for (const NamedAttribute& attribute : attributes_) {
    name.append(name.empty() ? "[\"" : ",\"");
    bool absent = false;
    if (absl::Status s = AppendText(record, attribute, &name, &absent); !s.ok()) return s;
    any_absent = any_absent || absent;
    name.push_back('"');
  }
  name.push_back(']');
  if (!any_absent) *uuid = namer_.Name(namespace_, name);
  return absl::OkStatus();
}

bool Identity::TrimsText(const RecordIndex& record, std::string* out) const {
  struct Cut {
    std::string_view bytes;  // the value as it stands in the record
    std::string text;        // what it becomes, without quotes
  };
  std::vector<Cut> cuts;
  std::string unescaped;
  for (const NamedAttribute& attribute : attributes_) {
    const std::optional<JsonValue> value = Lookup(record, attribute.path());
    if (!value || value->type != JsonType::kString) continue;
    const std::string_view text = TextOf(value->bytes, &unescaped);
    const std::string_view trimmed = WithoutOuterSpace(text);
    if (trimmed.size() == text.size()) continue;
    std::string escaped;
    AppendEscaped(trimmed, &escaped);
    cuts.push_back({value->bytes, std::move(escaped)});
  }
  if (cuts.empty()) return false;
  std::sort(cuts.begin(), cuts.end(),
            [](const Cut& a, const Cut& b) { return a.bytes.data() < b.bytes.data(); });
  const char* at = record.object.data();
  for (const Cut& cut : cuts) {
    if (cut.bytes.data() < at) continue;  // two names of one attribute
    out->append(at, cut.bytes.data()).append("\"").append(cut.text).append("\"");
    at = cut.bytes.data() + cut.bytes.size();
  }
  out->append(at, record.object.data() + record.object.size());
  return true;
}

bool Identity::Names(std::string_view path) const {
  return std::any_of(attributes_.begin(), attributes_.end(),
                     [path](const NamedAttribute& one) { return one.name() == path; });
}

bool Identity::optional() const {
  return std::any_of(attributes_.begin(), attributes_.end(),
                     [](const NamedAttribute& one) { return one.optional(); });
}

Uuid RowUuid(const Uuid& parent, std::string_view rows, size_t index) {
  std::string name = "[\"";
  name.append(rows).append("\",").append(std::to_string(index)).append("]");
  return NamedUuid(parent, name);
}

}  // namespace inflow
