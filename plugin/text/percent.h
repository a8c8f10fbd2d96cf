// SPDX-License-Identifier: Apache-2.0
//
// File: percent.h
#ifndef PLUGIN_TEXT_PERCENT_H_
#define PLUGIN_TEXT_PERCENT_H_

#include <string>
#include <string_view>

namespace inflow {

// AppendPercentEncoded appends text as a segment of a URL's path or a value in its query: all but
// letters, digits and -._~ as %XX.
void AppendPercentEncoded(std::string_view text, std::string* out);

}  // namespace inflow

#endif  // PLUGIN_TEXT_PERCENT_H_
