// SPDX-License-Identifier: Apache-2.0
//
// File: json_attribute.h
//
// Single attributes of a record, found in its text.
#ifndef TOOLS_INFLOW_JSON_ATTRIBUTE_H_
#define TOOLS_INFLOW_JSON_ATTRIBUTE_H_

#include <string>
#include <string_view>

namespace inflow::command {

// FindAttribute returns the bytes of the value at a dotted path of a JSON object, empty where there
// is none. An attribute whose own name holds a dot is found too, and a number is a place in a list.
// any_case: names may differ in upper and lower case.
std::string_view FindAttribute(std::string_view record, std::string_view path,
                               bool any_case = false);

// JsonTextOf is the content of a JSON string, and any other value as it is written.
std::string JsonTextOf(std::string_view value);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_JSON_ATTRIBUTE_H_
