// SPDX-License-Identifier: Apache-2.0
#include "tests/campaign/spoil.h"

namespace inflow::campaign {

bool Spoil(std::string_view) { return false; }

}  // namespace inflow::campaign
