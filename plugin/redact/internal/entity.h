// SPDX-License-Identifier: Apache-2.0
//
// File: entity.h
#ifndef PLUGIN_REDACT_INTERNAL_ENTITY_H_
#define PLUGIN_REDACT_INTERNAL_ENTITY_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace inflow {

inline constexpr size_t kLongestEntity = 24;  // between '&' and ';'

// EntityCode is the code point of HTML's &name;, &#NN; or &#xNN;, given without '&' and ';'. Of the
// names those that stand for ASCII or for nothing visible, in any case.
std::optional<char32_t> EntityCode(std::string_view name);

}  // namespace inflow

#endif  // PLUGIN_REDACT_INTERNAL_ENTITY_H_
