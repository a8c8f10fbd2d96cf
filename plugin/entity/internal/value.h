// SPDX-License-Identifier: Apache-2.0
//
// File: value.h
//
// One value as the service wants it: numbers as decimal text, enums in its spelling, booleans and
// dates from their usual ones.
#ifndef PLUGIN_ENTITY_INTERNAL_VALUE_H_
#define PLUGIN_ENTITY_INTERNAL_VALUE_H_

#include <string>
#include <string_view>

#include "plugin/catalog/object_schema.h"

namespace inflow::entity {

// AppendValue appends a JSON value (as written, of a record that WalkRecord has accepted) as a
// field of a type other than object, rows and related wants it. false, with *out as it was, where
// the value is none of that type or a text has a NUL.
bool AppendValue(const Field& field, std::string_view json, std::string* out);

// HasNul finds the one character that no text of the service can hold, in a JSON value as written.
bool HasNul(std::string_view json);

// RuleOf says what a field's values are: "a decimal number, such as 12.50".
std::string RuleOf(const Field& field);

// The conversions, on plain text without white space around it. They append without quotes; false
// where it is none.
bool AppendDecimal(std::string_view text,
                   std::string* out);  // digits as they are; an exponent is written out
bool AppendInteger(std::string_view text,
                   std::string* out);                      // 32 bits; a fraction may only be zero
bool AppendDate(std::string_view text, std::string* out);  // ISO 8601, extended
bool AppendBoolean(std::string_view text, std::string* out);  // true, false

}  // namespace inflow::entity

#endif  // PLUGIN_ENTITY_INTERNAL_VALUE_H_
