// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/json/json_grammar.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "tools/inflow/json/json_text.h"

namespace inflow::command {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

bool IsHex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Grammar steps over one text. Its steps return false at the first byte that cannot stand where it
// is.
class Grammar {
 public:
  explicit Grammar(std::string_view text) : text_(text) {}

  bool Walk() {
    if (!Value()) return false;
    while (!open_.empty()) {
      if (!AfterValue()) return false;
    }
    SkipSpace();
    return at_ == text_.size();
  }

 private:
  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void SkipSpace() { at_ = std::min(text_.find_first_not_of(kSpace, at_), text_.size()); }
  bool Take(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool Word(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  // Value steps over a scalar or an empty container, or opens a container and steps to its first
  // value. What is open is kept in a list and not on the stack: the depth is in the hands of
  // whoever wrote the text.
  bool Value() {
    while (true) {
      SkipSpace();
      switch (Peek()) {
        case '{':
          ++at_;
          SkipSpace();
          if (Take('}')) return true;
          open_.push_back('}');
          if (!Key()) return false;
          continue;
        case '[':
          ++at_;
          SkipSpace();
          if (Take(']')) return true;
          open_.push_back(']');
          continue;
        case '"':
          return String();
        case 't':
          return Word("true");
        case 'f':
          return Word("false");
        case 'n':
          return Word("null");
        default:
          return Number();
      }
    }
  }

  bool AfterValue() {
    SkipSpace();
    if (Take(open_.back())) {
      open_.pop_back();
      return true;
    }
    if (!Take(',')) return false;
    SkipSpace();
    return (open_.back() == ']' || Key()) && Value();
  }

  bool Key() {
    if (!String()) return false;
    SkipSpace();
    return Take(':');
  }

  bool Number() {
    const size_t end = std::min(text_.find_first_not_of("+-.0123456789eE", at_), text_.size());
    const bool number = IsJsonNumber(text_.substr(at_, end - at_));
    at_ = end;
    return number;
  }

  bool String() {
    if (!Take('"')) return false;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c == '\\' && !Escape()) return false;
    }
    return false;
  }

  bool Escape() {
    constexpr std::string_view kSimple = "\"\\/bfnrt";
    const char c = Peek();
    ++at_;
    if (c != 'u') return c != '\0' && kSimple.find(c) != std::string_view::npos;
    if (text_.size() - std::min(at_, text_.size()) < 4) return false;
    const std::string_view digits = text_.substr(at_, 4);
    at_ += 4;
    return std::all_of(digits.begin(), digits.end(), IsHex);
  }

  std::string_view text_;
  size_t at_ = 0;
  std::vector<char> open_;  // what closes each container that is open
};

}  // namespace

bool IsJson(std::string_view text) {
  return FindInvalidUtf8(text) == std::string_view::npos && Grammar(text).Walk();
}

bool IsJsonObject(std::string_view text) {
  const size_t first = text.find_first_not_of(kSpace);
  return first != std::string_view::npos && text[first] == '{' && IsJson(text);
}

}  // namespace inflow::command
