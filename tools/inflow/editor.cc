// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/editor.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "tools/inflow/config_file.h"
#include "tools/inflow/options.h"

namespace inflow::command {
namespace {

// TemporaryFile is made with mode 0600 and removed with the object.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& folder) : path_(folder + "/inflow-request-XXXXXX.json") {
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

}  // namespace

absl::StatusOr<std::string> EditText(const std::string& text, const Surroundings& surroundings) {
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
    return absl::FailedPreconditionError(absl::StrCat("cannot write ", file.path(), ": ", std::strerror(errno),
                                                      "; set TMPDIR to a folder that can be written to"));
  }
  // As other programs do, the variable is a command for the shell: it may hold options.
  const int ended = std::system(absl::StrCat(editor, " ", ShellQuote(file.path())).c_str());
  if (ended != 0) {
    return absl::CancelledError(absl::StrCat("the editor ", editor, " ended with ",
                                             WIFEXITED(ended) ? absl::StrCat("exit code ", WEXITSTATUS(ended)) : "a signal",
                                             ", so nothing was sent"));
  }
  std::string edited;
  // Editors may put another file in its place, so it is read by its name.
  if (const absl::Status status = ReadTextFile(file.path(), &edited); !status.ok()) return status;
  return edited;
}

}  // namespace inflow::command
