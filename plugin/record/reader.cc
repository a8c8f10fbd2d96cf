// SPDX-License-Identifier: Apache-2.0
#include "plugin/record/reader.h"

#include "plugin/record/scan.h"

namespace inflow {
namespace record_internal {
namespace {

// SkipString steps from the opening quote behind the closing one.
const char* SkipString(const char* at, const char* end) {
  for (++at; at != end; ++at) {
    at = SkipPlain(at, end);
    if (at == end) break;
    if (*at == '"') return at + 1;
    if (*at == '\\' && end - at > 1) ++at;
  }
  return end;
}

const char* SkipContainer(const char* at, const char* end) {
  int depth = 0;
  while (at != end) {
    const char c = *at;
    if (c == '"') {
      at = SkipString(at, end);
      continue;
    }
    ++at;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) break;
  }
  return at;
}

bool EndsScalar(char c) { return c == ',' || c == ']' || c == '}' || IsSpace(c); }

}  // namespace

JsonType TypeOf(char first) {
  switch (first) {
    case '{':
      return JsonType::kObject;
    case '[':
      return JsonType::kArray;
    case '"':
      return JsonType::kString;
    case 't':
      return JsonType::kTrue;
    case 'f':
      return JsonType::kFalse;
    case 'n':
      return JsonType::kNull;
    default:
      return JsonType::kNumber;
  }
}

bool EnterContainer(const char** at, const char* end) {
  *at = SkipSpace(*at + 1, end);
  if (*at == end) return false;
  if (**at != '}' && **at != ']') return true;
  ++*at;
  return false;
}

bool NextItem(const char** at, const char* end) {
  *at = SkipSpace(*at, end);
  if (*at == end) return false;
  const bool more = **at == ',';
  ++*at;
  if (more) *at = SkipSpace(*at, end);
  return more && *at != end;
}

const char* ReadKey(const char* at, const char* end, Member* member) {
  const char* behind = SkipString(at, end);
  member->key = std::string_view(at + 1, static_cast<size_t>(behind - at) - 2);
  member->key_escaped = member->key.find('\\') != std::string_view::npos;
  const char* colon = SkipSpace(behind, end);
  return SkipSpace(colon + 1, end);
}

}  // namespace record_internal

const char* SkipValue(const char* at, const char* end) {
  if (at == end) return end;
  if (*at == '"') return record_internal::SkipString(at, end);
  if (*at == '{' || *at == '[') return record_internal::SkipContainer(at, end);
  while (at != end && !record_internal::EndsScalar(*at)) ++at;
  return at;
}

}  // namespace inflow
