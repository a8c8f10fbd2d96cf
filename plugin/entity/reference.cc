// SPDX-License-Identifier: Apache-2.0
#include "plugin/entity/reference.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "plugin/catalog/object_schema.h"
#include "plugin/entity/reference_mark.h"
#include "plugin/entity/uuid.h"
#include "plugin/record/walker.h"
#include "plugin/text/absl_view.h"
#include "plugin/text/escaped.h"
#include "plugin/text/white_space.h"

namespace inflow {
namespace {

// PastString returns the end of the JSON string that begins at `at`, the quote that ends it.
size_t PastString(std::string_view json, size_t at) {
  for (++at; json[at] != '"'; ++at) {
    if (json[at] == '\\') ++at;
  }
  return at;
}

size_t PastSpace(std::string_view json, size_t at) {
  return std::min(json.find_first_not_of(" \t\r\n", at), json.size());
}

}  // namespace

bool AppendReference(std::string_view collection, ReferenceMode mode, std::string_view json,
                     std::string* out) {
  const bool text = json.front() == '"';
  const std::string_view raw = text ? json.substr(1, json.size() - 2) : json;
  if (text && IsMark(raw)) {
    out->append(json);
    return true;
  }
  if (mode == ReferenceMode::kOff || collection.empty()) return false;
  // A number may be a SKU that a file holds as 10012.
  const bool number =
      json.front() == '-' || absl::ascii_isdigit(static_cast<unsigned char>(json.front()));
  if (!text && !number) return false;
  const bool escapes = raw.find('\\') != std::string_view::npos;
  std::string unescaped;
  if (escapes) Unescape(raw, &unescaped);
  const std::string_view trimmed = WithoutOuterSpace(escapes ? unescaped : raw);
  const bool guid = ParseUuid(trimmed).has_value();
  if (trimmed.empty() || trimmed.find('\0') != std::string_view::npos) return false;
  if (guid != (mode == ReferenceMode::kCheck)) return false;
  std::string escaped;
  if (escapes) AppendEscaped(trimmed, &escaped);
  out->push_back('"');
  AppendMark({.kind = guid ? ReferenceKind::kId : ReferenceKind::kName,
              .collection = collection,
              .derived = {},
              .names = {{{}, escapes ? std::string_view(escaped) : trimmed}}},
             out);
  out->push_back('"');
  return true;
}

void AppendMarked(std::string_view json, ReferenceMode mode, std::string_view but,
                  std::string* out) {
  size_t depth = 0;
  size_t copied = 0;
  std::string key;
  for (size_t at = 0; at < json.size(); ++at) {
    const char c = json[at];
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (c != '"') continue;
    const size_t end = PastString(json, at);
    const size_t colon = PastSpace(json, end + 1);
    if (colon >= json.size() || json[colon] != ':') {
      at = end;
      continue;
    }
    const size_t value = PastSpace(json, colon + 1);
    key.clear();
    Unescape(json.substr(at + 1, end - at - 1), &key);
    const std::string_view name(key);
    at = value - 1;
    const std::string_view collection = CollectionNamedBy(name);
    if (collection.empty() || (depth == 1 && absl::EqualsIgnoreCase(Absl(name), Absl(but))))
      continue;
    if (json[value] == '{' || json[value] == '[') continue;
    const char* const past = SkipValue(json.data() + value, json.data() + json.size());
    const auto size = static_cast<size_t>(past - json.data()) - value;
    out->append(json, copied, value - copied);
    copied = value;
    if (AppendReference(collection, mode, json.substr(value, size), out)) copied += size;
    at = value + size - 1;
  }
  out->append(json, copied, std::string_view::npos);
}

}  // namespace inflow
