// SPDX-License-Identifier: Apache-2.0
//
// File: headers.h
//
// Request headers as people write them, and which ones may be written.
#ifndef PLUGIN_CONFIG_HEADERS_H_
#define PLUGIN_CONFIG_HEADERS_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace inflow::config {

// ReservedHeaders are those that the destination or the protocol sets, in lower case; a trailing
// '*' stands for any ending.
const std::vector<std::string_view>& ReservedHeaders();

// HeaderNameProblem returns what is wrong with a name, as the end of a sentence that begins with
// it, or "".
std::string HeaderNameProblem(std::string_view name);

// WebhookHeaderNameProblem does so for posts to the response webhook, which may carry an
// Authorization of the receiver's.
std::string WebhookHeaderNameProblem(std::string_view name);

// IsPublicHeader tells of those whose values are no secret, such as Accept and User-Agent.
bool IsPublicHeader(std::string_view name);

// HeaderValueProblem does the same for a value, which it never quotes.
std::string HeaderValueProblem(std::string_view value);

// SplitHeaderPairs splits "name:value,name2:value2" at commas, and each pair at its first colon;
// "\," and "\\" are a comma and a backslash. White space around names and values goes. Returns what
// is wrong, as a sentence, or "".
std::string SplitHeaderPairs(std::string_view text,
                             std::vector<std::pair<std::string, std::string>>* pairs);

}  // namespace inflow::config

#endif  // PLUGIN_CONFIG_HEADERS_H_
