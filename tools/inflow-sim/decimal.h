// SPDX-License-Identifier: Apache-2.0
//
// File: decimal.h
//
// Decimals as the service keeps them: texts, with all of a field's places.
//
//   PadDecimal("2.5", 4);       // "2.5000"
//   PadDecimal("-0.00005", 4);  // "-0.0001": rounded half away from zero
//   PadDecimal("1e3", 4);       // nullopt: digits with at most one point
#ifndef TOOLS_INFLOW_SIM_DECIMAL_H_
#define TOOLS_INFLOW_SIM_DECIMAL_H_

#include <optional>
#include <string>
#include <string_view>

namespace inflow::sim {

// Two decimals are equal exactly when their padded texts are: there are no leading zeros and no
// negative zero.
std::optional<std::string> PadDecimal(std::string_view written, int places);

}  // namespace inflow::sim

#endif  // TOOLS_INFLOW_SIM_DECIMAL_H_
