// SPDX-License-Identifier: Apache-2.0
//
// File: transport.h
//
// One HTTP exchange at a time or many at once, on the caller's thread. An HTTP error status is a
// successful exchange: what a status *means* is the retry table's business. The transport never
// repeats a request by itself; where a connection shows before the first byte is written that it is
// not fit for the request, another one is taken. What lies in a connection before that byte is no
// answer to it.
#ifndef PLUGIN_TRANSPORT_TRANSPORT_H_
#define PLUGIN_TRANSPORT_TRANSPORT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "plugin/clock/clock.h"

namespace inflow {

enum class HttpMethod : uint8_t { kGet, kPost, kPut, kPatch, kDelete };
std::string_view MethodName(HttpMethod method);  // "GET" …

// HeaderLines are complete lines, "Name: value", without line ends. Shared by all requests of a
// route, so that a transport can recognise the same list by its address.
using HeaderLines = std::shared_ptr<const std::vector<std::string>>;

// Authorization is the whole line "Authorization: Bearer …", shared by all requests under the
// credential; null for a request that must not carry it. It is kept apart from the other headers so
// that a renewed key reaches requests that were rendered before.
using Authorization = std::shared_ptr<const std::string>;

// HttpRequest is borrowed by Start until the exchange is handed back or aborted: url and body must
// live that long.
struct HttpRequest {
  uint64_t id = 0;  // unique among those in flight
  HttpMethod method = HttpMethod::kGet;
  std::string_view url;
  HeaderLines headers;
  Authorization authorization;
  std::string_view body;
  bool has_body = false;  // a POST without a body still sends Content-Length: 0
};

// Failure says how an exchange ended without a whole answer.
enum class Failure : uint8_t {
  kNone,         // a status line and headers came; the body is whole unless `cut`
  kUnreachable,  // no byte of the request was written (resolve, connect, TLS handshake, proxy), or
                 // the service left it unread
  kUntrusted,  // the server's certificate was refused: wrong CA, host or date; no byte was written
  kLost,  // the connection ended, or spoke no HTTP, after writing had begun and before the status
          // line ended
  kTimedOut,  // ended by Abort after writing had begun
  kTooLarge,  // the answer's body is over max_response_bytes or its header over a limit; `status`
              // is set if it had come
};

// Exchange is what became of one request.
struct Exchange {
  uint64_t id = 0;
  Failure failure = Failure::kNone;
  int status = 0;      // the final status line's code; 0 where none came
  bool wrote = false;  // at least one byte of the request was handed to the network, and the
                       // service may have read it
  bool cut = false;  // the status came but the body not whole (wrong length, the connection ended),
                     // or it cannot be decoded
  std::string body;  // as far as it came; decoded (Content-Encoding: gzip, deflate, br); capped
  std::vector<std::pair<std::string, std::string>>
      headers;         // names in lower case, in order of arrival; of the final answer
  std::string detail;  // for people: "could not connect to 127.0.0.1 port 9: Connection refused"
  Duration elapsed{};  // from Start
  // From the transport's own clock, for check; zero where unknown.
  Duration resolved{}, connected{}, secured{};
  int http_version = 0;  // 11, 20
};

// FindHeader returns the first value of a header, name in lower case.
std::optional<std::string_view> FindHeader(const Exchange& exchange, std::string_view name);

struct TransportSettings {
  std::string ca_file;                    // empty: the system's
  std::string proxy;                      // empty: none (the environment is not read)
  size_t max_response_bytes = 16u << 20;  // of a body, decoded
  size_t max_in_flight = 4;
  std::string user_agent;
};

class Transport {
 public:
  virtual ~Transport() = default;

  // Configure applies to requests started later. InvalidArgument where a setting cannot be used (no
  // such CA file, or a certificate in it that is broken).
  virtual absl::Status Configure(const TransportSettings& settings) = 0;

  // Start begins a request. An error means that nothing was begun (out of memory, an unusable URL).
  virtual absl::Status Start(const HttpRequest& request) = 0;

  // Drive moves bytes that can be moved now and appends the exchanges that ended. Never waits.
  virtual void Drive(std::vector<Exchange>* done) = 0;

  // Wait returns when a socket has something to do, Wakeup was called, or `at_most` is over.
  virtual void Wait(Duration at_most) = 0;

  // Wakeup ends a Wait, now or the next. Any thread.
  virtual void Wakeup() = 0;

  // Abort ends one request at once and says how far it got: kUnreachable if no byte was written,
  // else kTimedOut (or kNone with `cut` where the status line had come). Drive first: an answer
  // that already lies in the socket must be read, not thrown away.
  virtual Exchange Abort(uint64_t id) = 0;

  // Wrote tells whether a byte of the request was handed to the network.
  virtual bool Wrote(uint64_t id) const = 0;

  // Abandon forgets everything without touching a socket: for the child of a fork.
  virtual void Abandon() = 0;
};

}  // namespace inflow

#endif  // PLUGIN_TRANSPORT_TRANSPORT_H_
