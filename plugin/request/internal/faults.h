// SPDX-License-Identifier: Apache-2.0
//
// File: faults.h
#ifndef PLUGIN_REQUEST_INTERNAL_FAULTS_H_
#define PLUGIN_REQUEST_INTERNAL_FAULTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "plugin/config/config.h"
#include "plugin/config/parse.h"

namespace inflow {

// AddFault says what is wrong with a key of a route.
inline void AddFault(const RouteConfig& route, std::string_view key, const absl::Status& status,
                     std::vector<Fault>* faults) {
  faults->push_back({route.pointer + std::string(key), std::string(status.message())});
}

}  // namespace inflow

#endif  // PLUGIN_REQUEST_INTERNAL_FAULTS_H_
