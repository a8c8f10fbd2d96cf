/* SPDX-License-Identifier: Apache-2.0
 *
 * File: baseline_host.c
 *
 * A host of ABI 1.0: the vendored header, its struct sizes, its table.
 */
#include "tests/abi/baseline_host.h"

#include "destination.h" /* the one of abi/baseline/1.0 */

/* write_two writes two records and returns what went wrong, or "". */
static const char* write_two(const destination_api* api, destination* handle,
                             int32_t expected_outcome) {
  static const char data[] = "{\"name\":\"a\"}{\"name\":\"b\"}";
  const uint64_t offsets[] = {0, 12, 24};
  const uint64_t ids[] = {70, 71};
  destination_batch batch = DESTINATION_BATCH_INIT;
  batch.data = data;
  batch.data_len = sizeof(data) - 1;
  batch.offsets = offsets;
  batch.count = 2;
  batch.ids = ids;
  destination_result* result = NULL;
  destination_error* error = NULL;
  if (api->write_batch(handle, &batch, -1, &result, &error) != DESTINATION_OK) return "write_batch";

  const char* wrong = "";
  size_t count = 0, stride = 0;
  const char* at = (const char*)api->result_items(result, &count, &stride);
  if (count != 2 || stride < sizeof(destination_item)) wrong = "result_items";
  for (size_t i = 0; i < count; ++i, at += stride) {
    const destination_item* item = (const destination_item*)at;
    if (item->id != 70 && item->id != 71) wrong = "item.id";
    if (item->outcome != expected_outcome) wrong = "item.outcome";
    if (item->http_status != 200 || item->attempts != 1 || item->flags != 0) wrong = "item";
  }
  destination_summary summary = DESTINATION_SUMMARY_INIT;
  if (api->result_summary(result, &summary) != DESTINATION_OK || summary.count != 2 ||
      summary.delivered != 2)
    wrong = "summary";
  api->result_free(result);
  return wrong;
}

const char* baseline_session(const char* config, size_t config_len, int32_t expected_outcome) {
  const destination_api* api = destination_get_api(DESTINATION_ABI_VERSION);
  if (!api || api->struct_size < sizeof(destination_api) ||
      api->version() < DESTINATION_ABI_VERSION)
    return "get_api";

  destination_host host = DESTINATION_HOST_INIT;
  destination* handle = NULL;
  destination_error* error = NULL;
  destination_result* result = NULL;
  destination_stats_data stats = DESTINATION_STATS_INIT;
  const char* wrong = "";
  if (api->open(&host, &handle, &error) != DESTINATION_OK) return "open";
  if (api->configure(handle, config, config_len, &error) != DESTINATION_OK) wrong = "configure";
  if (!wrong[0]) wrong = write_two(api, handle, expected_outcome);
  if (!wrong[0] && api->stats(handle, &stats) != DESTINATION_OK) wrong = "stats";
  if (!wrong[0] && (stats.accepted != 2 || stats.window_count != 1)) wrong = "stats";
  if (!wrong[0] && (api->flush(handle, -1, &result, &error) != DESTINATION_OK || result))
    wrong = "flush";
  api->close(handle);
  return wrong;
}
