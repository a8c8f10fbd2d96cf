// SPDX-License-Identifier: Apache-2.0
#include "plugin/journal/backup.h"

#include <unistd.h>

#include <cerrno>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "plugin/journal/internal/new_file.h"
#include "plugin/journal/internal/parts.h"
#include "plugin/journal/internal/reader.h"
#include "plugin/sqlite/transaction.h"

namespace inflow {
namespace {

constexpr std::string_view kRestored = "restored";
constexpr std::string_view kNonce = "nonce";

// CheckFree refuses a place where a journal, or anything of one, lies already.
absl::Status CheckFree(const JournalPaths& to) {
  for (const std::string& file : {to.file, to.wal(), to.shm(), to.sessions(), to.reserve()}) {
    const absl::Status status = CheckFile(file);
    if (absl::IsNotFound(status)) continue;
    return absl::FailedPreconditionError(
        absl::StrCat(file, " is there already, and is left as it is; name another file"));
  }
  return absl::OkStatus();
}

// Change changes a meta value, or removes one, in a file that nobody else has.
absl::Status Change(const std::string& path, std::string_view name, std::string_view value) {
  Database database;
  Statements sql(&database);
  absl::Status status = database.Open(path, nullptr);
  // Who made the file makes it last.
  if (status.ok()) status = database.Run("PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY");
  if (!status.ok()) return status;
  return value.empty() ? sql.meta_drop.Run(name) : sql.meta_set.Run(name, Blob(value));
}

// Source is a journal that nobody else has open, nor can open, while it is moved.
class Source {
 public:
  explicit Source(JournalPaths paths) : paths_(std::move(paths)), sql_(&database_) {}

  absl::Status Open() {
    absl::StatusOr<SessionsFile> sessions = SessionsFile::Open(paths_.sessions());
    if (!sessions.ok()) return sessions.status();
    sessions_.emplace(*std::move(sessions));
    absl::Status status = database_.Open(paths_.file, nullptr);
    if (status.ok()) status = CheckDead();
    if (status.ok()) status = database_.Run("PRAGMA locking_mode=EXCLUSIVE");
    // All that lies in the -wal comes into the file, and nobody else has it from here on.
    if (status.ok()) status = database_.Run("PRAGMA wal_checkpoint(TRUNCATE)");
    if (status.ok()) status = database_.Run("PRAGMA journal_mode=DELETE");
    if (status.ok()) status = database_.Run("PRAGMA synchronous=FULL; BEGIN EXCLUSIVE; COMMIT");
    if (absl::IsUnavailable(status)) {
      return absl::FailedPreconditionError(
          absl::StrCat("the journal ", paths_.file,
                       " is open in another process, and is not moved; end that first"));
    }
    // One may have begun since.
    return status.ok() ? CheckDead() : status;
  }

  absl::StatusOr<std::string> Meta(std::string_view name) {
    Rows rows(&sql_.meta_get);
    absl::StatusOr<bool> row = rows.First(name);
    if (!row.ok()) return row.status();
    return *row ? std::string(rows.Bytes(0)) : std::string();
  }
  // Withdraw makes it a copy, which delivers nothing; Restore takes that back.
  absl::Status Withdraw() { return sql_.meta_set.Run(kRestored, Blob("moved")); }
  absl::Status Restore(const std::string& restored) {
    return restored.empty() ? sql_.meta_drop.Run(kRestored)
                            : sql_.meta_set.Run(kRestored, Blob(restored));
  }
  absl::Status CopyTo(const std::string& to) {
    Statement vacuum(&database_, "VACUUM INTO ?");
    return vacuum.Run(std::string_view(to));
  }
  SessionsFile* sessions() { return &*sessions_; }

 private:
  absl::Status CheckDead() {
    Rows rows(&sql_.session_any_alive);
    absl::StatusOr<bool> row = rows.First();
    for (; row.ok() && *row; row = rows.Next()) {
      const std::optional<long> holder = sessions_->Holder(rows.Unsigned(0));
      if (!holder.has_value()) continue;
      return absl::FailedPreconditionError(absl::StrCat("the journal ", paths_.file,
                                                        " is used by process ", *holder,
                                                        ", and is not moved; end that first"));
    }
    return row.status();
  }

