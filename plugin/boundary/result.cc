// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <new>

#include "plugin/boundary/internal/handles.h"
#include "plugin/boundary/internal/numbers.h"
#include "plugin/boundary/internal/sized.h"

namespace inflow::boundary {
namespace {

void Point(const SharedText& text, destination_result* result, const char** data, size_t* len) {
  *data = "";
  *len = 0;
  if (!text) return;
  *data = text->c_str();
  *len = text->size();
  if (result->texts.empty() || result->texts.back() != text) result->texts.push_back(text);
}

destination_item ItemOf(const Destination& core, const Settled& settled,
                        destination_result* result) {
  destination_item item{};
  item.id = settled.id;
  item.outcome = NumberOf(settled.outcome);
  item.http_status = settled.http_status;
  item.attempts = settled.attempts;
  item.flags = settled.flags;
  item.latency_ms = settled.latency_ms;
  item.document = settled.document;
  Point(core.Shown(settled.message), result, &item.message, &item.message_len);
  Point(settled.response, result, &item.response, &item.response_len);
  return item;
}

void Summarise(const Destination& core, destination_result* result) {
  destination_summary& summary = result->summary;
  summary = DESTINATION_SUMMARY_INIT;
  summary.count = result->items.size();
  uint64_t* const counts[kOutcomes] = {
      nullptr,           &summary.delivered, &summary.unchanged, &summary.superseded,
      &summary.rejected, &summary.failed,    &summary.ambiguous, &summary.dropped};
  for (const destination_item& item : result->items) ++*counts[item.outcome];
  summary.status = NumberOf(core.stopped().code);
  summary.pending = core.pending();
  summary.retry_after_ms = core.stopped().retry_after_ms;
  result->message = core.stopped().message;
}

}  // namespace

destination_result* TakeResult(Destination* core) noexcept {
  const std::vector<Settled>& settled = core->settled();
  if (settled.empty() && core->stopped().ok()) return nullptr;
  try {
    auto result = std::make_unique<destination_result>();
    result->items.reserve(settled.size());
    for (const Settled& one : settled) result->items.push_back(ItemOf(*core, one, result.get()));
    Summarise(*core, result.get());
    core->ClearSettled();
    return result.release();
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

}  // namespace inflow::boundary

destination_status destination_result_summary(const destination_result* result,
                                              destination_summary* summary) noexcept {
  if (result == nullptr || summary == nullptr) return DESTINATION_INVALID_ARGUMENT;
  return inflow::boundary::CopyOut(result->summary, summary) ? DESTINATION_OK
                                                             : DESTINATION_INVALID_ARGUMENT;
}

const destination_item* destination_result_items(const destination_result* result, size_t* count,
                                                 size_t* stride) noexcept {
  if (count != nullptr) *count = result == nullptr ? 0 : result->items.size();
  if (stride != nullptr) *stride = result == nullptr ? 0 : sizeof(destination_item);
  return result == nullptr ? nullptr : result->items.data();
}

const char* destination_result_message(const destination_result* result, size_t* len) noexcept {
  if (len != nullptr) *len = result == nullptr ? 0 : result->message.size();
  return result == nullptr ? "" : result->message.c_str();
}

void destination_result_free(destination_result* result) noexcept { delete result; }
