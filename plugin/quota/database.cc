// SPDX-License-Identifier: Apache-2.0
#include "plugin/quota/internal/database.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include "absl/strings/str_cat.h"
#include "plugin/quota/internal/own_file.h"

namespace inflow::quota_internal {
namespace {

constexpr std::string_view kMagic("SQLite format 3\0", 16);
constexpr size_t kHeaderBytes = 100;
constexpr size_t kVersionAt = 60;
constexpr size_t kApplicationAt = 68;

// Only a checkpoint waits for the disk.
constexpr char kSettings[] =
    "PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=512; PRAGMA journal_size_limit=4194304; "
    "PRAGMA trusted_schema=OFF; PRAGMA temp_store=MEMORY;";

uint32_t NumberAt(const std::array<unsigned char, kHeaderBytes>& header, size_t at) {
  uint32_t number = 0;
  for (size_t i = 0; i < 4; ++i) number = number << 8 | header[at + i];
  return number;
}

// Cursor is a statement while it is used.
class Cursor {
 public:
  explicit Cursor(sqlite3_stmt* statement) : statement_(statement) {}
  ~Cursor() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;

  int Bind(Database::Values values) {
    int place = 0;
    for (const Database::Value& value : values) {
      ++place;
      const auto* const text = std::get_if<std::string_view>(&value);
      const int code = text == nullptr
                           ? sqlite3_bind_int64(statement_, place, std::get<int64_t>(value))
                           : sqlite3_bind_text(statement_, place, text->data(),
                                               static_cast<int>(text->size()), SQLITE_STATIC);
      if (code != SQLITE_OK) return code;
    }
    return SQLITE_OK;
  }
  int Step() { return sqlite3_step(statement_); }

 private:
  sqlite3_stmt* statement_;
};

}  // namespace

std::string_view Database::Row::Text(int column) const {
  const auto* const text = sqlite3_column_text(statement_, column);
  if (text == nullptr) return "";
  return {reinterpret_cast<const char*>(text),
          static_cast<size_t>(sqlite3_column_bytes(statement_, column))};
}

Database::~Database() { Close(); }

// A forked child's connection is its parent's: closing it would take back what the parent relies
// on, so it is left alone.
void Database::Close() noexcept {
  if (handle_ == nullptr || owner_ != getpid()) return;
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  statements_.clear();
  sqlite3_close(handle_);
  handle_ = nullptr;
}

absl::Status Database::StatusOf(int code) const {
  if (code == SQLITE_IOERR_NOMEM) return absl::UnavailableError("no memory");
  switch (code & 0xFF) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
      return absl::OkStatus();
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
    case SQLITE_NOMEM:
      return absl::UnavailableError("busy");
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return absl::FailedPreconditionError("it is damaged. Move it away, and a new one is made");
    default:
      return absl::FailedPreconditionError(
          absl::StrCat(sqlite3_errstr(code), " (SQLite error ", code, ")"));
  }
}

absl::Status Database::Open(const std::string& path, const Kind& kind) {
  if (sqlite3_threadsafe() == 0) {
    return absl::FailedPreconditionError("this machine's SQLite is built for a single thread");
  }
  absl::Status s = OpenHandle(path);
  if (s.ok()) s = CheckHeader(kind);
  if (s.ok()) s = MakeTables(kind);
  if (!s.ok()) Close();
  return s;
}

absl::Status Database::OpenHandle(const std::string& path) {
  const absl::StatusOr<std::string> file = OwnFile(path);
  if (!file.ok()) return file.status();
  owner_ = getpid();
  const int code =
      sqlite3_open_v2(file->c_str(), &handle_,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX, nullptr);
  if (handle_ == nullptr) return absl::UnavailableError("no memory");
  sqlite3_extended_result_codes(handle_, 1);
  if (code != SQLITE_OK) return StatusOf(code);
  if (sqlite3_db_readonly(handle_, "main") == 1)
    return absl::FailedPreconditionError("it may not be written");
  return absl::OkStatus();
}

