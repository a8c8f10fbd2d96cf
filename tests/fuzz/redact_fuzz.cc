// SPDX-License-Identifier: Apache-2.0
//
// Fuzz: any text that holds a key or pieces of it. Bytes below 8 stand for these, the rest for
// itself. The text keeps its length, takes time in proportion to it, and has no sixteen characters
// of the key left, nor do the words that are made of it.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "plugin/redact/redactor.h"
#include "plugin/retry/classify.h"
#include "plugin/retry/clean_text.h"

namespace {

constexpr char kKey[] = "3f9a0c51d7e24b68a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718-7";

void Check(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

void CheckClean(std::string_view text) {
  const std::string lower = absl::AsciiStrToLower(absl::string_view(text.data(), text.size()));
  const std::string_view key = kKey;
  constexpr size_t kWindow = 16;
  for (size_t at = 0; at + kWindow <= key.size(); ++at) {
    Check(lower.find(key.substr(at, kWindow)) == std::string::npos,
          "sixteen characters of the key are left");
  }
}

std::string TextOf(const uint8_t* data, size_t size) {
  const std::string key = kKey;
  const std::string pieces[] = {key,
                                key.substr(3, 15),
                                key.substr(18, 15),
                                key.substr(33),
                                absl::Base64Escape("Bearer " + key),
                                absl::BytesToHexString(key),
                                absl::AsciiStrToUpper(key.substr(20, 17))};
  std::string text;
  for (const uint8_t* byte = data; byte != data + size; ++byte) {
    if (*byte > 0 && *byte <= std::size(pieces)) {
      text += pieces[*byte - 1];
    } else {
      text += static_cast<char>(*byte);
    }
  }
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto* const redactor = new inflow::Redactor({kKey});
  const std::string before = TextOf(data, size);
  std::string text = before;
  const size_t steps = redactor->Redact(&text);
  Check(text.size() == before.size(), "the length stays");
  Check(steps <= 4 * text.size() + 64, "it takes time in proportion to the length");
  for (size_t i = 0; i < text.size(); ++i)
    Check(text[i] == before[i] || text[i] == '*', "only asterisks are written");
  CheckClean(text);
  // What only seems to be an escape may end in the midst of a piece, which then is none.
  if (text.find_first_of("\\%&") == std::string::npos) {
    CheckClean(inflow::CleanText(text, text.size() + 3));
    CheckClean(inflow::ServiceWords(text));
  }
  std::string name = before;
  redactor->RedactName(&name);
  Check(name.size() == before.size(), "the length stays");
  return 0;
}
