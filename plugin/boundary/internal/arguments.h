// SPDX-License-Identifier: Apache-2.0
//
// File: arguments.h
//
// What several exported functions take, checked in one place.
#ifndef PLUGIN_BOUNDARY_INTERNAL_ARGUMENTS_H_
#define PLUGIN_BOUNDARY_INTERNAL_ARGUMENTS_H_

#include <cstdint>

#include "abi/destination.h"
#include "plugin/destination/destination.h"

namespace inflow::boundary {

// ReadBatch checks everything that a host can get wrong before a byte of a record is read. `most`
// is queue.max_records.
CallStatus ReadBatch(const destination_batch* from, uint64_t most, HostBatch* to);

CallStatus CheckTimeout(int64_t timeout_ms);

}  // namespace inflow::boundary

#endif  // PLUGIN_BOUNDARY_INTERNAL_ARGUMENTS_H_
