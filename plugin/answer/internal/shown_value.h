// SPDX-License-Identifier: Apache-2.0
//
// File: shown_value.h
#ifndef PLUGIN_ANSWER_INTERNAL_SHOWN_VALUE_H_
#define PLUGIN_ANSWER_INTERNAL_SHOWN_VALUE_H_

#include <string>
#include <string_view>

namespace inflow::answer {

// ShownValue is a JSON value for a message, cut where it is long: not the insides of what has
// insides.
std::string ShownValue(std::string_view json);

}  // namespace inflow::answer

#endif  // PLUGIN_ANSWER_INTERNAL_SHOWN_VALUE_H_
