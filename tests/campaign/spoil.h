// SPDX-License-Identifier: Apache-2.0
//
// File: spoil.h
//
// The library with a fault put in on purpose, to show that the campaign finds it. Only
// campaign_spoilt can.
#ifndef TESTS_CAMPAIGN_SPOIL_H_
#define TESTS_CAMPAIGN_SPOIL_H_

#include <string_view>

namespace inflow::campaign {

// Spoil takes effect for all exchanges from now on; false for a name that is none.
bool Spoil(std::string_view name);

}  // namespace inflow::campaign

#endif  // TESTS_CAMPAIGN_SPOIL_H_
