// SPDX-License-Identifier: Apache-2.0
#include "plugin/destination/internal/dry_run.h"

#include <utility>

namespace inflow {

bool DrainDry(Engine* engine, TimePoint now, const Dry& dry) {
  while (true) {
    const Action action = engine->Next(now);
    if (action.kind == Action::kNeedPermit) {
      engine->OnPermit();
      continue;
    }
    if (action.kind != Action::kSend) return true;
    Exchange exchange;
    if (const Request* const request = engine->InFlight(action.id)) {
      dry.use(*request);
      exchange.status = 200;
      exchange.wrote = true;
    } else if (!dry.ask(*action.call, &exchange)) {
      return false;
    }
    exchange.id = action.id;
    engine->OnExchange(std::move(exchange), now, 0);
  }
}

void RunDry(Engine* engine, const IncomingBatch& batch, TimePoint now, WallMillis wall,
            const Dry& dry) {
  engine->Accept(batch, now, wall).IgnoreError();  // without a journal there is none
  // Full groups go while records are written, those that are not full only when they are flushed.
  if (!DrainDry(engine, now, dry)) return;
  engine->CloseAll();
  DrainDry(engine, now, dry);
}

}  // namespace inflow
