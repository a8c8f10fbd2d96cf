// SPDX-License-Identifier: Apache-2.0
//
// File: log.h
//
// Log lines for the host. The core hands them to a function; the boundary passes them to
// destination_host.log.
#ifndef PLUGIN_LOG_LOG_H_
#define PLUGIN_LOG_LOG_H_

#include <cstdint>
#include <functional>
#include <string_view>

namespace inflow {

// LogLevel has the numbers of DESTINATION_LOG_*.
enum class LogLevel : int32_t { kError = 1, kWarn = 2, kInfo = 3, kDebug = 4 };

// Log takes a level, the component ("runner", "governor" …) and one sentence without secrets. May
// be empty.
using Log = std::function<void(LogLevel, std::string_view component, std::string_view message)>;

}  // namespace inflow

#endif  // PLUGIN_LOG_LOG_H_
