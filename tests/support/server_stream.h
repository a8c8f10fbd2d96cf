// SPDX-License-Identifier: Apache-2.0
//
// File: server_stream.h
//
// One accepted connection of a test server, with or without TLS.
#ifndef TESTS_SUPPORT_SERVER_STREAM_H_
#define TESTS_SUPPORT_SERVER_STREAM_H_

#include <openssl/ssl.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/certificates.h"

namespace inflow::testing {

// PeerEnd says how the peer ended a connection, as far as the server looked. With TLS, kFin is an
// end without close_notify.
enum class PeerEnd : uint8_t { kNone, kFin, kCloseNotify, kReset };

// TlsServer is what all connections of a server with TLS share: who it is, and the protocols that
// it takes in the handshake (ALPN), best first. With none it does not answer the question; with
// some, it refuses who offers none of them.
class TlsServer {
 public:
  TlsServer(const Identity& identity, std::vector<std::string> protocols);

  SSL_CTX* context() const { return context_.get(); }

 private:
  static int Choose(SSL*, const unsigned char** chosen, unsigned char* chosen_length,
                    const unsigned char* offered, unsigned offered_length, void* server);

  const std::vector<std::string> protocols_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
};

// ServerStream is used by one thread; Shutdown may come from another.
class ServerStream {
 public:
  // Takes over the socket. `context` is null without TLS.
  ServerStream(int socket, SSL_CTX* context);
  ~ServerStream() { Close(); }
  ServerStream(const ServerStream&) = delete;
  ServerStream& operator=(const ServerStream&) = delete;

  bool Secure();

  // Read waits, and appends to *bytes, or says how the peer ended the connection.
  PeerEnd Read(std::string* bytes);
  bool Write(std::string_view bytes);

  // Relay passes bytes on between the peer and 127.0.0.1:`port` until either ends.
  void Relay(int port);

  // With TLS alone: a new session ticket, a request for new keys, and the end of the server's side,
  // as a message of TLS's own.
  bool SendTicket();
  bool SendKeyUpdate();
  bool SendCloseNotify();

  // Reset makes the coming close send RST.
  void Reset();
  void Shutdown();
  void Close();

 private:
  int socket_;
  std::unique_ptr<SSL, decltype(&SSL_free)> tls_;
};

}  // namespace inflow::testing

#endif  // TESTS_SUPPORT_SERVER_STREAM_H_
