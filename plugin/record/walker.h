// SPDX-License-Identifier: Apache-2.0
//
// File: walker.h
//
// A strict RFC 8259 walk over one record's bytes: every byte is checked, and what the request layer
// needs (the top-level members) is noted on the way, as views into the record. No DOM, no copy.
//
//   RecordIndex index;                         // reused from record to record
//   absl::Status s = WalkRecord(bytes, &index);
//   if (const Member* m = index.Find("sku")) Use(m->value);
//
// WalkJson checks any other JSON in the same way; cursor.h steps through what was accepted.
#ifndef PLUGIN_RECORD_WALKER_H_
#define PLUGIN_RECORD_WALKER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace inflow {

enum class JsonType : uint8_t { kObject, kArray, kString, kNumber, kTrue, kFalse, kNull };

// Member is one top-level member of a record. Views point into the record.
struct Member {
  std::string_view key;  // between the quotes, as written
  std::string_view
      value;  // as written, without the white space around it; a string keeps its quotes
  JsonType type;
  bool key_escaped;  // the key holds a backslash: compare with KeyIs, not with ==
};

struct JsonValue {
  std::string_view bytes;  // as written; a string keeps its quotes
  JsonType type;
};

// EscapedKeyIs is KeyIs for a key that holds a backslash.
bool EscapedKeyIs(std::string_view key, std::string_view plain);

// KeyIs compares a member's key, unescaped, with plain text. It is what looking up a name costs, so
// hardly any comparison is a call.
inline bool KeyIs(const Member& member, std::string_view plain) {
  if (member.key_escaped) return EscapedKeyIs(member.key, plain);
  return member.key.size() == plain.size() &&
         (plain.empty() || member.key.front() == plain.front()) && member.key == plain;
}

struct RecordIndex {
  std::string_view object;      // the whole object, from '{' to '}'
  std::vector<Member> members;  // in the order written
  std::vector<Member> nested;   // of the objects that were open last; only their keys are set
  const Member* Find(std::string_view plain_key) const;  // nullptr where absent
};

inline constexpr int kMaxRecordDepth = 128;

// WalkRecord validates `bytes` as exactly one JSON object with white space around it: UTF-8 (no
// surrogates, no overlong forms), strings, escapes (lone surrogate escapes are refused, they cannot
// be UTF-8), numbers, depth at most kMaxRecordDepth, nothing behind it, top-level keys unequal
// after unescaping. InvalidArgument with a sentence that names the byte (counted from 1) and what
// to do: "byte 17: expected ':' after the key, found '='". The index is valid only on OK and while
// `bytes` lives.
absl::Status WalkRecord(std::string_view bytes, RecordIndex* index);
// WalkHostRecord refuses equal keys in nested objects too: which of them counts would be a guess.
absl::Status WalkHostRecord(std::string_view bytes, RecordIndex* index);

// JsonWalk is what WalkJson found.
struct JsonWalk {
  enum class End : uint8_t {
    kWhole,    // one value
    kUnended,  // nothing wrong, but the text ends inside the value or before it: it may be the
               // beginning of JSON
    kTooDeep,  // nested deeper than kMaxRecordDepth, and nothing wrong up to there
    kFault,
  };
  End end = End::kFault;
  // kWhole: the value. kTooDeep: as much of it as was walked, which cursors can step through. Else
  // empty.
  JsonValue value{{}, JsonType::kNull};
};

// WalkJson validates text as WalkRecord does, for a value of any type, with white space around it.
// Equal keys are not looked for.
JsonWalk WalkJson(std::string_view text);

// SkipValue returns the end of the JSON value that begins at `at` in text that WalkRecord has
// accepted.
const char* SkipValue(const char* at, const char* end);

// Unescape appends a JSON string's content (between the quotes) as UTF-8 text.
void Unescape(std::string_view raw, std::string* out);

}  // namespace inflow

#endif  // PLUGIN_RECORD_WALKER_H_
