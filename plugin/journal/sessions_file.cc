// SPDX-License-Identifier: Apache-2.0
#include "plugin/journal/internal/sessions_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <map>
#include <memory>
#include <mutex>
#include <string_view>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "plugin/journal/internal/digest.h"
#include "plugin/journal/internal/new_file.h"

namespace inflow {
namespace {

constexpr std::string_view kSessionsMagic = "inflowS1";
constexpr size_t kNonceBytes = 16;
constexpr size_t kLastAt = 24;  // behind magic and nonce
constexpr size_t kFileBytes = 32;
constexpr off_t kFirstLock = 1024;
// Where SQLite's writer holds its lock (its file format, section 2.3.1 of the WAL index).
constexpr off_t kWriterLock = 120;
constexpr int kFirstFreeDescriptor = 3;

struct flock ByteLock(short type, off_t at) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = at;
  lock.l_len = 1;
  return lock;
}

off_t LockOf(uint64_t session) { return kFirstLock + static_cast<off_t>(session); }

absl::Status SessionsFault(const std::string& path, const std::string& why) {
  return absl::InternalError(absl::StrCat("the journal's file ", path, " ", why));
}

absl::Status SystemFault(const std::string& path, int error) {
  return SessionsFault(path,
                       absl::StrCat("cannot be used (", std::generic_category().message(error),
                                    "); correct that, or name another file in journal.path"));
}

std::string Number(uint64_t value) {
  std::string bytes(sizeof value, '\0');
  for (size_t i = bytes.size(); i-- > 0; value >>= 8) bytes[i] = static_cast<char>(value & 0xFF);
  return bytes;
}

absl::Status MakeSessionsFile(const std::string& path) {
  absl::StatusOr<NewFile> file = NewFile::Make(path);
  if (!file.ok()) return file.status();
  absl::Status status =
      file->Write(absl::StrCat(std::string(kSessionsMagic), RandomBytes(kNonceBytes), Number(0)));
  if (status.ok()) status = file->Place();
  return absl::IsAlreadyExists(status) ? absl::OkStatus() : status;
}

}  // namespace

struct SessionsFile::Shared {
  std::pair<dev_t, ino_t> id;
  int fd = -1;
  int shm = -1;  // SQLite's -shm, to ask who has its locks: closing it would drop those of this
                 // process, so it stays open as long as any handle is
  size_t handles = 0;
  std::string nonce;
  std::set<uint64_t> sessions;  // that handles of this process hold

  ~Shared() {
    if (shm >= 0) close(shm);
    if (fd >= 0) close(fd);
  }
};

// Registry has the files that handles of this process use. That of another process, which a fork
// left here, is let be: its mutex may be locked for ever.
class SessionsFile::Registry {
 public:
  static Registry& Of() {
    static std::atomic<Registry*> current{nullptr};
    Registry* found = current.load();
    while (found == nullptr || found->pid_ != getpid()) {
      auto fresh = std::make_unique<Registry>();
      fresh->inherited_ = found != nullptr && (found->inherited_ || found->open_ > 0);
      if (current.compare_exchange_strong(found, fresh.get())) found = fresh.release();
    }
    return *found;
  }

