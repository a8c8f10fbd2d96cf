// SPDX-License-Identifier: Apache-2.0
//
// File: field_value.h
//
// What a person types for a field, and the value of a map that it is.
//
//   Title          →  "{record.Title?}"     the column
//   "Wholesale"    →  "Wholesale"           the constant: only in quotes
//   -              →  nothing
#ifndef TOOLS_INFLOW_INIT_FIELD_VALUE_H_
#define TOOLS_INFLOW_INIT_FIELD_VALUE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inflow::command {

// PlaceholderOf reads a column; needed: a record without it is refused.
std::string PlaceholderOf(const std::string& column, bool needed);

// ColumnOfPlaceholder is the column where a value of a map is one placeholder of the record.
std::optional<std::string> ColumnOfPlaceholder(std::string_view value);

struct FieldValue {
  std::string value;   // of the map; "" for nothing
  std::string column;  // that it reads, where it is one
  std::string fault;   // why it is none, a sentence
};

// ReadFieldValue reads what was typed. Without columns a bare word is an attribute of the record.
FieldValue ReadFieldValue(std::string_view typed, const std::vector<std::string>& columns,
                          bool needed);

// ShownValue is a value of a map as a person would type it.
std::string ShownValue(const std::string& value);

// FindColumn returns the column that is meant: of the name, or of it in another case of letters
// where that is one alone; "" where there is none.
std::string FindColumn(std::string_view typed, const std::vector<std::string>& columns);

// NoSuchColumn says that there is none, with the nearest.
std::string NoSuchColumn(std::string_view typed, const std::vector<std::string>& columns);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INIT_FIELD_VALUE_H_
