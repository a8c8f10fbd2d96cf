// SPDX-License-Identifier: Apache-2.0
#include "plugin/destination/call.h"

#include <nlohmann/json.hpp>

namespace inflow {

CallStatus FaultsToStatus(CallCode code, std::string_view what, const std::vector<Fault>& faults) {
  using Json = nlohmann::ordered_json;
  Json list = Json::array();
  for (const Fault& fault : faults)
    list.push_back({{"pointer", fault.pointer}, {"message", fault.message}});
  const std::string count =
      faults.size() == 1 ? "a fault" : std::to_string(faults.size()) + " faults, the first";
  return {.code = code,
          .message = std::string(what) + " has " + count + " at \"" + faults[0].pointer +
                     "\": " + faults[0].message,
          .detail = Json{{"faults", std::move(list)}}.dump(-1, ' ', false,
                                                           Json::error_handler_t::replace)};
}

}  // namespace inflow
