// SPDX-License-Identifier: Apache-2.0
//
// File: nearest.h
#ifndef PLUGIN_TEXT_NEAREST_H_
#define PLUGIN_TEXT_NEAREST_H_

#include <string_view>
#include <vector>

namespace inflow {

// NearestKey returns the candidate within a small edit distance, or "" — "did you mean".
std::string_view NearestKey(std::string_view unknown,
                            const std::vector<std::string_view>& candidates);

}  // namespace inflow

#endif  // PLUGIN_TEXT_NEAREST_H_
