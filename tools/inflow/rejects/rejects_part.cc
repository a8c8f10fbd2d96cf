// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/rejects/rejects_part.h"

#include <fstream>

#include "tools/inflow/rejects/reject_line.h"
#include "tools/inflow/rejects/reject_row.h"

namespace inflow::command {

bool IsPartOfRejects(const std::string& part, const std::string& whole, RejectsFormat format) {
  std::ifstream mine(part, std::ios::binary), all(whole, std::ios::binary);
  if (!mine || !all) return false;
  const auto plain = [format](const std::string& line) {
    return format == RejectsFormat::kCsv ? RowWithoutOlder(line) : WithoutOlder(line);
  };
  std::string line, other;
  while (std::getline(mine, line)) {
    line = plain(line);
    do {
      if (!std::getline(all, other)) return false;
    } while (plain(other) != line);
  }
  return mine.eof();
}

}  // namespace inflow::command
