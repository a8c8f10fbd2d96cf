// SPDX-License-Identifier: Apache-2.0
#include "plugin/journal/internal/schema.h"

#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "plugin/sqlite/statement.h"
#include "plugin/sqlite/transaction.h"

namespace inflow {
namespace {

constexpr std::string_view kMagic("SQLite format 3\0", 16);
constexpr size_t kHeaderBytes = 100;
constexpr size_t kUserVersionAt = 60;
constexpr size_t kApplicationIdAt = 68;

// kSteps[n] makes version n + 1 of version n; they are never changed once they were released.
constexpr const char* kSteps[] = {
    R"(
CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE scope (
  id INTEGER PRIMARY KEY,
  company TEXT NOT NULL,
  name TEXT NOT NULL,
  digests INTEGER NOT NULL DEFAULT 0,
  UNIQUE (company, name)
) STRICT;

CREATE TABLE session (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  scope INTEGER NOT NULL,
  owner INTEGER NOT NULL,
  fingerprint BLOB NOT NULL,
  pid INTEGER NOT NULL,
  began INTEGER NOT NULL,
  ended INTEGER,
  taken INTEGER NOT NULL DEFAULT 0,
  run INTEGER
) STRICT;

CREATE TABLE run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  scope INTEGER NOT NULL,
  key TEXT NOT NULL,
  began INTEGER NOT NULL,
  replays INTEGER NOT NULL,
  UNIQUE (scope, key)
) STRICT;

CREATE TABLE run_record (
  run INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  session INTEGER NOT NULL,
  number INTEGER NOT NULL,
  digest BLOB NOT NULL,
  acknowledged INTEGER,
  PRIMARY KEY (run, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_record_digest ON run_record (run, digest, acknowledged, ordinal)
  WHERE acknowledged IS NOT NULL;

CREATE TABLE batch (
  first INTEGER PRIMARY KEY,
  count INTEGER NOT NULL,
  scope INTEGER NOT NULL,
  session INTEGER NOT NULL,
  route TEXT NOT NULL,
  accepted INTEGER NOT NULL,
  closed INTEGER NOT NULL,
  token BLOB,
  digest BLOB
) STRICT;
CREATE UNIQUE INDEX batch_token ON batch (scope, token) WHERE token IS NOT NULL;

CREATE TABLE payload (
  number INTEGER PRIMARY KEY,
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE pending (
  session INTEGER NOT NULL,
  number INTEGER NOT NULL,
  id INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  failures INTEGER NOT NULL DEFAULT 0,
  first_attempt INTEGER,
  sent INTEGER NOT NULL DEFAULT 0,
  digest BLOB,
  key BLOB,
  PRIMARY KEY (session, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX pending_key ON pending (key) WHERE key IS NOT NULL;

CREATE TABLE receipt (
  session INTEGER NOT NULL,
  number INTEGER NOT NULL,
  id INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  outcome INTEGER NOT NULL,
  http_status INTEGER NOT NULL,
  settled INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  flags INTEGER NOT NULL,
  digest BLOB,
  message TEXT,
  receipt TEXT,
  sent INTEGER,
  PRIMARY KEY (session, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE last (
  scope INTEGER NOT NULL,
  key BLOB NOT NULL,
  newest INTEGER NOT NULL,
  digest BLOB,
  PRIMARY KEY (scope, key)
) STRICT, WITHOUT ROWID;
)",
};
static_assert(std::size(kSteps) == kSchemaVersion);

uint32_t NumberAt(std::string_view header, size_t at) {
  uint32_t number = 0;
  for (size_t i = 0; i < sizeof number; ++i)
    number = number << 8 | static_cast<unsigned char>(header[at + i]);
  return number;
}

absl::Status NewerFault(const std::string& path, uint32_t version) {
  return absl::FailedPreconditionError(absl::StrCat(
      "the journal ", path, " was written by a newer version of inflow (its schema is ", version,
      ", and this version knows up to ", kSchemaVersion,
      "); use that version, or name another file in journal.path"));
}

absl::Status StepTo(Database* database, uint32_t from, uint32_t version) {
  absl::Status status;
  for (uint32_t step = from; step < version && status.ok(); ++step)
    status = database->Run(kSteps[step]);
  if (status.ok()) status = database->Run(absl::StrCat("PRAGMA user_version=", version).c_str());
  return status;
}

absl::StatusOr<uint32_t> Version(Database* database) {
  Statement select(database, "PRAGMA user_version");
  Rows rows(&select);
  absl::StatusOr<bool> row = rows.First();
  if (!row.ok()) return row.status();
  return static_cast<uint32_t>(rows.Int(0));
}

}  // namespace

absl::Status CheckHeader(const std::string& path, std::string_view header) {
  if (header.size() < kHeaderBytes || !header.starts_with(kMagic) ||
      NumberAt(header, kApplicationIdAt) != kApplicationId) {
    return absl::FailedPreconditionError(
        absl::StrCat("the file ", path,
                     " is no journal of inflow, and is left as it is; name another file in "
                     "journal.path"));
  }
  const uint32_t version = NumberAt(header, kUserVersionAt);
  return version > kSchemaVersion ? NewerFault(path, version) : absl::OkStatus();
}

absl::Status MakeSchema(Database* database, uint32_t version) {
  // The file is nobody's yet: it is made to last as a whole, and then put in its place.
  absl::Status status = database->Run(absl::StrCat("PRAGMA page_size=4096;"
                                                   "PRAGMA auto_vacuum=INCREMENTAL;"
                                                   "PRAGMA synchronous=OFF;"
                                                   "PRAGMA journal_mode=MEMORY;"
                                                   "PRAGMA application_id=",
                                                   kApplicationId)
                                          .c_str());
  return status.ok() ? StepTo(database, 0, version) : status;
}

absl::Status CheckVersion(Database* database) {
  const absl::StatusOr<uint32_t> version = Version(database);
  if (!version.ok()) return version.status();
  return *version > kSchemaVersion ? NewerFault(database->path(), *version) : absl::OkStatus();
}

absl::Status Migrate(Database* database) {
  absl::StatusOr<uint32_t> version = Version(database);
  if (!version.ok()) return version.status();
  if (*version == kSchemaVersion) return absl::OkStatus();
  Transaction transaction(database);
  absl::Status status = transaction.Begin();
  // Another process may have done it since.
  if (status.ok()) version = Version(database);
  if (status.ok() && !version.ok()) return version.status();
  if (status.ok() && *version > kSchemaVersion) return NewerFault(database->path(), *version);
  if (status.ok()) status = StepTo(database, *version, kSchemaVersion);
  return status.ok() ? transaction.Commit() : status;
}

}  // namespace inflow
