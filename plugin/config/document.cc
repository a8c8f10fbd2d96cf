// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/internal/document.h"

#include <algorithm>

#include "plugin/config/internal/message.h"

namespace inflow::config {
namespace {

using nlohmann::json;

// BlankComments overwrites // and /* */ comments outside strings with spaces, so that every other
// byte keeps its place. A comment that does not end stays, and is a syntax error where it begins.
void BlankComments(std::string* text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text->compare(0, kByteOrderMark.size(), kByteOrderMark) == 0)
    std::fill_n(text->begin(), kByteOrderMark.size(), ' ');
  for (size_t at = 0; at < text->size(); ++at) {
    if ((*text)[at] == '"') {
      for (++at; at < text->size() && (*text)[at] != '"'; ++at) at += (*text)[at] == '\\';
    } else if (text->compare(at, 2, "//") == 0) {
      for (; at < text->size() && (*text)[at] != '\n'; ++at) (*text)[at] = ' ';
    } else if (text->compare(at, 2, "/*") == 0) {
      const size_t end = text->find("*/", at + 2);
      if (end == std::string::npos) return;
      for (; at < end + 2; ++at) {
        if ((*text)[at] != '\n') (*text)[at] = ' ';
      }
      --at;
    }
  }
}

// Place returns "line 3, column 14" of a byte.
std::string Place(std::string_view text, size_t at) {
  const std::string_view before = text.substr(0, at);
  const size_t line = static_cast<size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  const size_t column = before.size() - (before.rfind('\n') + 1) + 1;  // npos + 1 is 0
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

// AfterComma tells whether the last thing before a byte is a comma: the commonest slip is one
// before a closing bracket.
bool AfterComma(std::string_view text, size_t at) {
  const size_t last = text.substr(0, at).find_last_not_of(" \t\r\n");
  return last != std::string_view::npos && text[last] == ',';
}

// Builder makes the tree. nlohmann's own builder takes the last of two equal keys without a word,
// and its error texts quote.
class Builder final : public nlohmann::json_sax<json> {
 public:
  Builder(std::string_view text, json* root, std::vector<Fault>* faults)
      : text_(text), root_(root), faults_(faults) {}

  bool null() override { return Put(nullptr); }
  bool boolean(bool value) override { return Put(value); }
  bool number_integer(number_integer_t value) override { return Put(value); }
  bool number_unsigned(number_unsigned_t value) override { return Put(value); }
  bool number_float(number_float_t value, const string_t&) override { return Put(value); }
  bool string(string_t& value) override { return Put(std::move(value)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return Open(json::object()); }
  bool start_array(std::size_t) override { return Open(json::array()); }
  bool end_object() override { return Close(); }
  bool end_array() override { return Close(); }

  bool key(string_t& name) override {
    if (open_.back().container->contains(name) && faults_->size() < kMostFaults) {
      faults_->push_back(
          {JoinPointer(open_.back().pointer, name),
           Quoted(name) +
               " is written twice in the same object, and only one can count: remove one of them"});
    }
    key_ = std::move(name);
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const json::exception& error) override {
    const size_t at = std::min(position == 0 ? 0 : position - 1, text_.size());
    constexpr int kNumberTooLarge = 406;
    std::string problem =
        "the document is not valid JSON from here on; look for a missing quote, comma or bracket before this place";
    if (error.id == kNumberTooLarge) {
      problem = "the number that ends here is too large";
    } else if (at < text_.size() && (text_[at] == '}' || text_[at] == ']') &&
               AfterComma(text_, at)) {
      problem = "a comma stands before a closing bracket: remove the comma";
    } else if (at == text_.size()) {
      problem = "the document ends before its last bracket is closed";
    }
    faults_->push_back({"", Place(text_, at) + ": " + problem});
    return false;
  }

 private:
  static constexpr size_t kMostFaults =
      100;  // a hostile document can hold many repeated keys below one very long one

  struct Level {
    json* container;
    std::string pointer;
  };

  json* Add(json value) {
    if (open_.empty()) return &(*root_ = std::move(value));
    json& container = *open_.back().container;
    if (container.is_array()) return &container.emplace_back(std::move(value));
    return &(container[key_] = std::move(value));
  }

  bool Put(json value) {
    Add(std::move(value));
    return true;
  }

  bool Open(json empty) {
    if (open_.size() == kMaxDocumentDepth) {
      faults_->push_back({"", "the document is nested more than " +
                                  std::to_string(kMaxDocumentDepth) + " levels deep: flatten it"});
      return false;
    }
    std::string pointer;
    if (!open_.empty()) {
      const Level& parent = open_.back();
      pointer = JoinPointer(parent.pointer, parent.container->is_array()
                                                ? std::to_string(parent.container->size())
                                                : key_);
    }
    json* added = Add(std::move(empty));
    open_.push_back({added, std::move(pointer)});
    return true;
  }

  bool Close() {
    open_.pop_back();
    return true;
  }

  std::string_view text_;
  json* root_;
  std::vector<Fault>* faults_;
  std::vector<Level> open_;  // from the root to where we are
  std::string key_;
};

}  // namespace

std::string_view TypeName(const json& value) {
  switch (value.type()) {
    case json::value_t::null:
      return "null";
    case json::value_t::object:
      return "an object";
    case json::value_t::array:
      return "an array";
    case json::value_t::string:
      return "text";
    case json::value_t::boolean:
      return "true or false";
    default:
      return "a number";
  }
}

const std::string* TextOf(const json& value) { return value.get_ptr<const std::string*>(); }

bool ReadDocument(std::string_view text, Document* document, std::vector<Fault>* faults) {
  if (text.size() > kMaxDocumentBytes) {
    faults->push_back({"", "the document has " + std::to_string(text.size()) + " bytes; at most " +
                               std::to_string(kMaxDocumentBytes) + " are read: shorten it"});
    return false;
  }
  document->text = text;
  BlankComments(&document->text);
  if (document->text.find_first_not_of(" \t\r\n") == std::string::npos) {
    faults->push_back({"", "the document is empty: write a JSON object"});
    return false;
  }
  Builder builder(document->text, &document->root, faults);
  if (!json::sax_parse(document->text, &builder)) return false;
  if (!document->root.is_object()) {
    faults->push_back(
        {"", "the document must be a JSON object: {\"credential\": …, \"endpoint\": …}"});
    return false;
  }
  return true;
}

}  // namespace inflow::config
