// SPDX-License-Identifier: Apache-2.0
//
// File: answer_bytes.h
//
// HTTP/1.1 answers as bytes, right ones and others.
//
//   AnswerBytes({.status = 200, .body = "{}"})
#ifndef TESTS_CAMPAIGN_ANSWER_BYTES_H_
#define TESTS_CAMPAIGN_ANSWER_BYTES_H_

#include <string>
#include <string_view>

namespace inflow::campaign {

struct Head {
  int status = 200;
  std::string_view body{};
  std::string_view type = "application/json";
  std::string_view more{};  // further header lines, each with its line end
  int length_off = 0;       // added to the Content-Length
};

std::string AnswerBytes(const Head& head);

// ChunkedBytes is the same in chunks; without `whole` the last one is missing.
std::string ChunkedBytes(const Head& head, bool whole);

}  // namespace inflow::campaign

#endif  // TESTS_CAMPAIGN_ANSWER_BYTES_H_
