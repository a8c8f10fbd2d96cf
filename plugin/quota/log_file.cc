// SPDX-License-Identifier: Apache-2.0
#include "plugin/quota/internal/log_file.h"

#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "plugin/quota/internal/own_file.h"
#include "plugin/sqlite/library.h"
#include "plugin/sqlite/transaction.h"
#include "plugin/text/absl_view.h"

namespace inflow::quota_internal {
namespace {

constexpr FileWords kWords = {"rate_limit.log", "rate_limit.log", "the next start uses it",
                              "move it away, and a new one is made"};

constexpr std::string_view kMagic("SQLite format 3\0", 16);
constexpr size_t kVersionAt = 60;
constexpr size_t kApplicationAt = 68;

// Only a checkpoint waits for the disk.
constexpr char kSettings[] =
    "PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=512; PRAGMA journal_size_limit=4194304; "
    "PRAGMA trusted_schema=OFF; PRAGMA temp_store=MEMORY;";

uint32_t NumberAt(std::string_view header, size_t at) {
  uint32_t number = 0;
  for (size_t i = 0; i < 4; ++i) number = number << 8 | static_cast<unsigned char>(header[at + i]);
  return number;
}

}  // namespace

absl::Status Unusable(std::string_view path, std::string_view why) {
  return absl::FailedPreconditionError(
      absl::StrCat(kWords.noun, " ", Absl(path), " cannot be used: ", Absl(why)));
}

LogFile::LogFile() : database_(kWords) {}

// A forked child's connection is its parent's: closing it would take back what the parent relies
// on, so it is left alone.
LogFile::~LogFile() {
  if (owner_ == getpid()) {
    Close();
    return;
  }
  for (Known& known : known_) known.statement.Abandon();
  database_.Abandon();
}

void LogFile::Close() noexcept {
  known_.clear();
  database_.Close();
}

absl::Status LogFile::Open(const std::string& path, bool makes_folder, const Kind& kind) {
  absl::Status s = CheckLibrary(sqlite3_threadsafe(), sqlite3_libversion_number());
  if (!s.ok()) return s;
  const absl::StatusOr<std::string> file = OwnFile(path, makes_folder);
  if (!file.ok()) return file.status();
  owner_ = getpid();
  s = database_.Open(*file, nullptr);
  if (s.ok()) s = CheckHeader(path, kind);
  if (s.ok()) s = MakeTables(kind);
  if (!s.ok()) Close();
  return s;
}

// CheckHeader looks at the file without a lock and without SQLite, which would repair what another
// program has left.
absl::Status LogFile::CheckHeader(const std::string& path, const Kind& kind) {
  sqlite3_file* file = nullptr;
  sqlite3_file_control(database_.handle(), "main", SQLITE_FCNTL_FILE_POINTER, &file);
  sqlite3_int64 size = 0;
  if (file == nullptr || file->pMethods == nullptr) return Unusable(path, "it cannot be looked at");
  if (const int code = file->pMethods->xFileSize(file, &size); code != SQLITE_OK)
    return database_.Fault(code);
  if (size == 0) return absl::OkStatus();  // new, or its tables are about to be made
  const std::string header = database_.Header();
  const bool ours = std::string_view(header).substr(0, kMagic.size()) == kMagic &&
                    NumberAt(header, kApplicationAt) == kind.application;
  if (!ours) {
    return Unusable(path,
                    "it is another program's, or damaged; it was not touched. Name another file");
  }
  if (NumberAt(header, kVersionAt) <= static_cast<uint32_t>(kind.version)) return absl::OkStatus();
  return Unusable(
      path, "a newer version of this library has made it; it was not touched. Name another file");
}

absl::Status LogFile::MakeTables(const Kind& kind) {
  absl::Status s = database_.Run(kSettings);
  int64_t version = 0;
  const auto read = [&] {
    return Each("PRAGMA user_version", std::tuple(),
                [&](const Rows& row) { version = row.Int(0); });
  };
  if (s.ok()) s = read();
  if (s.ok() && version == 0) {
    Transaction transaction(&database_);
    s = transaction.Begin();
    if (s.ok()) s = read();
    if (s.ok() && version == 0) {
      s = database_.Run(absl::StrCat("PRAGMA application_id=", kind.application,
                                     "; PRAGMA user_version=", kind.version, ";", kind.tables)
                            .c_str());
    }
    if (s.ok()) s = transaction.Commit();
  }
  return s.ok() ? database_.Run("PRAGMA journal_mode=WAL") : s;
}

Statement* LogFile::Find(const char* sql) {
  const auto known = std::find_if(known_.begin(), known_.end(),
                                  [sql](const Known& one) { return one.sql == sql; });
  return known != known_.end() ? &known->statement
                               : &known_.emplace_back(&database_, sql).statement;
}

}  // namespace inflow::quota_internal
