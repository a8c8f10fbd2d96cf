// SPDX-License-Identifier: Apache-2.0
#include "plugin/transport/internal/unasked.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <cerrno>

namespace inflow {
namespace {

// SocketUnder puts a plain socket under a TLS connection while it lives: libcurl's own way of
// reading works only inside libcurl, which crashes when it fails outside.
class SocketUnder {
 public:
  SocketUnder(SSL* tls, int socket) : tls_(tls), mine_(BIO_new_socket(socket, BIO_NOCLOSE)) {
    if (mine_ == nullptr) return;
    read_ = SSL_get_rbio(tls_);
    write_ = SSL_get_wbio(tls_);
    BIO_up_ref(read_);
    BIO_up_ref(write_);
    BIO_up_ref(mine_);
    SSL_set0_rbio(tls_, mine_);
    SSL_set0_wbio(tls_, mine_);
  }
  ~SocketUnder() {
    if (mine_ == nullptr) return;
    SSL_set0_rbio(tls_, read_);
    SSL_set0_wbio(tls_, write_);
  }
  SocketUnder(const SocketUnder&) = delete;
  SocketUnder& operator=(const SocketUnder&) = delete;

  bool ok() const { return mine_ != nullptr; }

 private:
  SSL* tls_;
  BIO* mine_;
  BIO* read_ = nullptr;
  BIO* write_ = nullptr;
};

Unasked LookInside(SSL* tls, int socket) {
  const SocketUnder under(tls, socket);
  if (!under.ok()) return Unasked::kUnclear;
  char byte = 0;
  ERR_clear_error();
  const int count = SSL_peek(tls, &byte, 1);
  const int error = SSL_get_error(tls, count);
  ERR_clear_error();
  if (count > 0) return Unasked::kBytes;
  if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) return Unasked::kEnd;
  // The beginning of a record says nothing of what it will hold.
  return SSL_has_pending(tls) != 0 ? Unasked::kUnclear : Unasked::kNothing;
}

}  // namespace

Unasked LookAt(int socket, SSL* tls) {
  char byte = 0;
  const ssize_t count = recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  if (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK) return Unasked::kEnd;
  const bool empty = count < 0;
  if (tls != nullptr && (!empty || SSL_has_pending(tls) != 0)) return LookInside(tls, socket);
  if (empty) return Unasked::kNothing;
  return count == 0 ? Unasked::kEnd : Unasked::kBytes;
}

}  // namespace inflow