  JournalPaths paths_;
  std::optional<SessionsFile> sessions_;  // outlives the connection
  Database database_;
  Statements sql_;
};

// CopyAway makes the journal's files at another place, of which the journal itself comes last.
absl::Status CopyAway(Source* source, const std::string& restored, const JournalPaths& place) {
  const absl::StatusOr<std::string> nonce = source->Meta(kNonce);
  if (!nonce.ok()) return nonce.status();
  const absl::StatusOr<uint64_t> last = source->sessions()->last();
  if (!last.ok()) return last.status();
  absl::StatusOr<NewFile> file = NewFile::Make(place.file);
  if (!file.ok()) return file.status();
  absl::StatusOr<SessionsFile> sessions = SessionsFile::Open(place.sessions());
  if (!sessions.ok()) return sessions.status();
  absl::Status status = sessions->NoteLast(*last);
  if (status.ok()) status = source->CopyTo(file->path());
  // A copy stays one.
  if (status.ok()) status = Change(file->path(), kRestored, restored);
  if (status.ok() && *nonce == source->sessions()->nonce())
    status = Change(file->path(), kNonce, sessions->nonce());
  if (status.ok()) status = file->Place();
  return absl::IsAlreadyExists(status) ? CheckFree(place) : status;
}

// Remove takes the journal's files away. The -sessions file goes last: without it, what is left is
// a copy.
absl::Status Remove(const JournalPaths& paths) {
  for (const std::string& file :
       {paths.file, paths.wal(), paths.shm(), paths.reserve(), paths.sessions()}) {
    if (unlink(file.c_str()) == 0 || errno == ENOENT) continue;
    return absl::InternalError(absl::StrCat(
        "the journal was moved, and ", file, " cannot be removed (",
        std::generic_category().message(errno), "); it delivers nothing, so remove it by hand"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status BackUpJournal(const std::string& path, const std::string& to) {
  absl::StatusOr<JournalPaths> from = FindPaths(path);
  if (!from.ok()) return from.status();
  absl::StatusOr<JournalPaths> place = FindPaths(to);
  if (!place.ok()) return place.status();
  absl::Status status = CheckFree(*place);
  if (!status.ok()) return status;
  absl::StatusOr<std::unique_ptr<Reader>> reader = Reader::Open(from->file);
  if (!reader.ok()) return reader.status();
  absl::StatusOr<NewFile> file = NewFile::Make(place->file);
  if (!file.ok()) return file.status();
  status = (*reader)->BackUp(file->path());
  if (status.ok()) status = Change(file->path(), kRestored, "backup");
  if (status.ok()) status = file->Place();
  return absl::IsAlreadyExists(status) ? CheckFree(*place) : status;
}

absl::Status MoveJournal(const std::string& from, const std::string& to) {
  absl::StatusOr<JournalPaths> paths = FindPaths(from);
  if (!paths.ok()) return paths.status();
  absl::StatusOr<JournalPaths> place = FindPaths(to);
  if (!place.ok()) return place.status();
  absl::Status status = CheckFree(*place);
  if (status.ok()) status = CheckFiles(*paths);
  if (!status.ok()) return status;
  {
    const absl::StatusOr<std::unique_ptr<Reader>> reader = Reader::Open(paths->file);
    if (!reader.ok()) return reader.status();
  }
  Source source(*paths);
  status = source.Open();
  if (!status.ok()) return status;
  const absl::StatusOr<std::string> restored = source.Meta(kRestored);
  if (!restored.ok()) return restored.status();
  status = source.Withdraw();
  if (status.ok()) status = CopyAway(&source, *restored, *place);
  if (status.ok()) return Remove(*paths);
  unlink(place->sessions().c_str());
  static_cast<void>(source.Restore(*restored));
  return status;
}

absl::Status TakeOverJournal(const std::string& path) {
  const absl::StatusOr<JournalPaths> paths = FindPaths(path);
  if (!paths.ok()) return paths.status();
  if (absl::IsNotFound(CheckFile(paths->file)))
    return absl::NotFoundError(absl::StrCat("there is no journal ", paths->file));
  JournalOptions options;
  options.path = path;
  absl::StatusOr<std::unique_ptr<SqliteJournal>> journal = SqliteJournal::Open(options);
  return journal.ok() ? (*journal)->TakeOver() : journal.status();
}

}  // namespace inflow
