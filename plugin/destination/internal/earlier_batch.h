// SPDX-License-Identifier: Apache-2.0
//
// File: earlier_batch.h
//
// Records of one route that an earlier session left, owned, since the engine uses the journal while
// it takes them.
#ifndef PLUGIN_DESTINATION_INTERNAL_EARLIER_BATCH_H_
#define PLUGIN_DESTINATION_INTERNAL_EARLIER_BATCH_H_

#include <cstdint>
#include <string>
#include <vector>

#include "plugin/journal/entry.h"

namespace inflow {

struct EarlierBatch {
  std::string route;
  bool close = false;
  EarlierCursor after;  // of the last record
  std::string data;
  std::vector<uint64_t> offsets = {0};
  std::vector<uint64_t> ids;
  std::vector<AppendedRecord> known;
};

}  // namespace inflow

#endif  // PLUGIN_DESTINATION_INTERNAL_EARLIER_BATCH_H_
