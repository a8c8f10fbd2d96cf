// SPDX-License-Identifier: Apache-2.0
//
// File: file_look.h
//
// A file of records, read through once: its columns, and how their values are written.
#ifndef TOOLS_INFLOW_INIT_FILE_LOOK_H_
#define TOOLS_INFLOW_INIT_FILE_LOOK_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tools/inflow/init/value_shape.h"
#include "tools/inflow/input/column_profile.h"
#include "tools/inflow/input/input_format.h"
#include "tools/inflow/input/input_sequence.h"
#include "tools/inflow/input/read_through.h"
#include "tools/inflow/terminal/clock.h"

namespace inflow::command {

struct FileLook {
  std::string path;
  InputFormat format = InputFormat::kCsv;
  ColumnProfiles profiles{};
  std::map<std::string, ValueShape, std::less<>> shapes{};  // by column
  std::string separator{};                                  // of a CSV
  std::string mark{};                                       // changes when the file does
  ReadEnd end{};

  std::vector<std::string> columns() const;
  // filled are the columns that hold anything.
  std::vector<std::string> filled() const;
  const ColumnProfile* Find(const std::string& column) const;
};

FileLook LookThrough(const std::string& path, InputFormat format, Clock* clock);

// NameCount is how well some columns name the records of a file.
struct NameCount {
  uint64_t records = 0;
  uint64_t different = 0;    // names
  uint64_t blank = 0;        // records without one
  uint64_t first_blank = 0;  // their lines, 0 where there is none
  uint64_t first_again = 0;  // the first record that is named like an earlier one
};
// settings are how the one input is read.
NameCount CountNames(InputSettings settings, const std::vector<std::string>& columns, Clock* clock);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INIT_FILE_LOOK_H_
