// SPDX-License-Identifier: Apache-2.0
#include "abi/destination.h"
#include "plugin/delivery/settled.h"

uint32_t destination_abi_version(void) noexcept { return DESTINATION_ABI_VERSION; }

const char* destination_status_name(destination_status status) noexcept {
  switch (status) {
    case DESTINATION_OK:
      return "OK";
    case DESTINATION_INVALID_ARGUMENT:
      return "INVALID_ARGUMENT";
    case DESTINATION_INVALID_STATE:
      return "INVALID_STATE";
    case DESTINATION_BUSY:
      return "BUSY";
    case DESTINATION_UNSUPPORTED:
      return "UNSUPPORTED";
    case DESTINATION_CONFIG:
      return "CONFIG";
    case DESTINATION_AUTH:
      return "AUTH";
    case DESTINATION_UNAVAILABLE:
      return "UNAVAILABLE";
    case DESTINATION_RATE_LIMITED:
      return "RATE_LIMITED";
    case DESTINATION_TIMEOUT:
      return "TIMEOUT";
    case DESTINATION_CANCELLED:
      return "CANCELLED";
    case DESTINATION_RESOURCE_EXHAUSTED:
      return "RESOURCE_EXHAUSTED";
    case DESTINATION_CONFLICT:
      return "CONFLICT";
    case DESTINATION_OUT_OF_MEMORY:
      return "OUT_OF_MEMORY";
    case DESTINATION_INTERNAL:
      return "INTERNAL";
    case DESTINATION_JOURNAL:
      return "JOURNAL";
    default:
      return "UNKNOWN";
  }
}

const char* destination_outcome_name(destination_outcome outcome) noexcept {
  return inflow::OutcomeName(outcome);
}
