// SPDX-License-Identifier: Apache-2.0
#include "plugin/destination/internal/dry_run.h"

#include <utility>

namespace inflow {
namespace {

// TakeRequest drives the engine to its next request; null where it has no more.
const Request* TakeRequest(Engine* engine, TimePoint now) {
  while (true) {
    const Action action = engine->Next(now);
    if (action.kind == Action::kSend) return engine->InFlight(action.id);
    if (action.kind != Action::kNeedPermit) return nullptr;
    engine->OnPermit();
  }
}

// Answer ends a request well, so that the engine goes on to the next.
void Answer(Engine* engine, const Request& request, TimePoint now) {
  Exchange exchange;
  exchange.id = request.id;
  exchange.status = 200;
  exchange.wrote = true;
  engine->OnExchange(std::move(exchange), now, 0);
}

}  // namespace

void RunDry(Engine* engine, const IncomingBatch& batch, TimePoint now, WallMillis wall,
            absl::FunctionRef<void(const Request&)> use) {
  const auto drain = [&] {
    while (const Request* request = TakeRequest(engine, now)) {
      use(*request);
      Answer(engine, *request, now);
    }
  };
  engine->Accept(batch, now, wall);
  // Full groups go while records are written, those that are not full only when they are flushed.
  drain();
  engine->CloseAll();
  drain();
}

}  // namespace inflow
