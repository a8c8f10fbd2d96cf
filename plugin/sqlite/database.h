// SPDX-License-Identifier: Apache-2.0
//
// File: database.h
//
// One connection to a file of SQLite's, and its errors as statuses:
//
//   Unavailable         another connection has it locked: later the same call may do
//   ResourceExhausted   the disk is full
//   DataLoss            the file is damaged; so it stays, and nothing is written to it
//   Internal            the disk, or the file's folder, fails
//
// No memory is std::bad_alloc.
#ifndef PLUGIN_SQLITE_DATABASE_H_
#define PLUGIN_SQLITE_DATABASE_H_

#include <sqlite3.h>

#include <string>

#include "absl/status/status.h"

namespace inflow {

// FileWords are what the errors say of a file, beside its path. They are literals.
struct FileWords {
  const char* noun = "the database";            // "… PATH is damaged"
  const char* key = "the configuration";        // "name another in …"
  const char* again = "the same call goes on";  // "make room, then …"
  const char* damaged = "move it away";         // what to do with one
};

class Database {
 public:
  explicit Database(const FileWords& words = {}) : words_(words) {}
  ~Database() { Close(); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Open connects to a file that is there, through a VFS by name; null: the system's. It reads
  // nothing but the header, and takes no lock.
  absl::Status Open(const std::string& path, const char* vfs);
  void Close() noexcept;
  // Abandon forgets the connection without touching the file: for the child of a fork.
  void Abandon() noexcept { handle_ = nullptr; }

  sqlite3* handle() const { return handle_; }
  const std::string& path() const { return path_; }

  // Run executes statements of ours that have no parameters.
  absl::Status Run(const char* sql);
  // Header reads the first 100 bytes of the file as they lie there, without a lock and without a
  // descriptor of its own: closing one drops the locks of this process. Empty: it has fewer.
  std::string Header() const;

  // Fault says what SQLite's last error was. Never OK.
  absl::Status Fault(int code);
  // damage is the first DataLoss; OK: none was seen.
  const absl::Status& damage() const { return damage_; }
  // sync_failed tells whether the disk ever refused to make something last.
  bool sync_failed() const { return sync_failed_; }
  void ForgetSyncFailure() { sync_failed_ = false; }

  // Names who has the file locked, for "…: PID"; set by who can know. Returns 0 where nobody does.
  void SetHolder(long (*holder)(void*), void* context) {
    holder_ = holder;
    holder_context_ = context;
  }

 private:
  std::string Holder() const;

  FileWords words_;
  sqlite3* handle_ = nullptr;
  std::string path_;
  absl::Status damage_;
  bool sync_failed_ = false;
  long (*holder_)(void*) = nullptr;
  void* holder_context_ = nullptr;
};

}  // namespace inflow

#endif  // PLUGIN_SQLITE_DATABASE_H_
