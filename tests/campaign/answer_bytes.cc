// SPDX-License-Identifier: Apache-2.0
#include "tests/campaign/answer_bytes.h"

#include <algorithm>
#include <cstdio>

namespace inflow::campaign {
namespace {

std::string Lines(const Head& head) {
  std::string bytes = "HTTP/1.1 " + std::to_string(head.status) + " Campaign\r\n";
  if (!head.body.empty()) bytes.append("Content-Type: ").append(head.type).append("\r\n");
  return bytes.append(head.more);
}

}  // namespace

std::string AnswerBytes(const Head& head) {
  std::string bytes = Lines(head);
  if (head.status != 204) {
    bytes +=
        "Content-Length: " + std::to_string(static_cast<int>(head.body.size()) + head.length_off) +
        "\r\n";
  }
  return bytes.append("\r\n").append(head.body);
}

std::string ChunkedBytes(const Head& head, bool whole) {
  std::string bytes = Lines(head) + "Transfer-Encoding: chunked\r\n\r\n";
  for (size_t at = 0; at < head.body.size();) {
    const std::string_view piece = head.body.substr(at, 1 + head.body.size() / 3);
    char size[24];
    std::snprintf(size, sizeof size, "%zx\r\n", piece.size());
    bytes.append(size).append(piece).append("\r\n");
    at += piece.size();
  }
  return whole ? bytes + "0\r\n\r\n" : bytes;
}

}  // namespace inflow::campaign
