// SPDX-License-Identifier: Apache-2.0
//
// File: curl_transport.h
//
// The transport over libcurl: one multi handle, driven only inside the caller's calls. HTTP/2 where TLS negotiates it, else
// HTTP/1.1; connections are kept, and each carries one request at a time. Neither the environment nor any file but the CA file is
// read.
//
//   std::unique_ptr<Transport> transport = MakeCurlTransport();
//   absl::Status status = transport->Configure(settings);
//   status = transport->Start(request);
//   for (std::vector<Exchange> done; done.empty();) {
//     transport->Drive(&done);
//     if (done.empty()) transport->Wait(std::chrono::seconds(1));
//   }
#ifndef INFLOW_TRANSPORT_CURL_TRANSPORT_H_
#define INFLOW_TRANSPORT_CURL_TRANSPORT_H_

#include <memory>

#include "inflow/transport/transport.h"

namespace inflow {

// MakeCurlTransport never returns null. Where libcurl cannot be set up (out of memory), Configure and Start say so.
std::unique_ptr<Transport> MakeCurlTransport();

}  // namespace inflow

#endif  // INFLOW_TRANSPORT_CURL_TRANSPORT_H_
