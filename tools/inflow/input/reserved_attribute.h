// SPDX-License-Identifier: Apache-2.0
//
// File: reserved_attribute.h
//
// The `_inflow` attribute that rejects files add to a record, and that readers take off again.
#ifndef TOOLS_INFLOW_INPUT_RESERVED_ATTRIBUTE_H_
#define TOOLS_INFLOW_INPUT_RESERVED_ATTRIBUTE_H_

#include <string>
#include <string_view>

#include "tools/inflow/input/reader.h"

namespace inflow::command {

// ReservedAttribute takes `_inflow` off one record after the other.
class ReservedAttribute {
 public:
  // Strip sets item->text, item->ambiguous, item->older and item->late from the record as it was
  // read. kRefused for a record that a rejects file could only show as raw text: it has to be
  // mended first. The text is valid until the next Strip and while `record` lives.
  ReadStep Strip(std::string_view record, ReadItem* item);

 private:
  std::string text_;
};

inline constexpr std::string_view kReservedName = "_inflow";

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INPUT_RESERVED_ATTRIBUTE_H_
