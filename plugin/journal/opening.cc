// SPDX-License-Identifier: Apache-2.0
//
// How a journal's file is found, made, and looked at before anything is written to it.
#include <sqlite3.h>

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "plugin/journal/internal/new_file.h"
#include "plugin/journal/internal/parts.h"
#include "plugin/journal/internal/schema.h"
#include "plugin/journal/internal/whole.h"
#include "plugin/sqlite/library.h"

namespace inflow {
namespace {

// What of SQLite's is as this needs it; journal_mode and the sizes lie in the file.
constexpr char kSettings[] =
    "PRAGMA secure_delete=ON;"
    "PRAGMA temp_store=MEMORY;"  // records must not come into files elsewhere
    "PRAGMA cell_size_check=ON;"
    "PRAGMA mmap_size=0;"
    "PRAGMA cache_size=-4096;"
    "PRAGMA wal_autocheckpoint=1000;"
    "PRAGMA journal_size_limit=16777216";

}  // namespace

absl::StatusOr<std::unique_ptr<SqliteJournal>> SqliteJournal::Open(const JournalOptions& options) {
  absl::Status status = CheckLibrary(sqlite3_threadsafe(), sqlite3_libversion_number());
  if (!status.ok()) return status;
  absl::StatusOr<JournalPaths> paths = FindPaths(options.path);
  if (!paths.ok()) return paths.status();
  status = CheckFiles(*paths);
  if (status.ok()) status = CheckWritable(*paths);
  if (!status.ok()) return status;
  auto parts = std::make_unique<Parts>(*std::move(paths));
  parts->machine = options.machine.has_value() ? *options.machine : ThisMachine();
  std::unique_ptr<SqliteJournal> journal(new SqliteJournal(options, std::move(parts)));
  if (absl::IsNotFound(CheckFile(journal->parts_->paths.file))) status = journal->Create();
  if (status.ok()) status = journal->OpenFile();
  if (!status.ok()) return status;
  return journal;
}

// Create makes the file beside its place, so that nobody ever opens one that is half made.
absl::Status SqliteJournal::Create() {
  const JournalPaths& paths = parts_->paths;
  if (!absl::IsNotFound(CheckFile(paths.wal()))) {
    // Another process may just have made the journal.
    if (CheckFile(paths.file).ok()) return absl::OkStatus();
    return absl::FailedPreconditionError(absl::StrCat(
        paths.wal(), " is there without its journal ", paths.file,
        ", and may have records in it; bring the journal back, or move that file away"));
  }
  absl::Status status = OpenSessions();
  if (!status.ok()) return status;
  absl::StatusOr<uint64_t> last = parts_->sessions->last();
  if (!last.ok()) return last.status();
  absl::StatusOr<NewFile> file = NewFile::Make(paths.file);
  if (!file.ok()) return file.status();
  {
    Database database(kJournalWords);
    Statements statements(&database);
    status = database.Open(file->path(), options_.vfs);
    if (status.ok()) status = MakeSchema(&database);
    if (status.ok())
      status = statements.meta_set.Run(std::string_view("nonce"), Blob(parts_->sessions->nonce()));
    if (status.ok())
      status = statements.meta_set.Run(std::string_view("machine"), Blob(parts_->machine.id));
    // Sessions of a journal that was here before may still hold their locks.
    if (status.ok()) status = statements.session_skip_first.Run(*last);
    if (status.ok()) status = database.Run("PRAGMA journal_mode=WAL");
  }
  if (status.ok()) status = file->Place();
  return absl::IsAlreadyExists(status) ? absl::OkStatus() : status;
}

absl::Status SqliteJournal::OpenSessions() {
  if (parts_->sessions.has_value()) return absl::OkStatus();
  absl::StatusOr<SessionsFile> sessions = SessionsFile::Open(parts_->paths.sessions());
  if (!sessions.ok()) return sessions.status();
  parts_->sessions.emplace(*std::move(sessions));
  parts_->database.SetHolder(
      [](void* context) {
        const auto* const parts = static_cast<const Parts*>(context);
        return parts->sessions->Writer(parts->paths.shm());
      },
      parts_.get());
  return absl::OkStatus();
}

absl::Status SqliteJournal::OpenFile() {
  Database& database = parts_->database;
  absl::Status status = database.Open(parts_->paths.file, options_.vfs);
  if (status.ok()) status = CheckHeader(parts_->paths.file, database.Header());
  if (!status.ok()) return status;
  // A newer version's file, or a damaged one, stays as it is: closing it would write what lies in
  // its -wal into it.
  sqlite3_db_config(database.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  sqlite3_db_config(database.handle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(database.handle(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  status = KeepPrivate(parts_->paths);
  if (status.ok()) status = OpenSessions();
  if (status.ok()) status = CheckVersion(&database);
  if (status.ok()) status = CheckWhole(&database, parts_->paths.wal());
  if (!status.ok()) return status;
  sqlite3_db_config(database.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
  status = Settings();
  if (status.ok()) status = Migrate(&database);
  if (status.ok()) status = JudgeStanding();
  return status.ok() ? KeepPrivate(parts_->paths) : status;
}

absl::Status SqliteJournal::Settings() {
  absl::Status status = parts_->database.Run(kSettings);
  if (!status.ok()) return status;
  const auto is_wal = [&]() -> absl::StatusOr<bool> {
    Rows rows(&parts_->statements.journal_mode);
    absl::StatusOr<bool> row = rows.First();
    if (row.ok()) *row = rows.Bytes(0) == "wal";
    return row;
  };
  absl::StatusOr<bool> wal = is_wal();
  if (wal.ok() && !*wal) {
    // Somebody changed it by hand.
    status = parts_->database.Run("PRAGMA journal_mode=WAL");
    if (!status.ok()) return status;
    wal = is_wal();
  }
  if (!wal.ok()) return wal.status();
  if (*wal) return absl::OkStatus();
  return absl::InternalError(absl::StrCat(
      "the journal ", parts_->paths.file,
      " cannot have a write-ahead log where it lies; name a file on another disk in journal.path"));
}

absl::Status SqliteJournal::JudgeStanding() {
  absl::StatusOr<std::string> nonce = Meta("nonce");
  if (!nonce.ok()) return nonce.status();
  absl::StatusOr<std::string> machine = Meta("machine");
  if (!machine.ok()) return machine.status();
  absl::StatusOr<std::string> restored = Meta("restored");
  if (!restored.ok()) return restored.status();
  absl::StatusOr<uint64_t> noted = parts_->sessions->last();
  if (!noted.ok()) return noted.status();
  uint64_t last = 0;
  {
    Rows rows(&parts_->statements.session_last);
    absl::StatusOr<bool> row = rows.First();
    if (!row.ok()) return row.status();
    if (*row) last = rows.Unsigned(0);
  }
  const bool copy = *nonce != parts_->sessions->nonce() || *noted > last || !restored->empty();
  standing_ = StandingOf(*machine, parts_->machine.id, copy);
  return absl::OkStatus();
}

absl::Status SqliteJournal::TakeOver() {
  absl::StatusOr<uint64_t> noted = parts_->sessions->last();
  if (!noted.ok()) return noted.status();
  Statements& sql = parts_->statements;
  absl::Status status = Write(Wait::kAlways, [&]() -> absl::Status {
    {
      Rows rows(&sql.session_any_alive);
      for (absl::StatusOr<bool> row = rows.First();; row = rows.Next()) {
        if (!row.ok()) return row.status();
        if (!*row) break;
        const std::optional<long> holder = parts_->sessions->Holder(rows.Unsigned(0));
        if (!holder.has_value()) continue;
        return absl::FailedPreconditionError(
            absl::StrCat("the journal ", parts_->paths.file, " is used by process ", *holder,
                         ", and cannot be taken over from it; end that first"));
      }
    }
    absl::Status done = SetMeta("nonce", parts_->sessions->nonce());
    if (done.ok()) done = SetMeta("machine", parts_->machine.id);
    if (done.ok()) done = sql.meta_drop.Run(std::string_view("restored"));
    if (done.ok()) done = sql.session_skip.Run(*noted);
    if (done.ok()) done = sql.session_skip_first.Run(*noted);
    if (done.ok()) done = sql.last_forget_all.Run();
    if (done.ok()) done = sql.pending_doubt.Run();
    return done;
  });
  if (status.ok()) standing_ = JournalStanding::kOwn;
  return status;
}

}  // namespace inflow
