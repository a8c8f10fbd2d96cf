// SPDX-License-Identifier: Apache-2.0
#include "tests/campaign/fault.h"

#include <iterator>

namespace inflow::campaign {

std::string_view FaultName(Fault fault) {
  static constexpr std::string_view kNames[] = {
      "none",
      "gateway status, not applied",
      "gateway status, applied",
      "429",
      "reset, not applied",
      "reset, applied",
      "reset in mid-answer",
      "closed, not applied",
      "closed, applied",
      "two answers to one request",
      "answer in an idle connection",
      "408 in an idle connection",
      "cut body",
      "Content-Length too small",
      "no answer in time, not applied",
      "no answer in time, applied",
      "half an answer in time",
      "answer byte by byte",
      "chunked answer",
      "cut chunks",
      "page of HTML with 200",
      "another id, not applied",
      "another id, applied",
      "unreadable item errors",
      "reset before reading",
      "client gone before reading",
      "request into a stale connection",
  };
  static_assert(std::size(kNames) == kFaultCount);
  return kNames[static_cast<size_t>(fault)];
}

}  // namespace inflow::campaign
