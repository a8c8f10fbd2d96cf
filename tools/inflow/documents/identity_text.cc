// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/documents/identity_text.h"

#include <utf8proc.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <memory>
#include <optional>
#include <vector>

namespace inflow::command {
namespace {

// A longer number is none that a spreadsheet has shortened.
constexpr int kLargestExponent = 99;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsPartOfWord(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80;
}

// Shortened is a number with an exponent: 1.23E+12 is the digits 123, of which 1 stand before the
// point, and 12.
struct Shortened {
  std::string digits;
  int point = 0;
  int exponent = 0;
  size_t size = 0;  // of its text
};

// ShortenedAt reads one that begins a word and ends it.
std::optional<Shortened> ShortenedAt(std::string_view text, size_t at) {
  if (at > 0 && (IsPartOfWord(text[at - 1]) || text[at - 1] == '.')) return std::nullopt;
  Shortened number;
  size_t i = at;
  bool fraction = false;
  for (; i < text.size() && (IsDigit(text[i]) || ((text[i] == '.' || text[i] == ',') && !fraction));
       ++i) {
    if (!IsDigit(text[i])) {
      fraction = true;
      continue;
    }
    number.digits.push_back(text[i]);
    if (!fraction) ++number.point;
  }
  if (number.point == 0 || i == text.size() || (text[i] != 'e' && text[i] != 'E'))
    return std::nullopt;
  ++i;
  const bool minus = i < text.size() && text[i] == '-';
  // Without a sign it may be a name: 12E4.
  if (i == text.size() || (!minus && text[i] != '+')) return std::nullopt;
  ++i;
  const auto [end, error] =
      std::from_chars(text.data() + i, text.data() + text.size(), number.exponent);
  if (error != std::errc() || number.exponent > kLargestExponent) return std::nullopt;
  i = static_cast<size_t>(end - text.data());
  if (i < text.size() && IsPartOfWord(text[i])) return std::nullopt;
  if (minus) number.exponent = -number.exponent;
  number.size = i - at;
  return number;
}

// WrittenOut is a shortened number as a spreadsheet that does not shorten would write it.
std::string WrittenOut(const Shortened& number) {
  std::string digits = number.digits;
  int point = number.point + number.exponent;
  if (point <= 0) {
    digits.insert(0, static_cast<size_t>(1 - point), '0');
    point = 1;
  }
  if (static_cast<size_t>(point) >= digits.size())
    return digits.append(static_cast<size_t>(point) - digits.size(), '0');
  digits.insert(static_cast<size_t>(point), ".");
  digits.erase(digits.find_last_not_of('0') + 1);
  return digits.back() == '.' ? digits.substr(0, digits.size() - 1) : digits;
}

std::string WithoutExponents(std::string_view text) {
  std::string plain;
  for (size_t at = 0; at < text.size();) {
    const std::optional<Shortened> number =
        IsDigit(text[at]) ? ShortenedAt(text, at) : std::nullopt;
    plain += number ? WrittenOut(*number) : std::string(1, text[at]);
    at += number ? number->size : 1;
  }
  return plain;
}

// Folded is the text in one composition and case; as it came where it is no UTF-8.
std::string Folded(std::string_view text) {
  utf8proc_uint8_t* folded = nullptr;
  const auto options = static_cast<utf8proc_option_t>(
      UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
  const utf8proc_ssize_t size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &folded, options);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(folded, &std::free);
  if (size < 0) return std::string(text);
  return std::string(reinterpret_cast<const char*>(folded), static_cast<size_t>(size));
}

}  // namespace

bool IsShortened(std::string_view name) {
  if (name.find('E') == std::string_view::npos && name.find('e') == std::string_view::npos)
    return false;
  for (size_t at = 0; at < name.size(); ++at) {
    if (IsDigit(name[at]) && ShortenedAt(name, at)) return true;
  }
  return false;
}

std::string PlainIdentity(std::string_view name) {
  const bool ascii = std::all_of(name.begin(), name.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  std::string plain = IsShortened(name) ? WithoutExponents(name) : std::string(name);
  if (ascii) {
    std::transform(plain.begin(), plain.end(), plain.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
  } else {
    plain = Folded(plain);
  }
  // Compatibility has made spaces of no-break ones; those of lines and tabs are written as escapes.
  plain.erase(std::remove(plain.begin(), plain.end(), ' '), plain.end());
  return plain;
}

}  // namespace inflow::command
