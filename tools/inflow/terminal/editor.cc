// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/terminal/editor.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tools/inflow/config/config_file.h"
#include "tools/inflow/terminal/shell_quote.h"

namespace inflow::command {
namespace {

// TemporaryFile is made with mode 0600 and removed with the object.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& folder)
      : path_(folder + "/inflow-request-XXXXXX.json") {
    fd_ = mkostemps(path_.data(), static_cast<int>(std::strlen(".json")), O_CLOEXEC);
  }
  ~TemporaryFile() {
    if (fd_ < 0) return;
    close(fd_);
    unlink(path_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  bool Write(const std::string& text) const {
    size_t done = 0;
    while (fd_ >= 0 && done < text.size()) {
      const ssize_t count = write(fd_, text.data() + done, text.size() - done);
      if (count < 0 && errno != EINTR) return false;
      if (count > 0) done += static_cast<size_t>(count);
    }
    return fd_ >= 0;
  }

  const std::string& path() const { return path_; }

 private:
  std::string path_;
  int fd_;
};

std::string Variable(const Surroundings& surroundings, const char* name) {
  const char* value = surroundings.environment(name);
  return value ? value : "";
}

// EnvironmentWithout leaves out the secrets, under whatever name they stand there.
std::vector<std::string> EnvironmentWithout(const std::vector<std::string>& secrets,
                                            const Surroundings& surroundings) {
  constexpr size_t kLeast = 8;  // a shorter value is found anywhere
  std::vector<std::string> kept;
  for (char* const* variable = environ; *variable != nullptr; ++variable) {
    const std::string one = *variable;
    const bool secret = std::any_of(secrets.begin(), secrets.end(), [&](const std::string& name) {
      const std::string value = Variable(surroundings, name.c_str());
      return one.rfind(name + "=", 0) == 0 ||
             (value.size() >= kLeast && one.find(value) != std::string::npos);
    });
    if (!secret) kept.push_back(one);
  }
  return kept;
}

// Ignored ignores Ctrl-C and Ctrl-\\ while it lives: they are the editor's.
class Ignored {
 public:
  Ignored() {
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGINT, &ignore, &on_interrupt_);
    sigaction(SIGQUIT, &ignore, &on_quit_);
  }
  ~Ignored() {
    sigaction(SIGINT, &on_interrupt_, nullptr);
    sigaction(SIGQUIT, &on_quit_, nullptr);
  }
  Ignored(const Ignored&) = delete;
  Ignored& operator=(const Ignored&) = delete;

  // AsBefore are those that were not ignored before.
  sigset_t AsBefore() const {
    sigset_t signals;
    sigemptyset(&signals);
    if (on_interrupt_.sa_handler != SIG_IGN) sigaddset(&signals, SIGINT);
    if (on_quit_.sa_handler != SIG_IGN) sigaddset(&signals, SIGQUIT);
    return signals;
  }

 private:
  struct sigaction on_interrupt_ {};
  struct sigaction on_quit_ {};
};

// RunShell does what std::system does, on a terminal and with another environment. What was typed
// ahead or piped into standard input is not the command's.
int RunShell(const std::string& command, std::vector<std::string> environment, int terminal,
             bool errors_too) {
  std::vector<std::string> words = {"sh", "-c", command};
  const auto pointers = [](std::vector<std::string>* texts) {
    std::vector<char*> list;
    for (std::string& text : *texts) list.push_back(text.data());
    list.push_back(nullptr);
    return list;
  };
  const Ignored ignored;
  const sigset_t as_before = ignored.AsBefore();
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  posix_spawnattr_setsigdefault(&attributes, &as_before);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, terminal, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, terminal, STDOUT_FILENO);
  if (errors_too) posix_spawn_file_actions_adddup2(&files, terminal, STDERR_FILENO);
  pid_t child = 0;
  int status = -1;
  if (posix_spawn(&child, "/bin/sh", &files, &attributes, pointers(&words).data(),
                  pointers(&environment).data()) == 0) {
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
  }
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  return status;
}

// IsThere looks for a program as a shell does.
bool IsThere(const std::string& program, const Surroundings& surroundings) {
  for (const absl::string_view folder : absl::StrSplit(Variable(surroundings, "PATH"), ':')) {
    const std::string path = absl::StrCat(folder.empty() ? "." : folder, "/", program);
    struct stat state {};
    if (stat(path.c_str(), &state) == 0 && S_ISREG(state.st_mode) &&
        access(path.c_str(), X_OK) == 0) {
      return true;
    }
  }
  return false;
}

// Editor is a command for the shell, as other programs take it: it may hold options.
struct Editor {
  std::string command;
  std::string variable;  // that names it; empty: it is one of the usual
};

std::vector<Editor> EditorsToTry(const Surroundings& surroundings) {
  std::vector<Editor> editors;
  for (const char* name : {"VISUAL", "EDITOR"}) {
    const std::string command(absl::StripAsciiWhitespace(Variable(surroundings, name)));
    if (!command.empty()) editors.push_back({command, name});
  }
  for (const char* program : {"sensible-editor", "nano", "vim", "vi", "micro", "emacs"}) {
    if (IsThere(program, surroundings)) editors.push_back({program, ""});
  }
  return editors;
}

std::string HowItEnded(int status) {
  if (WIFEXITED(status)) return absl::StrCat("exit code ", WEXITSTATUS(status));
  return WIFSIGNALED(status) ? absl::StrCat("signal ", WTERMSIG(status)) : "an error";
}

// RunEditor runs the first editor that is there.
absl::Status RunEditor(const std::string& path, const std::vector<std::string>& secrets,
                       int terminal, const Surroundings& surroundings) {
  constexpr int kNotThere = 127;  // of the shell
  const std::vector<Editor> editors = EditorsToTry(surroundings);
  std::string why = "VISUAL and EDITOR are not set";
  for (const Editor& editor : editors) {
    if (editor.variable.empty()) {
      Complain(surroundings, absl::StrCat(why, "; opening ", editor.command));
    }
    const int ended = RunShell(absl::StrCat(editor.command, " ", ShellQuote(path)),
                               EnvironmentWithout(secrets, surroundings), terminal,
                               !surroundings.err_is_terminal);
    if (ended == 0) return absl::OkStatus();
    if (!WIFEXITED(ended) || WEXITSTATUS(ended) != kNotThere) {
      return absl::CancelledError(absl::StrCat("the editor ", editor.command, " ended with ",
                                               HowItEnded(ended), ", so nothing was sent"));
    }
    why = absl::StrCat(editor.variable.empty() ? "" : editor.variable + " names ", editor.command,
                       editor.variable.empty() ? " is not there" : ", which is not there");
  }
  return absl::FailedPreconditionError(absl::StrCat(
      why,
      ", and no usual editor is there: set VISUAL or EDITOR, or write the request into a file and name it: --edit FILE"));
}

}  // namespace

