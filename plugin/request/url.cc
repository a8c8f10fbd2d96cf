// SPDX-License-Identifier: Apache-2.0
#include "plugin/request/url.h"

#include "absl/strings/match.h"

namespace inflow {
namespace {

// IsDots tells whether a segment is made of `count` dots, written plainly or as %2e.
bool IsDots(std::string_view segment, int count) {
  for (int i = 0; i < count; ++i) {
    const bool plain = segment.substr(0, 1) == ".";
    const std::string_view three = segment.substr(0, 3);
    if (!plain && !absl::EqualsIgnoreCase({three.data(), three.size()}, "%2e")) return false;
    segment.remove_prefix(plain ? 1 : 3);
  }
  return segment.empty();
}

}  // namespace

std::string_view PathOf(std::string_view url) {
  // Twice a search for one byte, which is far faster than one for either.
  const std::string_view without_fragment = url.substr(0, url.find('#'));
  return without_fragment.substr(0, without_fragment.find('?'));
}

bool HasDotSegment(std::string_view url) {
  std::string_view rest = PathOf(url);
  if (const size_t scheme = rest.find("://"); scheme != std::string_view::npos)
    rest.remove_prefix(scheme + 3);
  for (size_t slash = rest.find('/'); slash != std::string_view::npos; slash = rest.find('/')) {
    rest.remove_prefix(slash + 1);
    const std::string_view segment = rest.substr(0, rest.find('/'));
    if (IsDots(segment, 1) || IsDots(segment, 2)) return true;
  }
  return false;
}

}  // namespace inflow
