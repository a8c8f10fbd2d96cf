// SPDX-License-Identifier: Apache-2.0
#include "plugin/redact/unseen.h"

#include <algorithm>
#include <iterator>

namespace inflow {
namespace {

struct Range {
  char32_t first, last;
};

// Unicode's Default_Ignorable_Code_Point, and the anchors of interlinear annotations. Half of a
// pair of surrogates is what JSON's escapes make of the variation selectors and tags beyond U+FFFF.
constexpr Range kHidden[] = {
    {0xAD, 0xAD},     {0x34F, 0x34F},     {0x61C, 0x61C},     {0x115F, 0x1160},   {0x17B4, 0x17B5},
    {0x180B, 0x180F}, {0x200B, 0x200F},   {0x202A, 0x202E},   {0x2060, 0x206F},   {0x3164, 0x3164},
    {0xDB40, 0xDB40}, {0xDC00, 0xDDEF},   {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},
    {0xFFF0, 0xFFFB}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
};
constexpr Range kBlank[] = {{0x80, 0xA0},     {0x1680, 0x1680}, {0x2000, 0x200A}, {0x2028, 0x2029},
                            {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}};

template <size_t kCount>
bool IsIn(const Range (&ranges)[kCount], char32_t code) {
  const auto* const range =
      std::lower_bound(std::begin(ranges), std::end(ranges), code,
                       [](const Range& one, char32_t wanted) { return one.last < wanted; });
  return range != std::end(ranges) && range->first <= code;
}

}  // namespace

bool IsHidden(char32_t code) { return code >= kHidden[0].first && IsIn(kHidden, code); }

bool IsUnseen(char32_t code) {
  // Most of what is written.
  if (code < kHidden[1].first)
    return code < 0x20 || (code >= 0x7F && code <= 0xA0) || code == kHidden[0].first;
  return IsHidden(code) || IsIn(kBlank, code);
}

}  // namespace inflow
