/* SPDX-License-Identifier: Apache-2.0
 * A library of another major version. */
#include "destination.h"

uint32_t destination_abi_version(void) { return 2u << 16 | 7; }

const struct destination_api* destination_get_api(uint32_t requested) {
  (void)requested;
  return NULL;
}
