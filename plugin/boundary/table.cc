// SPDX-License-Identifier: Apache-2.0
#include "abi/destination.h"

namespace {

constexpr destination_api kApi = {
    sizeof(destination_api),    DESTINATION_ABI_VERSION,   destination_abi_version,
    destination_status_name,    destination_outcome_name,  destination_describe,
    destination_open,           destination_configure,     destination_set_active,
    destination_check,          destination_preview,       destination_send_test,
    destination_write_batch,    destination_poll,          destination_flush,
    destination_discard,        destination_cancel,        destination_cancel_clear,
    destination_stats,          destination_command,       destination_close,
    destination_result_summary, destination_result_items,  destination_result_message,
    destination_result_free,    destination_buffer_data,   destination_buffer_free,
    destination_error_code,     destination_error_message, destination_error_detail,
    destination_error_free,
};

}  // namespace

const destination_api* destination_get_api(uint32_t requested) noexcept {
  return requested >> 16 == DESTINATION_ABI_VERSION >> 16 ? &kApi : nullptr;
}
