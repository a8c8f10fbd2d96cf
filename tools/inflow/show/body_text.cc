// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/show/body_text.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"
#include "tools/inflow/json/json_grammar.h"
#include "tools/inflow/json/json_indent.h"
#include "tools/inflow/terminal/human.h"

namespace inflow::command {
namespace {

constexpr size_t kFirstLines = 40;
constexpr size_t kLastLines = 15;
constexpr size_t kFirstBytes = 1500;
constexpr size_t kLastBytes = 300;

std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// CharacterAt moves a position inside a character to the character's begin.
size_t CharacterAt(std::string_view text, size_t at) {
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80) --at;
  return at;
}

std::string LineCut(std::string_view line, const Style& style) {
  if (line.size() <= kMostLineBytes) return style.Safe(line);
  const size_t first = CharacterAt(line, kFirstBytes);
  const size_t last = CharacterAt(line, line.size() - kLastBytes);
  const std::string left_out =
      absl::StrCat(" … ", HumanCount(last - first), " bytes left out; all: --raw … ");
  return absl::StrCat(style.Safe(line.substr(0, first)), style.As(Look::kDim, left_out),
                      style.Safe(line.substr(last)));
}

}  // namespace

std::string BodyText(std::string_view body, const Style& style, bool raw) {
  const auto with_end = [](std::string text) {
    if (!text.empty() && text.back() != '\n') text.push_back('\n');
    return text;
  };
  if (raw || !style.on_terminal()) return with_end(style.Safe(body));
  const std::string indented = IsJson(body) ? IndentJson(body) : std::string(body);
  const std::vector<std::string_view> lines = LinesOf(indented);
  std::string text;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines.size() > kMostBodyLines && i == kFirstLines) {
      const size_t next = lines.size() - kLastLines;
      const auto bytes = static_cast<uint64_t>(lines[next].data() - lines[i].data());
      text += style.As(Look::kDim, absl::StrCat("… ", Plural(next - i, "line"), " (",
                                                Plural(bytes, "byte"), ") left out; all: --raw …"));
      text += '\n';
      i = next;
    }
    absl::StrAppend(&text, LineCut(lines[i], style), "\n");
  }
  return text;
}

}  // namespace inflow::command
