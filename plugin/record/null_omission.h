// SPDX-License-Identifier: Apache-2.0
//
// File: null_omission.h
#ifndef PLUGIN_RECORD_NULL_OMISSION_H_
#define PLUGIN_RECORD_NULL_OMISSION_H_

#include <string>
#include <string_view>

namespace inflow {

// AppendWithoutNulls appends a JSON value that WalkRecord has accepted without the members that are
// null, in objects of any depth; the elements of lists stay. Everything else is byte for byte as
// written, but for white space around members.
void AppendWithoutNulls(std::string_view json, std::string* out);

}  // namespace inflow

#endif  // PLUGIN_RECORD_NULL_OMISSION_H_
