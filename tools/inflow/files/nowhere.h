// SPDX-License-Identifier: Apache-2.0
//
// File: nowhere.h
#ifndef TOOLS_INFLOW_FILES_NOWHERE_H_
#define TOOLS_INFLOW_FILES_NOWHERE_H_

#include <cstddef>
#include <string_view>

namespace inflow::command {

// kNowhere is what looking in a text for what is not there gives.
inline constexpr size_t kNowhere = std::string_view::npos;

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_FILES_NOWHERE_H_
