// SPDX-License-Identifier: Apache-2.0
//
// Whatever stands around it and however it is written, no sixteen characters of a key in a row are
// left; and a text that holds none stays as it is.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdio>
#include <random>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "plugin/redact/internal/special.h"
#include "plugin/redact/redactor.h"

namespace inflow {
namespace {

// Text makes what the properties are tried on. It goes by one number: a key that is shrunk would be
// one that is found anywhere.
class Text {
 public:
  explicit Text(uint64_t seed) : engine_(seed) {}

  size_t Below(size_t end) { return engine_() % end; }
  bool Coin() { return Below(2) == 0; }
  template <typename T>
  T OneOf(const std::vector<T>& all) {
    return all[Below(all.size())];
  }
  std::string Of(std::string_view characters, size_t length) {
    std::string text;
    while (text.size() < length) text += characters[Below(characters.size())];
    return text;
  }

  std::string Key();
  std::string Escaped(char c);
  std::string Unseen();
  std::string Around(const std::string& key);

 private:
  std::mt19937_64 engine_;
};

// Key has inFlow's shape or another one, also such that base64 and escapes have something to do.
std::string Text::Key() {
  switch (Below(4)) {
    case 0:
      return "sk-" +
             Of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 16 + Below(30));
    case 1:
      return Of(
          "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&'*+-./;<=>?@[]^_`|~",
          24 + Below(40));
    default:
      return Of("0123456789abcdef", 64) + "-" + Of("0123456789", 1);
  }
}

std::string Formatted(const char* format, char c) {
  char text[32];
  std::snprintf(text, sizeof text, format, static_cast<unsigned>(c));
  return text;
}

std::string Text::Escaped(char c) {
  return Formatted(OneOf<const char*>({"%%%02x", "%%%02X", "%%25%02x", "%%25%02X", "\\u%04x",
                                       "\\u%04X", "\\\\u%04x", "&#%u;", "&#x%x;", "&#x%04X;",
                                       "&amp;#%u;", "%%26%%23%u%%3B", "\\u0025%02x", "&#37;%02x"}),
                   c);
}

std::string Text::Unseen() {
  return OneOf<std::string>({"\xE2\x80\x8B", "\xEF\xBB\xBF", "\xE2\x80\xAE", "\xC2\xAD",
                             "\xEF\xB8\x8F", "\xF3\xA0\x84\x80", "\\u200b", "\\u00AD", "&shy;",
                             "&#8203;", "&#x200B;", "%E2%80%8B", "%25E2%2580%258B", "\r\n", "\n  ",
                             "\\n", "\\r\\n  ", "\r\n\t", " \n"});
}

// Written is a text with the place of each character of `what` in it.
struct Written {
  std::string text;
  std::vector<std::pair<size_t, size_t>> places;
};

// Write writes the characters plainly, escaped or with something unseen between, in any mixture.
Written Write(const std::string& what, bool any_case, Text* random) {
  Written written;
  const size_t escapes = random->OneOf<size_t>({0, 0, 3, 100});  // of a hundred
  const size_t gaps = random->OneOf<size_t>({0, 0, 5, 100});
  for (const char c : what) {
    if (!written.text.empty() && random->Below(100) < gaps) written.text += random->Unseen();
    const auto u = static_cast<unsigned char>(c);
    const char in_case =
        any_case && random->Coin()
            ? (absl::ascii_isupper(u) ? absl::ascii_tolower(u) : absl::ascii_toupper(u))
            : c;
    // What would begin an escape has to be escaped.
    const bool plain = random->Below(100) >= escapes && c != '%' && c != '&' && c != '\\';
    const std::string text = plain ? std::string(1, in_case) : random->Escaped(in_case);
    written.places.emplace_back(written.text.size(), written.text.size() + text.size());
    written.text += text;
  }
  return written;
}

// Around is text that a service may answer, and that ends where a word does.
std::string Text::Around(const std::string& key) {
  std::string text;
  for (size_t i = Below(8); i > 0; --i) {
    switch (Below(7)) {
      case 0:
        text += key.substr(Below(key.size() - 15), Below(16));
        break;
      case 1:
        text += Of("0123456789abcdef", 8) + "-" + Of("0123456789abcdef", 4);
        break;
      case 2:
        text += Unseen();
        break;
      case 3:
        text += Escaped(OneOf<char>({'a', '7', '"', '-'}));
        break;
      case 4:
        text += OneOf<std::string>(
            {"%", "\\", "&", "&amp", "\\u00", "%2", "\xC3\xA4", "\xFF", "100 % of \xD0\x96"});
        break;
      default:
        text += "{\"message\":\"The name is taken\"}";
    }
    text += OneOf<std::string>({"\"", " (", ") ", "\": \"", "\",\n \""});
  }
  return text;
}

// LongestLeft is how many characters in a row are not overwritten.
size_t LongestLeft(const std::string& text, size_t begin, const Written& written) {
  size_t longest = 0, left = 0;
  for (const auto& [from, to] : written.places) {
    const bool hidden = text.compare(begin + from, to - from, std::string(to - from, '*')) == 0;
    left = hidden ? 0 : left + 1;
    longest = std::max(longest, left);
  }
  return longest;
}

RC_GTEST_PROP(RedactorProperty, LeavesNoSixteenCharactersInARow, (uint64_t seed)) {
  Text random(seed);
  const std::string key = random.Key();
  const std::string before = random.Around(key);
  const size_t begin = random.Below(key.size() - 15);
  const std::string piece = key.substr(begin, 16 + random.Below(key.size() - begin - 15));
  Written written;
  size_t may_be_left = 15;
  switch (random.Below(3)) {
    case 0:
      written = Write(piece, true, &random);
      break;
    case 1:
      written = Write(absl::BytesToHexString(random.Coin() ? piece : absl::AsciiStrToUpper(piece)),
                      true, &random);
      may_be_left = 31;
      break;
    default: {
      const std::string bytes = random.OneOf<std::string>({"", "x", "xy", "Bearer "}) + piece +
                                random.OneOf<std::string>({"", "\n", "zz"});
      written = Write(random.Coin() ? absl::Base64Escape(bytes) : absl::WebSafeBase64Escape(bytes),
                      false, &random);
      may_be_left =
          19;  // what encodes sixteen bytes holds twenty characters that encode nothing else
    }
  }
  const std::string after = "\" " + random.Around(key);
  std::string text = before + written.text + after;
  Redactor({key}).Redact(&text);
  RC_ASSERT(text.size() == before.size() + written.text.size() + after.size());
  RC_LOG() << "key   " << absl::CEscape(key) << "\ntext  "
           << absl::CEscape(before + "|" + written.text + "|" + after) << "\nmade  "
           << absl::CEscape(text) << '\n';
  RC_ASSERT(LongestLeft(text, before.size(), written) <= may_be_left);
  RC_ASSERT(text.substr(0, before.size()) == before);
  RC_ASSERT(text.substr(before.size() + written.text.size()) == after);
}

RC_GTEST_PROP(RedactorProperty, LeavesEveryOtherTextAsItIs, (uint64_t seed)) {
  Text random(seed);
  const std::string key = random.Key();
  const std::string text = random.Around(key) + random.Around(key);
  std::string redacted = text;
  Redactor({key}).Redact(&redacted);
  RC_ASSERT(redacted == text);
}

// Looking the text over finds everything that reading every character finds. (Not so in base64,
// whose letters' case it minds.)
RC_GTEST_PROP(RedactorProperty, OverlooksNothing, (uint64_t seed)) {
  Text random(seed);
  const std::string key = random.Key();
  const std::string code = random.Coin() ? key : absl::BytesToHexString(key);
  std::string text;
  for (size_t i = random.Below(30); i > 0; --i) {
    const size_t begin = random.Below(code.size() - 15);
    switch (random.Below(8)) {
      case 0:
        text += random.OneOf<std::string>({";", " ", "\n", "\xE2", "\x80", "u", "#", "25", "\""});
        break;
      case 5:
        text += random.OneOf<std::string>({"%", "\\", "&"}) + random.Of("09afu#x", 1);
        break;
      case 1:
        text += random.Unseen();
        break;
      case 2:
        text += random.Escaped(code[begin]);
        break;
      default:
        text += Write(code.substr(begin, 1 + random.Below(20)), true, &random).text;
    }
  }
  const Redactor redactor({key});
  std::string fast = text, slow = text;
  redactor.Redact(&fast);
  redactor.RedactName(&slow);
  RC_LOG() << "key   " << absl::CEscape(key) << "\ntext  " << absl::CEscape(text) << "\nfast  "
           << absl::CEscape(fast) << "\nslow  " << absl::CEscape(slow) << '\n';
  for (size_t i = 0; i < text.size(); ++i) RC_ASSERT(slow[i] == text[i] || fast[i] == '*');
}

RC_GTEST_PROP(FindSpecialProperty, IsTheSameOnEveryProcessor, (uint64_t seed)) {
  Text random(seed);
  std::string text = random.Of("abc\"{", random.Below(300));
  for (size_t i = random.Below(4); i > 0 && !text.empty(); --i) {
    text[random.Below(text.size())] = static_cast<char>(random.Below(256));
  }
  const size_t from = random.Below(text.size() + 1);
  const auto is_special = [](char c) { return IsSpecial(static_cast<uint8_t>(c)); };
  const auto at =
      std::find_if(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(), is_special);
  const auto expected = static_cast<size_t>(at - text.begin());
  for (const FindSpecial find : {FastestFindSpecial(), FindSpecial(&FindSpecialAnywhere)}) {
    SpecialPlaces special(find, text);
    special.GoTo(from);
    RC_ASSERT(special.place() == expected);
    size_t count = 0;
    for (; special.place() < text.size(); special.Next()) ++count;
    RC_ASSERT(count == static_cast<size_t>(std::count_if(at, text.end(), is_special)));
  }
}

}  // namespace
}  // namespace inflow
