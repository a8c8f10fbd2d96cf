// SPDX-License-Identifier: Apache-2.0
//
// File: rejects_part.h
//
// Whether a rejects file may be replaced by another without anything being lost.
#ifndef TOOLS_INFLOW_REJECTS_REJECTS_PART_H_
#define TOOLS_INFLOW_REJECTS_REJECTS_PART_H_

#include <string>

#include "tools/inflow/load/load_settings.h"

namespace inflow::command {

// IsPartOfRejects tells whether every line of the file `part` is in the file `whole`, in the same
// order. Whether a line says that a newer record of its key was delivered does not count: that may
// have come later. A file that a person has mended is no part.
bool IsPartOfRejects(const std::string& part, const std::string& whole, RejectsFormat format);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_REJECTS_REJECTS_PART_H_
