// SPDX-License-Identifier: Apache-2.0
//
// File: setup.h
//
// A configuration on its way into force.
#ifndef PLUGIN_DESTINATION_INTERNAL_SETUP_H_
#define PLUGIN_DESTINATION_INTERNAL_SETUP_H_

#include <memory>
#include <string>

#include "plugin/destination/destination.h"

namespace inflow {

// Setup is a configuration after everything about it was checked: read, compiled, ready to be put
// in force.
struct Destination::Setup {
  Config config;
  Credential credential;
  std::string webhook_secret;
  std::shared_ptr<const Redactor> redactor;
  Routes routes;
  Authorization authorization;
  std::shared_ptr<const WebhookTarget> webhook;  // null: none
};

}  // namespace inflow

#endif  // PLUGIN_DESTINATION_INTERNAL_SETUP_H_
