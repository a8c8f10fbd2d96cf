// SPDX-License-Identifier: Apache-2.0
#include "plugin/sqlite/database.h"

#include <cerrno>
#include <cstring>
#include <new>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace inflow {
namespace {

constexpr int kFileHeaderBytes = 100;

std::string SystemWords(int error) {
  return error == 0 ? std::string() : " (" + std::generic_category().message(error) + ")";
}

// IsSync tells of the errors after which nobody knows what of the last writes lies on the disk.
bool IsSync(int code) { return code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC; }

}  // namespace

absl::Status Database::Open(const std::string& path, const char* vfs) {
  path_ = path;
  const int code = sqlite3_open_v2(
      path.c_str(), &handle_,
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE,
      vfs);
  if (code != SQLITE_OK) {
    absl::Status fault = Fault(code);
    Close();
    return fault;
  }
  sqlite3_busy_timeout(handle_, 0);
  if (sqlite3_db_readonly(handle_, "main") == 0) return absl::OkStatus();
  Close();
  return absl::InternalError(absl::StrCat(
      words_.noun, " ", path,
      " cannot be written to; correct its permissions, or name another file in ", words_.key));
}

void Database::Close() noexcept {
  // With statements left it would live on as a zombie; there are none.
  if (handle_ != nullptr) sqlite3_close(handle_);
  handle_ = nullptr;
}

absl::Status Database::Run(const char* sql) {
  const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : Fault(code);
}

std::string Database::Header() const {
  sqlite3_file* file = nullptr;
  sqlite3_file_control(handle_, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  std::string header(kFileHeaderBytes, '\0');
  if (file == nullptr || file->pMethods == nullptr ||
      file->pMethods->xRead(file, header.data(), kFileHeaderBytes, 0) != SQLITE_OK)
    return {};
  return header;
}

std::string Database::Holder() const {
  const long pid = holder_ == nullptr ? 0 : holder_(holder_context_);
  return pid == 0 ? "another connection" : absl::StrCat("process ", pid);
}

absl::Status Database::Fault(int code) {
  const std::string file = absl::StrCat(words_.noun, " ", path_);
  const int error = handle_ == nullptr ? errno : sqlite3_system_errno(handle_);
  if (IsSync(code)) sync_failed_ = true;
  switch (code & 0xff) {
    case SQLITE_NOMEM:
      throw std::bad_alloc();
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return absl::UnavailableError(absl::StrCat(file, " is being written by ", Holder(), "; ",
                                                 words_.again,
                                                 " when that has ended or goes on itself"));
    case SQLITE_FULL:
      return absl::ResourceExhaustedError(
          absl::StrCat(file, " cannot grow: the disk is full; make room, then ", words_.again));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_SCHEMA:
    case SQLITE_ERROR:  // of SQL that is ours: a table or column is not what it was made as
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
      damage_ = absl::DataLossError(
          absl::StrCat(file, " is damaged (",
                       handle_ == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(handle_),
                       "); nothing more is written to it: ", words_.damaged));
      return damage_;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
      return absl::InternalError(absl::StrCat(
          file, " cannot be opened or written", SystemWords(error),
          "; correct the permissions of the file and its folder, or name another in ", words_.key));
    default:
      break;
  }
  if (error == ENOSPC || error == EDQUOT) {
    return absl::ResourceExhaustedError(
        absl::StrCat(file, " cannot grow: the disk is full; make room, then ", words_.again));
  }
  return absl::InternalError(absl::StrCat(file, ": the disk fails: ", sqlite3_errstr(code),
                                          SystemWords(error), "; when it works, ", words_.again));
}

}  // namespace inflow
