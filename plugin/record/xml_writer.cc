// SPDX-License-Identifier: Apache-2.0
#include "plugin/record/xml_writer.h"

#include <algorithm>
#include <cstdint>

#include "plugin/record/path_step.h"
#include "plugin/record/reader.h"
#include "plugin/record/walker.h"
#include "plugin/text/utf8.h"

namespace inflow {
namespace {

// NextCodePoint takes one character from valid UTF-8.
char32_t NextCodePoint(std::string_view* text) {
  const size_t length = Utf8Length(text->data(), text->data() + text->size());
  const char32_t c = CodePoint(text->substr(0, length));
  text->remove_prefix(length);
  return c;
}

struct Range {
  char32_t first, last;
};
// NameStartChar and NameChar of XML 1.0 (fifth edition), without the colon.
constexpr Range kStart[] = {{'A', 'Z'},       {'_', '_'},       {'a', 'z'},        {0xC0, 0xD6},
                            {0xD8, 0xF6},     {0xF8, 0x2FF},    {0x370, 0x37D},    {0x37F, 0x1FFF},
                            {0x200C, 0x200D}, {0x2070, 0x218F}, {0x2C00, 0x2FEF},  {0x3001, 0xD7FF},
                            {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF}};
constexpr Range kFurther[] = {
    {'-', '.'}, {'0', '9'}, {0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040}};

template <typename Ranges>
bool IsIn(const Ranges& ranges, char32_t c) {
  return std::any_of(std::begin(ranges), std::end(ranges),
                     [c](const Range& r) { return r.first <= c && c <= r.last; });
}

// AppendHex appends four hexadecimal digits.
void AppendHex(uint32_t unit, std::string* out) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  for (int shift = 12; shift >= 0; shift -= 4) out->push_back(kHex[unit >> shift & 15]);
}

void AppendCodeUnit(uint32_t unit, std::string* out) {
  out->append("_x");
  AppendHex(unit, out);
  out->push_back('_');
}

void AppendCodeUnits(char32_t c, std::string* out) {
  if (c < 0x10000) return AppendCodeUnit(c, out);
  AppendCodeUnit(0xD800 + ((c - 0x10000) >> 10), out);
  AppendCodeUnit(0xDC00 + ((c - 0x10000) & 0x3FF), out);
}

// LooksEscaped tells whether text behind an underscore would read as an escape, or as the name of
// the empty text.
bool LooksEscaped(std::string_view text) { return !text.empty() && text.front() == 'x'; }

bool BeginsWithXml(std::string_view text) {
  return text.size() >= 3 && (text[0] | 0x20) == 'x' && (text[1] | 0x20) == 'm' &&
         (text[2] | 0x20) == 'l';
}

absl::Status CannotCarry(std::string_view name, char32_t c) {
  std::string digits;
  AppendHex(c, &digits);
  const std::string where = name.empty() ? "the record" : "attribute \"" + std::string(name) + "\"";
  return absl::InvalidArgumentError(
      where + " holds the character U+" + digits +
      ", which XML cannot carry; remove it, or exclude the attribute");
}

// ElementWriter writes elements of elements; path_ is the place in the value, for people.
class ElementWriter {
 public:
  ElementWriter(std::string_view item, std::string* out) : item_(item), out_(*out) {}

  absl::Status Write(std::string_view name, std::string_view json) {
    out_.append("<").append(name);
    const size_t open = out_.size();
    out_.push_back('>');
    if (absl::Status s = WriteContent(json); !s.ok()) return s;
    if (out_.size() == open + 1) {
      out_.resize(open);
      out_.append("/>");
    } else {
      out_.append("</").append(name).append(">");
    }
    return absl::OkStatus();
  }

