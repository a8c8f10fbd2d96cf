// SPDX-License-Identifier: Apache-2.0
//
// File: listen_settings.h
//
// What inflow webhook listen was asked for on the command line.
#ifndef TOOLS_INFLOW_WEBHOOK_LISTEN_SETTINGS_H_
#define TOOLS_INFLOW_WEBHOOK_LISTEN_SETTINGS_H_

#include <cstdint>
#include <string>

namespace inflow::command {

struct ListenSettings {
  std::string address = "127.0.0.1";
  uint64_t port = 8787;  // 0: any
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_WEBHOOK_LISTEN_SETTINGS_H_
