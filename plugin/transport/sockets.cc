// SPDX-License-Identifier: Apache-2.0
#include "plugin/transport/internal/sockets.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <new>

#include "plugin/transport/internal/low_descriptors.h"

namespace inflow {
namespace {

struct Address {
  std::string ip;
  int port = 0;
};

using Getter = int (*)(int, sockaddr*, socklen_t*);

// An empty address where there is none, as at a socket that is not connected yet.
Address Read(curl_socket_t socket, Getter get) {
  sockaddr_storage storage{};
  socklen_t length = sizeof(storage);
  if (get(socket, reinterpret_cast<sockaddr*>(&storage), &length) != 0) return {};
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (storage.ss_family == AF_INET6) {
    const auto& address = reinterpret_cast<const sockaddr_in6&>(storage);
    inet_ntop(AF_INET6, &address.sin6_addr, text.data(), text.size());
    return {text.data(), ntohs(address.sin6_port)};
  }
  const auto& address = reinterpret_cast<const sockaddr_in&>(storage);
  inet_ntop(AF_INET, &address.sin_addr, text.data(), text.size());
  return {text.data(), ntohs(address.sin_port)};
}

}  // namespace

curl_socket_t Sockets::Open(int family, int type, int protocol) noexcept {
  const int made = AboveStandardDescriptors(socket(family, type | SOCK_CLOEXEC, protocol));
  if (made < 0) return CURL_SOCKET_BAD;
  try {
    entries_.push_back({.socket = made});
  } catch (const std::bad_alloc&) {
    close(made);
    return CURL_SOCKET_BAD;
  }
  return made;
}

void Sockets::Close(curl_socket_t socket) noexcept {
  std::erase_if(entries_, [socket](const Entry& entry) { return entry.socket == socket; });
  close(socket);
}

curl_socket_t Sockets::Find(std::string_view local_ip, int local_port, std::string_view peer_ip) {
  curl_socket_t found = CURL_SOCKET_BAD;
  for (Entry& entry : entries_) {
    if (entry.local_port == 0) ReadAddresses(&entry);
    if (entry.local_port != local_port || entry.local_ip != local_ip || entry.peer_ip != peer_ip)
      continue;
    // One local port may serve connections to two ports of the peer.
    if (found != CURL_SOCKET_BAD) return CURL_SOCKET_BAD;
    found = entry.socket;
  }
  return found;
}

void Sockets::ReadAddresses(Entry* entry) {
  Address peer = Read(entry->socket, getpeername);
  if (peer.ip.empty()) return;
  Address local = Read(entry->socket, getsockname);
  entry->local_port = local.port;
  entry->local_ip = std::move(local.ip);
  entry->peer_ip = std::move(peer.ip);
}

}  // namespace inflow
