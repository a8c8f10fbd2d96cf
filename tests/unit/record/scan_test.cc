// SPDX-License-Identifier: Apache-2.0
#include "plugin/record/scan.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace inflow::record_internal {
namespace {

bool PlainByRule(unsigned char c) { return c >= 0x20 && c < 0x80 && c != '"' && c != '\\'; }

TEST(SkipPlainTest, StopsAtEveryByteThatIsNotPlainAndAtNoOther) {
  // Sizes and places on all sides of 8 and 16, in buffers without a byte to spare.
  for (size_t size = 1; size <= 40; ++size) {
    for (size_t place = 0; place < size; ++place) {
      for (int value = 0; value < 256; ++value) {
        const auto text = std::make_unique<char[]>(size);
        for (size_t i = 0; i < size; ++i) text[i] = i % 2 == 0 ? '!' : '\x7f';
        text[place] = static_cast<char>(value);
        const size_t expected = PlainByRule(static_cast<unsigned char>(value)) ? size : place;
        ASSERT_EQ(SkipPlain(text.get(), text.get() + size) - text.get(),
                  static_cast<ptrdiff_t>(expected))
            << "size " << size << ", place " << place << ", value " << value;
      }
    }
  }
}

TEST(HasUnplainTest, LooksAtEveryByteAlone) {
  for (int place = 0; place < 8; ++place) {
    for (uint64_t value = 0; value < 256; ++value) {
      for (const uint64_t others : {uint64_t{0x2020202020202020}, uint64_t{0x7F7F7F7F7F7F7F7F},
                                    uint64_t{0x2123215B5D216021}}) {
        const uint64_t mask = uint64_t{0xFF} << (8 * place);
        const uint64_t eight = (others & ~mask) | value << (8 * place);
        ASSERT_EQ(HasUnplain(eight), !PlainByRule(static_cast<unsigned char>(value)))
            << "place " << place << ", value " << value;
      }
    }
  }
}

TEST(SkipSpaceTest, SkipsTheFourOfTheRuleOnly) {
  for (int value = 0; value < 256; ++value) {
    const bool space = value == 0x20 || value == 0x09 || value == 0x0A || value == 0x0D;
    EXPECT_EQ(IsSpace(static_cast<char>(value)), space) << value;
  }
  const std::string text = " \t\r\n x";
  EXPECT_EQ(SkipSpace(text.data(), text.data() + text.size()), text.data() + 5);
  EXPECT_EQ(SkipSpace(text.data(), text.data() + 3), text.data() + 3);
}

TEST(SkipDigitsTest, SkipsAsciiDigitsOnly) {
  for (int value = 0; value < 256; ++value)
    EXPECT_EQ(IsDigit(static_cast<char>(value)), value >= '0' && value <= '9') << value;
  const std::string text = "0123456789a";
  EXPECT_EQ(SkipDigits(text.data(), text.data() + text.size()), text.data() + 10);
}

}  // namespace
}  // namespace inflow::record_internal
