// SPDX-License-Identifier: Apache-2.0
#include "inflow/entity/identity.h"

#include <utility>

#include "absl/strings/ascii.h"

namespace inflow {
namespace {

constexpr Uuid kUrlNamespace = {0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};
// Fixed, whatever base_url says: a proxy in between must not give records other GUIDs.
constexpr std::string_view kService = "https://cloudapi.inflowinventory.com/";

absl::Status Wrong(const AttributePath& path, std::string_view what) {
  return absl::InvalidArgumentError("attribute \"" + path.text() + "\" " + std::string(what) +
                                    ", and the GUID is derived from it");
}

// AppendText appends a value as text inside a JSON string.
absl::Status AppendText(const RecordIndex& record, const AttributePath& path, std::string* name) {
  const std::optional<JsonValue> value = Lookup(record, path);
  if (!value) return Wrong(path, "is missing");
  absl::string_view text(value->bytes.data(), value->bytes.size());
  std::string unescaped;
  switch (value->type) {
    case JsonType::kString:
      text = text.substr(1, text.size() - 2);
      if (text.find('\\') == absl::string_view::npos) break;
      Unescape({text.data(), text.size()}, &unescaped);
      text = unescaped;
      break;
    case JsonType::kNumber:
    case JsonType::kTrue:
    case JsonType::kFalse:
      break;
    default:
      return Wrong(path, value->type == JsonType::kNull ? "is null" : "is no text or number");
  }
  text = absl::StripAsciiWhitespace(text);
  if (text.empty()) return Wrong(path, "is empty");
  AppendEscaped({text.data(), text.size()}, name);
  return absl::OkStatus();
}

}  // namespace

Identity::Identity(std::string_view company_id, std::string_view collection, std::vector<AttributePath> paths)
    : paths_(std::move(paths)) {
  std::string name(kService);
  name.append(absl::AsciiStrToLower({company_id.data(), company_id.size()})).append("/").append(collection);
  namespace_ = namer_.Name(kUrlNamespace, name);
}

absl::StatusOr<Uuid> Identity::Derive(const RecordIndex& record) const {
  std::string name;
  for (const AttributePath& path : paths_) {
    name.append(name.empty() ? "[\"" : ",\"");
    if (absl::Status s = AppendText(record, path, &name); !s.ok()) return s;
    name.push_back('"');
  }
  name.push_back(']');
  return namer_.Name(namespace_, name);
}

Uuid RowUuid(const Uuid& parent, std::string_view rows, size_t index) {
  std::string name = "[\"";
  name.append(rows).append("\",").append(std::to_string(index)).append("]");
  return NamedUuid(parent, name);
}

}  // namespace inflow
