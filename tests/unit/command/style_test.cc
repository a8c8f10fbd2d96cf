// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/terminal/style.h"

#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <string>

#include "tools/inflow/config/session.h"

namespace inflow::command {
namespace {

bool Wants(const std::map<std::string, std::string>& variables) {
  return WantsColour([&variables](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

TEST(WantsColour, ObeysTheEnvironment) {
  EXPECT_TRUE(Wants({{"TERM", "xterm"}}));
  EXPECT_TRUE(Wants({{"TERM", "xterm"}, {"NO_COLOR", ""}, {"CLICOLOR", "1"}}));
  EXPECT_FALSE(Wants({{"TERM", "xterm"}, {"NO_COLOR", "1"}}));
  EXPECT_FALSE(Wants({{"TERM", "xterm"}, {"CLICOLOR", "0"}}));
  EXPECT_FALSE(Wants({{"TERM", "dumb"}}));
  EXPECT_FALSE(Wants({}));
}

TEST(Style, ChangesNothingWhereNoTerminalIs) {
  const Style style;
  const std::string text = "a line that is wider than twenty columns \x1b[2J";
  EXPECT_EQ(style.As(Look::kBad, text), text);
  EXPECT_EQ(style.Safe(text), text);
  EXPECT_EQ(style.Wrapped(text), text);
}

TEST(Style, PutsColoursRoundText) {
  EXPECT_EQ(Style(80, true).As(Look::kBad, "no"), "\x1b[31mno\x1b[0m");
  EXPECT_EQ(Style(80, true).As(Look::kPlain, "no"), "no");
  EXPECT_EQ(Style(80, true).As(Look::kBad, ""), "");
  EXPECT_EQ(Style(80, false).As(Look::kBad, "no"), "no");
}

TEST(ForTerminal, LeavesNothingThatSteersTheTerminal) {
  EXPECT_EQ(ForTerminal("a\tb\n\x1b[2J\r\x7f\xc2\x9b é\xc3\x9b"),
            "a\tb\n\xef\xbf\xbd[2J\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd é\xc3\x9b");
  EXPECT_EQ(ForTerminal("\x9b\x32J\xc3"), "\xef\xbf\xbd\x32J\xef\xbf\xbd");
}

TEST(ForTerminal, LeavesNothingThatTurnsTextRound) {
  EXPECT_EQ(ForTerminal("a\xe2\x80\xae"
                        "b\xe2\x81\xa6"
                        "c\xe2\x81\xa9"
                        "d"),
            "a\xef\xbf\xbd"
            "b\xef\xbf\xbd"
            "c\xef\xbf\xbd"
            "d");
  EXPECT_EQ(ForTerminal("שלום"), "שלום");
}

struct Streams {
  std::ostringstream out, err;
  Surroundings surroundings;
  Streams(bool terminal, const char* term) {
    surroundings.out = &out;
    surroundings.err = &err;
    surroundings.environment = [term](const char* name) {
      return std::string_view(name) == "TERM" ? term : nullptr;
    };
    surroundings.out_is_terminal = surroundings.err_is_terminal = terminal;
    surroundings.terminal_width = 20;
  }
};

TEST(Complain, IsWrappedAndColouredOnATerminalAlone) {
  Streams terminal(true, "xterm");
  Complain(terminal.surroundings, "the file \x1b[2J has nothing", Look::kBad);
  EXPECT_EQ(terminal.err.str(), "\x1b[31minflow:\x1b[0m the file\n  \xef\xbf\xbd[2J has nothing\n");
  Streams file(false, "xterm");
  Complain(file.surroundings, "the file \x1b[2J has nothing", Look::kBad);
  EXPECT_EQ(file.err.str(), "inflow: the file \x1b[2J has nothing\n");
}

TEST(Say, WritesToOutAndNoteToErr) {
  Streams terminal(true, "dumb");
  Say(terminal.surroundings, "what was found is valid\n");
  Note(terminal.surroundings, "  what is to be done next\n");
  EXPECT_EQ(terminal.out.str(), "what was found is\n  valid\n");
  EXPECT_EQ(terminal.err.str(), "  what is to be done\n    next\n");
}

}  // namespace
}  // namespace inflow::command