 private:
  // WriteContent comes back to itself as deep as the value is, which WalkRecord bounds.
  absl::Status WriteContent(std::string_view json) {
    switch (json.front()) {
      case '{':
        return WriteMembers(json);
      case '[':
        return WriteItems(json);
      case '"': {
        const std::string_view raw = json.substr(1, json.size() - 2);
        if (raw.find('\\') == std::string_view::npos) return AppendXmlText(raw, path_, &out_);
        std::string text;
        Unescape(raw, &text);
        return AppendXmlText(text, path_, &out_);
      }
      case 'n':
        return absl::OkStatus();
      default:
        out_.append(json);
        return absl::OkStatus();
    }
  }

  absl::Status WriteMembers(std::string_view json) {
    const char* at = json.data();
    const char* const end = at + json.size();
    for (bool more = record_internal::EnterContainer(&at, end); more;
         more = record_internal::NextItem(&at, end)) {
      Member member;
      const char* const value = record_internal::ReadKey(at, end, &member);
      at = SkipValue(value, end);
      std::string plain;
      Unescape(member.key, &plain);
      std::string name;
      AppendXmlName(plain, &name);
      if (absl::Status s = WriteWithin(plain, name, {value, static_cast<size_t>(at - value)});
          !s.ok())
        return s;
    }
    return absl::OkStatus();
  }

  absl::Status WriteItems(std::string_view json) {
    const char* at = json.data();
    const char* const end = at + json.size();
    size_t count = 0;
    for (bool more = record_internal::EnterContainer(&at, end); more;
         more = record_internal::NextItem(&at, end)) {
      const char* const value = at;
      at = SkipValue(value, end);
      const std::string_view one(value, static_cast<size_t>(at - value));
      if (absl::Status s = WriteWithin(std::to_string(count++), item_, one); !s.ok()) return s;
    }
    return absl::OkStatus();
  }

  // `plain` is the name as people know it, `name` as it is written.
  absl::Status WriteWithin(std::string_view plain, std::string_view name, std::string_view json) {
    const record_internal::PathStep step(&path_, plain);
    return Write(name, json);
  }

  const std::string_view item_;
  std::string& out_;
  std::string path_;
};

}  // namespace

absl::Status AppendXmlElement(std::string_view name, std::string_view json, std::string_view item,
                              std::string* out) {
  return ElementWriter(item, out).Write(name, json);
}

void AppendXmlName(std::string_view text, std::string* out) {
  if (text.empty()) {
    out->append("_x_");
    return;
  }
  bool first = true;
  bool escape = BeginsWithXml(text);
  while (!text.empty()) {
    const std::string_view from = text;
    const char32_t c = NextCodePoint(&text);
    const bool allowed = IsIn(kStart, c) || (!first && IsIn(kFurther, c));
    if (!allowed || escape || (c == '_' && LooksEscaped(text))) {
      AppendCodeUnits(c, out);
    } else {
      out->append(from.substr(0, from.size() - text.size()));
    }
    first = false;
    escape = false;
  }
}

absl::Status AppendXmlText(std::string_view text, std::string_view name, std::string* out) {
  size_t begin = 0;
  const auto put = [&](size_t at, size_t length, std::string_view instead) {
    out->append(text.substr(begin, at - begin)).append(instead);
    begin = at + length;
  };
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c == '&') {
      put(i, 1, "&amp;");
    } else if (c == '<') {
      put(i, 1, "&lt;");
    } else if (c == '>') {
      put(i, 1, "&gt;");
    } else if (c == '"') {
      put(i, 1, "&quot;");  // not needed here, but a template may put the text into an attribute
    } else if (c == '\'') {
      put(i, 1, "&apos;");
    } else if (c == '\r') {
      put(i, 1, "&#13;");  // a reader would make a line feed of it
    } else if (c < ' ' && c != '\t' && c != '\n') {
      return CannotCarry(name, c);
    } else if (c == 0xEF && text.size() - i >= 3 && text[i + 1] == '\xBF' &&
               (text[i + 2] == '\xBE' || text[i + 2] == '\xBF')) {
      return CannotCarry(name, text[i + 2] == '\xBE' ? 0xFFFE : 0xFFFF);
    }
  }
  out->append(text.substr(begin));
  return absl::OkStatus();
}

}  // namespace inflow
