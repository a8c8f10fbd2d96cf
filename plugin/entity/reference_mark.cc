// SPDX-License-Identifier: Apache-2.0
#include "plugin/entity/reference_mark.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <new>

namespace inflow {
namespace {

constexpr size_t kSecretSize = 24;
constexpr size_t kDigits = kHoleSize - kSecretSize - 1;
constexpr char kOpen = '(', kNext = ';', kClose = ')', kHole = '#';
constexpr char kPart = ',', kEquals = '=';

// Secret is 144 random bits as letters that JSON needs no escapes for.
std::string_view Secret() {
  static constexpr char kLetters[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  static const std::array<char, kSecretSize> secret = [] {
    std::array<unsigned char, kSecretSize> random{};
    if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1) throw std::bad_alloc();
    std::array<char, kSecretSize> letters{};
    for (size_t i = 0; i < kSecretSize; ++i) letters[i] = kLetters[random[i] % 64];
    return letters;
  }();
  return {secret.data(), secret.size()};
}

size_t FindSecret(std::string_view text, size_t from) {
  const std::string_view secret = Secret();
  if (text.size() < from + secret.size() + 1) return std::string_view::npos;
  const void* const found =
      memmem(text.data() + from, text.size() - from - 1, secret.data(), secret.size());
  return found == nullptr ? std::string_view::npos
                          : static_cast<size_t>(static_cast<const char*>(found) - text.data());
}

// Until splits off what stands before a character.
std::string_view Until(char c, std::string_view* rest) {
  const size_t at = std::min(rest->find(c), rest->size());
  const std::string_view part = rest->substr(0, at);
  rest->remove_prefix(std::min(at + 1, rest->size()));
  return part;
}

}  // namespace

void AppendMark(const ReferenceMark& mark, std::string* out) {
  out->append(Secret()).push_back(kOpen);
  out->push_back(static_cast<char>(mark.kind));
  out->append(mark.collection).push_back(kPart);
  out->append(mark.derived).push_back(kPart);
  for (const auto& [field, text] : mark.names) {
    out->append(Secret()).push_back(kNext);
    out->append(field).push_back(kEquals);
    out->append(text);
  }
  out->append(Secret()).push_back(kClose);
}

bool IsMark(std::string_view text) {
  if (text.size() <= kSecretSize || text.substr(0, kSecretSize) != Secret()) return false;
  MarkCursor marks(text);
  return marks.Next() && marks.begin() == 0 && marks.end() == text.size();
}

bool MarkCursor::Next() {
  size_t at = FindSecret(text_, end_);
  while (at != std::string_view::npos && text_[at + kSecretSize] != kOpen)
    at = FindSecret(text_, at + kSecretSize);
  if (at == std::string_view::npos) return false;
  begin_ = at;
  size_t from = at + kSecretSize + 1;
  mark_ = {.kind = static_cast<ReferenceKind>(text_[from++]),
           .collection = {},
           .derived = {},
           .names = {}};
  for (bool first = true;; first = false) {
    const size_t next = FindSecret(text_, from);
    if (next == std::string_view::npos) return false;
    std::string_view part = text_.substr(from, next - from);
    if (first) {
      mark_.collection = Until(kPart, &part);
      mark_.derived = Until(kPart, &part);
    } else {
      const std::string_view field = Until(kEquals, &part);
      mark_.names.emplace_back(field, part);
    }
    from = next + kSecretSize + 1;
    if (text_[from - 1] == kClose) break;
  }
  end_ = from;
  return true;
}

void AppendHole(uint32_t ordinal, std::string* out) {
  std::array<char, kDigits> digits{};
  digits.fill('.');
  std::to_chars(digits.data(), digits.data() + digits.size(), ordinal);
  out->append(Secret()).push_back(kHole);
  out->append(digits.data(), digits.size());
}

Hole FindHole(std::string_view text, size_t from) {
  Hole hole;
  for (size_t at = FindSecret(text, from); at != std::string_view::npos;
       at = FindSecret(text, at + kSecretSize)) {
    if (text[at + kSecretSize] != kHole) continue;
    hole.at = at;
    const char* const digits = text.data() + at + kSecretSize + 1;
    std::from_chars(digits, digits + kDigits, hole.ordinal);
    break;
  }
  return hole;
}

}  // namespace inflow
