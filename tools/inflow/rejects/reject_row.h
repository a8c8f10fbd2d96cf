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
#include <vector>

#include "tools/inflow/files/nowhere.h"
#include "tools/inflow/input/csv_layout.h"
#include "tools/inflow/input/csv_row.h"

namespace inflow::command {

inline constexpr std::array<std::string_view, 3> kRejectColumns = {
    "_inflow_outcome", "_inflow_line", "_inflow_reason"};

// RejectHeader is what such a file begins with, its header's line end included.
std::string RejectHeader(const CsvLayout& layout);

// AppendRejectRow appends the row that a line of AppendReject tells of, one that holds the row.
// Where it holds none, what can be shown of it stands in a single cell and the outcome says "cut".
// older: a newer record of its key was delivered.
void AppendRejectRow(std::string_view line, bool older, const CsvLayout& layout, std::string* out);

// RowWithoutOlder is a row's first line without the word that says that a newer record of its key
// was delivered, or any line as it is.
std::string RowWithoutOlder(std::string_view line);

// RejectWords is what the outcome's cell says of a row besides the outcome.
struct RejectWords {
  bool ambiguous = false;
  bool older = false;
  bool late = false;
  bool cut = false;  // the row is not here, but what could be shown of it
};

// ReadRejectWords reads the outcome's cell, which a person may have written anew.
RejectWords ReadRejectWords(std::string_view cell);

// RejectPlaces is where each of the three columns stands in a header; kNowhere where it does not. A
// person may have moved or removed any.
struct RejectPlaces {
  std::array<size_t, kRejectColumns.size()> of = {kNowhere, kNowhere, kNowhere};

  bool any() const;
  bool has_outcome() const;
  // first: they stand as a load has written them, so that a cell too many shifts nothing of them.
  bool first() const;
  size_t count() const;
  bool Has(size_t column) const;
};
RejectPlaces FindRejectColumns(std::span<const std::string> names);

// WithoutRejectCells makes the row that stands beside the cells in those places, which the row must
// have; *own are its cells.
void WithoutRejectCells(std::string_view row, std::span<const CsvCell> cells,
                        const RejectPlaces& places, std::string_view separator, std::string* out,
                        std::vector<CsvCell>* own);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_REJECTS_REJECT_ROW_H_
