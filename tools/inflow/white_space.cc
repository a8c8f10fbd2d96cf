// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/white_space.h"

#include <cstddef>

namespace inflow::command {
namespace {

// WhiteSpaceAt returns how many bytes of white space stand there, in any script's sense of it.
size_t WhiteSpaceAt(std::string_view text, size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest.empty()) return 0;
  if (static_cast<unsigned char>(rest[0]) < 0x80)
    return (rest[0] >= '\t' && rest[0] <= '\r') || rest[0] == ' ' ? 1 : 0;
  for (const std::string_view space :
       {"\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81",
        "\xe2\x80\x82", "\xe2\x80\x83", "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86",
        "\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a", "\xe2\x80\x8b",
        "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80",
        "\xef\xbb\xbf"}) {
    if (rest.substr(0, space.size()) == space) return space.size();
  }
  return 0;
}

}  // namespace

std::string_view WithoutOuterSpace(std::string_view text) {
  while (const size_t space = WhiteSpaceAt(text, 0)) text.remove_prefix(space);
  while (!text.empty()) {
    size_t last = text.size() - 1;
    while (last > 0 && (static_cast<unsigned char>(text[last]) & 0xc0) == 0x80) --last;
    if (last + WhiteSpaceAt(text, last) != text.size()) break;
    text.remove_suffix(text.size() - last);
  }
  return text;
}

}  // namespace inflow::command
