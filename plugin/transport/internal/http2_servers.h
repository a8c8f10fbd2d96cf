// SPDX-License-Identifier: Apache-2.0
//
// File: http2_servers.h
//
// The servers that refused HTTP/1.1 in the TLS handshake, so that it is not offered to them again.
// To others HTTP/2 is not offered, since most would take it, and libcurl 7.88 does it worse: half
// as much CPU again, and an answer that comes before the request's body was read may be missed.
#ifndef PLUGIN_TRANSPORT_INTERNAL_HTTP2_SERVERS_H_
#define PLUGIN_TRANSPORT_INTERNAL_HTTP2_SERVERS_H_

#include <set>
#include <string>
#include <string_view>

#include "plugin/transport/internal/curl_url.h"

namespace inflow {

class Http2Servers {
 public:
  bool Contains(std::string_view url) const {
    return !names_.empty() && names_.contains(ServerName(url));
  }

  void Add(std::string_view url) {
    // Where hosts come from records, what is forgotten costs a handshake.
    if (names_.size() >= kMaxNames) names_.clear();
    names_.insert(ServerName(url));
  }

 private:
  static constexpr size_t kMaxNames = 64;

  std::set<std::string> names_;
};

}  // namespace inflow

#endif  // PLUGIN_TRANSPORT_INTERNAL_HTTP2_SERVERS_H_
