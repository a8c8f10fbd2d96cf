// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/terminal/prompter.h"

#include <termios.h>
#include <unistd.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace inflow::command {
namespace {

// Unseen keeps what is typed off the screen while it lives. The keys that would end or stop the
// program do nothing meanwhile, but for Ctrl-C: the terminal would stay as it is.
class Unseen {
 public:
  Unseen() : on_(tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!on_) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    quiet.c_cc[VQUIT] = quiet.c_cc[VSUSP] = _POSIX_VDISABLE;
    on_ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
  }
  ~Unseen() {
    if (on_) tcsetattr(STDIN_FILENO, TCSANOW, &before_);
  }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;
  bool on() const { return on_; }

 private:
  termios before_{};
  bool on_;
};

}  // namespace

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

std::optional<std::string> Prompter::Read(const std::string& prompt, bool hidden) {
  if (ended_) return std::nullopt;
  std::optional<Unseen> unseen;
  // What was typed ahead was seen.
  if (hidden) unseen.emplace();
  *surroundings_.out << prompt << std::flush;
  std::string line;
  const bool read = ReadLine(&line);
  // The line end was not shown either.
  if (read && unseen && unseen->on()) *surroundings_.out << '\n' << std::flush;
  if (!read) return std::nullopt;
  return std::string(absl::StripAsciiWhitespace(line));
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
