// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/terminal/style.h"

#include "plugin/text/utf8.h"
#include "tools/inflow/terminal/wrap.h"

namespace inflow::command {
namespace {

// CodeOf is the parameter of the escape sequence; empty: none.
std::string_view CodeOf(Look look) {
  switch (look) {
    case Look::kHeading:
      return "1";
    case Look::kGood:
      return "32";
    case Look::kWarning:
      return "33";
    case Look::kBad:
      return "31";
    case Look::kDim:
      return "2";
    case Look::kPlain:
      break;
  }
  return "";
}

bool SteersTerminal(char32_t c) {
  if (c == '\n' || c == '\t') return false;
  const bool control = c < 0x20 || (c >= 0x7f && c < 0xa0);
  const bool directional = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
  return control || directional;
}

}  // namespace

std::string Style::As(Look look, std::string_view text) const {
  const std::string_view code = CodeOf(look);
  if (!colour_ || code.empty() || text.empty()) return std::string(text);
  return std::string("\x1b[").append(code).append("m").append(text).append("\x1b[0m");
}

std::string Style::Safe(std::string_view text) const {
  return on_terminal() ? ForTerminal(text) : std::string(text);
}

std::string Style::Wrapped(std::string_view text, size_t hanging) const {
  return on_terminal() ? Wrap(text, width_, hanging) : std::string(text);
}

bool WantsColour(const std::function<const char*(const char*)>& environment) {
  const auto variable = [&environment](const char* name) -> std::string_view {
    const char* value = environment ? environment(name) : nullptr;
    return value == nullptr ? std::string_view() : std::string_view(value);
  };
  const std::string_view term = variable("TERM");
  return variable("NO_COLOR").empty() && variable("CLICOLOR") != "0" && !term.empty() &&
         term != "dumb";
}

std::string ForTerminal(std::string_view text) {
  constexpr std::string_view kReplacement = "\xef\xbf\xbd";
  std::string shown;
  shown.reserve(text.size());
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at != end;) {
    const size_t length = Utf8Length(at, end);
    const std::string_view character(at, length == 0 ? 1 : length);
    shown.append(length == 0 || SteersTerminal(CodePoint(character)) ? kReplacement : character);
    at += character.size();
  }
  return shown;
}

}  // namespace inflow::command
