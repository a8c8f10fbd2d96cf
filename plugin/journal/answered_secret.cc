// SPDX-License-Identifier: Apache-2.0
#include "plugin/journal/internal/answered_secret.h"

#include <algorithm>
#include <cstddef>

namespace inflow {
namespace {

constexpr std::string_view kWord = "secret";
constexpr std::string_view kBlanks = " \t\r\n";

bool SameLetter(char a, char b) { return (a | 0x20) == b; }

size_t FindWord(std::string_view text, size_t from) {
  const auto* const at = std::search(text.begin() + static_cast<ptrdiff_t>(from), text.end(),
                                     kWord.begin(), kWord.end(), SameLetter);
  return at == text.end() ? std::string_view::npos : static_cast<size_t>(at - text.begin());
}

// SkipQuote steps over a quote and the backslashes before it, which it has where the JSON is quoted
// itself; npos: there is none.
size_t SkipQuote(std::string_view text, size_t at, size_t* slashes) {
  const size_t quote = std::min(text.find_first_not_of('\\', at), text.size());
  if (quote == text.size() || text[quote] != '"') return std::string_view::npos;
  *slashes = quote - at;
  return quote + 1;
}

// EndOfValue finds the quote that ends a text whose own quotes have so many backslashes before
// them.
size_t EndOfValue(std::string_view text, size_t from, size_t slashes) {
  size_t run = 0;
  for (size_t at = from; at < text.size(); ++at) {
    if (text[at] == '"' && run == slashes) return at - run;
    run = text[at] == '\\' ? run + 1 : 0;
  }
  return text.size();
}

}  // namespace

bool MayHaveSecret(std::string_view text) { return FindWord(text, 0) != std::string_view::npos; }

void HideAnsweredSecrets(std::string* text) {
  for (size_t word = FindWord(*text, 0); word != std::string::npos;) {
    size_t next = word + kWord.size();
    size_t slashes = 0;
    // The rest of the name.
    size_t at = text->find_first_of("\"\\", next);
    at = at == std::string::npos ? at : SkipQuote(*text, at, &slashes);
    if (at != std::string::npos) at = text->find_first_not_of(kBlanks, at);
    if (at != std::string::npos && (*text)[at] == ':') {
      at = text->find_first_not_of(kBlanks, at + 1);
      if (at != std::string::npos) at = SkipQuote(*text, at, &slashes);
      if (at != std::string::npos) {
        const size_t end = EndOfValue(*text, at, slashes);
        std::fill(text->begin() + static_cast<ptrdiff_t>(at),
                  text->begin() + static_cast<ptrdiff_t>(end), '*');
        next = end;
      }
    }
    word = FindWord(*text, next);
  }
}

}  // namespace inflow
