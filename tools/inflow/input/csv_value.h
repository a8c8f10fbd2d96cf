// SPDX-License-Identifier: Apache-2.0
//
// File: csv_value.h
//
// Cells as values of JSON other than text, for --csv-types. A value is never changed, only how it
// is written.
#ifndef TOOLS_INFLOW_INPUT_CSV_VALUE_H_
#define TOOLS_INFLOW_INPUT_CSV_VALUE_H_

#include <optional>
#include <string>
#include <string_view>

#include "tools/inflow/input/reader.h"

namespace inflow::command {

// WriteValue puts the cell's text as a value of that type into *out: ".5" is 0.5, "007" is 7,
// "TRUE" and "yes" are true. Blanks around it do not count. False where it is none; ExpectedText
// says what was expected.
bool WriteValue(CsvSettings::Type type, std::string_view text, std::string* out);

std::string_view ExpectedText(CsvSettings::Type type);

// TypeName is how it is written the type.
std::string_view TypeName(CsvSettings::Type type);

// TypeNamed is the type of that name; nullopt where there is none.
std::optional<CsvSettings::Type> TypeNamed(std::string_view name);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INPUT_CSV_VALUE_H_
