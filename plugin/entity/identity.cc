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

absl::StatusOr<std::string> TextOf(const RecordIndex& record, const AttributePath& path) {
  const std::optional<JsonValue> value = Lookup(record, path);
  if (!value) return Wrong(path, "is missing");
  std::string text;
  switch (value->type) {
    case JsonType::kString:
      Unescape(value->bytes.substr(1, value->bytes.size() - 2), &text);
      break;
    case JsonType::kNumber:
    case JsonType::kTrue:
    case JsonType::kFalse:
      text = value->bytes;
      break;
    default:
      return Wrong(path, value->type == JsonType::kNull ? "is null" : "is no text or number");
  }
  const absl::string_view trimmed = absl::StripAsciiWhitespace(text);
  if (trimmed.empty()) return Wrong(path, "is empty");
  return std::string(trimmed);
}

}  // namespace

Identity::Identity(std::string_view company_id, std::string_view collection, std::vector<AttributePath> paths)
    : paths_(std::move(paths)) {
  std::string name(kService);
  name.append(absl::AsciiStrToLower({company_id.data(), company_id.size()})).append("/").append(collection);
  namespace_ = NamedUuid(kUrlNamespace, name);
}

absl::StatusOr<Uuid> Identity::Derive(const RecordIndex& record) const {
  std::string name;
  for (const AttributePath& path : paths_) {
    absl::StatusOr<std::string> text = TextOf(record, path);
    if (!text.ok()) return text.status();
    name.append(name.empty() ? "[\"" : ",\"");
    AppendEscaped(*text, &name);
    name.push_back('"');
  }
  name.push_back(']');
  return NamedUuid(namespace_, name);
}

Uuid RowUuid(const Uuid& parent, std::string_view rows, size_t index) {
  std::string name = "[\"";
  name.append(rows).append("\",").append(std::to_string(index)).append("]");
  return NamedUuid(parent, name);
}

}  // namespace inflow
