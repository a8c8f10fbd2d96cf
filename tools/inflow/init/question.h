// SPDX-License-Identifier: Apache-2.0
//
// File: question.h
//
// One question of the interview.
#ifndef TOOLS_INFLOW_INIT_QUESTION_H_
#define TOOLS_INFLOW_INIT_QUESTION_H_

#include <functional>
#include <string>
#include <vector>

namespace inflow::command {

// Choice is one of a list that an answer may name: by its name, by its number, or by words of it.
struct Choice {
  std::string name;
  std::string words{};  // what it is, in a line
};

struct Question {
  std::string text;
  std::string otherwise{};  // what Enter alone means, shown; "": nothing
  std::string help{};       // what `?` says
  bool may_be_empty = false;
  bool hidden = false;         // what is typed is not shown
  std::vector<Choice> list{};  // what `list` shows
  bool only_of_list = false;   // an answer is a name of the list
  // judge tells what speaks against an answer, a sentence a line; "" takes it. It may put what the
  // answer stands for in its place. Answers of before are judged again after `<`.
  std::function<std::string(std::string*)> judge{};
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INIT_QUESTION_H_
