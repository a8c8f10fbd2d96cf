// SPDX-License-Identifier: Apache-2.0
//
// File: answer_reader.h
//
// The answer to one request as it comes in: lines of the header one by one, then the body in
// pieces. The bytes are hostile; no more of them is kept than the caps allow.
//
//   AnswerReader reader;
//   reader.Begin(settings.max_response_bytes);
//   reader.Header("HTTP/1.1 200 OK\r\n");   // false: stop reading
//   reader.Header("\r\n");
//   reader.Body("{}");
//   reader.MoveTo(&exchange);
#ifndef PLUGIN_TRANSPORT_INTERNAL_ANSWER_READER_H_
#define PLUGIN_TRANSPORT_INTERNAL_ANSWER_READER_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plugin/transport/internal/content_coding.h"
#include "plugin/transport/transport.h"

namespace inflow {

class AnswerReader {
 public:
  // Of all header lines together, interim answers and trailers included.
  static constexpr size_t kMaxHeaderBytes = 256u << 10;
  static constexpr size_t kMaxHeaderLines = 1'000;

  void Begin(size_t max_body_bytes);

  // Header takes one line with its line end; the empty line ends a header. Interim (1xx) answers
  // are read and forgotten, trailers too. False where the line cannot be part of an HTTP answer or
  // goes over a cap. May throw std::bad_alloc.
  bool Header(std::string_view line);

  // Body takes the next bytes of the body. False where none may come yet, or they go over the cap
  // (which is then filled; where the body is coded it is a little higher).
  bool Body(std::string_view bytes);

  // Decode undoes the body's content coding, once all of it has come that will. May throw
  // std::bad_alloc; the body is then lost.
  void Decode();

  // Values returns the values of a header of the final answer, with commas between them; name in
  // lower case.
  std::string Values(std::string_view name) const;

  // The code of the final status line; 0 until it has come.
  int status() const { return status_; }
  bool header_ended() const { return state_ == State::kBody; }
  bool too_large() const { return too_large_; }
  // How the body was decoded; kWhole before Decode, and where it is not coded.
  Decoding decoding() const { return decoding_; }
  size_t max_body_bytes() const { return max_body_bytes_; }

  // MoveTo hands over status, headers and body.
  void MoveTo(Exchange* exchange);

 private:
  enum class State : uint8_t { kStatusLine, kHeader, kBody };

  bool StatusLine(std::string_view line);
  void Field(std::string_view line);

  State state_ = State::kStatusLine;
  bool too_large_ = false;
  bool coded_ = false;
  Decoding decoding_ = Decoding::kWhole;
  int status_ = 0;
  size_t header_bytes_ = 0;
  size_t header_lines_ = 0;
  size_t max_body_bytes_ = 0;
  size_t expected_body_bytes_ = 0;  // as the header announces; 0 where it does not
  std::vector<std::pair<std::string, std::string>> headers_;
  std::string body_;
};

}  // namespace inflow

#endif  // PLUGIN_TRANSPORT_INTERNAL_ANSWER_READER_H_
