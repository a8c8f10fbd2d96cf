// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/terminal/prompter.h"

#include <unistd.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace inflow::command {

bool Prompter::ReadLine(std::string* line) {
  size_t end = 0;
  while ((end = read_.find('\n')) == std::string::npos) {
    clock_->Wait(-1, in_);
    interrupted_ = clock_->Interruptions() > 0;
    char chunk[4096];
    const ssize_t count = interrupted_ ? 0 : read(in_, chunk, sizeof(chunk));
    if (count <= 0) {
      ended_ = true;
      *surroundings_.out << '\n' << std::flush;
      return false;
    }
    read_.append(chunk, static_cast<size_t>(count));
  }
  *line = read_.substr(0, end);
  read_.erase(0, end + 1);
  return true;
}

std::optional<std::string> Prompter::Ask(const std::string& question,
                                         const std::string& otherwise) {
  if (ended_) return std::nullopt;
  *surroundings_.out << question << (otherwise.empty() ? "" : absl::StrCat(" [", otherwise, "]"))
                     << ": " << std::flush;
  std::string line;
  if (!ReadLine(&line)) return std::nullopt;
  const std::string answer(absl::StripAsciiWhitespace(line));
  return answer.empty() ? otherwise : answer;
}

bool Prompter::AskYes(const std::string& question, bool otherwise) {
  while (const std::optional<std::string> answer =
             Ask(question + " (yes or no)", otherwise ? "yes" : "no")) {
    const std::string word = absl::AsciiStrToLower(*answer);
    if (word == "yes" || word == "y") return true;
    if (word == "no" || word == "n") return false;
    Tell("  Please answer yes or no.");
  }
  return false;
}

}  // namespace inflow::command
