// SPDX-License-Identifier: Apache-2.0
//
// File: entity_writer.h
//
// What inFlow has, as a table, as CSV or as JSON. Values keep the bytes that they came in.
//
//   EntityWriter writer(ListFormat::kCsv, {"productId", "name"}, out);
//   writer.Page({R"({"productId":"…","name":"Tea"})"});
//   writer.End();
#ifndef TOOLS_INFLOW_SHOW_ENTITY_WRITER_H_
#define TOOLS_INFLOW_SHOW_ENTITY_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "tools/inflow/options/list_options.h"
#include "tools/inflow/terminal/style.h"

namespace inflow::command {

// EntitiesOf returns the bytes of each entity of an answer to the command "list"; they point into
// it.
std::vector<std::string_view> EntitiesOf(std::string_view answer);

class EntityWriter {
 public:
  // `columns` are dotted paths; JSON holds whole entities where there are none. On a terminal a
  // table is as wide as that at most: texts of several words are cut more, and where that does not
  // do, every value has a line of its own. What could steer a terminal is replaced there.
  EntityWriter(ListFormat format, std::vector<std::string> columns, Style style, std::ostream* out);

  void Page(const std::vector<std::string_view>& entities);

  // End ends a list that is whole: JSON of one that is not stays open, so that nobody takes it for
  // one.
  void End();

  // Absent are the columns that no entity had.
  std::vector<std::string> Absent() const;

 private:
  using Row = std::vector<std::string>;
  void Begin();
  Row CellsOf(std::string_view entity);
  std::string ObjectOf(std::string_view entity);
  void TablePage(std::vector<Row> rows);
  void TableRow(const Row& row, const std::vector<size_t>& widths, Look look);
  void Block(const Row& row);
  void CsvRow(const Row& row);
  void Put(const std::string& text);

  ListFormat format_;
  std::vector<std::string> columns_;
  std::vector<bool> present_;
  std::vector<size_t> widths_;
  Style style_;
  std::ostream* out_;
  bool begun_ = false;
  bool blocks_ = false;  // a value a line: the terminal is too narrow for a table
  bool any_ = false;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_SHOW_ENTITY_WRITER_H_
