// SPDX-License-Identifier: Apache-2.0
#include "plugin/http/exchange.h"

#include <algorithm>

namespace inflow {

std::optional<std::string_view> FindHeader(const Exchange& exchange, std::string_view name) {
  const auto found = std::find_if(exchange.headers.begin(), exchange.headers.end(),
                                  [name](const auto& header) { return header.first == name; });
  if (found == exchange.headers.end()) return std::nullopt;
  return found->second;
}

}  // namespace inflow
