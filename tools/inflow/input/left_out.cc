// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input/left_out.h"

#include "absl/strings/str_cat.h"
#include "tools/inflow/terminal/human.h"

namespace inflow::command {

LeftOut::LeftOut(uint64_t count, const CsvSettings& settings) : rows(count) {
  if (!settings.where) return;
  where = settings.where->text;
  said_by = settings.configured_where ? "csv.where" : "--csv-where";
}

std::string LeftOut::Describe() const {
  if (rows == 0 || !asked()) return {};
  return absl::StrCat(Plural(rows, "row"), rows == 1 ? " is" : " are", " left out, since \"", where,
                      "\" does not hold for ", rows == 1 ? "it" : "them", " (", said_by, ")");
}

}  // namespace inflow::command
