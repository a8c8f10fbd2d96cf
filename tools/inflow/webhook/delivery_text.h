// SPDX-License-Identifier: Apache-2.0
//
// File: delivery_text.h
//
// A post to the webhook as people and programs read it. All that came over the network is shown as
// text: no control character of it reaches a terminal.
#ifndef TOOLS_INFLOW_WEBHOOK_DELIVERY_TEXT_H_
#define TOOLS_INFLOW_WEBHOOK_DELIVERY_TEXT_H_

#include <string>

#include "tools/inflow/webhook/signature.h"

namespace inflow::command {

// DeliveryText is a line with the time, the request and its status, and the body below it; pretty:
// over several lines.
std::string DeliveryText(const Post& post, Signature signature, const std::string& time,
                         bool pretty);

// DeliveryJson is one line: "received", "request_id", "attempt", "status", "signature", and "body",
// which is what was posted, as JSON where it is that and else as text.
std::string DeliveryJson(const Post& post, Signature signature, const std::string& time);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_WEBHOOK_DELIVERY_TEXT_H_
