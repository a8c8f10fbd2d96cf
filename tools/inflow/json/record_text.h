// SPDX-License-Identifier: Apache-2.0
//
// File: record_text.h
//
// A record's text while it is written: many short pieces, copied without a call where that is
// possible.
#ifndef TOOLS_INFLOW_JSON_RECORD_TEXT_H_
#define TOOLS_INFLOW_JSON_RECORD_TEXT_H_

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/text/escaped.h"

namespace inflow::command {

// PaddedText is a piece that is written again and again, with bytes behind it that may be copied
// along.
class PaddedText {
 public:
  static constexpr size_t kPad = 16;

  PaddedText() = default;
  explicit PaddedText(std::string_view text) : bytes_(text), size_(text.size()) {
    bytes_.resize(size_ + kPad);
  }

  const char* data() const { return bytes_.data(); }
  size_t size() const { return size_; }

 private:
  std::string bytes_;
  size_t size_ = 0;
};

class RecordText {
 public:
  std::string_view view() const { return {bytes_.data(), size_}; }
  size_t size() const { return size_; }

  // Begin empties the text and makes room for `budget` bytes. Append and AppendWithin must keep to
  // it, together.
  void Begin(size_t budget) {
    size_ = 0;
    budget_ = budget;
    Reserve(0);
  }
  void Truncate(size_t size) { size_ = size; }
  void Overwrite(size_t at, char c) { bytes_[at] = c; }

  void Append(char c) { bytes_[size_++] = c; }

  void Append(const PaddedText& text) {
    for (size_t at = 0; at < text.size(); at += PaddedText::kPad) {
      std::memcpy(bytes_.data() + size_ + at, text.data() + at, PaddedText::kPad);
    }
    size_ += text.size();
  }

  // AppendWithin appends a text behind which the bytes up to readable_end may be read too.
  void AppendWithin(std::string_view text, const char* readable_end) {
    const bool is_short = text.size() <= PaddedText::kPad;
    if (is_short && readable_end - text.data() >= static_cast<std::ptrdiff_t>(PaddedText::kPad)) {
      std::memcpy(bytes_.data() + size_, text.data(), PaddedText::kPad);
    } else {
      std::memcpy(bytes_.data() + size_, text.data(), text.size());
    }
    size_ += text.size();
  }

  // AppendBeyond appends what the budget knows nothing of.
  void AppendBeyond(std::string_view text) {
    Reserve(text.size());
    std::memcpy(bytes_.data() + size_, text.data(), text.size());
    size_ += text.size();
  }

  // AppendEscaped appends what stands between a JSON string's quotes, beyond the budget.
  void AppendEscaped(std::string_view text) {
    escaped_.clear();
    inflow::AppendEscaped(text, &escaped_);
    AppendBeyond(escaped_);
  }

 private:
  // Reserve leaves room for the budget behind so many bytes more, and for what is copied along with
  // a piece.
  void Reserve(size_t more) {
    const size_t needed = size_ + more + budget_ + PaddedText::kPad;
    if (bytes_.size() < needed) bytes_.resize(std::max(needed, 2 * bytes_.size()));
  }

  std::vector<char> bytes_;
  size_t size_ = 0;
  size_t budget_ = 0;
  std::string escaped_;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_JSON_RECORD_TEXT_H_
