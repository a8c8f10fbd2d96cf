// SPDX-License-Identifier: Apache-2.0
//
// File: fault.h
//
// What can be wrong with a record's bytes, and the sentences that say so.
#ifndef PLUGIN_RECORD_INTERNAL_FAULT_H_
#define PLUGIN_RECORD_INTERNAL_FAULT_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace inflow::record_internal {

enum class Fault : uint8_t {
  kNotAnObject,
  kKey,          // a key was expected
  kColon,        // ':' was expected
  kValue,        // a value was expected
  kWord,         // begins like true, false or null and is none
  kAfterMember,  // ',' or '}' was expected
  kAfterItem,    // ',' or ']' was expected
  kDigit,        // a number lacks a digit
  kLeadingZero,
  kUnendedString,
  kControl,  // a control character in a string
  kEscape,
  kHexDigit,
  kHighSurrogate,  // without the low half
  kLowSurrogate,   // without the high half
  kUtf8,
  kTooDeep,
  kTrailing,  // something behind the record
};

// Describe is the sentence about the fault at `at` in `bytes` (nullptr-safe: at may be the end).
// `begin` is where the string begins for kUnendedString.
std::string Describe(Fault fault, std::string_view bytes, const char* at, const char* begin);

// DescribeEqualKeys is the sentence about a key, as written, whose opening quotes stand at two
// places.
std::string DescribeEqualKeys(std::string_view key, std::string_view bytes, const char* first,
                              const char* second);

}  // namespace inflow::record_internal

#endif  // PLUGIN_RECORD_INTERNAL_FAULT_H_
