// SPDX-License-Identifier: Apache-2.0

// Package plainc makes the calls of a benchmark in C, for what the way through Go costs to be seen
// beside them.
package plainc

/*
#cgo CFLAGS: -std=gnu11 -Wall -I${SRCDIR}/../..
#include "destination.h"

// write_and_discard returns how many records came back; -1 where a call failed.
static int64_t write_and_discard(const destination_api* api, destination* handle, const destination_batch* batch) {
  destination_result* result = NULL;
  if (api->write_batch(handle, batch, -1, &result, NULL) != DESTINATION_OK) return -1;
  api->result_free(result);
  if (api->discard(handle, &result, NULL) != DESTINATION_OK) return -1;
  size_t count = 0, stride = 0;
  int64_t dropped = 0;
  const char* at = (const char*)api->result_items(result, &count, &stride);
  for (; count > 0; --count, at += stride) dropped += ((const destination_item*)at)->outcome == DESTINATION_DROPPED;
  api->result_free(result);
  return dropped;
}

static int poll_once(const destination_api* api, destination* handle) {
  destination_result* result = NULL;
  const destination_status status = api->poll(handle, -1, &result, NULL);
  api->result_free(result);
  return status == DESTINATION_OK;
}
*/
import "C"

import "unsafe"

// WriteAndDiscard returns how many records came back; negative where a call failed. All pointers
// are the library's.
func WriteAndDiscard(api, handle, batch unsafe.Pointer) int64 {
	return int64(
		C.write_and_discard(
			(*C.destination_api)(api),
			(*C.destination)(handle),
			(*C.destination_batch)(batch),
		),
	)
}

// Poll tells whether the call succeeded.
func Poll(api, handle unsafe.Pointer) bool {
	return C.poll_once((*C.destination_api)(api), (*C.destination)(handle)) != 0
}
