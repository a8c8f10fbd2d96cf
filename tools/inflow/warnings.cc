// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/warnings.h"

#include <nlohmann/json.hpp>

namespace inflow::command {

using nlohmann::json;

std::vector<Warning> ParseWarnings(std::string_view answer) {
  std::vector<Warning> warnings;
  const json parsed = json::parse(answer, nullptr, /*allow_exceptions=*/false);
  const auto list = parsed.is_object() ? parsed.find("warnings") : parsed.end();
  if (list == parsed.end() || !list->is_array()) return warnings;
  for (const json& one : *list) {
    if (!one.is_object()) continue;
    const auto records = one.find("records");
    const auto message = one.find("message");
    if (records == one.end() || !records->is_number_unsigned() || message == one.end() || !message->is_string()) continue;
    warnings.push_back({records->get<uint64_t>(), message->get<std::string>()});
  }
  return warnings;
}

}  // namespace inflow::command