FileDescriptor OpenTerminal(const Surroundings& surroundings) {
  const bool somebody =
      surroundings.in_is_terminal || surroundings.out_is_terminal || surroundings.err_is_terminal;
  return FileDescriptor(somebody ? open("/dev/tty", O_RDWR | O_CLOEXEC) : -1);
}

absl::StatusOr<std::string> EditText(const std::string& text,
                                     const std::vector<std::string>& secrets,
                                     const Surroundings& surroundings) {
  const FileDescriptor terminal = OpenTerminal(surroundings);
  if (!terminal) {
    return absl::FailedPreconditionError(
        "--edit without a file opens an editor, which needs a terminal; write the request into a file and name it: --edit FILE");
  }
  const std::string folder = Variable(surroundings, "TMPDIR");
  const TemporaryFile file(folder.empty() ? "/tmp" : folder);
  if (!file.Write(text)) {
    return absl::FailedPreconditionError(
        absl::StrCat("cannot write ", file.path(), ": ", std::strerror(errno),
                     "; set TMPDIR to a folder that can be written to"));
  }
  if (absl::Status status = RunEditor(file.path(), secrets, terminal.get(), surroundings);
      !status.ok()) {
    return status;
  }
  std::string edited;
  // Editors may put another file in its place, so it is read by its name.
  if (absl::Status status = ReadTextFile(file.path(), &edited); !status.ok()) return status;
  return edited;
}

}  // namespace inflow::command
