// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/show/table_cell.h"

#include <algorithm>
#include <string_view>

#include "plugin/text/utf8.h"
#include "tools/inflow/terminal/style.h"
#include "tools/inflow/terminal/wrap.h"

namespace inflow::command {

std::string OnOneLine(const std::string& text) {
  std::string line = ForTerminal(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return line;
}

std::string Fitted(const std::string& text, size_t most) {
  if (ColumnsOf(text) <= most) return text;
  size_t cut = 0;
  size_t width = 0;
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at != end;) {
    const size_t length = std::max<size_t>(Utf8Length(at, end), 1);
    width += ColumnsOf({at, length});
    if (width >= most) break;
    at += length;
    cut = static_cast<size_t>(at - text.data());
  }
  return text.substr(0, cut) + "…";
}

std::string PaddedCell(const std::string& text, size_t least, size_t most) {
  std::string cell = Fitted(OnOneLine(text), most);
  const size_t width = ColumnsOf(cell);
  return cell.append(least - std::min(least, width), ' ');
}

}  // namespace inflow::command
