/* SPDX-License-Identifier: Apache-2.0
 * A library whose table lacks functions that 1.0 has. */
#include "destination.h"

uint32_t destination_abi_version(void) { return DESTINATION_ABI_VERSION; }

const struct destination_api* destination_get_api(uint32_t requested) {
  static const destination_api table = {.struct_size = offsetof(destination_api, error_free),
                                        .abi_version = DESTINATION_ABI_VERSION};
  (void)requested;
  return &table;
}
