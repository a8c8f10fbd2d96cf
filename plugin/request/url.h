// SPDX-License-Identifier: Apache-2.0
//
// File: url.h
//
// What a URL's path says, as bytes: nothing is decoded but what could lead elsewhere.
#ifndef PLUGIN_REQUEST_URL_H_
#define PLUGIN_REQUEST_URL_H_

#include <string_view>

namespace inflow {

// HasDotSegment tells whether the path of a URL (absolute, or beginning with "/") holds "." or ".."
// as a segment, also percent-encoded: a server may resolve them.
bool HasDotSegment(std::string_view url);

// PathOf returns a URL without query and fragment.
std::string_view PathOf(std::string_view url);

}  // namespace inflow

#endif  // PLUGIN_REQUEST_URL_H_
