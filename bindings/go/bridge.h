/* SPDX-License-Identifier: Apache-2.0
 *
 * File: bridge.h
 *
 * What Go needs C for: to load the library, and to call through its table, since cgo cannot call a
 * function pointer. Whatever a call hands out comes back by value, so that no call is given the
 * address of a Go variable.
 */
#ifndef INFLOW_BRIDGE_H
#define INFLOW_BRIDGE_H

#include "destination.h"

/* bridge_loaded: the table; or NULL and, of these two, what is known: the loader's words (free
 * them), another version. */
typedef struct bridge_loaded {
  const destination_api* api;
  char* reason;
  uint32_t abi_version;
} bridge_loaded;

bridge_loaded bridge_load(const char* path);

/* bridge_answer: a call's status and error, and what it handed out: each function below fills one
 * of the others at most. */
typedef struct bridge_answer {
  destination_status status;
  destination_error* error;
  destination* handle;
  destination_result* result;
  destination_buffer* buffer;
} bridge_answer;

bridge_answer bridge_describe(const destination_api* api);
/* bridge_open: `log` is a cgo.Handle of a *logger, or 0. */
bridge_answer bridge_open(const destination_api* api, uintptr_t log);
bridge_answer bridge_configure(const destination_api* api, destination* handle, const char* json,
                               size_t len);
bridge_answer bridge_set_active(const destination_api* api, destination* handle, int32_t active);
bridge_answer bridge_check(const destination_api* api, destination* handle, int64_t timeout_ms);
bridge_answer bridge_preview(const destination_api* api, destination* handle,
                             destination_batch batch);
bridge_answer bridge_write_batch(const destination_api* api, destination* handle,
                                 destination_batch batch, int64_t timeout_ms);
bridge_answer bridge_send_test(const destination_api* api, destination* handle, const char* json,
                               size_t len, int64_t timeout_ms);
bridge_answer bridge_poll(const destination_api* api, destination* handle, int64_t timeout_ms);
bridge_answer bridge_flush(const destination_api* api, destination* handle, int64_t timeout_ms);
bridge_answer bridge_discard(const destination_api* api, destination* handle);
bridge_answer bridge_command(const destination_api* api, destination* handle, const char* name,
                             size_t name_len, const char* json, size_t len);
void bridge_cancel(const destination_api* api, destination* handle);
void bridge_cancel_clear(const destination_api* api, destination* handle);
void bridge_close(const destination_api* api, destination* handle);
destination_stats_data bridge_stats(const destination_api* api, destination* handle);

/* bridge_block: malloc. cgo's own ends the program where there is no memory. */
void* bridge_block(size_t size);

/* bridge_view: all that a result holds, valid until it is freed. */
typedef struct bridge_view {
  const destination_item* first;
  size_t count;
  size_t stride;
  const char* message;
  size_t message_len;
  destination_summary summary;
} bridge_view;

bridge_view bridge_view_result(const destination_api* api, const destination_result* result);
void bridge_free_result(const destination_api* api, destination_result* result);

/* bridge_text: bytes of a buffer or an error, valid until that is freed. */
typedef struct bridge_text {
  const char* data;
  size_t len;
} bridge_text;

bridge_text bridge_buffer_data(const destination_api* api, const destination_buffer* buffer);
void bridge_free_buffer(const destination_api* api, destination_buffer* buffer);
bridge_text bridge_error_message(const destination_api* api, const destination_error* error);
bridge_text bridge_error_detail(const destination_api* api, const destination_error* error);
void bridge_free_error(const destination_api* api, destination_error* error);

const char* bridge_status_name(const destination_api* api, destination_status status);
const char* bridge_outcome_name(const destination_api* api, destination_outcome outcome);

/* bridge_thread: the calling thread; never 0. */
uint64_t bridge_thread(void);

#endif /* INFLOW_BRIDGE_H */
