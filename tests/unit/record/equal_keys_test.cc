// SPDX-License-Identifier: Apache-2.0
#include "plugin/record/internal/equal_keys.h"

#include <gtest/gtest.h>

namespace inflow::record_internal {
namespace {

using Pair = std::pair<size_t, size_t>;
constexpr Pair kNone{~size_t{0}, ~size_t{0}};

Pair FindPair(const std::vector<std::string>& keys) {
  std::vector<Member> members;
  members.reserve(keys.size());
  for (const std::string& key : keys)
    members.push_back({key, "0", JsonType::kNumber, key.find('\\') != std::string::npos});
  const auto found = FindEqualKeys(members);
  return found ? Pair{found->first, found->second} : kNone;
}

std::vector<std::string> Different(size_t count) {
  std::vector<std::string> keys;
  // Equal in length and in every byte that a cheap fingerprint might look at.
  for (size_t i = 0; i < count; ++i)
    keys.push_back("k" + std::to_string(100000 + i) + "middle" + std::to_string(900000 - i) + "k");
  return keys;
}

TEST(FindEqualKeysTest, FindsNothingAmongDifferentKeys) {
  EXPECT_EQ(FindPair({}), kNone);
  EXPECT_EQ(FindPair({""}), kNone);
  EXPECT_EQ(FindPair({"a", "b", "ab", "ba", "A", ""}), kNone);
  EXPECT_EQ(FindPair({"axb", "ayb", "azb"}), kNone);
  for (const size_t count : {31u, 32u, 33u, 5000u})
    EXPECT_EQ(FindPair(Different(count)), kNone) << count;
}

TEST(FindEqualKeysTest, FindsTheFirstRepetition) {
  EXPECT_EQ(FindPair({"a", "a"}), Pair(0, 1));
  EXPECT_EQ(FindPair({"", "b", ""}), Pair(0, 2));
  EXPECT_EQ(FindPair({"a", "b", "c", "b", "a", "b"}), Pair(1, 3));
  EXPECT_EQ(FindPair({"c", "b", "a", "b", "c", "b"}), Pair(1, 3));
}

TEST(FindEqualKeysTest, ComparesUnescaped) {
  EXPECT_EQ(FindPair({"sku", "\\u0073ku"}), Pair(0, 1));
  EXPECT_EQ(FindPair({"\\u0073ku", "x", "s\\u006bu"}), Pair(0, 2));
  EXPECT_EQ(FindPair({"\\n", "n", "\\\\n"}), kNone);
}

TEST(FindEqualKeysTest, FindsTheSamePairAmongFewAndMany) {
  for (const size_t count : {10u, 32u, 33u, 5000u}) {
    std::vector<std::string> keys = Different(count);
    keys[count - 1] = keys[2];
    EXPECT_EQ(FindPair(keys), Pair(2, count - 1)) << count;
    keys[7] = keys[5];
    EXPECT_EQ(FindPair(keys), Pair(5, 7)) << count;
    keys[3] = "\\u006b" + keys[0].substr(1);
    EXPECT_EQ(FindPair(keys), Pair(0, 3)) << count;
  }
}

}  // namespace
}  // namespace inflow::record_internal
