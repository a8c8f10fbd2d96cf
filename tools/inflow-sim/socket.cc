// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/socket.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>

namespace inflow::sim {
namespace {

// Returns the events that came; 0 after the time.
short Poll(int descriptor, short events, int timeout_ms) {
  pollfd wanted{descriptor, events, 0};
  int ready = 0;
  do {
    ready = poll(&wanted, 1, timeout_ms);
  } while (ready < 0 && errno == EINTR);
  return ready > 0 ? wanted.revents : short{0};
}

}  // namespace

Socket::Socket(int descriptor, SSL_CTX* tls) : descriptor_(descriptor) {
  if (tls != nullptr) {
    ssl_.reset(SSL_new(tls));
    SSL_set_fd(ssl_.get(), descriptor);
  }
}

Socket::~Socket() {
  // A reset must not be preceded by TLS's own goodbye.
  if (ssl_ != nullptr && !reset_) SSL_shutdown(ssl_.get());
  if (!reset_) shutdown(descriptor_, SHUT_RDWR);
  close(descriptor_);
}

bool Socket::Handshake() { return ssl_ == nullptr || SSL_accept(ssl_.get()) == 1; }

bool Socket::AwaitData(int timeout_ms) const {
  if (ssl_ != nullptr && SSL_pending(ssl_.get()) > 0) return true;
  return (Poll(descriptor_, POLLIN, timeout_ms) & POLLIN) != 0;
}

void Socket::Linger(int64_t timeout_ms) const {
  Poll(descriptor_, POLLRDHUP,
       static_cast<int>(std::min<int64_t>(timeout_ms, std::numeric_limits<int>::max())));
}

ptrdiff_t Socket::Read(char* to, size_t size) {
  if (ssl_ != nullptr)
    return SSL_read(ssl_.get(), to, static_cast<int>(std::min<size_t>(size, 1u << 20)));
  ptrdiff_t got = 0;
  do {
    got = recv(descriptor_, to, size, 0);
  } while (got < 0 && errno == EINTR);
  return got;
}

bool Socket::WriteAll(std::string_view bytes) {
  while (!bytes.empty()) {
    const ptrdiff_t sent =
        ssl_ != nullptr ? SSL_write(ssl_.get(), bytes.data(),
                                    static_cast<int>(std::min<size_t>(bytes.size(), 1u << 20)))
                        : send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0 && !(ssl_ == nullptr && errno == EINTR)) return false;
    if (sent > 0) bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

void Socket::Reset() {
  reset_ = true;
  const linger at_once{1, 0};
  setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

}  // namespace inflow::sim
