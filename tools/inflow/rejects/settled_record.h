// SPDX-License-Identifier: Apache-2.0
//
// File: settled_record.h
//
// What became of one record, as the results, the rejects and the report are told of it.
#ifndef TOOLS_INFLOW_REJECTS_SETTLED_RECORD_H_
#define TOOLS_INFLOW_REJECTS_SETTLED_RECORD_H_

#include <cstdint>
#include <string_view>

#include "abi/destination.h"
#include "tools/inflow/input/csv_layout.h"

namespace inflow::command {

// kPending stands beside the ABI's outcomes: given back unsent when a load stops early, to be
// loaded again.
inline constexpr destination_outcome kPending = 0;

struct SettledRecord {
  uint64_t id = 0;
  std::string_view file;  // as named on the command line
  uint64_t line = 0;
  destination_outcome outcome = kPending;
  std::string_view outcome_name;
  int32_t http_status = 0;
  uint32_t attempts = 0;
  std::string_view message;
  std::string_view text;              // the record as it came in
  std::string_view row;               // of a CSV that was read whole: its row, byte for byte
  const CsvLayout* layout = nullptr;  // of a CSV: how that is written
  bool was_ambiguous =
      false;  // it comes from a rejects file, and whether an earlier load made it is not known
  bool newer_delivered =
      false;  // it comes from a rejects file, and a newer record of its key was delivered before
  bool late = false;  // its document was closed before, now or in an earlier load
  uint64_t document =
      0;  // where lines are folded: the number of its document, in the order of the input
  uint64_t place = 0;    // then: rejects of one place stand together
  bool sound = false;    // it was refused for the sake of its document alone
  uint64_t because = 0;  // then: the line because of which; 0 where nobody knows

  bool well() const {
    return outcome == DESTINATION_DELIVERED || outcome == DESTINATION_UNCHANGED ||
           outcome == DESTINATION_SUPERSEDED;
  }
  // perhaps_there: the service may have it.
  bool perhaps_there() const { return well() || outcome == DESTINATION_AMBIGUOUS; }
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_REJECTS_SETTLED_RECORD_H_
