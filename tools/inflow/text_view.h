// SPDX-License-Identifier: Apache-2.0
//
// File: text_view.h
#ifndef TOOLS_INFLOW_TEXT_VIEW_H_
#define TOOLS_INFLOW_TEXT_VIEW_H_

#include <cstddef>
#include <string_view>

#include "absl/strings/string_view.h"

namespace inflow::command {

// kNowhere is what looking in a text for what is not there gives.
inline constexpr size_t kNowhere = std::string_view::npos;

// Absl is the same text as Abseil takes it, which has a view of its own where it is built for
// C++14.
inline absl::string_view Absl(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_TEXT_VIEW_H_
