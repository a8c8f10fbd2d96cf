// SPDX-License-Identifier: Apache-2.0
//
// File: canonical.h
//
// A configuration in one form, however it was written.
#ifndef PLUGIN_CONFIG_INTERNAL_CANONICAL_H_
#define PLUGIN_CONFIG_INTERNAL_CANONICAL_H_

#include <string>

#include "plugin/config/config.h"

namespace inflow::config {

// FixedPart returns canonical JSON (sorted keys) of all that may not change while records are
// pending: everything but the credential, active, rate_limit, retry, limits and references.ttl_ms,
// after defaults and inheritance.
std::string FixedPart(const Config& config);

// RenderedPart leaves out further what says nothing of a request's address, headers and body.
std::string RenderedPart(const Config& config);

}  // namespace inflow::config

#endif  // PLUGIN_CONFIG_INTERNAL_CANONICAL_H_
