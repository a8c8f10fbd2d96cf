// SPDX-License-Identifier: Apache-2.0
//
// File: style.h
//
// How text for people looks where it is written to.
//
//   const Style style = OutStyle(surroundings);  // session.h
//   Say(surroundings, style.As(Look::kHeading, "Published endpoints:"));
#ifndef TOOLS_INFLOW_TERMINAL_STYLE_H_
#define TOOLS_INFLOW_TERMINAL_STYLE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace inflow::command {

enum class Look : uint8_t { kPlain, kHeading, kGood, kWarning, kBad, kDim };

// Style is that of a terminal of a width, with colours or without; a default one is that of a file
// or pipe, where everything stays as it is.
class Style {
 public:
  Style() = default;
  Style(size_t width, bool colour) : width_(width), colour_(colour) {}

  bool on_terminal() const { return width_ > 0; }
  size_t width() const { return width_; }
  bool colour() const { return colour_; }

  // As puts text into the colour of a look.
  std::string As(Look look, std::string_view text) const;

  // Safe is text from elsewhere as the terminal may get it: ForTerminal.
  std::string Safe(std::string_view text) const;

  // Wrapped is text in lines that fit (wrap.h); it may hold colours of As.
  std::string Wrapped(std::string_view text, size_t hanging = 2) const;

 private:
  size_t width_ = 0;  // columns; 0: no terminal
  bool colour_ = false;
};

// WantsColour is whether the environment leaves colour to a terminal: NO_COLOR is not set, CLICOLOR
// is not 0, and TERM names a terminal that is not "dumb".
bool WantsColour(const std::function<const char*(const char*)>& environment);

// ForTerminal replaces what could move the cursor or do worse, and what turns the direction of text
// round so that it reads as another: control characters, directional overrides and isolates, and
// bytes that are not UTF-8. Lines and tabs stay.
std::string ForTerminal(std::string_view text);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_TERMINAL_STYLE_H_
