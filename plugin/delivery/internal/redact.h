// SPDX-License-Identifier: Apache-2.0
//
// File: redact.h
#ifndef PLUGIN_DELIVERY_INTERNAL_REDACT_H_
#define PLUGIN_DELIVERY_INTERNAL_REDACT_H_

#include "plugin/http/exchange.h"
#include "plugin/redact/redactor.h"

namespace inflow {

// RedactExchange hides secrets wherever the other side's words are: body, names and values of
// headers, detail. A null redactor hides nothing.
void RedactExchange(const Redactor* redactor, Exchange* exchange) noexcept;

}  // namespace inflow

#endif  // PLUGIN_DELIVERY_INTERNAL_REDACT_H_
