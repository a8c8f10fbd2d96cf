// SPDX-License-Identifier: Apache-2.0
//
// File: curl_transport.h
//
// The transport over libcurl: one multi handle, driven only inside the caller's calls. It speaks
// HTTP/1.1 on connections that are kept and carry one request at a time, and HTTP/2 only to a
// server that takes nothing else in the TLS handshake: there each request has a connection of its
// own, so that one which the server refused unread is known from one that was lost. Neither the
// environment nor any file but the CA file is read. Its descriptors are above 2, also where the
// host has closed those.
//
//   std::unique_ptr<Transport> transport = MakeCurlTransport();
//   absl::Status status = transport->Configure(settings);
//   status = transport->Start(request);
//   for (std::vector<Exchange> done; done.empty();) {
//     transport->Drive(&done);
//     if (done.empty()) transport->Wait(std::chrono::seconds(1));
//   }
#ifndef PLUGIN_TRANSPORT_CURL_TRANSPORT_H_
#define PLUGIN_TRANSPORT_CURL_TRANSPORT_H_

#include <memory>

#include "plugin/transport/transport.h"

namespace inflow {

// MakeCurlTransport never returns null. Where libcurl cannot be set up (out of memory), Configure
// and Start say so.
std::unique_ptr<Transport> MakeCurlTransport();

}  // namespace inflow

#endif  // PLUGIN_TRANSPORT_CURL_TRANSPORT_H_
