// SPDX-License-Identifier: Apache-2.0
//
// File: column_name.h
//
// The names of CSV columns: blanks around one are no part of it, nor is anything else that nobody
// sees.
#ifndef TOOLS_INFLOW_CONFIG_COLUMN_NAME_H_
#define TOOLS_INFLOW_CONFIG_COLUMN_NAME_H_

#include <string>
#include <string_view>
#include <vector>

namespace inflow::command {

// TrimName takes white space of every kind off both ends: no-break and other spaces, byte order
// marks, marks without a width.
std::string_view TrimName(std::string_view name);

// MendColumnNames takes the same off the names of a record's attributes in a configuration's text,
// where with blanks they could only miss a CSV's columns: in placeholders ({record.…},
// {guid:…:record.…}) and in the lists of attributes. Every other byte stays. It returns the names
// that it changed, as they were.
std::vector<std::string> MendColumnNames(std::string* config);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_CONFIG_COLUMN_NAME_H_
