// SPDX-License-Identifier: Apache-2.0
//
// File: reject_row.h
//
// A row of a CSV that was not delivered, in a file of its own kind: the row as it came, behind
// three columns that say what became of it, and those columns read back.
//
//   _inflow_outcome,_inflow_line,_inflow_reason,name,sku
//   REJECTED newer,4,"the service answered 400, …",Green tea,T-1
#ifndef TOOLS_INFLOW_REJECTS_REJECT_ROW_H_
#define TOOLS_INFLOW_REJECTS_REJECT_ROW_H_

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "tools/inflow/input/csv_layout.h"

namespace inflow::command {

inline constexpr std::array<std::string_view, 3> kRejectColumns = {
    "_inflow_outcome", "_inflow_line", "_inflow_reason"};

// RejectHeader is what such a file begins with, its header's line end included.
std::string RejectHeader(const CsvLayout& layout);

// AppendRejectRow appends the row that a line of AppendReject tells of, one that holds the row.
// Where it holds none, what can be shown of it stands in a single cell and the outcome says "cut".
// older: a newer record of its key was delivered.
void AppendRejectRow(std::string_view line, bool older, const CsvLayout& layout, std::string* out);

// RejectWords is what the outcome's cell says of a row besides the outcome.
struct RejectWords {
  bool ambiguous = false;
  bool older = false;
  bool late = false;
  bool cut = false;  // the row is not here, but what could be shown of it
};

// ReadRejectWords reads the outcome's cell, which a person may have written anew.
RejectWords ReadRejectWords(std::string_view cell);

// RejectHeaderKind tells a header of rejects by its first names; kSpoilt where it has one of the
// three columns elsewhere, or not all of them.
enum class RejectHeaderKind : uint8_t { kNone, kRejects, kSpoilt };
RejectHeaderKind KindOfHeader(std::span<const std::string> names);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_REJECTS_REJECT_ROW_H_
