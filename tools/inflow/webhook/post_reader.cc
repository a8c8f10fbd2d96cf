// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/webhook/post_reader.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"

namespace inflow::command {
namespace {

constexpr std::string_view kHeadEnd = "\r\n\r\n";

bool IsTokenCharacter(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return absl::ascii_isalnum(byte) ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool IsToken(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsTokenCharacter);
}

bool HasControls(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return c != '\t' && absl::ascii_iscntrl(static_cast<unsigned char>(c));
  });
}

}  // namespace

std::string_view Post::Header(std::string_view name) const {
  for (const auto& [known, value] : headers) {
    if (known == name) return value;
  }
  return {};
}

void PostReader::Take(std::string_view bytes) {
  if (state_ == State::kRefused) return;
  text_.append(bytes);
  Look();
}

Post PostReader::Next() {
  post_.body = text_.substr(body_at_, body_size_);
  text_.erase(0, body_at_ + body_size_);
  Post post = std::exchange(post_, Post());
  state_ = State::kMore;
  has_head_ = has_length_ = continues_ = false;
  body_at_ = body_size_ = 0;
  Look();
  return post;
}

bool PostReader::WantsContinue() { return std::exchange(continues_, false); }

void PostReader::Look() {
  if (!has_head_) {
    const size_t end = text_.find(kHeadEnd);
    const size_t size = std::min(end, text_.size());
    if (size > kMaxHead) return Refuse(431, "the head is too long");
    if (end == std::string::npos) return;
    has_head_ = true;
    body_at_ = end + kHeadEnd.size();
    ReadHead(std::string_view(text_).substr(0, end));
    if (state_ == State::kRefused) return;
    continues_ = absl::EqualsIgnoreCase(Absl(post_.Header("expect")), "100-continue") &&
                 text_.size() < body_at_ + body_size_;
  }
  if (state_ == State::kMore && text_.size() >= body_at_ + body_size_) state_ = State::kWhole;
}

void PostReader::ReadHead(std::string_view head) {
  const size_t line_end = std::min(head.find("\r\n"), head.size());
  const std::string_view line = head.substr(0, line_end);
  const size_t first = line.find(' '), last = line.rfind(' ');
  const std::string_view method = line.substr(0, std::min(first, line.size()));
  const std::string_view version =
      last == std::string_view::npos ? std::string_view() : line.substr(last + 1);
  if (!IsToken(method) || first == last || (version != "HTTP/1.1" && version != "HTTP/1.0") ||
      HasControls(line)) {
    return Refuse(400, "that is no HTTP/1.1 request");
  }
  post_.target = std::string(line.substr(first + 1, last - first - 1));
  post_.keeps = version == "HTTP/1.1";
  head.remove_prefix(std::min(line_end + 2, head.size()));
  while (!head.empty() && state_ == State::kMore) {
    const size_t end = std::min(head.find("\r\n"), head.size());
    ReadHeader(head.substr(0, end));
    head.remove_prefix(std::min(end + 2, head.size()));
  }
  if (state_ == State::kRefused) return;
  if (method != "POST") return Refuse(405, absl::StrCat("only POST is taken, not ", Absl(method)));
  if (!has_length_) return Refuse(411, "a Content-Length is needed");
}

void PostReader::ReadHeader(std::string_view line) {
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos || !IsToken(line.substr(0, colon)) || HasControls(line))
    return Refuse(400, "a header cannot be read");
  std::string name = absl::AsciiStrToLower(Absl(line.substr(0, colon)));
  std::string value(absl::StripAsciiWhitespace(Absl(line.substr(colon + 1))));
  if (name == "transfer-encoding")
    return Refuse(411, "a Content-Length is needed, not Transfer-Encoding");
  if (name == "content-length") {
    uint64_t size = 0;
    const bool digits = !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
      return absl::ascii_isdigit(static_cast<unsigned char>(c));
    });
    if (!digits || has_length_) return Refuse(400, "the Content-Length cannot be read");
    if (!absl::SimpleAtoi(value, &size) || size > kMaxBody)
      return Refuse(413, absl::StrCat("the body has more than ", kMaxBody, " bytes"));
    has_length_ = true;
    body_size_ = static_cast<size_t>(size);
  }
  if (name == "connection" && absl::EqualsIgnoreCase(value, "close")) post_.keeps = false;
  post_.headers.emplace_back(std::move(name), std::move(value));
}

void PostReader::Refuse(int status, std::string why) {
  state_ = State::kRefused;
  refusal_ = status;
  why_ = std::move(why);
  text_ = std::string();
}

}  // namespace inflow::command
