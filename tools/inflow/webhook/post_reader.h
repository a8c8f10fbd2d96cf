// SPDX-License-Identifier: Apache-2.0
//
// File: post_reader.h
//
// HTTP/1.x requests from the bytes of a connection, as they come, and nothing kept beyond bounds.
//
//   PostReader reader;
//   reader.Take(bytes);
//   while (reader.state() == PostReader::State::kWhole) Use(reader.Next());
#ifndef TOOLS_INFLOW_WEBHOOK_POST_READER_H_
#define TOOLS_INFLOW_WEBHOOK_POST_READER_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace inflow::command {

struct Post {
  std::string target;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;
  bool keeps = true;  // the connection may have another request

  // Header is the first of that name, "" where there is none.
  std::string_view Header(std::string_view name) const;
};

class PostReader {
 public:
  static constexpr size_t kMaxHead = 16'384;
  static constexpr size_t kMaxBody = 20u << 20;

  enum class State { kMore, kWhole, kRefused };

  State state() const { return state_; }
  // Take adds bytes; none are kept once a request was refused.
  void Take(std::string_view bytes);
  // Next returns the request that is whole, and goes on with what came behind it.
  Post Next();
  // WantsContinue tells, once a request, that the peer waits for 100 Continue before its body.
  bool WantsContinue();

  // refusal is the status that a refused request is answered with; why is a sentence.
  int refusal() const { return refusal_; }
  const std::string& why() const { return why_; }
  // bytes is how much is kept; idle: nothing of a request has come.
  size_t bytes() const { return text_.size(); }
  bool idle() const { return text_.empty() && state_ == State::kMore; }

 private:
  void Look();
  void ReadHead(std::string_view head);
  void ReadHeader(std::string_view line);
  void Refuse(int status, std::string why);

  std::string text_;
  State state_ = State::kMore;
  bool has_head_ = false;
  bool continues_ = false;
  Post post_;
  size_t body_at_ = 0, body_size_ = 0;
  bool has_length_ = false;
  int refusal_ = 0;
  std::string why_;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_WEBHOOK_POST_READER_H_
