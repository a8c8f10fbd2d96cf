// SPDX-License-Identifier: Apache-2.0
//
// File: delivery.h
//
// An answer on its way to the client, with whatever a fault does to it there.
#ifndef TOOLS_INFLOW_SIM_DELIVERY_H_
#define TOOLS_INFLOW_SIM_DELIVERY_H_

#include <string>

#include "tools/inflow-sim/fault.h"
#include "tools/inflow-sim/message.h"

namespace inflow::sim {

// Delivery is a plan: the bytes that go out and what becomes of the connection behind them.
struct Delivery {
  int status = 0;  // of the answer; 0 where its status line does not go out whole
  std::string bytes = {};
  bool hang = false;   // wait until the client leaves before the connection is ended
  bool reset = false;  // end the connection by a reset
  bool close = false;  // end the connection
};

// PlanDelivery lays out an answer. `head_only` is for HEAD, `close` where the client asked for the
// connection's end.
Delivery PlanDelivery(const Answer& answer, const Fault& fault, bool head_only, bool close);

}  // namespace inflow::sim

#endif  // TOOLS_INFLOW_SIM_DELIVERY_H_
