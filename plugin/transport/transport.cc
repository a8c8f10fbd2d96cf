// SPDX-License-Identifier: Apache-2.0
#include "plugin/transport/transport.h"

#include <algorithm>

namespace inflow {

std::string_view MethodName(HttpMethod method) {
  switch (method) {
    case HttpMethod::kGet:
      return "GET";
    case HttpMethod::kPost:
      return "POST";
    case HttpMethod::kPut:
      return "PUT";
    case HttpMethod::kPatch:
      return "PATCH";
    case HttpMethod::kDelete:
      return "DELETE";
  }
  return "GET";
}

std::optional<std::string_view> FindHeader(const Exchange& exchange, std::string_view name) {
  const auto found = std::find_if(exchange.headers.begin(), exchange.headers.end(),
                                  [name](const auto& header) { return header.first == name; });
  if (found == exchange.headers.end()) return std::nullopt;
  return found->second;
}

}  // namespace inflow
