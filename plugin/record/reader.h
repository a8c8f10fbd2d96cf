// SPDX-License-Identifier: Apache-2.0
//
// File: reader.h
//
// Steps through the containers inside a record that WalkRecord has accepted: nothing is checked twice.
//
//   const char* at = value.data();                        // on '{'
//   for (bool more = EnterContainer(&at, end); more; more = NextItem(&at, end)) {
//     Member member;
//     at = SkipValue(ReadKey(at, end, &member), end);     // no ReadKey in an array
//   }                                                     // at is behind '}'
#ifndef INFLOW_PLUGIN_RECORD_READER_H_
#define INFLOW_PLUGIN_RECORD_READER_H_

#include "inflow/record/walker.h"

namespace inflow::record_internal {

// TypeOf tells a value's type from its first byte.
JsonType TypeOf(char first);

// EnterContainer steps from the opening bracket to the first item, or behind the closing bracket and returns false.
bool EnterContainer(const char** at, const char* end);

// NextItem steps from the end of an item to the next one, or behind the closing bracket and returns false.
bool NextItem(const char** at, const char* end);

// ReadKey reads the key at `at` into *member and returns where the value begins. The member's value is left alone: whether it
// must be skipped over is the caller's to know.
const char* ReadKey(const char* at, const char* end, Member* member);

}  // namespace inflow::record_internal

#endif  // INFLOW_PLUGIN_RECORD_READER_H_