// CheckHeader looks at the file without a lock and without SQLite, which would repair what another
// program has left.
absl::Status Database::CheckHeader(const Kind& kind) const {
  sqlite3_file* file = nullptr;
  if (sqlite3_file_control(handle_, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK ||
      file == nullptr || file->pMethods == nullptr) {
    return absl::FailedPreconditionError("it cannot be looked at");
  }
  sqlite3_int64 size = 0;
  if (const int code = file->pMethods->xFileSize(file, &size); code != SQLITE_OK)
    return StatusOf(code);
  if (size == 0) return absl::OkStatus();  // new, or its tables are about to be made
  std::array<unsigned char, kHeaderBytes> header{};
  const int code = file->pMethods->xRead(file, header.data(), kHeaderBytes, 0);
  if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ) return StatusOf(code);
  const bool ours = std::memcmp(header.data(), kMagic.data(), kMagic.size()) == 0 &&
                    NumberAt(header, kApplicationAt) == kind.application;
  if (!ours) {
    return absl::FailedPreconditionError(
        "it is another program's, or damaged; it was not touched. Name another file");
  }
  if (NumberAt(header, kVersionAt) > static_cast<uint32_t>(kind.version)) {
    return absl::FailedPreconditionError(
        "a newer version of this library has made it; it was not touched. Name another file");
  }
  return absl::OkStatus();
}

absl::Status Database::MakeTables(const Kind& kind) {
  if (const int code = sqlite3_exec(handle_, kSettings, nullptr, nullptr, nullptr);
      code != SQLITE_OK) {
    return StatusOf(code);
  }
  int64_t version = 0;
  const auto read = [&] {
    return Each("PRAGMA user_version", {}, [&](const Row& row) { version = row.Number(0); });
  };
  if (absl::Status s = read(); !s.ok()) return s;
  if (version == 0) {
    Transaction transaction(this);
    if (absl::Status s = transaction.Begin(); !s.ok()) return s;
    if (absl::Status s = read(); !s.ok()) return s;
    if (version == 0) {
      const std::string all =
          absl::StrCat("PRAGMA application_id=", kind.application,
                       "; PRAGMA user_version=", kind.version, ";", kind.tables);
      if (const int code = sqlite3_exec(handle_, all.c_str(), nullptr, nullptr, nullptr);
          code != SQLITE_OK) {
        return StatusOf(code);
      }
    }
    if (absl::Status s = transaction.Commit(); !s.ok()) return s;
  }
  return Each("PRAGMA journal_mode=WAL", {}, [](const Row&) {});
}

absl::Status Database::Prepare(const char* sql, sqlite3_stmt** statement) {
  const auto known = std::find_if(statements_.begin(), statements_.end(),
                                  [sql](const auto& one) { return one.first == sql; });
  if (known != statements_.end()) {
    *statement = known->second;
    return absl::OkStatus();
  }
  statements_.reserve(statements_.size() + 1);
  const int code =
      sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, nullptr);
  if (code != SQLITE_OK) return StatusOf(code);
  statements_.emplace_back(sql, *statement);
  return absl::OkStatus();
}

absl::Status Database::Each(const char* sql, Values values,
                            absl::FunctionRef<void(const Row&)> see) {
  sqlite3_stmt* statement = nullptr;
  if (absl::Status s = Prepare(sql, &statement); !s.ok()) return s;
  Cursor cursor(statement);
  int code = cursor.Bind(values);
  if (code != SQLITE_OK) return StatusOf(code);
  while ((code = cursor.Step()) == SQLITE_ROW) see(Row(statement));
  return StatusOf(code);
}

absl::Status Database::Run(const char* sql, Values values) {
  return Each(sql, values, [](const Row&) {});
}

Transaction::~Transaction() {
  if (open_) database_->Run("ROLLBACK").IgnoreError();
}

absl::Status Transaction::Begin() {
  absl::Status s = database_->Run("BEGIN IMMEDIATE");
  open_ = s.ok();
  return s;
}

absl::Status Transaction::Commit() {
  absl::Status s = database_->Run("COMMIT");
  open_ = open_ && !s.ok();
  return s;
}

}  // namespace inflow::quota_internal
