// SPDX-License-Identifier: Apache-2.0
#include "plugin/text/escaped.h"

#include <gtest/gtest.h>

#include <memory>

namespace inflow {
namespace {

std::string Escaped(std::string_view text) {
  std::string out = ">";
  AppendEscaped(text, &out);
  return out.substr(1);
}

TEST(AppendEscapedTest, EscapesWhatMustBeAndNothingElse) {
  EXPECT_EQ(Escaped(""), "");
  EXPECT_EQ(Escaped("a/b caf\xC3\xA9 \x7f \xF0\x9F\x98\x80"),
            "a/b caf\xC3\xA9 \x7f \xF0\x9F\x98\x80");
  EXPECT_EQ(Escaped("\"\\\b\f\n\r\t"), R"(\"\\\b\f\n\r\t)");
  EXPECT_EQ(Escaped(std::string_view("\0\x01\x1f", 3)), R"(\u0000\u0001\u001f)");
  EXPECT_EQ(Escaped("a long run of plain text, then\na long run of plain text"),
            "a long run of plain text, then\\na long run of plain text");
}

TEST(AppendEscapedTest, LooksAtEveryByte) {
  // Sizes and places on both sides of 16, in buffers without a byte to spare.
  for (size_t size = 1; size <= 40; ++size) {
    for (size_t place = 0; place < size; ++place) {
      for (int value = 0; value < 256; ++value) {
        const auto text = std::make_unique<char[]>(size);
        for (size_t i = 0; i < size; ++i) text[i] = i % 2 == 0 ? '!' : '\xC3';
        text[place] = static_cast<char>(value);
        const std::string out = Escaped({text.get(), size});
        const bool plain = value >= 0x20 && value != '"' && value != '\\';
        ASSERT_EQ(out.size() == size, plain) << size << ", " << place << ", " << value;
        ASSERT_EQ(out[place], plain ? static_cast<char>(value) : '\\');
      }
    }
  }
}

}  // namespace
}  // namespace inflow
