/* SPDX-License-Identifier: Apache-2.0 */
#include "bridge.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "_cgo_export.h"

bridge_loaded bridge_load(const char* path) {
  bridge_loaded loaded = {NULL, NULL, 0};
  void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  const destination_api* (*get_api)(uint32_t) = NULL;
  uint32_t (*abi_version)(void) = NULL;
  if (library) *(void**)&get_api = dlsym(library, "destination_get_api");
  if (!get_api) {
    /* The words are this thread's, and Go may go on on another one. */
    const char* reason = dlerror();
    loaded.reason = strdup(reason ? reason : "the loader gave no reason");
    return loaded;
  }
  *(void**)&abi_version = dlsym(library, "destination_abi_version");
  if (abi_version) loaded.abi_version = abi_version();
  const destination_api* api = get_api(DESTINATION_ABI_VERSION);
  const size_t size_of_1_0 = offsetof(destination_api, error_free) + sizeof api->error_free;
  if (api && api->struct_size >= size_of_1_0 &&
      api->abi_version >> 16 == DESTINATION_ABI_VERSION >> 16)
    loaded.api = api;
  return loaded;
}

static void log_line(void* log, int32_t level, const char* component, const char* message,
                     size_t message_len) {
  inflowGoLog((uintptr_t)log, level, (char*)component, (char*)message, message_len);
}

bridge_answer bridge_describe(const destination_api* api) {
  bridge_answer a = {0};
  a.status = api->describe(&a.buffer, &a.error);
  return a;
}

bridge_answer bridge_open(const destination_api* api, uintptr_t log) {
  bridge_answer a = {0};
  destination_host host = DESTINATION_HOST_INIT;
  host.ctx = (void*)log;
  host.log = log ? log_line : NULL;
  a.status = api->open(&host, &a.handle, &a.error);
  return a;
}

bridge_answer bridge_configure(const destination_api* api, destination* handle, const char* json,
                               size_t len) {
  bridge_answer a = {0};
  a.status = api->configure(handle, json, len, &a.error);
  return a;
}

bridge_answer bridge_set_active(const destination_api* api, destination* handle, int32_t active) {
  bridge_answer a = {0};
  a.status = api->set_active(handle, active, &a.error);
  return a;
}

bridge_answer bridge_check(const destination_api* api, destination* handle, int64_t timeout_ms) {
  bridge_answer a = {0};
  a.status = api->check(handle, timeout_ms, &a.buffer, &a.error);
  return a;
}

bridge_answer bridge_preview(const destination_api* api, destination* handle,
                             destination_batch batch) {
  bridge_answer a = {0};
  a.status = api->preview(handle, &batch, &a.buffer, &a.error);
  return a;
}

bridge_answer bridge_write_batch(const destination_api* api, destination* handle,
                                 destination_batch batch, int64_t timeout_ms) {
  bridge_answer a = {0};
  a.status = api->write_batch(handle, &batch, timeout_ms, &a.result, &a.error);
  return a;
}

bridge_answer bridge_send_test(const destination_api* api, destination* handle, const char* json,
                               size_t len, int64_t timeout_ms) {
  bridge_answer a = {0};
  a.status = api->send_test(handle, json, len, timeout_ms, &a.buffer, &a.error);
  return a;
}

bridge_answer bridge_poll(const destination_api* api, destination* handle, int64_t timeout_ms) {
  bridge_answer a = {0};
  a.status = api->poll(handle, timeout_ms, &a.result, &a.error);
  return a;
}

bridge_answer bridge_flush(const destination_api* api, destination* handle, int64_t timeout_ms) {
  bridge_answer a = {0};
  a.status = api->flush(handle, timeout_ms, &a.result, &a.error);
  return a;
}

bridge_answer bridge_discard(const destination_api* api, destination* handle) {
  bridge_answer a = {0};
  a.status = api->discard(handle, &a.result, &a.error);
  return a;
}

bridge_answer bridge_command(const destination_api* api, destination* handle, const char* name,
                             size_t name_len, const char* json, size_t len) {
  bridge_answer a = {0};
  a.status = api->command(handle, name, name_len, json, len, &a.buffer, &a.error);
  return a;
}

void bridge_cancel(const destination_api* api, destination* handle) { api->cancel(handle); }
void bridge_cancel_clear(const destination_api* api, destination* handle) {
  api->cancel_clear(handle);
}
void bridge_close(const destination_api* api, destination* handle) { api->close(handle); }

destination_stats_data bridge_stats(const destination_api* api, destination* handle) {
  destination_stats_data stats = DESTINATION_STATS_INIT;
  api->stats(handle, &stats);
  return stats;
}

void* bridge_block(size_t size) { return malloc(size); }

bridge_view bridge_view_result(const destination_api* api, const destination_result* result) {
  bridge_view view = {.summary = DESTINATION_SUMMARY_INIT};
  view.first = api->result_items(result, &view.count, &view.stride);
  view.message = api->result_message(result, &view.message_len);
  api->result_summary(result, &view.summary);
  return view;
}

void bridge_free_result(const destination_api* api, destination_result* result) {
  api->result_free(result);
}

bridge_text bridge_buffer_data(const destination_api* api, const destination_buffer* buffer) {
  bridge_text text;
  text.data = api->buffer_data(buffer, &text.len);
  return text;
}

void bridge_free_buffer(const destination_api* api, destination_buffer* buffer) {
  api->buffer_free(buffer);
}

bridge_text bridge_error_message(const destination_api* api, const destination_error* error) {
  bridge_text text;
  text.data = api->error_message(error, &text.len);
  return text;
}

bridge_text bridge_error_detail(const destination_api* api, const destination_error* error) {
  bridge_text text;
  text.data = api->error_detail(error, &text.len);
  return text;
}

void bridge_free_error(const destination_api* api, destination_error* error) {
  api->error_free(error);
}

const char* bridge_status_name(const destination_api* api, destination_status status) {
  return api->status_name(status);
}
const char* bridge_outcome_name(const destination_api* api, destination_outcome outcome) {
  return api->outcome_name(outcome);
}

uint64_t bridge_thread(void) { return (uint64_t)pthread_self(); }
