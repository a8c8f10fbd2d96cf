/* SPDX-License-Identifier: Apache-2.0
 *
 * File: header_use.c
 *
 * The header alone, first and last, as every standard that it supports: all macros, and every
 * function through a table whose slots must have exactly the function's type. Compiled as C99 and
 * C11 and, through header_use.cc, as C++11, 17 and 20.
 */
#include "abi/destination.h"

/* used_table has external linkage so that nothing in this file is unused. */
extern const destination_api used_table;
extern const destination_host used_host;
extern const destination_batch used_batch;
extern const destination_summary used_summary;
extern const destination_stats_data used_stats;

const destination_host used_host = DESTINATION_HOST_INIT;
const destination_batch used_batch = DESTINATION_BATCH_INIT;
const destination_summary used_summary = DESTINATION_SUMMARY_INIT;
const destination_stats_data used_stats = DESTINATION_STATS_INIT;
const destination_api used_table = {
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
