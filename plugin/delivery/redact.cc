// SPDX-License-Identifier: Apache-2.0
#include "plugin/delivery/redact.h"

#include <algorithm>

namespace inflow {
namespace {

constexpr size_t kLeast = 4;

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool IsHex(std::string_view digits, char c) {
  int value = 0;
  for (const char digit : digits) {
    if (HexDigit(digit) < 0) return false;
    value = value * 16 + HexDigit(digit);
  }
  return value == c;
}

// MatchOne returns how many bytes of `text` stand for `c`: itself, \c, \u00hh or %hh; 0 where it does not begin with it.
size_t MatchOne(std::string_view text, char c) {
  if (text.substr(0, 2) == "\\u" && text.size() >= 6 && IsHex(text.substr(2, 4), c)) return 6;
  if (text[0] == '%' && text.size() >= 3 && IsHex(text.substr(1, 2), c)) return 3;
  if (text[0] == '\\' && text.size() >= 2 && text[1] == c) return 2;
  return text[0] == c ? 1 : 0;
}

// Match returns how many bytes at the beginning of `text` are the secret, or as much of it as the text's end leaves; 0: none.
size_t Match(std::string_view text, std::string_view secret) {
  size_t length = 0;
  size_t matched = 0;
  while (matched < secret.size() && length < text.size()) {
    const size_t one = MatchOne(text.substr(length), secret[matched]);
    if (one == 0) return 0;
    length += one;
    ++matched;
  }
  return matched >= kLeast ? length : 0;
}

}  // namespace

void Redact(std::string_view secret, std::string* text) noexcept {
  if (secret.size() < kLeast) return;
  const char beginnings[] = {secret[0], '\\', '%'};
  const std::string_view begin(beginnings, sizeof beginnings);
  for (size_t at = text->find_first_of(begin); at != std::string::npos; at = text->find_first_of(begin, at)) {
    const size_t length = Match(std::string_view(*text).substr(at), secret);
    std::fill_n(text->begin() + static_cast<std::ptrdiff_t>(at), length, '*');
    at += length > 0 ? length : 1;
  }
}

void RedactExchange(const Authorization& authorization, Exchange* exchange) noexcept {
  if (authorization == nullptr) return;
  const std::string_view key = std::string_view(*authorization).substr(authorization->rfind(' ') + 1);
  Redact(key, &exchange->body);
  Redact(key, &exchange->detail);
  for (auto& [name, value] : exchange->headers) Redact(key, &value);
}

}  // namespace inflow
