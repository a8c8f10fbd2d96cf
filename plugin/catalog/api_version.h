// SPDX-License-Identifier: Apache-2.0
//
// File: api_version.h
//
// Versions of the service's API, which are dates: what is there since one of them is not there for
// who asks for an older one.
#ifndef PLUGIN_CATALOG_API_VERSION_H_
#define PLUGIN_CATALOG_API_VERSION_H_

#include <string_view>

namespace inflow {

// IsKnownVersion tells whether the catalogue knows that there is this version.
bool IsKnownVersion(std::string_view version);

// NewestVersion is the newest that the catalogue knows.
std::string_view NewestVersion();

// IsNewer tells whether what is there `since` a version ("": always) is not there yet in another. A
// version that is no date is newer than all.
bool IsNewer(std::string_view since, std::string_view version);

// AcceptLine is the header line that asks for a version.
std::string AcceptLine(std::string_view version);

}  // namespace inflow

#endif  // PLUGIN_CATALOG_API_VERSION_H_
