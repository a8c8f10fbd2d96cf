// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/json/byte_scan.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace inflow::command {
namespace {

// Everywhere puts the byte at every place of a text of 'a', and gives each to `test` with the
// place.
template <typename Test>
void Everywhere(char byte, Test test) {
  for (size_t at = 0; at < 70; ++at) {
    std::string text(70, 'a');
    text[at] = byte;
    test(text, at);
  }
}

// Both kinds of block, also on a machine that uses one of them alone.
template <typename Block>
class ByteBlockTest : public ::testing::Test {};
using Blocks = ::testing::Types<PortableByteBlock, ByteBlock>;
TYPED_TEST_SUITE(ByteBlockTest, Blocks);

TYPED_TEST(ByteBlockTest, HasABitForEachByte) {
  std::string text(64, 'a');
  text[0] = ',';
  text[17] = ';';
  text[63] = ',';
  const TypeParam block(text.data());
  EXPECT_EQ(block.Equal(','), uint64_t{1} << 63 | 1);
  EXPECT_EQ(block.EqualAny(',', ';', 'x', 'y'), uint64_t{1} << 63 | uint64_t{1} << 17 | 1);
  EXPECT_EQ(block.Equal('b'), 0);
}

TYPED_TEST(ByteBlockTest, KnowsWhatAJsonStringHasToEscape) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text(64, static_cast<char>(byte));
    const TypeParam block(text.data());
    EXPECT_EQ(block.HasAboveAscii(), byte >= 0x80) << byte;
    const bool special =
        (byte < 0x20 && byte != '\n' && byte != '\r' && byte != '\t') || byte == '\\';
    EXPECT_EQ(block.HasSpecialBut('\n', '\r', '\t'), special) << byte;
  }
}

TEST(SkipAscii, StopsAtTheFirstByteAbove) {
  Everywhere('\x80', [](const std::string& text, size_t at) {
    EXPECT_EQ(SkipAscii(text.data(), text.data() + text.size()) - text.data(), at);
  });
  const std::string_view plain = "a\x7f\x01";
  EXPECT_EQ(SkipAscii(plain.data(), plain.data() + 3), plain.data() + 3);
}

TEST(FindAny, FindsTheFirstOfSeveral) {
  Everywhere('[', [](const std::string& text, size_t at) {
    const char* const end = text.data() + text.size();
    EXPECT_EQ((FindAny<'"', '['>(text.data(), end)) - text.data(), at);
    EXPECT_EQ((FindAny<'"', ']'>(text.data(), end)), end);
  });
}

TEST(FindPair, FindsTwoBytesThatFollowEachOther) {
  for (size_t at = 0; at + 1 < 70; ++at) {
    std::string text(70, '_');
    text[at] = '"';
    const char* const end = text.data() + text.size();
    EXPECT_EQ(FindPair(text.data(), end, '"', '_') - text.data(), at);
    EXPECT_EQ(FindPair(text.data(), text.data() + at + 1, '"', '_'), text.data() + at + 1);
    EXPECT_EQ(FindPair(text.data(), end, '"', 'x'), end);
  }
}

}  // namespace
}  // namespace inflow::command