  absl::StatusOr<Shared*> Take(const std::string& path) {
    if (inherited_) {
      return absl::FailedPreconditionError(absl::StrCat(
          "the journal's file ", path, " cannot be opened by process ", pid_,
          ", which was forked from one that had a journal open: SQLite takes that one's locks for "
          "its own; start a program instead, or fork before a journal is opened"));
    }
    const std::lock_guard<std::mutex> lock(mutex);
    struct stat status {};
    if (stat(path.c_str(), &status) == 0) {
      const auto found = files_.find({status.st_dev, status.st_ino});
      if (found != files_.end()) return Use(found->second.get());
    }
    auto fresh = std::make_unique<Shared>();
    fresh->fd = open(path.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    if (fresh->fd >= 0 && fresh->fd < kFirstFreeDescriptor) {
      // What the host prints would go into it.
      const int low =
          std::exchange(fresh->fd, fcntl(fresh->fd, F_DUPFD_CLOEXEC, kFirstFreeDescriptor));
      close(low);
    }
    if (fresh->fd < 0 || fstat(fresh->fd, &status) != 0) return SystemFault(path, errno);
    fresh->id = {status.st_dev, status.st_ino};
    const auto [place, is_new] = files_.try_emplace(fresh->id);
    if (!is_new) {
      // It was moved here since it was looked for. The descriptor must not be closed.
      fresh->fd = -1;
      return Use(place->second.get());
    }
    std::array<char, kFileBytes> bytes{};
    const ssize_t size = pread(fresh->fd, bytes.data(), bytes.size(), 0);
    const std::string_view text(bytes.data(), bytes.size());
    if (size != static_cast<ssize_t>(bytes.size()) || !text.starts_with(kSessionsMagic)) {
      files_.erase(place);
      return SessionsFault(path,
                           "is damaged, or no file of a journal; move it away: then inflow takes "
                           "the journal for a copy, and says how to go on with it");
    }
    fresh->nonce = text.substr(kSessionsMagic.size(), kNonceBytes);
    place->second = std::move(fresh);
    return Use(place->second.get());
  }

  void Drop(Shared* shared, const std::set<uint64_t>& sessions) noexcept {
    const std::lock_guard<std::mutex> lock(mutex);
    for (const uint64_t session : sessions) {
      struct flock unlock = ByteLock(F_UNLCK, LockOf(session));
      fcntl(shared->fd, F_SETLK, &unlock);
      shared->sessions.erase(session);
    }
    --open_;
    if (--shared->handles == 0) files_.erase(shared->id);
  }

  std::mutex mutex;

 private:
  Shared* Use(Shared* shared) {
    ++open_;
    ++shared->handles;
    return shared;
  }

  const pid_t pid_ = getpid();
  bool inherited_ = false;       // files that SQLite believes open in this process are not
  std::atomic<size_t> open_{0};  // handles
  std::map<std::pair<dev_t, ino_t>, std::unique_ptr<Shared>> files_;
};

absl::StatusOr<SessionsFile> SessionsFile::Open(const std::string& path) {
  struct stat status {};
  if (lstat(path.c_str(), &status) != 0 && errno == ENOENT) {
    absl::Status made = MakeSessionsFile(path);
    if (!made.ok()) return made;
  }
  absl::StatusOr<Shared*> shared = Registry::Of().Take(path);
  if (!shared.ok()) return shared.status();
  return SessionsFile(path, *shared);
}

SessionsFile::~SessionsFile() {
  if (shared_ != nullptr) Registry::Of().Drop(shared_, own_);
}

const std::string& SessionsFile::nonce() const { return shared_->nonce; }

absl::StatusOr<uint64_t> SessionsFile::last() const {
  std::array<unsigned char, sizeof(uint64_t)> bytes{};
  const ssize_t size = pread(shared_->fd, bytes.data(), bytes.size(), kLastAt);
  if (size != static_cast<ssize_t>(bytes.size())) return SystemFault(path_, size < 0 ? errno : EIO);
  uint64_t last = 0;
  for (const unsigned char byte : bytes) last = last << 8 | byte;
  return last;
}

absl::Status SessionsFile::NoteLast(uint64_t session) {
  const std::string bytes = Number(session);
  const ssize_t size = pwrite(shared_->fd, bytes.data(), bytes.size(), kLastAt);
  return size == static_cast<ssize_t>(bytes.size()) ? absl::OkStatus()
                                                    : SystemFault(path_, size < 0 ? errno : EIO);
}

absl::Status SessionsFile::Lock(uint64_t session) {
  const std::lock_guard<std::mutex> lock(Registry::Of().mutex);
  const auto held = [&] {
    return absl::FailedPreconditionError(
        absl::StrCat("session ", session, " of the journal is held in ", path_,
                     " by another process, which had the journal open when it was removed or "
                     "replaced; end that process first"));
  };
  if (shared_->sessions.count(session) != 0) return held();
  own_.insert(session);
  shared_->sessions.insert(session);
  struct flock wanted = ByteLock(F_WRLCK, LockOf(session));
  if (fcntl(shared_->fd, F_SETLK, &wanted) == 0) return absl::OkStatus();
  const int error = errno;
  own_.erase(session);
  shared_->sessions.erase(session);
  if (error == EAGAIN || error == EACCES) return held();
  return SystemFault(path_, error);
}

void SessionsFile::Unlock(uint64_t session) noexcept {
  const std::lock_guard<std::mutex> lock(Registry::Of().mutex);
  if (own_.erase(session) == 0) return;
  shared_->sessions.erase(session);
  struct flock unlock = ByteLock(F_UNLCK, LockOf(session));
  fcntl(shared_->fd, F_SETLK, &unlock);
}

std::optional<long> SessionsFile::Holder(uint64_t session) const {
  const std::lock_guard<std::mutex> lock(Registry::Of().mutex);
  if (shared_->sessions.count(session) != 0) return getpid();
  struct flock asked = ByteLock(F_WRLCK, LockOf(session));
  // Who cannot ask must take it for alive.
  if (fcntl(shared_->fd, F_GETLK, &asked) != 0) return 0;
  return asked.l_type == F_UNLCK ? std::nullopt : std::optional<long>(asked.l_pid);
}

long SessionsFile::Writer(const std::string& shm) const noexcept {
  const std::lock_guard<std::mutex> lock(Registry::Of().mutex);
  if (shared_->shm < 0) shared_->shm = open(shm.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (shared_->shm < 0) return 0;
  struct flock asked = ByteLock(F_WRLCK, kWriterLock);
  if (fcntl(shared_->shm, F_GETLK, &asked) != 0 || asked.l_type == F_UNLCK) return 0;
  return asked.l_pid;
}

}  // namespace inflow
