// SPDX-License-Identifier: Apache-2.0
//
// File: form_writer.h
//
// JSON as application/x-www-form-urlencoded: {"a":{"b":"x y"},"c":[1]} is a[b]=x+y&c[0]=1, the
// brackets percent-encoded.
#ifndef PLUGIN_RECORD_FORM_WRITER_H_
#define PLUGIN_RECORD_FORM_WRITER_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace inflow {

// AppendForm appends the pairs of a JSON value, with '&' between them. `prefix` is the encoded name
// that theirs begin with; without one the value must be an object. null is an empty value.
// InvalidArgument (and *out as far as it came) for an empty object or list, and for a name with
// brackets, which nobody could read back.
absl::Status AppendForm(std::string_view prefix, std::string_view json, std::string* out);

// AppendFormText percent-encodes text; a space is '+'.
void AppendFormText(std::string_view text, std::string* out);

}  // namespace inflow

#endif  // PLUGIN_RECORD_FORM_WRITER_H_
