// SPDX-License-Identifier: Apache-2.0
//
// File: absl_view.h
#ifndef PLUGIN_TEXT_ABSL_VIEW_H_
#define PLUGIN_TEXT_ABSL_VIEW_H_

#include <string_view>

#include "absl/strings/string_view.h"

namespace inflow {

// Absl is the same text as Abseil takes it, which has a view of its own where it is built for
// C++14.
inline absl::string_view Absl(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace inflow

#endif  // PLUGIN_TEXT_ABSL_VIEW_H_
