// SPDX-License-Identifier: Apache-2.0
//
// File: escaped.h
#ifndef PLUGIN_TEXT_ESCAPED_H_
#define PLUGIN_TEXT_ESCAPED_H_

#include <string>
#include <string_view>

namespace inflow {

// AppendEscaped appends text as the content of a JSON string, without quotes: \" \\ and control
// characters are escaped, all else stays as it is, also bytes that are not UTF-8.
void AppendEscaped(std::string_view text, std::string* out);

}  // namespace inflow

#endif  // PLUGIN_TEXT_ESCAPED_H_
