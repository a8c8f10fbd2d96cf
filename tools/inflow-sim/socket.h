// SPDX-License-Identifier: Apache-2.0
//
// File: socket.h
//
// An accepted connection, plain or TLS, whose end is in our hands: closed in order, or reset.
#ifndef TOOLS_INFLOW_SIM_SOCKET_H_
#define TOOLS_INFLOW_SIM_SOCKET_H_

#include <openssl/ssl.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace inflow::sim {

// Socket owns the descriptor. Calls wait; shutdown(2) on the descriptor from another thread ends a
// wait.
class Socket {
 public:
  // With a TLS context, Handshake comes first.
  Socket(int descriptor, SSL_CTX* tls);
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket();

  bool Handshake();

  // AwaitData waits until something can be read; false where the peer has gone, or after the time.
  bool AwaitData(int timeout_ms) const;

  // Linger waits for a time (-1: for ever), but no longer than the peer stays.
  void Linger(int64_t timeout_ms) const;

  // Read returns at least one byte; 0 or less at the end of the connection.
  ptrdiff_t Read(char* to, size_t size);

  // WriteAll returns false where the peer has gone.
  bool WriteAll(std::string_view bytes);

  // Reset makes the end of the connection a TCP reset instead of a close in order.
  void Reset();

  int descriptor() const { return descriptor_; }

 private:
  struct FreeSsl {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };
  int descriptor_;
  bool reset_ = false;
  std::unique_ptr<SSL, FreeSsl> ssl_;
};

}  // namespace inflow::sim

#endif  // TOOLS_INFLOW_SIM_SOCKET_H_
