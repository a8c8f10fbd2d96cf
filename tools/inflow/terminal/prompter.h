// SPDX-License-Identifier: Apache-2.0
//
// File: prompter.h
//
// Questions to a person at a terminal.
#ifndef TOOLS_INFLOW_TERMINAL_PROMPTER_H_
#define TOOLS_INFLOW_TERMINAL_PROMPTER_H_

#include <unistd.h>

#include <optional>
#include <string>

#include "tools/inflow/config/session.h"
#include "tools/inflow/terminal/clock.h"

namespace inflow::command {

class Prompter {
 public:
  // Answers are read from `in`: where standard input is what is to be loaded, the terminal's own.
  Prompter(Clock* clock, const Surroundings& surroundings, int in = STDIN_FILENO)
      : clock_(clock), surroundings_(surroundings), in_(in) {}

  void Tell(const std::string& text) { *surroundings_.out << text << '\n' << std::flush; }

  // Ask shows the question with what Enter alone means in brackets, and returns the answer without
  // blanks around it; nullopt after Ctrl-C or Ctrl-D, from when on every question gives that.
  std::optional<std::string> Ask(const std::string& question, const std::string& otherwise = "");

  // Read shows `prompt` and returns the line that is typed behind it, without blanks around it;
  // hidden: the terminal does not show what is typed. nullopt as Ask.
  std::optional<std::string> Read(const std::string& prompt, bool hidden = false);

  // AskYes is the answer to a question of yes or no; false after Ctrl-C or Ctrl-D too.
  bool AskYes(const std::string& question, bool otherwise);

  bool ended() const { return ended_; }
  bool interrupted() const { return interrupted_; }

 private:
  bool ReadLine(std::string* line);

  Clock* clock_;
  const Surroundings& surroundings_;
  int in_;
  std::string read_;  // what was typed ahead
  bool ended_ = false;
  bool interrupted_ = false;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_TERMINAL_PROMPTER_H_
