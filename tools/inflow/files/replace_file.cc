// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/files/replace_file.h"

#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "tools/inflow/files/output_target.h"
#include "tools/inflow/files/part_file.h"

namespace inflow::command {
namespace {

// HeldSignals keeps signals that would end the program, and leave a half-written file behind, until
// it is gone.
class HeldSignals {
 public:
  HeldSignals() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGXFSZ})
      sigaddset(&signals, signal);
    pthread_sigmask(SIG_BLOCK, &signals, &before_);
  }
  ~HeldSignals() {
    // That of a write that failed has been answered with its error.
    if (sigismember(&before_, SIGXFSZ) == 0) {
      sigset_t own;
      sigemptyset(&own);
      sigaddset(&own, SIGXFSZ);
      const timespec now{};
      sigtimedwait(&own, nullptr, &now);
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

 private:
  sigset_t before_{};
};

int WriteAll(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = write(fd, text.data(), text.size());
    if (count < 0 && errno != EINTR) return errno;
    if (count > 0) text.remove_prefix(static_cast<size_t>(count));
  }
  return 0;
}

// A device or a pipe has nothing that could be replaced.
int WriteTo(const OutputTarget& stream, std::string_view text) {
  FileDescriptor file;
  if (const int error = stream.Open([] {}, &file); error != 0) return error;
  return WriteAll(file.get(), text);
}

int Replace(const std::string& path, std::string_view text) {
  const HeldSignals held;
  PartFile part;
  if (const int error = part.Create(path); error != 0) return error;
  if (const int error = WriteAll(part.fd(), text); error != 0) return error;
  return part.Replace(path);
}

}  // namespace

absl::Status ReplaceFile(const std::string& path, std::string_view text) {
  const absl::StatusOr<OutputTarget> target = OutputTarget::Find(path);
  if (!target.ok()) return absl::UnavailableError(target.status().message());
  const int error = target->is_stream() ? WriteTo(*target, text) : Replace(target->path(), text);
  if (error == 0) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("cannot write ", path, ": ", std::strerror(error),
                                             "; the folder must be one that you can write to"));
}

}  // namespace inflow::command
