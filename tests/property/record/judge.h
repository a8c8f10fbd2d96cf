// SPDX-License-Identifier: Apache-2.0
//
// File: judge.h
//
// What WalkRecord must accept, said by nlohmann's parser and the list of intended differences:
//   - the record must be an object, not deeper than kMaxRecordDepth, and its own keys must differ;
//   - a byte order mark is refused, nlohmann steps over it;
//   - a NUL byte is refused, nlohmann takes it for the end of the text;
//   - a number that does not fit a double ("1e999") is accepted, nlohmann refuses it.
// In all else (white space, words, numbers, escapes, lone surrogates, UTF-8, control characters)
// both are the same.
#ifndef TESTS_PROPERTY_RECORD_JUDGE_H_
#define TESTS_PROPERTY_RECORD_JUDGE_H_

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>

#include "plugin/record/walker.h"

namespace inflow::record_testing {

class Judge : public nlohmann::json_sax<nlohmann::json> {
 public:
  // Accepts says what WalkRecord must say.
  static bool Accepts(std::string text) {
    if (text.find('\0') != std::string::npos || text.rfind("\xEF\xBB\xBF", 0) == 0) return false;
    for (;;) {
      Judge judge;
      if (nlohmann::json::sax_parse(text, &judge))
        return judge.object_ && !judge.equal_keys_ && judge.deepest_ <= kMaxRecordDepth;
      if (judge.too_large_.empty()) return false;
      // A number that fits, and that takes no more digits, point or exponent from what follows it
      // than the large one did.
      text.replace(judge.position_ - judge.too_large_.size(), judge.too_large_.size(), "0e0");
    }
  }

  bool null() override { return Scalar(); }
  bool boolean(bool) override { return Scalar(); }
  bool number_integer(number_integer_t) override { return Scalar(); }
  bool number_unsigned(number_unsigned_t) override { return Scalar(); }
  bool number_float(number_float_t, const string_t&) override { return Scalar(); }
  bool string(string_t&) override { return Scalar(); }
  bool binary(binary_t&) override { return Scalar(); }
  bool start_object(std::size_t) override {
    object_ = object_ || depth_ == 0;
    return Open();
  }
  bool start_array(std::size_t) override { return Open(); }
  bool end_object() override { return Close(); }
  bool end_array() override { return Close(); }
  bool key(string_t& name) override {
    if (depth_ == 1 && !keys_.insert(name).second) equal_keys_ = true;
    return true;
  }
  bool parse_error(std::size_t position, const std::string& token,
                   const nlohmann::detail::exception& error) override {
    constexpr int kNumberOverflow = 406;
    if (error.id == kNumberOverflow) {
      too_large_ = token;
      position_ = position;
    }
    return false;
  }

 private:
  bool Scalar() { return true; }
  bool Open() {
    deepest_ = std::max(deepest_, ++depth_);
    return true;
  }
  bool Close() {
    --depth_;
    return true;
  }

  int depth_ = 0;
  int deepest_ = 0;
  bool object_ = false;
  bool equal_keys_ = false;
  std::set<std::string> keys_;
  std::string too_large_;
  std::size_t position_ = 0;
};

// IsCleanText tells whether a message is valid UTF-8, as nlohmann sees it, without control
// characters.
inline bool IsCleanText(const std::string& message) {
  if (std::any_of(message.begin(), message.end(),
                  [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }))
    return false;
  try {
    return !nlohmann::json(message).dump().empty();
  } catch (const nlohmann::json::type_error&) {
    return false;
  }
}

}  // namespace inflow::record_testing

#endif  // TESTS_PROPERTY_RECORD_JUDGE_H_
