// SPDX-License-Identifier: Apache-2.0
//
// File: receiver.h
//
// Takes posts on a port and answers each with 200 as soon as it is whole. One thread, and nothing
// that a peer does can make it wait or grow: connections, heads, bodies and times have bounds.
//
// The simulator's server is made of cpp-httplib, whose loading alone costs more than the start of
// the whole command, and which reads any number of headers.
#ifndef TOOLS_INFLOW_WEBHOOK_RECEIVER_H_
#define TOOLS_INFLOW_WEBHOOK_RECEIVER_H_

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "tools/inflow/files/file_descriptor.h"
#include "tools/inflow/webhook/post_reader.h"

namespace inflow::command {

class Receiver {
 public:
  static constexpr size_t kMaxConnections = 64;
  static constexpr size_t kMaxBytes = 64u << 20;  // of all that have not come whole
  static constexpr int64_t kRequestMs = 30'000;   // for one request, from its first byte
  static constexpr int64_t kIdleMs = 120'000;     // for a connection without one

  // Listen listens on an address in figures; port 0 is any that is free. InvalidArgument for what
  // is no address, Unavailable where the port cannot be had.
  static absl::StatusOr<std::unique_ptr<Receiver>> Listen(const std::string& address,
                                                          uint16_t port);

  uint16_t port() const { return port_; }
  // fd becomes readable when there is something to serve.
  int fd() const { return epoll_.get(); }

  // Serve does what can be done without waiting, and calls `take` with every post, which has been
  // answered by then.
  void Serve(int64_t now_ms, const std::function<void(Post post)>& take);
  // WaitMs is how long nothing is due, whatever comes.
  int64_t WaitMs(int64_t now_ms) const;

  uint64_t refused() const { return refused_; }  // requests that were none, or too large

 private:
  struct Connection {
    FileDescriptor socket;
    PostReader reader;
    int64_t since_ms = 0;  // of the request, or of the last one's end
    bool ended = false;
  };

  Receiver() = default;
  void Accept(int64_t now_ms);
  void Read(Connection* connection, int64_t now_ms, const std::function<void(Post post)>& take);
  void AnswerAll(Connection* connection, int64_t now_ms,
                 const std::function<void(Post post)>& take);
  static int64_t EndOf(const Connection& connection);
  size_t Bytes() const;

  FileDescriptor epoll_;
  FileDescriptor listener_;
  uint16_t port_ = 0;
  std::list<Connection> connections_;  // the oldest first
  uint64_t refused_ = 0;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_WEBHOOK_RECEIVER_H_
