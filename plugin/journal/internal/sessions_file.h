// SPDX-License-Identifier: Apache-2.0
//
// File: sessions_file.h
//
// Who is alive. A session that writes to a journal holds a lock on a byte of its own in
// PATH-sessions, which the kernel takes away when its process ends, however that happens. The locks
// are fcntl's: those of flock, and the ones of an open file, pass to a forked child and would
// outlive the session. But any close of the file drops all that the process has on it, so that
// there is one descriptor a file and process, which all handles share, and nothing else in the
// process may open it.
//
// The file also says which journal it belongs to, and how far that had come: a copy of a journal
// that is put in its place, or elsewhere, is told by it.
#ifndef PLUGIN_JOURNAL_INTERNAL_SESSIONS_FILE_H_
#define PLUGIN_JOURNAL_INTERNAL_SESSIONS_FILE_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace inflow {

class SessionsFile {
 public:
  // Open makes the file where it is not there.
  static absl::StatusOr<SessionsFile> Open(const std::string& path);

  SessionsFile(SessionsFile&& other) noexcept
      : path_(std::move(other.path_)),
        shared_(std::exchange(other.shared_, nullptr)),
        own_(std::move(other.own_)) {}
  SessionsFile& operator=(SessionsFile&&) = delete;
  ~SessionsFile();
  // Abandon forgets the file without touching it: for the child of a fork.
  void Abandon() noexcept { shared_ = nullptr; }

  // nonce is 16 bytes that were random when the file was made.
  const std::string& nonce() const;
  // last is the highest session that was ever noted; 0: none.
  absl::StatusOr<uint64_t> last() const;
  absl::Status NoteLast(uint64_t session);

  // Lock holds a session until Unlock, or the end. FailedPrecondition: somebody else does.
  absl::Status Lock(uint64_t session);
  void Unlock(uint64_t session) noexcept;
  // Holder returns the process that holds a session, this one perhaps, 0 where its number is not
  // known here; nullopt: the session is dead.
  std::optional<long> Holder(uint64_t session) const;

  // Writer returns the process that holds the writer's lock of SQLite's -shm file; 0: unknown.
  long Writer(const std::string& shm) const noexcept;

 private:
  struct Shared;
  class Registry;

  SessionsFile(std::string path, Shared* shared) : path_(std::move(path)), shared_(shared) {}

  std::string path_;
  Shared* shared_;
  std::set<uint64_t> own_;  // that this handle holds
};

}  // namespace inflow

#endif  // PLUGIN_JOURNAL_INTERNAL_SESSIONS_FILE_H_
