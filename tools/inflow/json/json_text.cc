// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/json/json_text.h"

#include "plugin/text/escaped.h"
#include "plugin/text/utf8.h"
#include "tools/inflow/files/nowhere.h"
#include "tools/inflow/json/byte_scan.h"

namespace inflow::command {
namespace {

size_t SkipString(std::string_view text, size_t at) {
  for (++at; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      return at + 1;
    }
  }
  return kNowhere;
}

size_t SkipScalar(std::string_view text, size_t at) {
  const size_t end = text.find_first_of(",]}: \t\r\n/\"[{", at);
  return end == kNowhere ? text.size() : end;
}

size_t SkipDigits(std::string_view text, size_t at) {
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
  return at;
}

}  // namespace

void AppendJsonString(std::string_view text, std::string* out) {
  out->push_back('"');
  size_t bad = 0;
  while ((bad = FindInvalidUtf8(text)) != kNowhere) {
    AppendEscaped(text.substr(0, bad), out);
    out->append("\xef\xbf\xbd");
    text.remove_prefix(bad + 1);
  }
  AppendEscaped(text, out);
  out->push_back('"');
}

size_t FindInvalidUtf8(std::string_view text, bool* beyond_ascii) {
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  for (const char* at = begin; (at = SkipAscii(at, end)) != end;) {
    const size_t length = Utf8Length(at, end);
    if (length == 0) return static_cast<size_t>(at - begin);
    if (beyond_ascii != nullptr) *beyond_ascii = true;
    at += length;
  }
  return kNowhere;
}

bool IsJsonNumber(std::string_view text) {
  size_t at = !text.empty() && text[0] == '-' ? 1 : 0;
  size_t end = SkipDigits(text, at);
  if (end == at || (text[at] == '0' && end > at + 1)) return false;
  at = end;
  if (at < text.size() && text[at] == '.') {
    end = SkipDigits(text, at + 1);
    if (end == at + 1) return false;
    at = end;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    end = SkipDigits(text, at);
    if (end == at) return false;
    at = end;
  }
  return at == text.size();
}

size_t SkipJsonSpace(std::string_view text, size_t at) {
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
    if (c != '/') break;
    const std::string_view mark = text.substr(at, 2);
    if (mark != "//" && mark != "/*") break;
    // Both ends are taken with the next step.
    at = mark == "//" ? text.find('\n', at) : text.find("*/", at + 2);
    if (at == std::string_view::npos) return text.size();
    if (mark == "/*") ++at;
  }
  return at;
}

size_t JsonBegin(std::string_view text) {
  constexpr std::string_view kMark = "\xef\xbb\xbf";
  return SkipJsonSpace(text, text.substr(0, kMark.size()) == kMark ? kMark.size() : 0);
}

size_t SkipJsonValue(std::string_view text, size_t at) {
  if (at >= text.size()) return kNowhere;
  if (text[at] == '"') return SkipString(text, at);
  if (text[at] != '{' && text[at] != '[') {
    const size_t end = SkipScalar(text, at);
    return end == at ? kNowhere : end;
  }
  size_t depth = 0;
  while (at < text.size()) {
    switch (text[at]) {
      case '{':
      case '[':
        ++depth;
        ++at;
        break;
      case '}':
      case ']':
        ++at;
        if (--depth == 0) return at;
        break;
      case '"':
        at = SkipString(text, at);
        if (at == kNowhere) return kNowhere;
        break;
      default: {
        const size_t next = SkipJsonSpace(text, at);
        at = next == at ? at + 1 : next;
      }
    }
  }
  return kNowhere;
}

TopLevelMember FindTopLevelMember(std::string_view object, std::string_view key) {
  TopLevelMember found;
  size_t at = SkipJsonSpace(object, 0);
  if (at >= object.size() || object[at] != '{') return {};
  size_t members = 0;
  at = SkipJsonSpace(object, at + 1);
  while (at < object.size() && object[at] == '"') {
    const size_t key_begin = at;
    const size_t key_end = SkipString(object, at);
    if (key_end == kNowhere) return {};
    at = SkipJsonSpace(object, key_end);
    if (at >= object.size() || object[at] != ':') return {};
    const size_t value_begin = SkipJsonSpace(object, at + 1);
    const size_t value_end = SkipJsonValue(object, value_begin);
    if (value_end == kNowhere) return {};
    ++members;
    if (!found.found() && object.substr(key_begin + 1, key_end - key_begin - 2) == key) {
      found = {key_begin, value_end, value_begin, false};
    }
    at = SkipJsonSpace(object, value_end);
    if (at >= object.size() || object[at] != ',') break;
    at = SkipJsonSpace(object, at + 1);
  }
  found.only = members == 1;
  return found;
}

std::string WithoutMember(std::string_view object, const TopLevelMember& member) {
  size_t begin = member.begin;
  size_t end = SkipJsonSpace(object, member.end);
  if (end < object.size() && object[end] == ',') {
    end = SkipJsonSpace(object, end + 1);
  } else if (const size_t comma = object.substr(0, begin).find_last_not_of(" \t\r\n");
             comma != kNowhere && object[comma] == ',') {
    begin = comma;
    end = member.end;
  }
  std::string rest(object.substr(0, begin));
  rest.append(object.substr(end));
  return rest;
}

}  // namespace inflow::command
