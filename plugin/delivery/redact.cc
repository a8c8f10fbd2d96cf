// SPDX-License-Identifier: Apache-2.0
#include "plugin/delivery/internal/redact.h"

namespace inflow {

void RedactExchange(const Redactor* redactor, Exchange* exchange) noexcept {
  if (redactor == nullptr) return;
  redactor->Redact(&exchange->body);
  redactor->Redact(&exchange->detail);
  for (auto& [name, value] : exchange->headers) {
    redactor->RedactName(&name);
    redactor->Redact(&value);
  }
}

}  // namespace inflow
