// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/internal/later.h"

#include <algorithm>

namespace inflow::config {
namespace {

constexpr std::string_view kRemove = "remove it";

constexpr Later kLater[] = {
    {"", "rows", kRemove},   {"", "merge", kRemove},    {"", "array_put", kRemove},
    {"", "schema", kRemove}, {"", "coalesce", kRemove}, {"", "dependencies", kRemove},
};

}  // namespace

std::span<const Later> LaterKeys() { return kLater; }

const Later* FindLater(std::string_view section, std::string_view key) {
  const auto* const it = std::find_if(
      std::begin(kLater), std::end(kLater),
      [&](const Later& later) { return later.section == section && later.key == key; });
  return it == std::end(kLater) ? nullptr : it;
}

}  // namespace inflow::config
