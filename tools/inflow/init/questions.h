// SPDX-License-Identifier: Apache-2.0
//
// File: questions.h
//
// Asking, with a way back: the interview is run from its start again with the answers so far, of
// which `<` has taken off the last.
//
//   do {
//     questions.Begin();
//     Interview(&questions);       // leaves where Ask returns nullopt
//   } while (questions.goes_back());
#ifndef TOOLS_INFLOW_INIT_QUESTIONS_H_
#define TOOLS_INFLOW_INIT_QUESTIONS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "tools/inflow/init/question.h"
#include "tools/inflow/terminal/prompter.h"

namespace inflow::command {

class Questions {
 public:
  Questions(Prompter* prompter, const Surroundings& surroundings)
      : prompter_(prompter), surroundings_(surroundings) {}

  void Begin();

  // Ask returns an answer that the question's judge took. nullopt after `<`, and from Ctrl-C,
  // Ctrl-D or the terminal's end on: leave then.
  std::optional<std::string> Ask(const Question& question);
  std::optional<bool> AskYes(const std::string& text, bool otherwise, const std::string& help);

  // Tell shows text, a line end behind it, unless it was shown before `<` already.
  void Tell(const std::string& text);
  // tells: what is told now is shown.
  bool tells() const { return next_ >= answers_.size(); }

  // fresh: the last answer was typed now, and is none of before `<`.
  bool fresh() const { return fresh_; }

  bool goes_back() const { return goes_back_; }
  bool ended() const { return prompter_->ended(); }
  bool interrupted() const { return prompter_->interrupted(); }

 private:
  std::optional<std::string> AskOnce(const Question& question, bool* taken);
  std::string Understood(const Question& question, std::string* answer);
  std::string Found(const Question& question, std::string* answer);
  void ShowList(const std::vector<Choice>& list);
  void Show(const std::string& text);

  Prompter* prompter_;
  const Surroundings& surroundings_;
  std::vector<std::string> answers_;  // as they were typed
  size_t next_ = 0;                   // of answers_, the one that the next question gets
  bool goes_back_ = false;
  bool fresh_ = false;
  std::vector<Choice> shown_;  // the list that numbers mean
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INIT_QUESTIONS_H_
