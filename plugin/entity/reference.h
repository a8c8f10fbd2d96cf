// SPDX-License-Identifier: Apache-2.0
//
// File: reference.h
//
// Fields that name another record: by its GUID, or by its name where the configuration's
// "references" has names looked up.
#ifndef PLUGIN_ENTITY_REFERENCE_H_
#define PLUGIN_ENTITY_REFERENCE_H_

#include <string>
#include <string_view>

#include "plugin/config/config.h"

namespace inflow {

// AppendReference appends a field's value, JSON as written, where it has to be looked up: as a text
// that is a mark. False, with nothing appended, where it is no name, or a GUID that nobody has to
// ask for. A mark that the map made stays what it is.
bool AppendReference(std::string_view collection, ReferenceMode mode, std::string_view json,
                     std::string* out);

// AppendMarked appends JSON of which nobody knows the fields but by their names: where these are
// the published API's for a reference, wherever they stand, texts are looked up. `but` is a field
// at the top that is none, the record's own id; empty: none.
void AppendMarked(std::string_view json, ReferenceMode mode, std::string_view but,
                  std::string* out);

}  // namespace inflow

#endif  // PLUGIN_ENTITY_REFERENCE_H_
