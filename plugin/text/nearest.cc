// SPDX-License-Identifier: Apache-2.0
#include "plugin/text/nearest.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"

namespace inflow {
namespace {

// Plain drops what people get wrong about names without thinking: case, and which character parts
// the words.
std::string Plain(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (c != '_' && c != '-' && c != '.' && c != ' ')
      plain += absl::ascii_tolower(static_cast<unsigned char>(c));
  }
  return plain;
}

// Distance counts insertions, deletions, replacements and swaps of neighbours.
size_t Distance(std::string_view a, std::string_view b) {
  std::vector<size_t> before, row(b.size() + 1), next(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    next[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      next[j] =
          std::min({row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] == b[j - 1] ? 0u : 1u)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        next[j] = std::min(next[j], before[j - 2] + 1);
    }
    before = row;
    std::swap(row, next);
  }
  return row[b.size()];
}

}  // namespace

std::string_view NearestKey(std::string_view unknown,
                            const std::vector<std::string_view>& candidates) {
  constexpr size_t kLongest =
      64;  // no known key is longer, and a hostile one must not cost its square
  if (unknown.size() > kLongest) return {};
  const std::string wanted = Plain(unknown);
  std::string_view nearest;
  size_t best = std::max<size_t>(1, wanted.size() / 3) + 1;
  for (const std::string_view candidate : candidates) {
    const size_t distance = Distance(wanted, Plain(candidate));
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

}  // namespace inflow
