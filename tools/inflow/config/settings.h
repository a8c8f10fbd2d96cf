// SPDX-License-Identifier: Apache-2.0
//
// File: settings.h
//
// The configuration in force, as the plugin tells it: what it leaves out has its default, and a
// route has what it inherits.
//
//   const Settings settings = AskSettings("orders", &destination);
//   const ConfigFigures figures = ReadFigures(settings);
#ifndef TOOLS_INFLOW_CONFIG_SETTINGS_H_
#define TOOLS_INFLOW_CONFIG_SETTINGS_H_

#include <string>

#include "inflow/destination.hpp"

namespace inflow::command {

struct Settings {
  bool has_route = true;  // the route that was asked for is configured
  std::string json;  // of the shape of a configuration without routes; empty where nobody can tell
};

// AskSettings asks the plugin; "" is the configuration's own endpoint. An older plugin that cannot
// tell has every route, and settings of which nothing is known.
Settings AskSettings(const std::string& route, host::Destination* destination);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_CONFIG_SETTINGS_H_
