// SPDX-License-Identifier: Apache-2.0
#include "tests/campaign/server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

#include "tests/campaign/answer_bytes.h"

namespace inflow::campaign {
namespace {

constexpr int kLongWaitMs = 20'000;  // longer than any limits.timeout_ms of a plan

bool SendAll(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

// Awaits the client's end of the connection; says whether it came.
bool ClientEnds(int socket, int wait_ms) {
  pollfd end{.fd = socket, .events = POLLRDHUP, .revents = 0};
  return poll(&end, 1, wait_ms) > 0;
}

size_t ContentLength(std::string_view head) {
  for (size_t at = 0; at < head.size(); at = head.find('\n', at) + 1) {
    constexpr std::string_view kName = "content-length:";
    if (strncasecmp(head.data() + at, kName.data(), kName.size()) == 0) {
      return std::strtoul(head.data() + at + kName.size(), nullptr, 10);
    }
    if (head.find('\n', at) == std::string_view::npos) break;
  }
  return 0;
}

HttpMessage Message(const std::string& bytes, size_t head) {
  const size_t method = bytes.find(' ');
  const size_t path = bytes.find(' ', method + 1);
  return {bytes.substr(0, method), bytes.substr(method + 1, path - method - 1), bytes.substr(head)};
}

}  // namespace

struct Server::Connection {
  size_t number = 0;
  std::thread thread;
  std::mutex mutex;  // for what follows
  int socket = -1;
  bool waiting = true;  // for a request, with everything answered
  bool stale = false;
  Fault when_idle = Fault::kNone;

  void Close(bool reset) {
    const std::lock_guard lock(mutex);
    if (socket < 0) return;
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    if (reset) setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(std::exchange(socket, -1));
  }

  std::string held;  // of the connection's thread: bytes that came and are not read yet

  // Next takes one whole request from what is held.
  std::optional<HttpMessage> Next() {
    const size_t end = held.find("\r\n\r\n");
    if (end == std::string::npos) return std::nullopt;
    const size_t whole = end + 4 + ContentLength(held.substr(0, end + 2));
    if (held.size() < whole) return std::nullopt;
    HttpMessage message = Message(held.substr(0, whole), end + 4);
    held.erase(0, whole);
    return message;
  }

  // Read waits for one request: nothing at the end of the connection.
  std::optional<HttpMessage> Read() {
    char some[16384];
    std::optional<HttpMessage> message = Next();
    while (!message) {
      const ssize_t got = recv(socket, some, sizeof some, 0);
      failed = got < 0;
      if (got <= 0) return std::nullopt;
      held.append(some, static_cast<size_t>(got));
      message = Next();
    }
    return message;
  }
  bool failed = false;
};

Server::Server(const Plan& plan, Service* service) : plan_(plan), service_(service) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, any, size) != 0 || listen(listener_, 64) != 0 ||
      getsockname(listener_, any, &size) != 0)
    std::abort();
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { Accept(); });
}

Server::~Server() { Stop(); }

std::string Server::BaseUrl() const { return "http://127.0.0.1:" + std::to_string(port_); }

void Server::OnCancel(std::function<void()> cancel) {
  const std::lock_guard lock(cancel_mutex_);
  cancel_ = std::move(cancel);
}

void Server::Accept() {
  for (;;) {
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) return;
    const int on = 1;
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const std::lock_guard lock(mutex_);
    Connection& connection = *connections_.emplace_back(std::make_unique<Connection>());
    connection.number = connections_.size();
    connection.socket = client;
    connection.thread = std::thread([this, &connection] { Serve(&connection); });
  }
}

void Server::Lost() {
  const std::lock_guard lock(mutex_);
  ++lost_;
}

void Server::Serve(Connection* connection) {
  const int socket = connection->socket;
  if (plan_.unread_resets &&
      Random(Mix(plan_.seed, "connection " + std::to_string(connection->number))).Chance(30)) {
    pollfd any{.fd = socket, .events = POLLIN, .revents = 0};
    poll(&any, 1, -1);
    service_->Count(Fault::kUnread);
    Lost();
    return connection->Close(true);
  }
  while (const std::optional<HttpMessage> request = connection->Read()) {
    bool stale = false;
    {
      const std::lock_guard lock(connection->mutex);
      connection->waiting = false;
      stale = connection->stale;
    }
    Reaction reaction;
    if (request->method != "GET") {
      reaction = service_->React(*request, connection->number, stale,
                                 [socket] { return ClientEnds(socket, 0); });
    } else if (!stale) {
      reaction = service_->Read(*request);
    }
    if (!Perform(connection, reaction)) return connection->Close(true);
  }
  if (connection->failed || !connection->held.empty()) Lost();
  connection->Close(false);
}

// Perform says whether the connection goes on.
bool Server::Perform(Connection* connection, const Reaction& reaction) {
  if (reaction.cancel) {
    const std::lock_guard lock(cancel_mutex_);
    if (cancel_) cancel_();
  }
  const int socket = connection->socket;
  for (size_t i = 0; reaction.bytewise && i < reaction.bytes.size(); ++i) {
    if (i % 16 == 0) usleep(200);
    SendAll(socket, std::string_view(reaction.bytes).substr(i, 1));
  }
  if (reaction.end == Reaction::End::kAwaitClient) {
    SendAll(socket, reaction.bytes);
    ClientEnds(socket, kLongWaitMs);
  }
  // Under the lock, so that the connection is seen as waiting as soon as the client has its answer.
  const std::lock_guard lock(connection->mutex);
  if (!reaction.bytewise && reaction.end != Reaction::End::kAwaitClient)
    SendAll(socket, reaction.bytes);
  if (reaction.end == Reaction::End::kReset) return false;
  if (reaction.end == Reaction::End::kClose) shutdown(socket, SHUT_WR);
  connection->stale = connection->stale || reaction.stray || reaction.end != Reaction::End::kKeep;
  if (reaction.when_idle != Fault::kNone) connection->when_idle = reaction.when_idle;
  // A request that came into a stale connection stays unanswered: what is sent now would be taken
  // for its answer, and nothing could tell.
  connection->waiting = !connection->stale;
  return true;
}

void Server::LeaveStrays() {
  const std::lock_guard lock(mutex_);
  for (const std::unique_ptr<Connection>& connection : connections_) {
    const std::lock_guard lock_connection(connection->mutex);
    int unread = 0;
    if (!connection->waiting || connection->socket < 0 || connection->when_idle == Fault::kNone)
      continue;
    if (ioctl(connection->socket, FIONREAD, &unread) != 0 || unread > 0 ||
        ClientEnds(connection->socket, 0))
      continue;
    const Fault fault = std::exchange(connection->when_idle, Fault::kNone);
    connection->stale = SendAll(connection->socket, Service::StrayBytes(fault));
    if (fault == Fault::kIdle408) shutdown(connection->socket, SHUT_WR);
    service_->Count(fault);
  }
}

void Server::Stop() {
  if (!acceptor_.joinable()) return;
  // What is still to be accepted comes before the connection that wakes the acceptor.
  fcntl(listener_, F_SETFL, O_NONBLOCK);
  const int last = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port_));
  if (connect(last, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) std::abort();
  close(last);
  acceptor_.join();
  close(listener_);
  // The client has ended every connection.
  for (const std::unique_ptr<Connection>& connection : connections_) connection->thread.join();
}

}  // namespace inflow::campaign
