// SPDX-License-Identifier: Apache-2.0
//
// File: human.h
//
// Numbers and durations as people read them.
#ifndef TOOLS_INFLOW_TERMINAL_HUMAN_H_
#define TOOLS_INFLOW_TERMINAL_HUMAN_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace inflow::command {

std::string HumanCount(uint64_t count);  // 12345 → "12,345"
std::string HumanDuration(int64_t ms);  // 1300 → "1.3 s", 740000 → "12 min", 7500000 → "2 h 5 min"
// HumanMoment is when something was, in the local time: "12:04", or "2026-11-29 12:04" on another
// day than now. Both are milliseconds since 1970.
std::string HumanMoment(int64_t moment_ms, int64_t now_ms);
std::string Plural(uint64_t count,
                   std::string_view noun);  // 1 → "1 record", 2000 → "2,000 records"

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_TERMINAL_HUMAN_H_
