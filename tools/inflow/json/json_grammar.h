// SPDX-License-Identifier: Apache-2.0
//
// File: json_grammar.h
//
// Whether a text is JSON by the grammar of RFC 8259 and nothing else: numbers of any size and
// precision are, nesting of any depth is. Nothing is built, so nothing can be rounded or overflow.
#ifndef TOOLS_INFLOW_JSON_JSON_GRAMMAR_H_
#define TOOLS_INFLOW_JSON_JSON_GRAMMAR_H_

#include <string_view>

namespace inflow::command {

// IsJson tells whether text is exactly one value, in UTF-8, with nothing but white space around it.
// Equal keys are no fault.
bool IsJson(std::string_view text);

// IsJsonObject tells the same of an object.
bool IsJsonObject(std::string_view text);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_JSON_JSON_GRAMMAR_H_
