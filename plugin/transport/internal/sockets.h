// SPDX-License-Identifier: Apache-2.0
//
// File: sockets.h
//
// The sockets under libcurl's connections. libcurl 7.88 does not tell on which socket a request is
// about to be written, only between which addresses.
//
//   Sockets sockets;
//   const curl_socket_t made = sockets.Open(AF_INET, SOCK_STREAM, IPPROTO_TCP);   // libcurl
//   connects it if (sockets.Find("127.0.0.1", 40000, "127.0.0.1") == made) …
#ifndef PLUGIN_TRANSPORT_INTERNAL_SOCKETS_H_
#define PLUGIN_TRANSPORT_INTERNAL_SOCKETS_H_

#include <curl/curl.h>

#include <string>
#include <string_view>
#include <vector>

namespace inflow {

class Sockets {
 public:
  // Open makes a socket that the host's children do not inherit, on a descriptor above 2;
  // CURL_SOCKET_BAD where there is none.
  curl_socket_t Open(int family, int type, int protocol) noexcept;
  void Close(curl_socket_t socket) noexcept;

  // Find returns the connected socket between two addresses, in the form of inet_ntop;
  // CURL_SOCKET_BAD where there is none, or more than one. May throw std::bad_alloc.
  curl_socket_t Find(std::string_view local_ip, int local_port, std::string_view peer_ip);

 private:
  struct Entry {
    curl_socket_t socket = CURL_SOCKET_BAD;
    int local_port = 0;  // 0: not connected when last looked at
    std::string local_ip{};
    std::string peer_ip{};
  };

  static void ReadAddresses(Entry* entry);

  std::vector<Entry> entries_;
};

}  // namespace inflow

#endif  // PLUGIN_TRANSPORT_INTERNAL_SOCKETS_H_
