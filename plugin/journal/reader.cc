// SPDX-License-Identifier: Apache-2.0
#include "plugin/journal/internal/reader.h"

#include <new>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "plugin/journal/internal/paths.h"
#include "plugin/journal/internal/schema.h"

namespace inflow {

std::string_view ReadRow::Bytes(int column) const {
  const void* const data = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  if (data == nullptr && size > 0) throw std::bad_alloc();
  return {static_cast<const char*>(data), static_cast<size_t>(size)};
}

absl::StatusOr<std::unique_ptr<Reader>> Reader::Open(const std::string& path, bool cut) {
  absl::Status status = CheckFile(path);
  if (absl::IsNotFound(status))
    return absl::NotFoundError(absl::StrCat("there is no journal ", path));
  if (!status.ok()) return status;
  std::unique_ptr<Reader> reader(new Reader(path));
  const int flags =
      SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE;
  int code = sqlite3_open_v2(path.c_str(), &reader->handle_, flags, nullptr);
  if (code != SQLITE_OK) return reader->Why(code);
  sqlite3_db_config(reader->handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  // SQLite opens a file that ends too early only for those who may write to its schema, which this
  // connection cannot.
  sqlite3_db_config(reader->handle_,
                    cut ? SQLITE_DBCONFIG_WRITABLE_SCHEMA : SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(reader->handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  uint32_t application = 0;
  uint32_t version = 0;
  code = reader->Each(
      "SELECT application_id, user_version FROM pragma_application_id, "
      "pragma_user_version",
      {}, [&](const ReadRow& row) {
        application = static_cast<uint32_t>(row.Int(0));
        version = static_cast<uint32_t>(row.Int(1));
      });
  if (code != SQLITE_DONE && code != SQLITE_NOTADB) return reader->Why(code);
  if (code == SQLITE_NOTADB || application != kApplicationId) {
    return absl::FailedPreconditionError(
        absl::StrCat("the file ", path, " is no journal of inflow, or its beginning is damaged"));
  }
  if (version > kSchemaVersion) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the journal ", path, " was written by a newer version of inflow (its schema is ", version,
        ", and this version knows up to ", kSchemaVersion, "); use that version"));
  }
  return reader;
}

Reader::~Reader() { sqlite3_close(handle_); }

int Reader::Each(const char* sql, std::initializer_list<int64_t> numbers,
                 absl::FunctionRef<void(const ReadRow&)> visit) {
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v2(handle_, sql, -1, &statement, nullptr);
  if (code == SQLITE_NOMEM) throw std::bad_alloc();
  if (code != SQLITE_OK) return code;
  const absl::Cleanup finalize = [statement] { sqlite3_finalize(statement); };
  int at = 0;
  for (const int64_t number : numbers) sqlite3_bind_int64(statement, ++at, number);
  const ReadRow row(statement);
  while ((code = sqlite3_step(statement)) == SQLITE_ROW) visit(row);
  if ((code & 0xff) == SQLITE_NOMEM) throw std::bad_alloc();
  return code;
}

absl::StatusOr<int64_t> Reader::Count(const char* sql) {
  int64_t count = 0;
  const int code = Each(sql, {}, [&](const ReadRow& row) { count = row.Int(0); });
  if (code != SQLITE_DONE) return Why(code);
  return count;
}

absl::Status Reader::BackUp(const std::string& to) {
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v2(handle_, "VACUUM INTO ?", -1, &statement, nullptr);
  const absl::Cleanup finalize = [&statement] { sqlite3_finalize(statement); };
  if (code == SQLITE_OK) {
    sqlite3_bind_text64(statement, 1, to.data(), to.size(), SQLITE_STATIC, SQLITE_UTF8);
    code = sqlite3_step(statement);
  }
  return code == SQLITE_DONE ? absl::OkStatus() : Why(code);
}

absl::Status Reader::Why(int code) const {
  const std::string journal = absl::StrCat("the journal ", path_);
  switch (code & 0xff) {
    case SQLITE_NOMEM:
      throw std::bad_alloc();
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return absl::UnavailableError(
          absl::StrCat(journal, " is being written by another process; try again"));
    case SQLITE_FULL:
      return absl::ResourceExhaustedError(absl::StrCat(journal, ": the disk is full; make room"));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_ERROR:
    case SQLITE_SCHEMA:
      return absl::DataLossError(
          absl::StrCat(journal, " is damaged (", sqlite3_errmsg(handle_), ")"));
    default:
      return absl::InternalError(
          absl::StrCat(journal, " cannot be read: ", sqlite3_errmsg(handle_)));
  }
}

}  // namespace inflow
