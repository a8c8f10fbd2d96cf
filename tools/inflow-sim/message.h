// SPDX-License-Identifier: Apache-2.0
//
// File: message.h
//
// What comes in and what goes out, free of any HTTP library.
#ifndef TOOLS_INFLOW_SIM_MESSAGE_H_
#define TOOLS_INFLOW_SIM_MESSAGE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace inflow::sim {

// Names as they came; several of one name are several entries.
using Headers = std::vector<std::pair<std::string, std::string>>;

struct Message {
  std::string method;
  std::string target;  // as sent: path and query, percent-encoded
  Headers headers = {};
  std::string body = {};
  bool complete = true;        // false: the connection ended before the whole body came
  uint64_t connection = 0;     // connections are numbered from 1
  uint64_t on_connection = 1;  // the first request of its connection is 1
};

struct Answer {
  int status = 200;
  Headers headers = {};
  std::string body = {};  // JSON, or empty
};

// FindHeader returns the first value under a name in any case; "" where there is none.
std::string_view FindHeader(const Headers& headers, std::string_view name);

// ReasonPhrase is the text behind a status code: 404 → "Not Found".
std::string_view ReasonPhrase(int status);

// HeadOf renders the status line and headers of an answer, with the Content-Length given (204 and
// 304 have none).
std::string HeadOf(const Answer& answer, size_t content_length, bool close);

}  // namespace inflow::sim

#endif  // TOOLS_INFLOW_SIM_MESSAGE_H_
