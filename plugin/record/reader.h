// SPDX-License-Identifier: Apache-2.0
//
// File: reader.h
//
// Steps through the containers inside JSON that a walk has accepted: nothing is checked twice.
//
//   const char* at = value.data();                        // on '{'
//   for (bool more = EnterContainer(&at, end); more; more = NextItem(&at, end)) {
//     Member member;
//     at = SkipValue(ReadKey(at, end, &member), end);     // no ReadKey in an array
//   }                                                     // at is behind '}'
#ifndef PLUGIN_RECORD_READER_H_
#define PLUGIN_RECORD_READER_H_

#include "plugin/record/scan.h"
#include "plugin/record/walker.h"

namespace inflow::record_internal {

// TypeOf tells a value's type from its first byte.
inline JsonType TypeOf(char first) {
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

// SkipString steps from the opening quote behind the closing one. *escaped is set where the string
// holds a backslash.
inline const char* SkipString(const char* at, const char* end, bool* escaped) {
  for (at = SkipToQuote(at + 1, end); at != end && *at == '\\'; at = SkipToQuote(at, end)) {
    *escaped = true;
    at += end - at > 1 ? 2 : 1;
  }
  return at == end ? end : at + 1;
}

// SkipContainer steps from the opening bracket behind the closing one.
const char* SkipContainer(const char* at, const char* end);

inline bool EndsScalar(char c) { return c == ',' || c == ']' || c == '}' || IsSpace(c); }

// StepOver is SkipValue, where it is called for every member.
inline const char* StepOver(const char* at, const char* end) {
  if (at == end) return end;
  bool escaped = false;
  if (*at == '"') return SkipString(at, end, &escaped);
  if (*at == '{' || *at == '[') return SkipContainer(at, end);
  while (at != end && !EndsScalar(*at)) ++at;
  return at;
}

// EnterContainer steps from the opening bracket to the first item, or behind the closing bracket
// and returns false.
inline bool EnterContainer(const char** at, const char* end) {
  *at = SkipSpace(*at + 1, end);
  if (*at == end) return false;
  if (**at != '}' && **at != ']') return true;
  ++*at;
  return false;
}

// NextItem steps from the end of an item to the next one, or behind the closing bracket and returns
// false.
inline bool NextItem(const char** at, const char* end) {
  *at = SkipSpace(*at, end);
  if (*at == end) return false;
  const bool more = **at == ',';
  ++*at;
  if (more) *at = SkipSpace(*at, end);
  return more && *at != end;
}

// ReadKey reads the key at `at` into *member and returns where the value begins. The member's value
// is left alone: whether it must be skipped over is the caller's to know.
inline const char* ReadKey(const char* at, const char* end, Member* member) {
  member->key_escaped = false;
  const char* behind = SkipString(at, end, &member->key_escaped);
  member->key = std::string_view(at + 1, static_cast<size_t>(behind - at) - 2);
  const char* colon = SkipSpace(behind, end);
  return SkipSpace(colon + 1, end);
}

}  // namespace inflow::record_internal

#endif  // PLUGIN_RECORD_READER_H_
