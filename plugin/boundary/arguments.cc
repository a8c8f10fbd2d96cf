// SPDX-License-Identifier: Apache-2.0
#include "plugin/boundary/internal/arguments.h"

#include "plugin/boundary/internal/sized.h"

namespace inflow::boundary {
namespace {

constexpr size_t kMaxToken = 4096;

CallStatus Wrong(std::string message) { return {CallCode::kInvalidArgument, std::move(message)}; }

CallStatus CheckOffsets(const destination_batch& batch) {
  if (batch.count == 0) return {};
  if (batch.offsets == nullptr)
    return Wrong("batch->offsets is NULL; it holds count + 1 positions");
  for (uint64_t i = 0; i < batch.count; ++i) {
    if (batch.offsets[i] > batch.offsets[i + 1]) {
      return Wrong("batch->offsets[" + std::to_string(i + 1) +
                   "] is smaller than the one before it; offsets ascend");
    }
  }
  if (batch.offsets[batch.count] > batch.data_len)
    return Wrong("the last of batch->offsets lies behind data_len");
  if (batch.data == nullptr && batch.data_len > 0)
    return Wrong("batch->data is NULL and data_len is not 0");
  return {};
}

}  // namespace

CallStatus ReadBatch(const destination_batch* from, uint64_t most, HostBatch* to) {
  static constexpr uint64_t kNoOffsets[1] = {0};
  if (from == nullptr) return Wrong("batch is NULL");
  destination_batch batch;
  if (!CopyIn(from, &batch))
    return Wrong(
        "batch->struct_size is wrong or an unknown field is set; start from DESTINATION_BATCH_INIT");
  if (batch.format != DESTINATION_FORMAT_JSON) {
    return Wrong("batch->format is " + std::to_string(batch.format) +
                 "; this version reads DESTINATION_FORMAT_JSON (1)");
  }
  if (batch.flags & ~DESTINATION_BATCH_CLOSE) {
    return Wrong("batch->flags is " + std::to_string(batch.flags) +
                 "; this version knows DESTINATION_BATCH_CLOSE (1)");
  }
  if (batch.reserved != 0)
    return Wrong("batch->reserved is not 0; start from DESTINATION_BATCH_INIT");
  if (batch.token == nullptr ? batch.token_len > 0 : batch.token_len == 0)
    return Wrong("batch->token and token_len do not fit: both or none");
  if (batch.token_len > kMaxToken) {
    return Wrong("batch->token has " + std::to_string(batch.token_len) + " bytes; at most " +
                 std::to_string(kMaxToken) + " are kept");
  }
  if (batch.route == nullptr && batch.route_len > 0)
    return Wrong("batch->route is NULL and route_len is not 0");
  // Before the offsets are looked at: a count that is garbage would lead far outside of them.
  if (batch.count > most) {
    return Wrong("a batch of " + std::to_string(batch.count) +
                 " records is larger than the whole queue (queue.max_records " +
                 std::to_string(most) + "); write smaller batches");
  }
  if (CallStatus s = CheckOffsets(batch); !s.ok()) return s;
  to->records.data = batch.data;
  to->records.offsets = batch.count == 0 ? kNoOffsets : batch.offsets;
  to->records.count = batch.count;
  to->records.ids = batch.ids;
  to->close = (batch.flags & DESTINATION_BATCH_CLOSE) != 0;
  if (batch.token != nullptr) to->token = {batch.token, batch.token_len};
  if (batch.route != nullptr) to->route = {batch.route, batch.route_len};
  return {};
}

CallStatus CheckTimeout(int64_t timeout_ms) {
  if (timeout_ms >= -1) return {};
  return Wrong("timeout_ms is " + std::to_string(timeout_ms) +
               "; use 0 for no waiting and -1 for no limit");
}

}  // namespace inflow::boundary
