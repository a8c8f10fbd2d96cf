// SPDX-License-Identifier: Apache-2.0
//
// File: unasked.h
//
// What has come on a connection before a request is written to it: no answer to that request.
// libcurl 7.88 takes a kept connection on which bytes lie for a live one, and the bytes for the
// answer to its next request.
//
//   if (LookAt(socket, tls) == Unasked::kNothing) …write the request…
#ifndef PLUGIN_TRANSPORT_INTERNAL_UNASKED_H_
#define PLUGIN_TRANSPORT_INTERNAL_UNASKED_H_

#include <openssl/types.h>

#include <cstdint>

namespace inflow {

enum class Unasked : uint8_t {
  kNothing,
  kUnclear,  // something, which may be TLS's own
  kBytes,    // of a peer that speaks before it is asked
  kEnd,      // of the connection
};

// LookAt never waits and takes nothing away. `tls` is the connection's, or null: without it, bytes
// are the peer's own. With it, messages of TLS's own (session tickets, new keys) are taken in and
// count for nothing. To be called where libcurl does not use the connection.
Unasked LookAt(int socket, SSL* tls);

}  // namespace inflow

#endif  // PLUGIN_TRANSPORT_INTERNAL_UNASKED_H_
