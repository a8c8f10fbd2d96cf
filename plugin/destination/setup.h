// SPDX-License-Identifier: Apache-2.0
//
// File: setup.h
//
// A configuration after everything about it was checked: read, compiled, ready to be put in force without any further failure.
#ifndef INFLOW_PLUGIN_DESTINATION_SETUP_H_
#define INFLOW_PLUGIN_DESTINATION_SETUP_H_

#include "inflow/destination/destination.h"

namespace inflow {

struct Destination::Setup {
  Config config;
  Credential credential;
  Routes routes;
  Authorization authorization;
};

// MakeAuthorization is the whole header line for a key.
Authorization MakeAuthorization(const Credential& credential);

}  // namespace inflow

#endif  // INFLOW_PLUGIN_DESTINATION_SETUP_H_
