/* SPDX-License-Identifier: Apache-2.0
 * A library of a later minor version: its items are longer, and it knows a status and an outcome
 * more. A flush settles two records. */
#include "destination.h"

typedef struct wide_item {
  destination_item item;
  uint64_t appended[3];
} wide_item;

static const destination_outcome kOutcomeOfLater = 8;
static const destination_status kStatusOfLater = 16;

static wide_item items[2];

static destination_status open_handle(const destination_host* host, destination** out,
                                      destination_error** err) {
  (void)host;
  *err = NULL;
  *out = (destination*)items;
  return DESTINATION_OK;
}

static destination_status flush(destination* handle, int64_t timeout_ms,
                                destination_result** result, destination_error** err) {
  (void)handle, (void)timeout_ms;
  *err = NULL;
  *result = (destination_result*)items;
  return kStatusOfLater;
}

static const destination_item* result_items(const destination_result* result, size_t* count,
                                            size_t* stride) {
  (void)result;
  *count = 2;
  *stride = sizeof(wide_item);
  for (int i = 0; i < 2; ++i) {
    const destination_item item = {.id = 40 + i,
                                   .outcome = kOutcomeOfLater - i,
                                   .message = "why",
                                   .message_len = 3,
                                   .response = ""};
    items[i] = (wide_item){item, {~0u, ~0u, ~0u}};
  }
  return &items[0].item;
}

static destination_status result_summary(const destination_result* result,
                                         destination_summary* summary) {
  (void)result, (void)summary;
  return DESTINATION_OK;
}

static const char* result_message(const destination_result* result, size_t* len) {
  (void)result;
  *len = 0;
  return "";
}

static const char* error_text(const destination_error* error, size_t* len) {
  (void)error;
  *len = 2;
  return "{}";
}

static void result_free(destination_result* result) { (void)result; }
static void error_free(destination_error* error) { (void)error; }
static void on_handle(destination* handle) { (void)handle; }

uint32_t destination_abi_version(void) { return DESTINATION_ABI_VERSION + 1; }

const struct destination_api* destination_get_api(uint32_t requested) {
  static const destination_api table = {.struct_size = sizeof(destination_api) + 64,
                                        .abi_version = DESTINATION_ABI_VERSION + 1,
                                        .open = open_handle,
                                        .flush = flush,
                                        .cancel = on_handle,
                                        .close = on_handle,
                                        .result_items = result_items,
                                        .result_summary = result_summary,
                                        .result_message = result_message,
                                        .result_free = result_free,
                                        .error_message = error_text,
                                        .error_detail = error_text,
                                        .error_free = error_free};
  (void)requested;
  return &table;
}
