// SPDX-License-Identifier: Apache-2.0
//
// File: fault_server.h
//
// A server on 127.0.0.1 that does to each connection what a script says, and nothing else: it knows
// only as much HTTP as it takes to see where a request ends. With an Identity it speaks TLS. It
// keeps every byte that arrived.
//
//   FaultServer server({Script().ReadRequest().Send(Answer(200, "{}")).ReadRequest().Reset(),   //
//   the first connection
//                       Script().ReadRequest().Send(Answer(200, "{}"))});                       //
//                       the second
//   … requests to server.Url("/products") …
//   EXPECT_EQ(server.Requests().size(), 2u);
//
// The n-th connection gets the n-th script; one for which there is none is counted and closed at
// once. After its last step a connection is closed. Nothing is timed: where a script must wait for
// a test, or a test for a script, they share a Latch.
#ifndef TESTS_SUPPORT_FAULT_SERVER_H_
#define TESTS_SUPPORT_FAULT_SERVER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/certificates.h"
#include "tests/support/latch.h"
#include "tests/support/server_stream.h"

namespace inflow::testing {

// Answer is a whole HTTP/1.1 answer with its Content-Length. `headers` are lines without line ends.
std::string Answer(int status, std::string_view body, const std::vector<std::string>& headers = {});

using SharedLatch = std::shared_ptr<Latch>;

// Script is what happens on one connection, step by step. A step that finds the connection ended by
// the peer ends the script.
class Script {
 public:
  Script& ReadRequest() {
    return Add(Kind::kReadRequest);
  }  // a header and the body that it announces
  Script& ReadHeader() { return Add(Kind::kReadHeader); }  // up to the empty line
  Script& ReadStream() {
    return Add(Kind::kReadStream);
  }  // HTTP/2: up to the end of the first request
  Script& Send(std::string bytes) { return Add(Kind::kSend, std::move(bytes)); }
  Script& SendBytewise(std::string bytes) {
    return Add(Kind::kSendBytewise, std::move(bytes));
  }  // each byte in a packet of its own
  // The connection is passed on to 127.0.0.1:`port`, without the TLS.
  Script& Relay(int port) {
    Add(Kind::kRelay);
    steps_.back().port = port;
    return *this;
  }
  // With TLS alone; see ServerStream.
  Script& SendTicket() { return Add(Kind::kTicket); }
  Script& SendKeyUpdate() { return Add(Kind::kKeyUpdate); }
  Script& SendCloseNotify() { return Add(Kind::kCloseNotify); }
  Script& Await(SharedLatch latch) { return Add(Kind::kAwait, {}, std::move(latch)); }
  Script& Open(SharedLatch latch) { return Add(Kind::kOpen, {}, std::move(latch)); }
  Script& Hang() {
    return Add(Kind::kHang);
  }  // reads on, says nothing, until the peer ends the connection
  Script& Reset() { return Add(Kind::kReset); }    // ends the connection with RST
  Script& Repeat() { return Add(Kind::kRepeat); }  // from the first step again

 private:
  friend class FaultServer;
  enum class Kind : uint8_t {
    kReadRequest,
    kReadHeader,
    kReadStream,
    kSend,
    kSendBytewise,
    kRelay,
    kTicket,
    kKeyUpdate,
    kCloseNotify,
    kAwait,
    kOpen,
    kHang,
    kReset,
    kRepeat
  };
  struct Step {
    Kind kind;
    std::string bytes;
    SharedLatch latch;
    int port = 0;
  };

  Script& Add(Kind kind, std::string bytes = {}, SharedLatch latch = nullptr) {
    steps_.push_back({kind, std::move(bytes), std::move(latch)});
    return *this;
  }

  std::vector<Step> steps_;
};

// ConnectionRecord is what one connection brought. With TLS, the bytes are those inside it.
struct ConnectionRecord {
  std::string received;
  std::vector<std::string> requests;  // the whole ones, header and body
  bool secured = false;               // the TLS handshake succeeded
  bool over = false;                  // the script has ended
  PeerEnd peer_end = PeerEnd::kNone;
};

class FaultServer {
 public:
  // `protocols` are those of TlsServer.
  explicit FaultServer(std::vector<Script> scripts,
                       const std::optional<Identity>& identity = std::nullopt,
                       std::vector<std::string> protocols = {});
  // Ends all connections and opens the scripts' latches.
  ~FaultServer();
  FaultServer(const FaultServer&) = delete;
  FaultServer& operator=(const FaultServer&) = delete;

  int port() const;
  // Url is "http://127.0.0.1:PORT" + path, https with an identity.
  std::string Url(std::string_view path) const;

  // Observe has `changed` called, on a thread of the server's, after each thing that a record
  // shows. To be set before the first connection.
  void Observe(std::function<void()> changed);

  size_t ConnectionCount() const;
  std::vector<ConnectionRecord> Connections() const;
  // Requests are the whole ones of all connections, in order of arrival.
  std::vector<std::string> Requests() const;

  void AwaitConnections(size_t count) const;
  void AwaitRequests(size_t count) const;
  // AwaitOver waits until the script of the connection (0 is the first) has ended.
  void AwaitOver(size_t connection) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace inflow::testing

#endif  // TESTS_SUPPORT_FAULT_SERVER_H_
