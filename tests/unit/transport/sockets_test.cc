// SPDX-License-Identifier: Apache-2.0
#include "plugin/transport/internal/sockets.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace inflow {
namespace {

// Listener accepts nothing; connections are made all the same.
class Listener {
 public:
  explicit Listener(const char* ip) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    address_.sin_family = AF_INET;
    inet_pton(AF_INET, ip, &address_.sin_addr);
    socklen_t length = sizeof(address_);
    EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&address_), length), 0);
    EXPECT_EQ(listen(socket_, 8), 0);
    EXPECT_EQ(getsockname(socket_, reinterpret_cast<sockaddr*>(&address_), &length), 0);
  }
  ~Listener() { close(socket_); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  // Connect connects from a port (0: any) and returns which it was.
  int Connect(curl_socket_t from, int port = 0) const {
    const int on = 1;
    setsockopt(from, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    sockaddr_in local{};
    local.sin_family = AF_INET;
    local.sin_port = htons(static_cast<uint16_t>(port));
    local.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof(local);
    EXPECT_EQ(bind(from, reinterpret_cast<sockaddr*>(&local), length), 0);
    EXPECT_EQ(connect(from, reinterpret_cast<const sockaddr*>(&address_), sizeof(address_)), 0);
    EXPECT_EQ(getsockname(from, reinterpret_cast<sockaddr*>(&local), &length), 0);
    return ntohs(local.sin_port);
  }

 private:
  int socket_;
  sockaddr_in address_{};
};

TEST(SocketsTest, FindsTheSocketBetweenTwoAddresses) {
  const Listener listener("127.0.0.1");
  Sockets sockets;
  const curl_socket_t first = sockets.Open(AF_INET, SOCK_STREAM, 0);
  const curl_socket_t second = sockets.Open(AF_INET, SOCK_STREAM, 0);
  ASSERT_NE(first, CURL_SOCKET_BAD);
  EXPECT_EQ(fcntl(first, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
  const int first_port = listener.Connect(first);
  EXPECT_EQ(sockets.Find("127.0.0.1", first_port, "127.0.0.1"), first);
  const int second_port = listener.Connect(second);
  EXPECT_EQ(sockets.Find("127.0.0.1", second_port, "127.0.0.1"), second);
  EXPECT_EQ(sockets.Find("127.0.0.1", first_port, "127.0.0.1"), first);
  EXPECT_EQ(sockets.Find("127.0.0.2", first_port, "127.0.0.1"), CURL_SOCKET_BAD);
  EXPECT_EQ(sockets.Find("127.0.0.1", first_port, "127.0.0.2"), CURL_SOCKET_BAD);
  EXPECT_EQ(sockets.Find("127.0.0.1", 1, "127.0.0.1"), CURL_SOCKET_BAD);
  EXPECT_EQ(sockets.Find("", -1, ""), CURL_SOCKET_BAD);
  sockets.Close(first);
  EXPECT_EQ(fcntl(first, F_GETFD), -1);
  EXPECT_EQ(sockets.Find("127.0.0.1", first_port, "127.0.0.1"), CURL_SOCKET_BAD);
  sockets.Close(second);
}

TEST(SocketsTest, OnePortMayServeTwoConnections) {
  const Listener here("127.0.0.1");
  const Listener there("127.0.0.2");
  const Listener also_here("127.0.0.1");
  Sockets sockets;
  const curl_socket_t to_here = sockets.Open(AF_INET, SOCK_STREAM, 0);
  const curl_socket_t to_there = sockets.Open(AF_INET, SOCK_STREAM, 0);
  const int port = here.Connect(to_here);
  ASSERT_EQ(there.Connect(to_there, port), port);
  EXPECT_EQ(sockets.Find("127.0.0.1", port, "127.0.0.1"), to_here);
  EXPECT_EQ(sockets.Find("127.0.0.1", port, "127.0.0.2"), to_there);
  const curl_socket_t also = sockets.Open(AF_INET, SOCK_STREAM, 0);
  ASSERT_EQ(also_here.Connect(also, port), port);
  EXPECT_EQ(sockets.Find("127.0.0.1", port, "127.0.0.1"), CURL_SOCKET_BAD);
  for (const curl_socket_t socket : {to_here, to_there, also}) sockets.Close(socket);
}

TEST(SocketsTest, OpenSaysWhereThereIsNone) {
  EXPECT_EQ(Sockets().Open(-1, SOCK_STREAM, 0), CURL_SOCKET_BAD);
}

}  // namespace
}  // namespace inflow
