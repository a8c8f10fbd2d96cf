// SPDX-License-Identifier: Apache-2.0
//
// File: dry_run.h
//
// What would be sent of a batch, found without a network.
#ifndef PLUGIN_DESTINATION_INTERNAL_DRY_RUN_H_
#define PLUGIN_DESTINATION_INTERNAL_DRY_RUN_H_

#include "absl/functional/function_ref.h"
#include "plugin/clock/clock.h"
#include "plugin/delivery/engine.h"

namespace inflow {

// RunDry hands a batch to an engine that is fresh and configured, calls back with every request
// that it sends until all records have settled, and answers each with 200.
void RunDry(Engine* engine, const IncomingBatch& batch, TimePoint now, WallMillis wall,
            absl::FunctionRef<void(const Request&)> use);

}  // namespace inflow

#endif  // PLUGIN_DESTINATION_INTERNAL_DRY_RUN_H_
