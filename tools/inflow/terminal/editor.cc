// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/terminal/editor.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "absl/strings/str_cat.h"
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

// RunShell does what std::system does, with another environment: Ctrl-C is the editor's, and not
// this program's.
int RunShell(const std::string& command, std::vector<std::string> environment) {
  std::vector<std::string> words = {"sh", "-c", command};
  const auto pointers = [](std::vector<std::string>* texts) {
    std::vector<char*> list;
    for (std::string& text : *texts) list.push_back(text.data());
    list.push_back(nullptr);
    return list;
  };
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  struct sigaction on_interrupt {
  }, on_quit{};
  sigaction(SIGINT, &ignore, &on_interrupt);
  sigaction(SIGQUIT, &ignore, &on_quit);
  sigset_t as_before;
  sigemptyset(&as_before);
  if (on_interrupt.sa_handler != SIG_IGN) sigaddset(&as_before, SIGINT);
  if (on_quit.sa_handler != SIG_IGN) sigaddset(&as_before, SIGQUIT);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  posix_spawnattr_setsigdefault(&attributes, &as_before);
  pid_t child = 0;
  int status = -1;
  if (posix_spawn(&child, "/bin/sh", nullptr, &attributes, pointers(&words).data(),
                  pointers(&environment).data()) == 0) {
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
  }
  posix_spawnattr_destroy(&attributes);
  sigaction(SIGINT, &on_interrupt, nullptr);
  sigaction(SIGQUIT, &on_quit, nullptr);
  return status;
}

}  // namespace

absl::StatusOr<std::string> EditText(const std::string& text,
                                     const std::vector<std::string>& secrets,
                                     const Surroundings& surroundings) {
  if (!surroundings.in_is_terminal || !surroundings.out_is_terminal) {
    return absl::FailedPreconditionError(
        "--edit without a file opens an editor, which needs a terminal; write the request into a file and name it: --edit FILE");
  }
  std::string editor = Variable(surroundings, "VISUAL");
  if (editor.empty()) editor = Variable(surroundings, "EDITOR");
  if (editor.empty()) {
    return absl::FailedPreconditionError(
        "--edit needs to know your editor: set VISUAL or EDITOR, or write the request into a file and name it: --edit FILE");
  }
  const std::string folder = Variable(surroundings, "TMPDIR");
  const TemporaryFile file(folder.empty() ? "/tmp" : folder);
  if (!file.Write(text)) {
    return absl::FailedPreconditionError(
        absl::StrCat("cannot write ", file.path(), ": ", std::strerror(errno),
                     "; set TMPDIR to a folder that can be written to"));
  }
  // As other programs do, the variable is a command for the shell: it may hold options.
  const int ended = RunShell(absl::StrCat(editor, " ", ShellQuote(file.path())),
                             EnvironmentWithout(secrets, surroundings));
  if (ended != 0) {
    return absl::CancelledError(
        absl::StrCat("the editor ", editor, " ended with ",
                     WIFEXITED(ended) ? absl::StrCat("exit code ", WEXITSTATUS(ended)) : "a signal",
                     ", so nothing was sent"));
  }
  std::string edited;
  // Editors may put another file in its place, so it is read by its name.
  if (absl::Status status = ReadTextFile(file.path(), &edited); !status.ok()) return status;
  return edited;
}

}  // namespace inflow::command
