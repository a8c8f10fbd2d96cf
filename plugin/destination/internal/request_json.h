// SPDX-License-Identifier: Apache-2.0
//
// File: request_json.h
//
// A request as people read and edit it: what preview shows and send test takes.
//
//   {"route": "", "method": "POST", "url": "https://…", "headers": {"Accept": "…", "Authorization":
//   "Bearer ********"},
//    "body": "…" or null, "records": [0, 1]}
#ifndef PLUGIN_DESTINATION_INTERNAL_REQUEST_JSON_H_
#define PLUGIN_DESTINATION_INTERNAL_REQUEST_JSON_H_

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/config/parse.h"
#include "plugin/delivery/request.h"
#include "plugin/redact/redactor.h"

namespace inflow {

// RequestJson shows a request that was started, the credential masked, and other secrets wherever
// they stand.
nlohmann::ordered_json RequestJson(const Request& sent, std::string_view route,
                                   const Redactor& redactor);

// ParseRequestJson reads an edited request back. It must stay below `prefix`, the base_url with the
// company; the credential is left to the destination, and what else RequestJson masked has to be
// written anew. Adds a fault for everything that is wrong, and returns nothing then.
std::optional<HttpCall> ParseRequestJson(std::string_view json, std::string_view prefix,
                                         const Redactor& redactor, std::vector<Fault>* faults);

}  // namespace inflow

#endif  // PLUGIN_DESTINATION_INTERNAL_REQUEST_JSON_H_
