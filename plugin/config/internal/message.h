// SPDX-License-Identifier: Apache-2.0
//
// File: message.h
//
// Words that all faults share.
#ifndef PLUGIN_CONFIG_INTERNAL_MESSAGE_H_
#define PLUGIN_CONFIG_INTERNAL_MESSAGE_H_

#include <string>
#include <string_view>
#include <vector>

#include "plugin/config/parse.h"
#include "plugin/text/quoted.h"

namespace inflow::config {

// Listed returns "a, b and c", or "a, b or c".
std::string Listed(const std::vector<std::string_view>& words, std::string_view last);

// JoinPointer appends one reference token to a JSON pointer, escaped as in RFC 6901.
std::string JoinPointer(std::string_view pointer, std::string_view token);

// UnescapeToken is a reference token as the name that it stands for.
std::string UnescapeToken(std::string_view token);

// OneOf returns names in quotes: "a", "b" or "c".
std::string OneOf(const std::vector<std::string_view>& names);

// DidYouMean returns "; did you mean "near"?", or "" where no candidate is near.
std::string DidYouMean(std::string_view unknown, const std::vector<std::string_view>& candidates);

}  // namespace inflow::config

#endif  // PLUGIN_CONFIG_INTERNAL_MESSAGE_H_
