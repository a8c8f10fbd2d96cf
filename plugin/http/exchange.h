// SPDX-License-Identifier: Apache-2.0
//
// File: exchange.h
//
// What is asked over HTTP, and what became of it.
#ifndef PLUGIN_HTTP_EXCHANGE_H_
#define PLUGIN_HTTP_EXCHANGE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plugin/clock/clock.h"
#include "plugin/http/method.h"

namespace inflow {

// HeaderLines are complete lines, "Name: value", without line ends. Shared by all requests of a
// route, so that a transport can recognise the same list by its address.
using HeaderLines = std::shared_ptr<const std::vector<std::string>>;

// Authorization is the whole line "Authorization: Bearer …", shared by all requests under the
// credential; null for a request that must not carry it. It is kept apart from the other headers so
// that a renewed key reaches requests that were rendered before.
using Authorization = std::shared_ptr<const std::string>;

// FirstByte is asked right before a request's first byte is written. False: nothing is written, and
// the exchange comes back as withheld.
class FirstByte {
 public:
  virtual ~FirstByte() = default;
  virtual bool MayWrite(uint64_t id) noexcept = 0;
};

// HttpRequest is borrowed by Start until the exchange is handed back or aborted: url and body must
// live that long.
struct HttpRequest {
  uint64_t id = 0;  // unique among those in flight
  HttpMethod method = HttpMethod::kGet;
  std::string_view url;
  HeaderLines headers;
  Authorization authorization;
  std::string_view body;
  bool has_body = false;            // a POST without a body still sends Content-Length: 0
  FirstByte* first_byte = nullptr;  // null: it may be written
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
  int status = 0;         // the final status line's code; 0 where none came
  bool wrote = false;     // at least one byte of the request was handed to the network, and the
                          // service may have read it
  bool withheld = false;  // no byte was written, since FirstByte said no
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

}  // namespace inflow

#endif  // PLUGIN_HTTP_EXCHANGE_H_
