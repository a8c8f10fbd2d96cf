// SPDX-License-Identifier: Apache-2.0
#include "plugin/retry/clean_text.h"

#include <algorithm>
#include <iterator>

#include "plugin/redact/unseen.h"
#include "plugin/text/utf8.h"

namespace inflow {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";     // U+2026

bool IsBlank(std::string_view character) {
  if (character.size() == 1)
    return static_cast<unsigned char>(character[0]) <= ' ' || character[0] == '\x7F';
  if (character.size() == 2)
    return character[0] == '\xC2' &&
           static_cast<unsigned char>(character[1]) <= 0xA0;          // U+0080 to U+00A0
  return character == "\xE2\x80\xA8" || character == "\xE2\x80\xA9";  // U+2028, U+2029
}

}  // namespace

std::string CleanText(std::string_view text, size_t max_bytes) {
  std::string clean;
  size_t fits = 0;  // what is left of `clean` where it has to be cut
  bool blank = false;
  for (size_t at = 0; at < text.size() && clean.size() <= max_bytes;) {
    const size_t length = Utf8Length(text.data() + at, text.data() + text.size());
    const std::string_view character = length == 0 ? kReplacement : text.substr(at, length);
    at += std::max(length, size_t{1});
    if (character.size() > 1 && IsHidden(CodePoint(character))) continue;
    if (IsBlank(character)) {
      blank = !clean.empty();
      continue;
    }
    if (blank) clean += ' ';
    blank = false;
    clean += character;
    if (clean.size() + kEllipsis.size() <= max_bytes) fits = clean.size();
  }
  if (clean.size() > max_bytes) {
    clean.resize(fits);
    clean += kEllipsis;
  }
  return clean;
}

}  // namespace inflow
