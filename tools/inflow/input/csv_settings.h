// SPDX-License-Identifier: Apache-2.0
//
// File: csv_settings.h
//
// How a CSV's rows are read as records, as the command line and the configuration say it.
#ifndef TOOLS_INFLOW_INPUT_CSV_SETTINGS_H_
#define TOOLS_INFLOW_INPUT_CSV_SETTINGS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plugin/text/row_condition.h"

namespace inflow::command {

// CsvFillDown: blank cells of `columns` get the value above them, in rows with the same `within`.
struct CsvFillDown {
  std::vector<std::string> columns;
  std::vector<std::string> within;
};

struct CsvWhere {
  RowCondition condition;
  std::string text;  // as it was written
};

struct CsvSettings {
  enum class Type : uint8_t { kNumber, kBoolean, kJson };
  std::vector<std::pair<std::string, Type>> types;  // by column name
  std::vector<std::string>
      null_texts;         // cells with one of these texts are left out, as empty ones are
  bool nest = true;       // "a.b" becomes an object a with an attribute b
  std::string separator;  // one character; empty: the one that the file shows
  std::optional<CsvFillDown> fill_down;
  std::optional<CsvWhere> where;  // the rows that are records

  // What the configuration says; a command that goes on need not repeat it.
  bool configured_nulls = false;
  bool configured_types = false;
  bool configured_separator = false;
  bool configured_fill_down = false;
  bool configured_where = false;

  // TypesName is what names the types in a sentence.
  std::string_view TypesName() const { return configured_types ? "csv.types" : "--csv-types"; }
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INPUT_CSV_SETTINGS_H_
