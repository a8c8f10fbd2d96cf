// SPDX-License-Identifier: Apache-2.0
//
// File: seed_data.h
//
// What a company has from the start: the read-only lists that other entities refer to, with fixed
// ids.
#ifndef TOOLS_INFLOW_SIM_SEED_DATA_H_
#define TOOLS_INFLOW_SIM_SEED_DATA_H_

#include <string_view>

namespace inflow::sim {

inline constexpr std::string_view kSeedData = R"({
  "adjustment-reasons": [
    {"adjustmentReasonId": "00000000-0000-4000-8000-0000000000a1", "name": "Recount", "isActive": true},
    {"adjustmentReasonId": "00000000-0000-4000-8000-0000000000a2", "name": "Damaged", "isActive": true}
  ],
  "categories": [
    {"categoryId": "00000000-0000-4000-8000-0000000000ca", "name": "Default Category", "isDefault": true}
  ],
  "currencies": [
    {"currencyId": "00000000-0000-4000-8000-0000000000cc", "name": "US Dollar", "isoCode": "USD", "symbol": "$"}
  ],
  "locations": [
    {"locationId": "00000000-0000-4000-8000-0000000000f1", "name": "Main Warehouse", "isActive": true, "isDefault": true},
    {"locationId": "00000000-0000-4000-8000-0000000000f2", "name": "Shop", "isActive": true, "isDefault": false}
  ],
  "payment-terms": [
    {"paymentTermsId": "00000000-0000-4000-8000-0000000000d1", "name": "NET 30", "daysDue": 30, "isActive": true}
  ],
  "pricing-schemes": [
    {"pricingSchemeId": "00000000-0000-4000-8000-0000000000e1", "name": "Normal Price", "isActive": true, "isDefault": true}
  ],
  "tax-codes": [
    {"taxCodeId": "00000000-0000-4000-8000-0000000000b1", "name": "Taxable", "tax1Rate": "5.00000", "isActive": true}
  ]
})";

}  // namespace inflow::sim

#endif  // TOOLS_INFLOW_SIM_SEED_DATA_H_
