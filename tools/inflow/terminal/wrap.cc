// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/terminal/wrap.h"

#include <utf8proc.h>

#include <algorithm>
#include <vector>

#include "plugin/text/utf8.h"

namespace inflow::command {
namespace {

constexpr size_t kTab = 8;
constexpr size_t kCommentGap = 3;  // so many blanks end a command

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

// ColourLength is the length of the colour (ESC [ … m) that text begins with, 0 where it does not.
size_t ColourLength(std::string_view text) {
  if (text.substr(0, 2) != "\x1b[") return 0;
  const size_t end = text.find_first_not_of("0123456789;", 2);
  return end != std::string_view::npos && text[end] == 'm' ? end + 1 : 0;
}

// Word is a word and the blanks before it.
struct Word {
  std::string_view gap;
  std::string_view text;
};

// EndOfWord is where the word that begins at `at` ends; in a command quotes hold it together.
size_t EndOfWord(std::string_view line, size_t at, bool command) {
  char quote = 0;
  for (; at < line.size(); ++at) {
    const char c = line[at];
    if (quote == 0 && IsBlank(c)) break;
    if (!command) continue;
    if (c == '\\' && quote == 0) {
      at = std::min(at + 1, line.size() - 1);
    } else if (quote == c) {
      quote = 0;
    } else if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
    }
  }
  return at;
}

std::vector<Word> WordsOf(std::string_view line, bool command) {
  std::vector<Word> words;
  size_t at = 0;
  while (at < line.size()) {
    size_t begin = at;
    while (begin < line.size() && IsBlank(line[begin])) ++begin;
    if (begin == line.size()) break;
    if (command && !words.empty() && begin - at >= kCommentGap) command = false;
    const size_t end = EndOfWord(line, begin, command);
    words.push_back({line.substr(at, begin - at), line.substr(begin, end - begin)});
    at = end;
  }
  return words;
}

bool IsCommand(std::string_view line) {
  const size_t begin = line.find_first_not_of(' ');
  return begin != std::string_view::npos && begin > 0 && line.substr(begin, 7) == "inflow ";
}

// IndentFor is as much of an indentation as lets the word behind it fit.
size_t IndentFor(size_t indent, size_t word, size_t width) {
  return std::min(indent, width - std::min(word, width));
}

void WrapLine(std::string_view line, size_t width, size_t hanging, std::string* out) {
  constexpr std::string_view kGoesOn = " \\";
  bool command = IsCommand(line);
  const std::vector<Word> words = WordsOf(line, command);
  if (words.empty()) return;
  const size_t lead = std::min(ColumnsOf(words.front().gap), width / 2);
  const size_t hang = std::min(lead + hanging, width / 2);
  size_t used = 0;
  for (size_t i = 0; i < words.size(); ++i) {
    const auto& [gap, text] = words[i];
    const size_t columns = ColumnsOf(text);
    if (i == 0) {
      used = IndentFor(lead, columns, width);
      out->append(used, ' ');
    } else {
      const size_t between = ColumnsOf(gap);
      const bool ends_command = command && between >= kCommentGap;
      const bool is_last = i + 1 == words.size() || words[i + 1].gap.size() >= kCommentGap;
      const size_t room = width - (command && !ends_command && !is_last ? kGoesOn.size() : 0);
      if (used + between + columns > room) {
        if (command && !ends_command) out->append(kGoesOn);
        out->push_back('\n');
        used = IndentFor(hang, columns, width);
        out->append(used, ' ');
      } else {
        out->append(gap);
        used += between;
      }
      if (ends_command) command = false;
    }
    out->append(text);
    used += columns;
  }
}

}  // namespace

size_t ColumnsOf(std::string_view text) {
  size_t columns = 0;
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at != end;) {
    const auto left = static_cast<size_t>(end - at);
    if (const size_t colour = ColourLength({at, left}); colour > 0) {
      at += colour;
      continue;
    }
    const size_t length = Utf8Length(at, end);
    if (*at == '\t') {
      columns += kTab;
    } else if (length == 0) {
      ++columns;
    } else {
      const int width = utf8proc_charwidth(static_cast<utf8proc_int32_t>(CodePoint({at, length})));
      columns += static_cast<size_t>(std::max(width, 0));
    }
    at += std::max<size_t>(length, 1);
  }
  return columns;
}

std::string Wrap(std::string_view text, size_t width, size_t hanging) {
  width = std::max(width, kNarrowest);
  std::string wrapped;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (ColumnsOf(line) <= width) {
      wrapped.append(line);
    } else {
      WrapLine(line, width, hanging, &wrapped);
    }
    if (end < text.size()) wrapped.push_back('\n');
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return wrapped;
}

}  // namespace inflow::command
