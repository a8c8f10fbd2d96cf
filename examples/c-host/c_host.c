/* SPDX-License-Identifier: Apache-2.0
 *
 * File: c_host.c
 *
 * A whole host in C11: loads the library, writes the NDJSON records of standard input, prints what
 * became of each.
 *
 *     c-host CONFIG.json [LIBRARY] < records.ndjson
 *
 * Exit: 0 every record was delivered, 1 some were not, 2 it could not start, 3 the work was stopped
 * early.
 */
#define _POSIX_C_SOURCE 200809L
#include <dlfcn.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi/destination.h"

enum { kBatchRecords = 500, kBatchBytes = 1 << 20, kMaxConfigBytes = 1 << 20 };

static const destination_api* api;

/* complain prints why a call failed, frees the error, and returns the exit code. */
static int complain(const char* call, destination_error* error, int exit_code) {
  fprintf(stderr, "c-host: %s: %s: %s\n%s\n", call, api->status_name(api->error_code(error)),
          api->error_message(error, NULL), api->error_detail(error, NULL));
  api->error_free(error);
  return exit_code;
}

/* report prints one line a settled record and frees the result. */
static void report(destination_result* result) {
  size_t count = 0, stride = 0;
  const char* at = (const char*)api->result_items(result, &count, &stride);
  for (; count > 0; --count, at += stride) {
    const destination_item* item = (const destination_item*)at;
    printf("%" PRIu64 " %s http=%" PRId32 " attempts=%" PRIu32 "%s%s\n", item->id,
           api->outcome_name(item->outcome), item->http_status, item->attempts,
           item->message[0] ? " " : "", item->message);
  }
  api->result_free(result);
}

/* fill reads lines into one block until the batch is large enough; its count is 0 at the end of the
 * input. Blank lines are no records. The block is reused from batch to batch. */
static void fill(destination_batch* batch, uint64_t* offsets) {
  static char *block, *line;
  static size_t block_size, line_size;
  ssize_t length;
  batch->count = batch->data_len = 0;
  while (batch->count < kBatchRecords && batch->data_len < kBatchBytes &&
         (length = getline(&line, &line_size, stdin)) > 0) {
    if (line[0] == '\n') continue;
    if (batch->data_len + (size_t)length > block_size)
      block = realloc(block, block_size = 2 * (batch->data_len + (size_t)length));
    if (!block) abort();
    memcpy(block + batch->data_len, line, (size_t)length);
    batch->data_len += (size_t)length;
    offsets[++batch->count] = batch->data_len;
  }
  batch->data = block;
}

/* tell_run begins or ends the run of this input in the journal, so that the same command goes on
 * where an earlier process was killed. Without a journal there is nothing to go on with. */
static int tell_run(destination* handle, const char* arguments) {
  destination_buffer* answer = NULL;
  destination_error* error = NULL;
  const destination_status status =
      api->command(handle, "run", 3, arguments, strlen(arguments), &answer, &error);
  api->buffer_free(answer);
  if (status == DESTINATION_OK) return 0;
  if (status != DESTINATION_INVALID_STATE) return complain("run", error, 3);
  api->error_free(error);
  return 0;
}

/* deliver writes batch after batch, then flushes. */
static int deliver(destination* handle) {
  uint64_t offsets[kBatchRecords + 1] = {0};
  destination_batch batch = DESTINATION_BATCH_INIT;
  destination_result* result = NULL;
  destination_error* error = NULL;
  batch.offsets = offsets;
  if (tell_run(handle, "{\"begin\":\"c-host\"}") != 0) return 3;
  for (fill(&batch, offsets); batch.count > 0; fill(&batch, offsets)) {
    const destination_status status = api->write_batch(handle, &batch, -1, &result, &error);
    report(result);
    if (status != DESTINATION_OK) return complain("write_batch", error, 3);
  }
  const destination_status status = api->flush(handle, -1, &result, &error);
  report(result);
  if (status != DESTINATION_OK) return complain("flush", error, 3);
  return tell_run(handle, "{\"end\":true}");
}

int main(int argc, char** argv) {
  static char config[kMaxConfigBytes];
  FILE* file = argc > 1 ? fopen(argv[1], "rb") : NULL;
  if (!file) return fprintf(stderr, "usage: c-host CONFIG.json [LIBRARY] < records.ndjson\n"), 2;
  const size_t config_len = fread(config, 1, sizeof config, file);
  fclose(file);

  void* library = dlopen(argc > 2 ? argv[2] : "libinflow_destination.so.1", RTLD_NOW);
  const destination_api* (*get_api)(uint32_t) = NULL;
  if (library) *(void**)&get_api = dlsym(library, "destination_get_api");
  api = get_api ? get_api(DESTINATION_ABI_VERSION) : NULL;
  if (!api) {
    const char* reason = dlerror();
    return fprintf(stderr, "c-host: could not load the library: %s\n",
                   reason ? reason : "it has another major ABI version"),
           2;
  }

  destination* handle = NULL;
  destination_error* error = NULL;
  destination_result* result = NULL;
  if (api->open(NULL, &handle, &error) != DESTINATION_OK) return complain("open", error, 2);
  int exit_code = 0;
  if (api->configure(handle, config, config_len, &error) != DESTINATION_OK)
    exit_code = complain("configure", error, 2);
  if (exit_code == 0) exit_code = deliver(handle);
  if (exit_code == 3 && api->discard(handle, &result, NULL) == DESTINATION_OK) report(result);

  destination_stats_data stats = DESTINATION_STATS_INIT;
  api->stats(handle, &stats);
  printf("accepted %" PRIu64 ", delivered %" PRIu64 ", unchanged %" PRIu64 ", superseded %" PRIu64
         ", rejected %" PRIu64 ", failed %" PRIu64 ", ambiguous %" PRIu64 ", dropped %" PRIu64 "\n",
         stats.accepted, stats.delivered, stats.unchanged, stats.superseded, stats.rejected,
         stats.failed, stats.ambiguous, stats.dropped);
  api->close(handle);
  const int all_well = stats.accepted == stats.delivered + stats.unchanged + stats.superseded;
  return exit_code == 0 && !all_well ? 1 : exit_code;
}
