// SPDX-License-Identifier: Apache-2.0
//
// File: field_text.h
//
// The fields of what a published endpoint takes, from the plugin's description.
#ifndef TOOLS_INFLOW_SHOW_FIELD_TEXT_H_
#define TOOLS_INFLOW_SHOW_FIELD_TEXT_H_

#include <string>

#include "tools/inflow/json/json_tree.h"

namespace inflow::command {

// ObjectsOf returns the object of that name and all that it holds, by name, in the order in which
// they are met.
JsonTree ObjectsOf(const JsonTree& objects, const std::string& name);

// FieldsText lists the fields of those objects, one a line; empty where there are none.
std::string FieldsText(const JsonTree& objects);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_SHOW_FIELD_TEXT_H_
