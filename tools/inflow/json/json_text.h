// SPDX-License-Identifier: Apache-2.0
//
// File: json_text.h
//
// JSON as text: what the readers and writers need where a tree would cost too much or would change
// how a number is written.
//
//   std::string line = "{\"name\":";
//   AppendJsonString("5\" pipe", &line);                     // "5\" pipe"
//   TopLevelMember note = FindTopLevelMember(record, "_inflow");
#ifndef TOOLS_INFLOW_JSON_JSON_TEXT_H_
#define TOOLS_INFLOW_JSON_JSON_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace inflow::command {

// AppendJsonString appends text as a JSON string with its quotes. Bytes that are not UTF-8 become
// U+FFFD.
void AppendJsonString(std::string_view text, std::string* out);

// FindInvalidUtf8 returns the position of the first byte that is not UTF-8 (surrogates and overlong
// forms are not), or npos. *beyond_ascii becomes true where a character above U+007F stands before
// it.
size_t FindInvalidUtf8(std::string_view text, bool* beyond_ascii = nullptr);

// IsJsonNumber tells whether text is exactly one number of RFC 8259.
bool IsJsonNumber(std::string_view text);

// SkipJsonSpace returns the position of the first byte at or after `at` that is no white space and
// in no comment.
size_t SkipJsonSpace(std::string_view text, size_t at);

// JsonBegin returns where the value of a document begins: behind a byte order mark, white space and
// comments.
size_t JsonBegin(std::string_view text);

// SkipJsonValue returns the end of the value that begins at `at`, or npos where the text ends
// before or is none. It trusts the inside of the value: only brackets, strings and comments are
// followed.
size_t SkipJsonValue(std::string_view text, size_t at);

// TopLevelMember is where a member lies in an object's text; begin == npos where there is none.
struct TopLevelMember {
  size_t begin = std::string_view::npos;        // the key's quote
  size_t end = std::string_view::npos;          // behind the value
  size_t value_begin = std::string_view::npos;  // the value's first byte
  bool only = false;                            // the object has no other member
  bool found() const { return begin != std::string_view::npos; }
};

// FindTopLevelMember looks for a key that is written without escapes. Text that is no object has no
// member.
TopLevelMember FindTopLevelMember(std::string_view object, std::string_view key);

// WithoutMember returns the object's text without that member and the comma that went with it.
std::string WithoutMember(std::string_view object, const TopLevelMember& member);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_JSON_JSON_TEXT_H_
