// SPDX-License-Identifier: Apache-2.0
#ifndef PLUGIN_DESTINATION_INTERNAL_KEY_HASH_H_
#define PLUGIN_DESTINATION_INTERNAL_KEY_HASH_H_

#include <cstdint>
#include <string_view>

#include "absl/hash/hash.h"
#include "plugin/request/route.h"
#include "plugin/text/absl_view.h"

namespace inflow {

// KeyHash is what "identify" and "plan" call a key by: not from process to process the same.
inline uint64_t KeyHash(const Route& route, std::string_view key) {
  return absl::HashOf(Absl(route.shape()->collection), Absl(key));
}

}  // namespace inflow

#endif  // PLUGIN_DESTINATION_INTERNAL_KEY_HASH_H_
