// SPDX-License-Identifier: Apache-2.0
//
// File: redact.h
//
// Hides a secret that came back in an answer: a service that quotes the request in an error page must not carry the API key into
// results, logs and files.
#ifndef INFLOW_PLUGIN_DELIVERY_REDACT_H_
#define INFLOW_PLUGIN_DELIVERY_REDACT_H_

#include <string>
#include <string_view>

#include "inflow/transport/transport.h"

namespace inflow {

// Redact overwrites every occurrence of `secret` (printable ASCII) in *text with '*', also where it is written with JSON or
// percent escapes, and its beginning where the text ends in the midst of it. A secret under four bytes is left: it would be found
// anywhere.
void Redact(std::string_view secret, std::string* text) noexcept;

// RedactExchange does so wherever the other side's words are: body, header values, detail. `authorization` is the request's line,
// or null.
void RedactExchange(const Authorization& authorization, Exchange* exchange) noexcept;

}  // namespace inflow

#endif  // INFLOW_PLUGIN_DELIVERY_REDACT_H_
