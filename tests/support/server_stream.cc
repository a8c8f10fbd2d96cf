// SPDX-License-Identifier: Apache-2.0
#include "tests/support/server_stream.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/pem.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <utility>

namespace inflow::testing {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

Bio Memory(const std::string& text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free};
}

}  // namespace

TlsServer::TlsServer(const Identity& identity, std::vector<std::string> protocols)
    : protocols_(std::move(protocols)), context_(SSL_CTX_new(TLS_server_method()), SSL_CTX_free) {
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      PEM_read_bio_X509(Memory(identity.certificate_pem).get(), nullptr, nullptr, nullptr),
      X509_free);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      PEM_read_bio_PrivateKey(Memory(identity.key_pem).get(), nullptr, nullptr, nullptr),
      EVP_PKEY_free);
  if (SSL_CTX_use_certificate(context_.get(), certificate.get()) != 1 ||
      SSL_CTX_use_PrivateKey(context_.get(), key.get()) != 1) {
    throw std::runtime_error("the identity is no certificate with its key");
  }
  if (!protocols_.empty()) SSL_CTX_set_alpn_select_cb(context_.get(), &Choose, this);
}

int TlsServer::Choose(SSL*, const unsigned char** chosen, unsigned char* chosen_length,
                      const unsigned char* offered, unsigned offered_length, void* server) {
  for (const std::string& protocol : static_cast<const TlsServer*>(server)->protocols_) {
    for (unsigned at = 0; at < offered_length; at += 1u + offered[at]) {
      if (std::string_view(reinterpret_cast<const char*>(offered) + at + 1, offered[at]) !=
          protocol)
        continue;
      *chosen = offered + at + 1;
      *chosen_length = offered[at];
      return SSL_TLSEXT_ERR_OK;
    }
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

ServerStream::ServerStream(int socket, SSL_CTX* context)
    : socket_(socket), tls_(context != nullptr ? SSL_new(context) : nullptr, SSL_free) {
  const int on = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

bool ServerStream::Secure() {
  if (tls_ == nullptr) return false;
  SSL_set_fd(tls_.get(), socket_);
  return SSL_accept(tls_.get()) == 1;
}

PeerEnd ServerStream::Read(std::string* bytes) {
  std::array<char, 16384> buffer;
  errno = 0;
  const ssize_t count = tls_ != nullptr
                            ? SSL_read(tls_.get(), buffer.data(), static_cast<int>(buffer.size()))
                            : recv(socket_, buffer.data(), buffer.size(), 0);
  if (count > 0) {
    bytes->append(buffer.data(), static_cast<size_t>(count));
    return PeerEnd::kNone;
  }
  if (tls_ != nullptr &&
      SSL_get_error(tls_.get(), static_cast<int>(count)) == SSL_ERROR_ZERO_RETURN)
    return PeerEnd::kCloseNotify;
  return errno == ECONNRESET ? PeerEnd::kReset : PeerEnd::kFin;
}

bool ServerStream::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = tls_ != nullptr
                              ? SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()))
                              : send(socket_, bytes.data(), bytes.size(), 0);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(count));
  }
  return true;
}

void ServerStream::Relay(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  ServerStream other(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), nullptr);
  if (connect(other.socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) return;
  for (std::string bytes;; bytes.clear()) {
    std::array<pollfd, 2> sockets{pollfd{socket_, POLLIN, 0}, pollfd{other.socket_, POLLIN, 0}};
    const bool held = tls_ != nullptr && SSL_pending(tls_.get()) > 0;
    if (poll(sockets.data(), sockets.size(), held ? 0 : -1) < 0) return;
    const bool from_peer = held || sockets[0].revents != 0;
    ServerStream* const from = from_peer ? this : &other;
    if (from->Read(&bytes) != PeerEnd::kNone || !(from_peer ? other : *this).Write(bytes)) return;
  }
}

bool ServerStream::SendTicket() {
  return tls_ != nullptr && SSL_new_session_ticket(tls_.get()) == 1 &&
         SSL_do_handshake(tls_.get()) == 1;
}

bool ServerStream::SendKeyUpdate() {
  return tls_ != nullptr && SSL_key_update(tls_.get(), SSL_KEY_UPDATE_REQUESTED) == 1 &&
         SSL_do_handshake(tls_.get()) == 1;
}

bool ServerStream::SendCloseNotify() { return tls_ != nullptr && SSL_shutdown(tls_.get()) >= 0; }

void ServerStream::Reset() {
  const linger now{1, 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
}

void ServerStream::Shutdown() { shutdown(socket_, SHUT_RDWR); }

void ServerStream::Close() {
  if (socket_ >= 0) close(socket_);
  socket_ = -1;
}

}  // namespace inflow::testing
