// SPDX-License-Identifier: Apache-2.0
//
// File: verify_report.h
//
// What inFlow has of records, for people and for programs.
//
//   VerifyReport report(ListFormat::kTable, files, style, out);
//   report.Add({.file = "products.csv", .lines = {3}, .result = result});
//   report.End(/*whole=*/true);
#ifndef TOOLS_INFLOW_SHOW_VERIFY_REPORT_H_
#define TOOLS_INFLOW_SHOW_VERIFY_REPORT_H_

#include <cstdint>
#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "tools/inflow/json/json_tree.h"
#include "tools/inflow/show/entity_writer.h"

namespace inflow::command {

// Verified is one record, or folded document, and what the plugin's "verify" answers of it.
struct Verified {
  std::string file;             // the input
  std::vector<uint64_t> lines;  // on which its records begin
  JsonTree result;              // {"result", "id", "name", "differences", "message"}
};

class VerifyReport {
 public:
  // `files` is whether there are several inputs; the format is a table or one of JSON.
  VerifyReport(ListFormat format, bool files, Style style, std::ostream* out);

  // Add shows a table's rows some at a time, so that its columns are even.
  void Add(const Verified& verified);
  // End shows what is left. JSON of what is not whole stays open, so that nobody takes it for it.
  void End(bool whole);

  uint64_t count() const { return count_; }
  uint64_t unlike() const { return count_ - CountOf("equal"); }  // that are not as sent

  // Describe is "of 120 records 118 are as sent, 1 differs, 1 is not there"; `what` is "120
  // records".
  std::string Describe(const std::string& what) const;

 private:
  uint64_t CountOf(const std::string& result) const;
  void AddRows(const Verified& verified);
  void ShowRows();

  bool table_;
  EntityWriter writer_;
  std::vector<std::string> rows_;  // of a table, not shown yet
  uint64_t count_ = 0;
  std::map<std::string, uint64_t> counts_;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_SHOW_VERIFY_REPORT_H_
