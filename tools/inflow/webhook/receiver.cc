// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/webhook/receiver.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace inflow::command {
namespace {

constexpr int kBacklog = 64;
constexpr int64_t kLongestServeMs = 60'000;

struct FreeAddress {
  void operator()(addrinfo* address) const { freeaddrinfo(address); }
};

const char* PhraseFor(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 411:
      return "Length Required";
    case 413:
      return "Content Too Large";
    case 431:
      return "Request Header Fields Too Large";
    case 503:
      return "Service Unavailable";
    default:
      return "Bad Request";
  }
}

// Send gives an answer to the kernel; one that does not fit is for a peer that reads nothing.
bool Send(int fd, const std::string& text) {
  return send(fd, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT) ==
         static_cast<ssize_t>(text.size());
}

bool Answer(int fd, int status, const std::string& why, bool keeps) {
  const std::string body = why.empty() ? "" : absl::StrCat(why, "\n");
  return Send(fd, absl::StrCat("HTTP/1.1 ", status, " ", PhraseFor(status), "\r\n",
                               status == 405 ? "Allow: POST\r\n" : "",
                               body.empty() ? "" : "Content-Type: text/plain\r\n",
                               "Content-Length: ", body.size(), "\r\n",
                               keeps ? "" : "Connection: close\r\n", "\r\n", body)) &&
         keeps;
}

uint16_t PortOf(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  return ntohs(address.ss_family == AF_INET6
                   ? reinterpret_cast<const sockaddr_in6*>(&address)->sin6_port
                   : reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
}

bool Watch(int epoll, int fd, void* whose) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = whose;
  return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Receiver>> Receiver::Listen(const std::string& address,
                                                           uint16_t port) {
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_PASSIVE;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &list) != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("--address ", address, " is no address in figures, such as 127.0.0.1 or ::1"));
  }
  const std::unique_ptr<addrinfo, FreeAddress> found(list);
  auto receiver = std::unique_ptr<Receiver>(new Receiver());
  receiver->listener_ = FileDescriptor(
      socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP));
  const int fd = receiver->listener_.get();
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  receiver->epoll_ = FileDescriptor(epoll_create1(EPOLL_CLOEXEC));
  if (bind(fd, found->ai_addr, found->ai_addrlen) != 0 || listen(fd, kBacklog) != 0 ||
      !Watch(receiver->epoll_.get(), fd, nullptr)) {
    return absl::UnavailableError(absl::StrCat("cannot listen on port ", port, " of ", address,
                                               ": ", std::strerror(errno),
                                               "; --port names another, and 0 any that is free"));
  }
  receiver->port_ = PortOf(fd);
  return receiver;
}

void Receiver::Serve(int64_t now_ms, const std::function<void(Post post)>& take) {
  std::array<epoll_event, kMaxConnections + 1> events{};
  const int ready =
      epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), /*timeout=*/0);
  bool accepts = false;
  for (int i = 0; i < ready; ++i) {
    auto* const connection = static_cast<Connection*>(events[static_cast<size_t>(i)].data.ptr);
    if (connection == nullptr) {
      accepts = true;
    } else {
      Read(connection, now_ms, take);
    }
  }
  for (Connection& connection : connections_) {
    if (connection.ended || EndOf(connection) > now_ms) continue;
    connection.ended = true;
    if (!connection.reader.idle())
      Answer(connection.socket.get(), 408, "the request took too long", /*keeps=*/false);
  }
  connections_.remove_if([](const Connection& connection) { return connection.ended; });
  // Only now, since the events name connections.
  if (accepts) Accept(now_ms);
}

int64_t Receiver::WaitMs(int64_t now_ms) const {
  int64_t wait = kLongestServeMs;
  for (const Connection& connection : connections_)
    wait = std::min(wait, EndOf(connection) - now_ms);
  return std::max<int64_t>(wait, 0);
}

int64_t Receiver::EndOf(const Connection& connection) {
  return connection.since_ms + (connection.reader.idle() ? kIdleMs : kRequestMs);
}

size_t Receiver::Bytes() const {
  size_t bytes = 0;
  for (const Connection& connection : connections_) bytes += connection.reader.bytes();
  return bytes;
}

void Receiver::Accept(int64_t now_ms) {
  for (size_t i = 0; i < kMaxConnections; ++i) {
    const int fd = accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    // Whoever holds all of them gives way to whoever comes.
    if (connections_.size() >= kMaxConnections) connections_.pop_front();
    Connection& connection = connections_.emplace_back();
    connection.socket = FileDescriptor(fd);
    connection.since_ms = now_ms;
    if (!Watch(epoll_.get(), fd, &connection)) connections_.pop_back();
  }
}

void Receiver::Read(Connection* connection, int64_t now_ms,
                    const std::function<void(Post post)>& take) {
  std::array<char, 65'536> bytes;
  const ssize_t got = recv(connection->socket.get(), bytes.data(), bytes.size(), 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) {
    connection->ended = true;
    return;
  }
  if (connection->reader.idle()) connection->since_ms = now_ms;
  connection->reader.Take({bytes.data(), static_cast<size_t>(got)});
  AnswerAll(connection, now_ms, take);
  if (!connection->ended && Bytes() > kMaxBytes) {
    connection->ended = true;
    ++refused_;
    Answer(connection->socket.get(), 503, "too much comes at once", /*keeps=*/false);
  }
}

void Receiver::AnswerAll(Connection* connection, int64_t now_ms,
                         const std::function<void(Post post)>& take) {
  PostReader& reader = connection->reader;
  const int fd = connection->socket.get();
  while (!connection->ended && reader.state() == PostReader::State::kWhole) {
    Post post = reader.Next();
    connection->since_ms = now_ms;
    connection->ended = !Answer(fd, 200, "", post.keeps);
    take(std::move(post));
  }
  if (connection->ended) return;
  if (reader.state() == PostReader::State::kRefused) {
    ++refused_;
    connection->ended = true;
    Answer(fd, reader.refusal(), reader.why(), /*keeps=*/false);
  } else if (reader.WantsContinue()) {
    connection->ended = !Send(fd, "HTTP/1.1 100 Continue\r\n\r\n");
  }
}

}  // namespace inflow::command
