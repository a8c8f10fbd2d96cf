// SPDX-License-Identifier: Apache-2.0
//
// File: reject_line.h
//
// A record that was not delivered, as a line of a rejects file: the record as it came, with an
// `_inflow` object in front that says what became of it.
#ifndef TOOLS_INFLOW_REJECTS_REJECT_LINE_H_
#define TOOLS_INFLOW_REJECTS_REJECT_LINE_H_

#include <string>
#include <string_view>

#include "tools/inflow/rejects/settled_record.h"

namespace inflow::command {

// AppendReject appends the line for one record, the record byte for byte as it came; where that is
// no JSON object, an `_inflow` alone that holds it as "raw".
// with_row adds its row of a CSV, as "row".
void AppendReject(const SettledRecord& record, std::string* out, bool with_row = false);

// AppendOlder appends a line that AppendReject made, and says in it that a newer record of its key
// was delivered.
void AppendOlder(std::string_view line, std::string* out);

// WithoutOlder is the line as it was before AppendOlder, or as it is.
std::string WithoutOlder(std::string_view line);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_REJECTS_REJECT_LINE_H_
