// SPDX-License-Identifier: Apache-2.0
#include "plugin/record/internal/equal_keys.h"

#include <algorithm>
#include <string>
#include <vector>

namespace inflow::record_internal {
namespace {

// Up to here comparing every pair of look-alikes is cheap, whatever the keys are.
constexpr size_t kFewMembers = 32;

// Fingerprint is the same for equal keys and mostly different for others; 0 to 255.
uint8_t Fingerprint(std::string_view key) {
  if (key.empty()) return 0;
  const auto byte = [key](size_t i) { return static_cast<uint32_t>(static_cast<uint8_t>(key[i])); };
  const uint32_t mixed = byte(0) | byte(key.size() / 2) << 8 | byte(key.size() - 1) << 16 |
                         static_cast<uint32_t>(key.size()) << 24;
  return static_cast<uint8_t>((mixed * 0x9E3779B1u) >> 24);
}

// FindAmongFew needs keys without escapes. *escaped is set, and nothing found, where there are
// some.
std::optional<EqualKeys> FindAmongFew(std::span<const Member> members, bool* escaped) {
  uint64_t seen[4] = {};
  for (size_t i = 0; i < members.size(); ++i) {
    const Member& member = members[i];
    if (member.key_escaped) {
      *escaped = true;
      return std::nullopt;
    }
    const uint8_t fingerprint = Fingerprint(member.key);
    uint64_t& word = seen[fingerprint >> 6];
    const uint64_t bit = uint64_t{1} << (fingerprint & 63);
    if ((word & bit) != 0) {
      for (size_t earlier = 0; earlier < i; ++earlier) {
        if (members[earlier].key == member.key) return EqualKeys{earlier, i};
      }
    }
    word |= bit;
  }
  return std::nullopt;
}

struct Key {
  std::string_view text;
  size_t position;
  bool operator<(const Key& other) const {
    const int order = text.compare(other.text);
    return order != 0 ? order < 0 : position < other.position;
  }
};

std::optional<EqualKeys> FindAmongMany(std::span<const Member> members) {
  size_t escaped_bytes = 0;
  for (const Member& member : members) escaped_bytes += member.key_escaped ? member.key.size() : 0;
  std::string unescaped;
  unescaped.reserve(escaped_bytes);  // unescaping never lengthens, so the views into it stay good
  std::vector<Key> keys;
  keys.reserve(members.size());
  for (size_t i = 0; i < members.size(); ++i) {
    std::string_view text = members[i].key;
    if (members[i].key_escaped) {
      const size_t begin = unescaped.size();
      Unescape(text, &unescaped);
      text = std::string_view(unescaped).substr(begin);
    }
    keys.push_back({text, i});
  }
  std::sort(keys.begin(), keys.end());
  std::optional<EqualKeys> found;
  for (size_t i = 1; i < keys.size(); ++i) {
    const bool equal = keys[i].text == keys[i - 1].text;
    if (equal && (!found || keys[i].position < found->second))
      found = EqualKeys{keys[i - 1].position, keys[i].position};
  }
  return found;
}

}  // namespace

std::optional<EqualKeys> FindEqualKeys(std::span<const Member> members) {
  bool escaped = false;
  if (members.size() <= kFewMembers) {
    const auto found = FindAmongFew(members, &escaped);
    if (!escaped) return found;
  }
  return FindAmongMany(members);
}

}  // namespace inflow::record_internal
