// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/init/questions.h"

#include <algorithm>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "plugin/text/nearest.h"
#include "tools/inflow/terminal/human.h"

namespace inflow::command {
namespace {

constexpr size_t kMostAnswerBytes = 1000;
constexpr size_t kMostShown = 60;

// WhyNoAnswer tells what no question takes.
std::string WhyNoAnswer(const std::string& answer) {
  if (answer.size() > kMostAnswerBytes) {
    return absl::StrCat("That is ", HumanCount(answer.size()),
                        " characters long; an answer has at most ", HumanCount(kMostAnswerBytes),
                        ".");
  }
  for (const char c : answer) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      return "That holds a key that writes no character (an arrow, say); type it again.";
  }
  return "";
}

bool HasWords(const Choice& choice, const std::string& words) {
  const std::string text = absl::AsciiStrToLower(absl::StrCat(choice.name, " ", choice.words));
  for (const absl::string_view word :
       absl::StrSplit(absl::AsciiStrToLower(words), ' ', absl::SkipEmpty())) {
    if (!absl::StrContains(text, word)) return false;
  }
  return true;
}

}  // namespace

void Questions::Begin() {
  next_ = 0;
  goes_back_ = false;
  shown_.clear();
}

void Questions::Show(const std::string& text) { Say(surroundings_, absl::StrCat(text, "\n")); }

void Questions::Tell(const std::string& text) {
  if (tells()) Show(text);
}

void Questions::ShowList(const std::vector<Choice>& list) {
  shown_ = list;
  size_t width = 0;
  for (const Choice& choice : list) width = std::max(width, choice.name.size());
  width = std::min<size_t>(width, 40);
  std::string text;
  for (size_t i = 0; i < std::min(list.size(), kMostShown); ++i) {
    std::string line = absl::StrCat(i < 9 ? "   " : "  ", i + 1, "  ", list[i].name);
    if (!list[i].words.empty()) {
      line.resize(std::max(line.size(), width + 6), ' ');
      absl::StrAppend(&line, "  ", list[i].words);
    }
    absl::StrAppend(&text, text.empty() ? "" : "\n", line);
  }
  if (list.size() > kMostShown)
    absl::StrAppend(&text, "\n  and ", list.size() - kMostShown,
                    " more; type words of what you look for");
  Show(text);
}

// Found puts the one of the list that an answer means in its place, or says why there is none.
std::string Questions::Found(const Question& question, std::string* answer) {
  std::vector<Choice> found;
  for (const Choice& choice : question.list) {
    if (absl::EqualsIgnoreCase(choice.name, *answer)) found.push_back(choice);
  }
  const uint64_t number = std::strtoull(answer->c_str(), nullptr, 10);
  const bool is_number =
      answer->size() <= 4 && answer->find_first_not_of("0123456789") == std::string::npos;
  if (found.empty() && is_number && number >= 1 && number <= shown_.size())
    found.push_back(shown_[number - 1]);
  if (found.empty() && question.only_of_list) {
    for (const Choice& choice : question.list) {
      if (HasWords(choice, *answer)) found.push_back(choice);
    }
    if (found.size() > 1) {
      ShowList(found);
      return "Which of these? A number or a name.";
    }
  }
  if (found.size() == 1) {
    if (found.front().name != *answer && tells())
      Show(absl::StrCat("  ", found.front().name, found.front().words.empty() ? "" : ": ",
                        found.front().words));
    *answer = found.front().name;
    return "";
  }
  if (!question.only_of_list) return "";
  std::vector<std::string_view> names;
  for (const Choice& choice : question.list) names.push_back(choice.name);
  const std::string nearest(NearestKey(*answer, names));
  return absl::StrCat("There is no \"", *answer, "\"", nearest.empty() ? "" : "; did you mean \"",
                      nearest, nearest.empty() ? "" : "\"?",
                      nearest.empty() ? ". Type list to see all." : "");
}

std::string Questions::Understood(const Question& question, std::string* answer) {
  if (answer->empty()) *answer = question.otherwise;
  if (answer->empty() && !question.may_be_empty)
    return "An answer is needed; ? says more about the question.";
  if (!question.list.empty() && !answer->empty()) {
    if (std::string why = Found(question, answer); !why.empty()) return why;
  }
  return question.judge ? question.judge(answer) : "";
}

// AskOnce asks at the terminal; taken: the answer is one of the question's.
std::optional<std::string> Questions::AskOnce(const Question& question, bool* taken) {
  std::optional<std::string> typed = prompter_->Read("> ", question.hidden);
  if (!typed) return std::nullopt;
  *taken = false;
  if (std::string why = WhyNoAnswer(*typed); !why.empty()) {
    Show("  " + why);
  } else if (*typed == "?") {
    Show(absl::StrCat(
        question.help.empty() ? "" : absl::StrCat(question.help, "\n"),
        question.list.empty() ? "" : "list shows what there is. ",
        "< goes back to the question before, Ctrl-C leaves without writing anything."));
  } else if (*typed == "<") {
    if (answers_.empty()) {
      Show("  This is the first question.");
    } else {
      answers_.pop_back();
      goes_back_ = true;
    }
  } else if (*typed == "list" && !question.list.empty()) {
    ShowList(question.list);
  } else {
    *taken = true;
  }
  return typed;
}

std::optional<std::string> Questions::Ask(const Question& question) {
  if (goes_back_ || ended()) return std::nullopt;
  if (next_ < answers_.size()) {
    std::string answer = answers_[next_++];
    fresh_ = false;
    if (Understood(question, &answer).empty()) return answer;
    // The world has changed since: from here on everything is asked again.
    answers_.resize(--next_);
  }
  const std::string shown = absl::StrCat(
      question.text, question.otherwise.empty() ? "" : absl::StrCat(" [", question.otherwise, "]"));
  while (true) {
    Show(shown);
    bool taken = false;
    std::optional<std::string> answer = AskOnce(question, &taken);
    if (!answer || goes_back_) return std::nullopt;
    if (!taken) continue;
    std::string meant = *answer;
    const std::string why = Understood(question, &meant);
    if (why.empty()) {
      answers_.push_back(*std::move(answer));
      ++next_;
      fresh_ = true;
      return meant;
    }
    for (const absl::string_view line : absl::StrSplit(why, '\n')) Show(absl::StrCat("  ", line));
  }
}

std::optional<bool> Questions::AskYes(const std::string& text, bool otherwise,
                                      const std::string& help) {
  Question question{.text = text, .otherwise = otherwise ? "yes" : "no", .help = help};
  question.judge = [](std::string* answer) -> std::string {
    const std::string word = absl::AsciiStrToLower(*answer);
    if (word == "yes" || word == "y") *answer = "yes";
    if (word == "no" || word == "n") *answer = "no";
    return *answer == "yes" || *answer == "no" ? "" : "Please answer yes or no.";
  };
  const std::optional<std::string> answer = Ask(question);
  if (!answer) return std::nullopt;
  return *answer == "yes";
}

}  // namespace inflow::command
