// SPDX-License-Identifier: Apache-2.0
//
// File: document.h
//
// Random JSON documents for the property tests and the fuzzer: a tree is built from a list of
// bytes, and written with random white space and escapes while every value's place is noted. Fewer
// and smaller bytes give a simpler document, so that shrinking works.
#ifndef TESTS_PROPERTY_RECORD_DOCUMENT_H_
#define TESTS_PROPERTY_RECORD_DOCUMENT_H_

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plugin/record/walker.h"

namespace inflow::record_testing {

// Choices are made from bytes; when they are used up every choice is 0.
class Choices {
 public:
  explicit Choices(std::vector<uint8_t> bytes) : bytes_(std::move(bytes)) {}

  size_t Below(size_t n) {
    size_t value = Byte();
    if (n > 256) value = value << 16 | Byte() << 8 | Byte();
    return value % n;
  }
  bool OneIn(size_t n) { return Below(n) == n - 1; }
  template <typename T>
  const T& Of(const std::vector<T>& list) {
    return list[Below(list.size())];
  }

 private:
  size_t Byte() { return next_ < bytes_.size() ? bytes_[next_++] : 0; }

  std::vector<uint8_t> bytes_;
  size_t next_ = 0;
};

struct Span {
  size_t begin = 0;
  size_t end = 0;
};

struct Value {
  JsonType type = JsonType::kNull;
  std::vector<uint32_t> text;      // of a string, as code points
  std::string number;              // of a number, as written
  std::vector<std::string> names;  // of an object's members, plain
  std::vector<Span> keys;          // and where they stand, with their quotes
  std::vector<bool> escaped;       // and whether they hold an escape
  std::vector<Value> items;        // of an object or array
  Span span;
};

// Names that are likely to meet, also as parts of dotted paths.
inline const std::vector<std::string>& Names() {
  static const std::vector<std::string> names = {"a",
                                                 "b",
                                                 "c",
                                                 "a.b",
                                                 "b.c",
                                                 "0",
                                                 "1",
                                                 "",
                                                 ".",
                                                 "sku",
                                                 "caf\xC3\xA9",
                                                 "q\"\\\n",
                                                 "\xE6\x97\xA5\xE6\x9C\xAC",
                                                 "\xF0\x9F\x98\x80",
                                                 "unitPriceWithALongName",
                                                 "/"};
  return names;
}

inline std::string MakeNumber(Choices* choices) {
  const auto digits = [choices](size_t most) {
    std::string text;
    for (size_t left = choices->Below(most) + 1; left > 0; --left)
      text += static_cast<char>('0' + choices->Below(10));
    return text;
  };
  std::string number = choices->OneIn(4) ? "-" : "";
  const std::string whole = digits(25);
  number += whole[0] == '0' ? "0" : whole;
  if (choices->OneIn(2)) number += "." + digits(8);
  if (choices->OneIn(4)) number += choices->Of<std::string>({"e", "E", "e+", "E-"}) + digits(2);
  return number;
}

inline std::vector<uint32_t> MakeText(Choices* choices) {
  static const std::vector<uint32_t> kEdges = {
      0,    1,     8,     9,      10,     12,     13,     0x1F,    '"',  '\\',   '/',     0x7F,
      0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFD, 0xFFFF, 0x10000, 0xE9, 0x20AC, 0x1F600, 0x10FFFF};
  std::vector<uint32_t> text;
  for (size_t left = choices->Below(40); left > 0; --left) {
    text.push_back(choices->OneIn(3) ? choices->Of(kEdges)
                                     : static_cast<uint32_t>(' ' + choices->Below(95)));
  }
  return text;
}

inline Value MakeValue(Choices* choices, int depth);

inline Value MakeObject(Choices* choices, int depth, bool equal_keys) {
  Value object;
  object.type = JsonType::kObject;
  for (size_t left = choices->Below(8); left > 0; --left) {
    std::string name = choices->Of(Names());
    if (!equal_keys &&
        std::find(object.names.begin(), object.names.end(), name) != object.names.end())
      continue;
    object.names.push_back(std::move(name));
    object.items.push_back(MakeValue(choices, depth + 1));
  }
  return object;
}

inline Value MakeValue(Choices* choices, int depth) {
  Value value;
  switch (choices->Below(depth > 6 ? 5 : 9)) {
    case 0:
      break;
    case 1:
      value.type = choices->OneIn(2) ? JsonType::kTrue : JsonType::kFalse;
      break;
    case 2:
    case 3:
      value.type = JsonType::kNumber;
      value.number = MakeNumber(choices);
      break;
    case 4:
      value.type = JsonType::kString;
      value.text = MakeText(choices);
      break;
    case 5:
    case 6:
      value.type = JsonType::kArray;
      for (size_t left = choices->Below(5); left > 0; --left)
        value.items.push_back(MakeValue(choices, depth + 1));
      break;
    default:
      return MakeObject(choices, depth, true);
  }
  return value;
}

// PlainUtf8 encodes code points; the document's writer does not use the code under test.
inline std::string PlainUtf8(uint32_t c) {
  const auto tail = [c](int shift) { return static_cast<char>(0x80 + ((c >> shift) & 63)); };
  if (c < 0x80) return {static_cast<char>(c)};
  if (c < 0x800) return {static_cast<char>(0xC0 + (c >> 6)), tail(0)};
  if (c < 0x10000) return {static_cast<char>(0xE0 + (c >> 12)), tail(6), tail(0)};
  return {static_cast<char>(0xF0 + (c >> 18)), tail(12), tail(6), tail(0)};
}

inline std::string PlainUtf8(const std::vector<uint32_t>& code_points) {
  std::string text;
  for (const uint32_t c : code_points) text += PlainUtf8(c);
  return text;
}

inline std::vector<uint32_t> CodePoints(std::string_view utf8) {
  std::vector<uint32_t> code_points;
  for (const char c : utf8) {
    const auto byte = static_cast<uint8_t>(c);
    if (byte < 0x80) code_points.push_back(byte);
    if (byte >= 0xC0)
      code_points.push_back(byte < 0xE0 ? byte & 0x1Fu : byte < 0xF0 ? byte & 0x0Fu : byte & 0x07u);
    if (byte >= 0x80 && byte < 0xC0) code_points.back() = code_points.back() << 6 | (byte & 0x3Fu);
  }
  return code_points;
}

// Writer writes a tree and notes where everything stands.
class Writer {
 public:
  explicit Writer(Choices* choices) : choices_(choices) {}

