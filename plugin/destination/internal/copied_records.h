// SPDX-License-Identifier: Apache-2.0
#ifndef PLUGIN_DESTINATION_INTERNAL_COPIED_RECORDS_H_
#define PLUGIN_DESTINATION_INTERNAL_COPIED_RECORDS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/record/cursor.h"
#include "plugin/record/record_source.h"

namespace inflow {

// CopiedRecords are the items of a JSON list as a host lays records out.
struct CopiedRecords {
  explicit CopiedRecords(std::string_view list) {
    for (ItemCursor items(list); items.Next();) {
      data.append(items.item().bytes);
      offsets.push_back(data.size());
    }
  }
  JsonBlock Block() const {
    return {.data = data.data(), .offsets = offsets.data(), .count = offsets.size() - 1};
  }
  std::string data;
  std::vector<uint64_t> offsets = {0};
};

}  // namespace inflow

#endif  // PLUGIN_DESTINATION_INTERNAL_COPIED_RECORDS_H_
