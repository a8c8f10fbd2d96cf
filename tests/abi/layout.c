/* SPDX-License-Identifier: Apache-2.0
 *
 * File: layout.c
 *
 * The layout of ABI 1.0 on 64-bit Linux, frozen: no line here is ever changed. A later minor
 * version may be larger; what it appends gets a file of its own. Compiled as C11 and, through
 * layout.cc, as C++, with implicit padding as an error, once with today's header and once with the
 * vendored one of 1.0.
 */
#include <assert.h>

#include "destination.h" /* the one on the include path */

#define IS_1_0 (DESTINATION_ABI_VERSION == 0x00010000u)
#define SIZE(type, size) \
  static_assert(IS_1_0 ? sizeof(type) == (size) : sizeof(type) >= (size), "the size of " #type)
#define AT(type, field, offset) \
  static_assert(offsetof(type, field) == (offset), "the place of " #type "." #field)
#define NUMBER(name, value) static_assert((name) == (value), "the number of " #name)

static_assert(DESTINATION_ABI_VERSION >> 16 == 1, "major version 1");
static_assert(sizeof(void*) == 8 && sizeof(size_t) == 8, "1.0 is for 64-bit machines");

SIZE(destination_host, 40);
AT(destination_host, struct_size, 0);
AT(destination_host, reserved, 4);
AT(destination_host, ctx, 8);
AT(destination_host, log, 16);
AT(destination_host, quota_acquire, 24);
AT(destination_host, quota_ended, 32);

SIZE(destination_quota_window, 16);
AT(destination_quota_window, requests, 0);
AT(destination_quota_window, per_ms, 8);

SIZE(destination_batch, 88);
AT(destination_batch, struct_size, 0);
AT(destination_batch, format, 4);
AT(destination_batch, data, 8);
AT(destination_batch, data_len, 16);
AT(destination_batch, offsets, 24);
AT(destination_batch, count, 32);
AT(destination_batch, ids, 40);
AT(destination_batch, route, 48);
AT(destination_batch, route_len, 56);
AT(destination_batch, token, 64);
AT(destination_batch, token_len, 72);
AT(destination_batch, flags, 80);
AT(destination_batch, reserved, 84);

SIZE(destination_item, 72);
AT(destination_item, id, 0);
AT(destination_item, outcome, 8);
AT(destination_item, http_status, 12);
AT(destination_item, attempts, 16);
AT(destination_item, flags, 20);
AT(destination_item, latency_ms, 24);
AT(destination_item, message, 32);
AT(destination_item, message_len, 40);
AT(destination_item, response, 48);
AT(destination_item, response_len, 56);
AT(destination_item, document, 64);

SIZE(destination_summary, 88);
AT(destination_summary, struct_size, 0);
AT(destination_summary, status, 4);
AT(destination_summary, count, 8);
AT(destination_summary, delivered, 16);
AT(destination_summary, unchanged, 24);
AT(destination_summary, superseded, 32);
AT(destination_summary, rejected, 40);
AT(destination_summary, failed, 48);
AT(destination_summary, ambiguous, 56);
AT(destination_summary, dropped, 64);
AT(destination_summary, pending, 72);
AT(destination_summary, retry_after_ms, 80);

SIZE(destination_quota, 32);
AT(destination_quota, requests, 0);
AT(destination_quota, per_ms, 8);
AT(destination_quota, used, 16);
AT(destination_quota, next_free_ms, 24);

SIZE(destination_stats_data, 424);
AT(destination_stats_data, struct_size, 0);
AT(destination_stats_data, window_count, 4);
AT(destination_stats_data, accepted, 8);
AT(destination_stats_data, delivered, 16);
AT(destination_stats_data, unchanged, 24);
AT(destination_stats_data, superseded, 32);
AT(destination_stats_data, rejected, 40);
AT(destination_stats_data, failed, 48);
AT(destination_stats_data, ambiguous, 56);
AT(destination_stats_data, dropped, 64);
AT(destination_stats_data, pending, 72);
AT(destination_stats_data, pending_bytes, 80);
AT(destination_stats_data, in_flight, 88);
AT(destination_stats_data, requests, 96);
AT(destination_stats_data, retries, 104);
AT(destination_stats_data, throttled, 112);
AT(destination_stats_data, next_due_ms, 120);
AT(destination_stats_data, windows, 128);
AT(destination_stats_data, webhook_delivered, 384);
AT(destination_stats_data, webhook_failed, 392);
AT(destination_stats_data, webhook_pending, 400);
AT(destination_stats_data, warnings, 408);
AT(destination_stats_data, adopted_pending, 416);

SIZE(destination_api, 240);
AT(destination_api, struct_size, 0);
AT(destination_api, abi_version, 4);
AT(destination_api, version, 8);
AT(destination_api, status_name, 16);
AT(destination_api, outcome_name, 24);
AT(destination_api, describe, 32);
AT(destination_api, open, 40);
AT(destination_api, configure, 48);
AT(destination_api, set_active, 56);
AT(destination_api, check, 64);
AT(destination_api, preview, 72);
AT(destination_api, send_test, 80);
AT(destination_api, write_batch, 88);
AT(destination_api, poll, 96);
AT(destination_api, flush, 104);
AT(destination_api, discard, 112);
AT(destination_api, cancel, 120);
AT(destination_api, cancel_clear, 128);
AT(destination_api, stats, 136);
AT(destination_api, command, 144);
AT(destination_api, close, 152);
AT(destination_api, result_summary, 160);
AT(destination_api, result_items, 168);
AT(destination_api, result_message, 176);
AT(destination_api, result_free, 184);
AT(destination_api, buffer_data, 192);
AT(destination_api, buffer_free, 200);
AT(destination_api, error_code, 208);
AT(destination_api, error_message, 216);
AT(destination_api, error_detail, 224);
AT(destination_api, error_free, 232);

/* Numbers that hosts have compiled in. */
NUMBER(DESTINATION_OK, 0);
NUMBER(DESTINATION_INVALID_ARGUMENT, 1);
NUMBER(DESTINATION_INVALID_STATE, 2);
NUMBER(DESTINATION_BUSY, 3);
NUMBER(DESTINATION_UNSUPPORTED, 4);
NUMBER(DESTINATION_CONFIG, 5);
NUMBER(DESTINATION_AUTH, 6);
NUMBER(DESTINATION_UNAVAILABLE, 7);
NUMBER(DESTINATION_RATE_LIMITED, 8);
NUMBER(DESTINATION_TIMEOUT, 9);
NUMBER(DESTINATION_CANCELLED, 10);
NUMBER(DESTINATION_RESOURCE_EXHAUSTED, 11);
NUMBER(DESTINATION_CONFLICT, 12);
NUMBER(DESTINATION_OUT_OF_MEMORY, 13);
NUMBER(DESTINATION_INTERNAL, 14);
NUMBER(DESTINATION_JOURNAL, 15);
NUMBER(DESTINATION_DELIVERED, 1);
NUMBER(DESTINATION_UNCHANGED, 2);
NUMBER(DESTINATION_SUPERSEDED, 3);
NUMBER(DESTINATION_REJECTED, 4);
NUMBER(DESTINATION_FAILED, 5);
NUMBER(DESTINATION_AMBIGUOUS, 6);
NUMBER(DESTINATION_DROPPED, 7);
NUMBER(DESTINATION_LOG_ERROR, 1);
NUMBER(DESTINATION_LOG_WARN, 2);
NUMBER(DESTINATION_LOG_INFO, 3);
NUMBER(DESTINATION_LOG_DEBUG, 4);
NUMBER(DESTINATION_FORMAT_JSON, 1);
NUMBER(DESTINATION_FLAG_ADOPTED, 1);
NUMBER(DESTINATION_BATCH_CLOSE, 1);
NUMBER(DESTINATION_FLAG_REPEATED, 2);
NUMBER(DESTINATION_FLAG_LATE, 4);
NUMBER(DESTINATION_FLAG_SOUND, 8);
NUMBER(DESTINATION_FLAG_SENT, 16);
NUMBER(DESTINATION_MAX_WINDOWS, 8);