  std::string Write(Value* value) {
    Space();
    WriteValue(value);
    Space();
    return out_;
  }

 private:
  void Space() {
    if (!choices_->OneIn(3)) return;
    for (size_t left = choices_->Below(3) + 1; left > 0; --left)
      out_ += " \n\t\r"[choices_->Below(4)];
  }

  void WriteUnit(uint32_t unit) {
    out_ += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) {
      const uint32_t digit = (unit >> shift) & 0xF;
      out_ += (choices_->OneIn(2) ? "0123456789ABCDEF" : "0123456789abcdef")[digit];
    }
  }

  // WriteText returns whether it wrote an escape.
  bool WriteText(const std::vector<uint32_t>& text) {
    static constexpr std::string_view kShort = "\"\\/\b\f\n\r\t";
    static constexpr std::string_view kLetters = "\"\\/bfnrt";
    bool escaped = false;
    out_ += '"';
    for (const uint32_t c : text) {
      const size_t letter = c < 0x80 ? kShort.find(static_cast<char>(c)) : std::string_view::npos;
      const bool must = c < 0x20 || c == '"' || c == '\\';
      if (!must && !choices_->OneIn(8)) {
        out_ += PlainUtf8(c);
        continue;
      }
      escaped = true;
      if (letter != std::string_view::npos && !choices_->OneIn(4)) {
        (out_ += '\\') += kLetters[letter];
      } else if (c < 0x10000) {
        WriteUnit(c);
      } else {
        WriteUnit(0xD800 + ((c - 0x10000) >> 10));
        WriteUnit(0xDC00 + ((c - 0x10000) & 0x3FF));
      }
    }
    out_ += '"';
    return escaped;
  }

  void WriteItems(Value* value) {
    for (size_t i = 0; i < value->items.size(); ++i) {
      if (i > 0) out_ += ',';
      Space();
      if (value->type == JsonType::kObject) {
        const size_t begin = out_.size();
        value->escaped.push_back(WriteText(CodePoints(value->names[i])));
        value->keys.push_back({begin, out_.size()});
        Space();
        out_ += ':';
        Space();
      }
      WriteValue(&value->items[i]);
      Space();
    }
    if (value->items.empty()) Space();
  }

