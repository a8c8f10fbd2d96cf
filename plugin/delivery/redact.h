// SPDX-License-Identifier: Apache-2.0
//
// File: redact.h
#ifndef INFLOW_PLUGIN_DELIVERY_REDACT_H_
#define INFLOW_PLUGIN_DELIVERY_REDACT_H_

#include "inflow/redact/redactor.h"
#include "inflow/transport/transport.h"

namespace inflow {

// RedactExchange hides secrets wherever the other side's words are: body, names and values of headers, detail. A null redactor
// hides nothing.
void RedactExchange(const Redactor* redactor, Exchange* exchange) noexcept;

}  // namespace inflow

#endif  // INFLOW_PLUGIN_DELIVERY_REDACT_H_
