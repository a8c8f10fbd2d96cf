// SPDX-License-Identifier: Apache-2.0
//
// File: preamble.h
//
// The first bytes of an input, before any of it is taken for a record.
#ifndef TOOLS_INFLOW_INPUT_PREAMBLE_H_
#define TOOLS_INFLOW_INPUT_PREAMBLE_H_

#include <string>

#include "tools/inflow/input/input_buffer.h"

namespace inflow::command {

// SkipPreamble consumes a UTF-8 byte order mark; *marked tells whether there was one. It returns
// kData where the input can be read on, kEnd where it has no byte at all, and kError with *why for
// what is no text (file_kind.h); kWait, kLook and kChanged are More's.
SourceStep SkipPreamble(InputBuffer* buffer, const std::string& name, std::string* why,
                        bool* marked);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INPUT_PREAMBLE_H_
