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

// Dry says what is done with what an engine would send: requests are used and answered with 200,
// look-ups are asked. `ask` returns false where there is no answer; then the run ends.
struct Dry {
  absl::FunctionRef<void(const Request&)> use;
  absl::FunctionRef<bool(const HttpCall&, Exchange*)> ask;
};

// DrainDry takes all that an engine would send now. False where a look-up has no answer.
bool DrainDry(Engine* engine, TimePoint now, const Dry& dry);

// RunDry hands a batch to an engine that is fresh and configured, until all records have settled.
void RunDry(Engine* engine, const IncomingBatch& batch, TimePoint now, WallMillis wall,
            const Dry& dry);

}  // namespace inflow

#endif  // PLUGIN_DESTINATION_INTERNAL_DRY_RUN_H_
