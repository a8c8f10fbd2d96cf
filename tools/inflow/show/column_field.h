// SPDX-License-Identifier: Apache-2.0
//
// File: column_field.h
//
// Which field of an endpoint a file's column goes to.
#ifndef TOOLS_INFLOW_SHOW_COLUMN_FIELD_H_
#define TOOLS_INFLOW_SHOW_COLUMN_FIELD_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace inflow::command {

struct ColumnField {
  std::vector<std::string> fields;  // where it goes; dotted
  std::string nearest;  // where it goes nowhere: a field that is called nearly so, or ""
};

class ColumnFields {
 public:
  // settings are those of the route, as JSON (settings.h); description is the library's.
  ColumnFields(std::string_view settings, std::string_view description);

  ColumnField Of(const std::string& column) const;

 private:
  bool mapped_ = false;                                      // there is a map
  std::multimap<std::string, std::string, std::less<>> to_;  // fields by attribute of the map
  std::map<std::string, std::string, std::less<>> fields_;   // by what a record calls it
  std::map<std::string, std::string, std::less<>> plain_;    // by that in PlainName
};

// PlainName is a name in lower case without spaces, hyphens and underscores.
std::string PlainName(std::string_view name);

// AttributesIn lists the attributes that a value of a map reads: "{record.Unit price?}" → "Unit
// price".
std::vector<std::string> AttributesIn(std::string_view value);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_SHOW_COLUMN_FIELD_H_