  void WriteValue(Value* value) {
    value->span.begin = out_.size();
    switch (value->type) {
      case JsonType::kObject:
        out_ += '{';
        WriteItems(value);
        out_ += '}';
        break;
      case JsonType::kArray:
        out_ += '[';
        WriteItems(value);
        out_ += ']';
        break;
      case JsonType::kString:
        WriteText(value->text);
        break;
      case JsonType::kNumber:
        out_ += value->number;
        break;
      case JsonType::kTrue:
        out_ += "true";
        break;
      case JsonType::kFalse:
        out_ += "false";
        break;
      case JsonType::kNull:
        out_ += "null";
        break;
    }
    value->span.end = out_.size();
  }

  Choices* const choices_;
  std::string out_;
};

// Document is a record that must be accepted.
struct Document {
  Value root;
  std::string text;

  explicit Document(Choices* choices) : Document(MakeObject(choices, 1, false), choices) {}
  Document(Value object, Choices* choices) : root(std::move(object)) {
    text = Writer(choices).Write(&root);
  }
  std::string_view At(Span span) const {
    return std::string_view(text).substr(span.begin, span.end - span.begin);
  }
};

inline std::string MakePath(Choices* choices) {
  std::string path = choices->Of(Names());
  while (choices->OneIn(2)) path += "." + choices->Of(Names());
  return path;
}

// PathInto follows a value that has items, so that the path leads to something; with or without an
// array's indices.
inline std::string PathInto(const Value& value, bool indices, Choices* choices) {
  const size_t i = choices->Below(value.items.size());
  const bool object = value.type == JsonType::kObject;
  std::string path = object ? value.names[i] : indices ? std::to_string(i) : "";
  if (value.items[i].items.empty() || choices->OneIn(4)) return path;
  if (object || indices) path += '.';
  return path += PathInto(value.items[i], indices, choices);
}

// Mutate changes a text a little, in a way that often makes it invalid. `document` is where the
// text came from.
inline void Mutate(const Document& document, Choices* choices, std::string* text) {
  static const std::vector<std::string> kPieces = {"\"",
                                                   "\\",
                                                   "{",
                                                   "}",
                                                   "[",
                                                   "]",
                                                   ":",
                                                   ",",
                                                   " ",
                                                   "\n",
                                                   "\x0b",
                                                   "\x1f",
                                                   "\x7f",
                                                   "0",
                                                   "1",
                                                   "-",
                                                   "+",
                                                   ".",
                                                   "e",
                                                   "E9",
                                                   "e999",
                                                   "1e-999",
                                                   "00",
                                                   "0x1",
                                                   "true",
                                                   "nul",
                                                   "NaN",
                                                   "\\u",
                                                   "\\x",
                                                   "\\/",
                                                   "/**/",
                                                   "\\ud800",
                                                   "\\udc00",
                                                   "\\ud83d",
                                                   "\\ude00",
                                                   "\\uD83D\\uDE00",
                                                   "\\u12",
                                                   "'",
                                                   "\x80",
                                                   "\xC3",
                                                   "\xA9",
                                                   "\xC0\x80",
                                                   "\xED\xA0\x80",
                                                   "\xEF\xBB\xBF",
                                                   "\xF4\x90\x80\x80",
                                                   "\xF0\x9F\x98",
                                                   "{}",
                                                   "[]",
                                                   "\"a\":1,",
                                                   ",\"b\":0",
                                                   "\"\":null,",
                                                   "//\n"};
  const size_t at = choices->Below(text->size() + 1);
  switch (choices->Below(7)) {
    case 0:
    case 1:
      text->insert(at, choices->Of(kPieces));
      break;
    case 2:
      text->erase(at, choices->Below(3) + 1);
      break;
    case 3:
      text->replace(at, std::min<size_t>(1, text->size() - at), choices->Of(kPieces));
      break;
    case 4:
      text->insert(choices->Below(text->size() + 1), text->substr(at, choices->Below(30)));
      break;
    case 5:
      text->replace(at, std::min<size_t>(1, text->size() - at), 1,
                    static_cast<char>(choices->Below(256)));
      break;
    default: {
      if (document.root.items.empty()) break;
      // On both sides of the depth limit.
      const Span span = choices->Of(document.root.items).span;
      if (span.end > text->size()) break;
      const size_t levels = 118 + choices->Below(14);
      text->insert(span.end, std::string(levels, ']'));
      text->insert(span.begin, std::string(levels, '['));
    }
  }
}

}  // namespace inflow::record_testing

#endif  // TESTS_PROPERTY_RECORD_DOCUMENT_H_
