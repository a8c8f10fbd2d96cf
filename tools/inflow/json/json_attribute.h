// SPDX-License-Identifier: Apache-2.0
//
// File: json_attribute.h
//
// Single attributes of a record, found in its text.
#ifndef TOOLS_INFLOW_JSON_JSON_ATTRIBUTE_H_
#define TOOLS_INFLOW_JSON_JSON_ATTRIBUTE_H_

#include <string>
#include <string_view>
#include <vector>

namespace inflow::command {

// FindAttribute returns the bytes of the value at a dotted path of a JSON object, empty where there
// is none. An attribute whose own name holds a dot is found too, and a number is a place in a list.
// any_case: names may differ in upper and lower case.
std::string_view FindAttribute(std::string_view record, std::string_view path,
                               bool any_case = false);

// FindInRows returns the bytes of all values at a dotted path that leads through lists of objects
// without naming places in them: "prices.unitPrice" of every price, in order.
std::vector<std::string_view> FindInRows(std::string_view record, std::string_view path);

// JsonTextOf is the content of a JSON string, and any other value as it is written.
std::string JsonTextOf(std::string_view value);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_JSON_JSON_ATTRIBUTE_H_
