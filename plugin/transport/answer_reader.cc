// SPDX-License-Identifier: Apache-2.0
#include "plugin/transport/internal/answer_reader.h"

#include <algorithm>
#include <charconv>

#include "absl/strings/ascii.h"

namespace inflow {
namespace {

constexpr size_t kUsualHeaders = 12;

// What a header announces is made room for only so far.
constexpr size_t kMostExpectedBytes = 1u << 20;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

// StatusCode reads "HTTP/1.1 200 OK" and "HTTP/2 200"; 0 where the line is neither.
int StatusCode(std::string_view line) {
  constexpr std::string_view kPrefix = "HTTP/";
  if (!line.starts_with(kPrefix)) return 0;
  line.remove_prefix(kPrefix.size());
  const size_t space = line.find(' ');
  if (space == 0 || space == std::string_view::npos) return 0;
  if (!std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(space),
                   [](char c) { return IsDigit(c) || c == '.'; })) {
    return 0;
  }
  line.remove_prefix(space + 1);
  if (line.size() < 3 || !std::all_of(line.begin(), line.begin() + 3, IsDigit)) return 0;
  if (line.size() > 3 && line[3] != ' ' && line[3] != '\r' && line[3] != '\n') return 0;
  return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

}  // namespace

void AnswerReader::Begin(size_t max_body_bytes) {
  state_ = State::kStatusLine;
  too_large_ = false;
  coded_ = false;
  decoding_ = Decoding::kWhole;
  status_ = 0;
  header_bytes_ = 0;
  header_lines_ = 0;
  max_body_bytes_ = max_body_bytes;
  expected_body_bytes_ = 0;
  headers_.clear();
  body_.clear();
}

bool AnswerReader::Header(std::string_view line) {
  header_bytes_ += line.size();
  if (header_bytes_ > kMaxHeaderBytes || ++header_lines_ > kMaxHeaderLines) {
    too_large_ = true;
    return false;
  }
  switch (state_) {
    case State::kStatusLine:
      return StatusLine(line);
    case State::kHeader:
      if (line == "\r\n" || line == "\n") {
        state_ = status_ != 0 ? State::kBody : State::kStatusLine;
      } else if (status_ != 0) {
        Field(line);
      }
      return true;
    case State::kBody:
      return true;
  }
  return false;
}

bool AnswerReader::StatusLine(std::string_view line) {
  const int code = StatusCode(line);
  if (code < 100) return false;
  state_ = State::kHeader;
  if (code >= 200) {
    status_ = code;
    headers_.reserve(kUsualHeaders);
  }
  return true;
}

void AnswerReader::Field(std::string_view line) {
  const bool continues = line.starts_with(' ') || line.starts_with('\t');
  if (continues) {
    if (!headers_.empty()) headers_.back().second.append(" ").append(Trim(line));
    return;
  }
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  auto& [name, value] =
      headers_.emplace_back(Trim(line.substr(0, colon)), Trim(line.substr(colon + 1)));
  absl::AsciiStrToLower(&name);
  if (name == "content-encoding") coded_ = true;
  if (name == "content-length")
    std::from_chars(value.data(), value.data() + value.size(), expected_body_bytes_);
}

bool AnswerReader::Body(std::string_view bytes) {
  if (state_ != State::kBody) return false;
  if (body_.empty())
    body_.reserve(std::min({expected_body_bytes_, max_body_bytes_, kMostExpectedBytes}));
  // What cannot be made smaller gets a little longer by a coding.
  const size_t most = coded_ ? max_body_bytes_ + max_body_bytes_ / 64 + 64 : max_body_bytes_;
  const size_t room = most - body_.size();
  body_.append(bytes.substr(0, room));
  too_large_ = bytes.size() > room;
  return !too_large_;
}

void AnswerReader::Decode() {
  if (!coded_) return;
  decoding_ = inflow::Decode(Values("content-encoding"), max_body_bytes_, &body_);
  if (decoding_ == Decoding::kTooLarge) too_large_ = true;
}

std::string AnswerReader::Values(std::string_view name) const {
  std::string all;
  for (const auto& [key, value] : headers_) {
    if (key == name) all.append(all.empty() ? "" : ",").append(value);
  }
  return all;
}

void AnswerReader::MoveTo(Exchange* exchange) {
  exchange->status = status_;
  exchange->headers = std::move(headers_);
  exchange->body = std::move(body_);
  headers_.clear();
  body_.clear();
}

}  // namespace inflow
