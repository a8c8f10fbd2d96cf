// SPDX-License-Identifier: Apache-2.0
#include "plugin/redact/redactor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_replace.h"

namespace inflow {
namespace {

using ::testing::HasSubstr;

// The shape that inFlow's keys have.
constexpr char kKey[] = "3f9a0c51d7e24b68a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718-7";

std::string Redacted(std::string text, const std::string& secret = kKey) {
  const size_t size = text.size();
  Redactor({secret}).Redact(&text);
  EXPECT_EQ(text.size(), size);
  return text;
}

std::string Stars(size_t count) { return std::string(count, '*'); }

// Joined puts `between` between the characters of a text.
std::string Joined(const std::string& text, const std::string& between) {
  std::string joined;
  for (const char c : text) joined.append(joined.empty() ? "" : between).append(1, c);
  return joined;
}

std::string Each(const std::string& text, const char* format) {
  std::string out;
  for (const char c : text) {
    char one[32];
    std::snprintf(one, sizeof one, format, static_cast<unsigned>(c));
    out += one;
  }
  return out;
}

TEST(Redactor, LeavesOtherText) {
  const std::string texts[] = {
      "",
      "{\"message\":\"no\",\"id\":\"c35eefae-596b-4d39-ab43-e0ea26d6a862\"}",
      "sha256=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      "C:\\users\\new 100% &amp; %41 \\u0041 &#65; \xE2\x80\x8B \xD0\x96\xD0\x96 \xFF \r\n \\",
      std::string(kKey).substr(0, 15),
      "3F9A0C51D7E24B6 8A1B2C3",
  };
  for (const std::string& text : texts) EXPECT_EQ(Redacted(text), text);
}

TEST(Redactor, OfNoSecretHidesNothing) {
  std::string text = "key";
  EXPECT_EQ(Redactor().Redact(&text), 0u);
  Redactor({""}).Redact(&text);
  EXPECT_EQ(text, "key");
}

TEST(Redactor, HidesTheKeyInAnyCase) {
  const std::string key = kKey;
  EXPECT_EQ(Redacted("key " + key + "."), "key " + Stars(66) + ".");
  EXPECT_EQ(Redacted(key + key), Stars(132));
  EXPECT_EQ(Redacted("{\"k\":\"" + absl::AsciiStrToUpper(key) + "\"}"),
            "{\"k\":\"" + Stars(66) + "\"}");
  EXPECT_EQ(Redacted("x3f9A0C51d7e24B68A1!"), "x" + Stars(18) + "!")
      << "a piece of it, in a mixture";
}

TEST(Redactor, HidesEveryPieceOfSixteen) {
  const std::string key = kKey;
  for (size_t at = 0; at + 16 <= key.size(); ++at) {
    EXPECT_EQ(Redacted("-- " + key.substr(at, 16) + " --"), "-- " + Stars(16) + " --") << at;
    EXPECT_EQ(Redacted("-- " + key.substr(at, 15) + " --"), "-- " + key.substr(at, 15) + " --")
        << at;
  }
  EXPECT_EQ(Redacted(key.substr(0, 30) + "\xE2\x80\xA6" + key.substr(50)),
            Stars(30) + "\xE2\x80\xA6" + Stars(16));
}

TEST(Redactor, HidesItEscaped) {
  const std::string key = kKey;
  for (const char* format : {"%%%02x", "%%%02X", "%%25%02x", "%%25%02X", "\\u%04x", "\\\\u%04X",
                             "\\x%02x", "%%u%04x", "&#%u;", "&#x%X;", "&#0%u;", "&amp;#%u;",
                             "%%5Cu%04x", "\\u0025%02x", "&#37;%02x", "%%26%%23%u%%3b"}) {
    const std::string text = Each(key, format);
    EXPECT_EQ(Redacted("<" + text + ">"), "<" + Stars(text.size()) + ">") << format;
  }
  EXPECT_EQ(Redacted("a/" + Each(key, "%%%x") + "%4"), "a/" + Stars(198) + "%4");
}

// What stands before it may make an escape of its beginning, and is none.
TEST(Redactor, HidesItBehindWhatBeginsAnEscape) {
  const std::string piece = std::string(kKey).substr(0, 16);
  for (const std::string before : {"%", "\\u", "\\x", "&#x", "&", "\\", "%25", "100%", "\\\\u"}) {
    EXPECT_EQ(Redacted(before + piece + " "), before + Stars(16) + " ") << before;
  }
  EXPECT_EQ(Redacted("&ab" + std::string(kKey).substr(0, 30) + " "), "&ab" + Stars(30) + " ")
      << "longer than any escape";
}

TEST(Redactor, HidesItEscapedWhereItHasSuchCharacters) {
  const std::string key = R"(a+b/c="\~9&Bearer%41_x-y)";
  for (const char* text :
       {R"(a+b/c="\~9&Bearer%41_x-y)", R"(a\u002Bb\/c=\"\\~9\u0026Bearer%41_x-y)",
        "a%2bb%2Fc%3D%22%5C~9%26Bearer%2541_x-y", "a+b/c=&quot;\\~9&amp;Bearer%41_x-y",
        "a&plus;b&sol;c&equals;&quot;&bsol;~9&AMP;Bearer&percnt;41&lowbar;x-y"}) {
    EXPECT_EQ(Redacted(std::string("[") + text + "]", key), "[" + Stars(std::strlen(text)) + "]");
  }
}

TEST(Redactor, HidesItWithUnseenCharactersBetween) {
  for (const char* between : {"\xE2\x80\x8B",      // zero width space
                              "\xE2\x80\x8D",      // zero width joiner
                              "\xE2\x81\xA0",      // word joiner
                              "\xEF\xBB\xBF",      // byte order mark
                              "\xE2\x80\xAE",      // right to left override
                              "\xC2\xAD",          // soft hyphen
                              "\xAD",              // in Latin-1
                              "\xEF\xB8\x8F",      // variation selector
                              "\xF3\xA0\x84\x81",  // variation selector 18
                              "\xC2\xA0",          // no-break space
                              "\xE2\x80\xA8",      // line separator
                              "\xE2\x80\x8B\xE2\x80\x8B",
                              "\\u200b",
                              "\\u200B",
                              "\\u00ad",
                              "\\udb40\\udd01",
                              "%E2%80%8B",
                              "%25e2%2580%258b",
                              "&shy;",
                              "&#8203;",
                              "&#x200b;",
                              "&ZeroWidthSpace;",
                              "&zwnj;",
                              "\r\n",
                              "\n",
                              "\r\n\t",
                              "\n   ",
                              " \n ",
                              "\\n",
                              "\\r\\n  ",
                              "&#10;",
                              "\\\n",
                              "\x01"}) {
    const std::string text = Joined(kKey, between);
    EXPECT_EQ(Redacted("(" + text + ")"), "(" + Stars(text.size()) + ")")
        << absl::CHexEscape(between);
  }
  const std::string wide = Joined(kKey, std::string(1, '\0'));
  EXPECT_EQ(Redacted(wide), Stars(wide.size()));
}

TEST(Redactor, ABlankAloneEndsAWord) {
  const std::string text = Joined(kKey, " ");
  EXPECT_EQ(Redacted(text), text);
}

TEST(Redactor, HidesItsBase64) {
  for (const std::string before : {"", "a", "ab", "Bearer ", "Authorization: Bearer ", "user:"}) {
    for (const std::string after : {"", "\n", "\r\n"}) {
      const std::string code = absl::Base64Escape(before + kKey + after);
      for (const std::string& text :
           {code, absl::WebSafeBase64Escape(before + kKey + after), Each(code, "%%%02x")}) {
        const std::string rest = Redacted(text);
        EXPECT_GE(std::count(rest.begin(), rest.end(), '*'), 86) << text << "\n" << rest;
      }
    }
  }
  const std::string lines = absl::StrReplaceAll(absl::Base64Escape(kKey), {{"M", "M\r\n"}});
  EXPECT_THAT(Redacted(lines), HasSubstr(Stars(80)));
  EXPECT_THAT(Redacted(absl::Base64Escape(absl::AsciiStrToUpper(kKey))), HasSubstr(Stars(88)));
}

TEST(Redactor, HidesItsHexadecimal) {
  const std::string code = absl::BytesToHexString(std::string("Bearer ") + kKey);
  EXPECT_EQ(Redacted(code), code.substr(0, 14) + Stars(132));
  EXPECT_EQ(Redacted(absl::AsciiStrToUpper(code)),
            absl::AsciiStrToUpper(code.substr(0, 14)) + Stars(132));
}

TEST(Redactor, HidesSeveralSecrets) {
  std::string text = "a first-secret-0123456789 b second-secret-0123456789 c short";
  Redactor({"first-secret-0123456789", "second-secret-0123456789", "short"}).Redact(&text);
  EXPECT_EQ(text, "a " + Stars(23) + " b " + Stars(24) + " c *****");
}

TEST(Redactor, HidesAShortSecretAsItIs) {
  EXPECT_EQ(Redacted("the sesame, SESAME, s\\u0065same: sesamesesame", "sesame"),
            "the ******, SESAME, s\\u0065same: ************");
  EXPECT_EQ(Redacted("aaaab", "aaab"), "a****") << "also one that begins within a failed match";
  EXPECT_EQ(Redacted("your key is sesa", "sesame"), "your key is ****") << "what the end cuts off";
  EXPECT_EQ(Redacted("your key is ses", "sesame"), "your key is ses")
      << "three bytes may be anything";
  EXPECT_EQ(Redacted("a key", "k"), "a key");
}

TEST(Redactor, HidesItInANameThatIsInSmallLetters) {
  std::string name = "x-" + absl::AsciiStrToLower(absl::Base64Escape(kKey));
  Redactor({kKey}).RedactName(&name);
  EXPECT_EQ(name, "x-" + Stars(88));
  name = "x-request-id-of-the-service";
  Redactor({kKey}).RedactName(&name);
  EXPECT_EQ(name, "x-request-id-of-the-service");
}

// What is nearly the key everywhere, and what is full of escapes, takes steps in proportion to its
// length.
TEST(Redactor, TakesTimeInProportionToTheLength) {
  const std::string key = kKey;
  const std::string near[] = {
      key.substr(0, 15) + "!",
      key.substr(0, 15),
      key.substr(3, 9) + key.substr(20, 11),
      "%",
      "%25",
      "%3",
      "%31",
      "\\u003",
      "&#37;",
      "\\",
      "\\u",
      "&",
      "&a",
      "&#x",
      "&aaaaaaaaaaaaaaaaaaaaaaa",
      "\xE2\x80\x8B",
      "3\xE2\x80\x8B",
      "3f9a0c51d7e\xE2\x80\x8B!",
      "3f9a0c51d7e24b6\xE2\x80\x8B!",
      "3f9a0c51d7e24b6&",
      "\n",
      "3\n ",
      " ",
      "%20",
      "3f \n",
      "\xD0\x96",
      key.substr(0, 14) + "\\u002d",
      std::string("3\0f\0", 4),
  };
  const Redactor redactor({key});
  for (const std::string& piece : near) {
    std::string text;
    while (text.size() < (1u << 17)) text += piece;
    const std::string before = text;
    EXPECT_LE(redactor.Redact(&text), 3 * text.size()) << piece;
    EXPECT_TRUE(text == before) << piece;
    text += "1%31 ";
    EXPECT_LE(redactor.Redact(&text), 3 * text.size()) << piece;
  }
}

// Most of what a service answers is only looked over.
TEST(Redactor, TakesNoStepsWhereNothingIsNear) {
  std::string text;
  for (int i = 0; i < 400; ++i) {
    text +=
        R"({"productId":"c35eefae-596b-4d39-ab43-e0ea26d6a862","name":"Green tea \"large\", 12.50","remarks":"Gr\u00fcn \u0026 co"},)";
  }
  EXPECT_LE(Redactor({kKey}).Redact(&text), text.size() / 50);
}

}  // namespace
}  // namespace inflow
