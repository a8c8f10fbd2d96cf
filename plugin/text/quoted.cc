// SPDX-License-Identifier: Apache-2.0
#include "plugin/text/quoted.h"

#include "plugin/text/escaped.h"

namespace inflow {

std::string Quoted(std::string_view text) {
  constexpr size_t kMost = 60;
  std::string_view shown = text.substr(0, kMost);
  if (shown.size() < text.size()) {
    while (!shown.empty() && (static_cast<unsigned char>(text[shown.size()]) & 0xC0) == 0x80)
      shown.remove_suffix(1);
  }
  std::string quoted = "\"";
  AppendEscaped(shown, &quoted);
  return quoted + (shown.size() < text.size() ? "…\"" : "\"");
}

}  // namespace inflow
