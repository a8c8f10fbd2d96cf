// SPDX-License-Identifier: Apache-2.0
#include "plugin/redact/internal/forms.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "plugin/redact/internal/characters.h"
#include "plugin/text/absl_view.h"

namespace inflow {
namespace {

// Base64Within returns the characters that encode nothing but `bytes`, where `before` bytes of
// something else precede them.
std::string Base64Within(const std::string& bytes, size_t before) {
  constexpr size_t kByte = 8, kDigit = 6;
  const std::string whole = absl::Base64Escape(Absl(std::string(before, '\0') + bytes));
  const size_t first = (kByte * before + kDigit - 1) / kDigit;
  return whole.substr(first, kByte * (before + bytes.size()) / kDigit - first);
}

std::string UrlSafe(std::string base64) {
  std::replace(base64.begin(), base64.end(), '+', '-');
  std::replace(base64.begin(), base64.end(), '/', '_');
  return base64;
}

}  // namespace

std::string Unescaped(std::string_view secret) {
  const Alphabet none;
  Characters characters(none);
  std::string text;
  for (size_t i = 0; i < secret.size(); ++i) {
    characters.Feed(static_cast<uint8_t>(secret[i]), i, false);
    text.resize(characters.count());
    if (!text.empty()) text.back() = static_cast<char>(characters.last().byte);
  }
  return text;
}

std::vector<Form> FormsOf(std::string_view secret) {
  std::vector<Form> forms = {{Unescaped(secret)}};
  const std::string small = absl::AsciiStrToLower(Absl(secret));
  const std::string capital = absl::AsciiStrToUpper(Absl(secret));
  for (const std::string& spelling : std::set<std::string>{std::string(secret), small, capital}) {
    forms.push_back({absl::BytesToHexString(Absl(spelling))});
    for (const size_t before : {0, 1, 2}) {
      std::string base64 = Base64Within(spelling, before);
      std::string url_safe = UrlSafe(base64);
      if (url_safe != base64) forms.push_back({std::move(url_safe), false});
      forms.push_back({std::move(base64), false});
    }
  }
  return forms;
}

}  // namespace inflow
