// SPDX-License-Identifier: Apache-2.0
#include "plugin/text/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace inflow {
namespace {

// LengthByArithmetic decodes without a table of ranges: by the lead byte's bits, then it asks
// whether the code point needed that many bytes and is a character.
size_t LengthByArithmetic(const std::string& text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const size_t size = byte(0) < 0x80             ? 1
                      : (byte(0) & 0xE0) == 0xC0 ? 2
                      : (byte(0) & 0xF0) == 0xE0 ? 3
                      : (byte(0) & 0xF8) == 0xF0 ? 4
                                                 : 0;
  if (size == 0 || text.size() < size) return 0;
  uint32_t code_point = size == 1 ? byte(0) : byte(0) & (0x7F >> size);
  for (size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
    code_point = code_point << 6 | (byte(i) & 0x3F);
  }
  const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  return code_point >= least[size] && code_point <= 0x10FFFF && !surrogate ? size : 0;
}

size_t Length(const std::string& text) {
  return Utf8Length(text.data(), text.data() + text.size());
}

TEST(Utf8LengthTest, AgreesWithArithmeticOnEveryThreeBytes) {
  std::string text(3, '\0');
  for (uint32_t bytes = 0; bytes < 1u << 24; ++bytes) {
    for (size_t i = 0; i < 3; ++i) text[i] = static_cast<char>(bytes >> (16 - 8 * i));
    if (Length(text) != LengthByArithmetic(text)) FAIL() << std::hex << bytes;
  }
}

TEST(Utf8LengthTest, AgreesWithArithmeticOnFourBytesAtTheEdges) {
  for (uint32_t lead = 0xE0; lead < 0x100; ++lead) {
    for (uint32_t second = 0; second < 0x100; ++second) {
      for (const uint32_t third : {0x00, 0x7F, 0x80, 0xBF, 0xC0, 0xFF}) {
        for (const uint32_t fourth : {0x00, 0x7F, 0x80, 0xBF, 0xC0, 0xFF}) {
          const std::string text = {static_cast<char>(lead), static_cast<char>(second),
                                    static_cast<char>(third), static_cast<char>(fourth)};
          ASSERT_EQ(Length(text), LengthByArithmetic(text))
              << std::hex << lead << ' ' << second << ' ' << third << ' ' << fourth;
        }
      }
    }
  }
}

TEST(Utf8LengthTest, NeedsTheWholeCharacter) {
  for (const std::string text : {"\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"}) {
    EXPECT_EQ(Length(text), text.size());
    for (size_t size = 1; size < text.size(); ++size) EXPECT_EQ(Length(text.substr(0, size)), 0u);
  }
}

TEST(EncodeUtf8Test, EncodesEveryCharacter) {
  for (uint32_t code_point = 0; code_point <= 0x10FFFF; ++code_point) {
    if (code_point >= 0xD800 && code_point <= 0xDFFF) continue;
    char utf8[4];
    const size_t size = EncodeUtf8(code_point, utf8);
    ASSERT_EQ(LengthByArithmetic(std::string(utf8, size)), size) << std::hex << code_point;
    uint32_t decoded =
        size == 1 ? static_cast<uint8_t>(utf8[0]) : static_cast<uint8_t>(utf8[0]) & (0x7Fu >> size);
    for (size_t i = 1; i < size; ++i)
      decoded = decoded << 6 | (static_cast<uint8_t>(utf8[i]) & 0x3Fu);
    ASSERT_EQ(decoded, code_point);
    ASSERT_EQ(CodePoint({utf8, size}), code_point);
  }
}

}  // namespace
}  // namespace inflow
