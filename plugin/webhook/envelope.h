// SPDX-License-Identifier: Apache-2.0
//
// File: envelope.h
//
// What the response webhook is told of one call to the service. docs/webhook.md explains every
// field.
#ifndef PLUGIN_WEBHOOK_ENVELOPE_H_
#define PLUGIN_WEBHOOK_ENVELOPE_H_

#include <cstdint>
#include <string>

#include "plugin/clock/clock.h"
#include "plugin/http/http_call.h"
#include "plugin/redact/redactor.h"
#include "plugin/request/item.h"

namespace inflow {

// WebhookCall is a call to the service that has ended. Borrowed.
struct WebhookCall {
  uint64_t request_id = 0;
  uint32_t attempt = 1;  // the first is 1
  const HttpCall* call = nullptr;
  const ItemList* items = nullptr;     // that it carried
  const Exchange* exchange = nullptr;  // without secrets
  WallMillis ended = 0;
};

inline constexpr size_t kMaxEnvelopeBody =
    64u << 10;  // bytes of the answer's body that an envelope holds

// BuildEnvelope returns a JSON object whose fields have always the same order. A body that is no
// UTF-8 is in body_base64. The redactor (null: none) goes over the request's URL, which may hold a
// secret of the configuration.
std::string BuildEnvelope(const WebhookCall& call, const Redactor* redactor = nullptr);

}  // namespace inflow

#endif  // PLUGIN_WEBHOOK_ENVELOPE_H_
