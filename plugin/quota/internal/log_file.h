// SPDX-License-Identifier: Apache-2.0
//
// File: log_file.h
//
// The SQLite file of a quota's log: statements by their text. It never waits for another
// connection.
//
//   LogFile file;
//   absl::Status s = file.Open(path, /*makes_folder=*/false, kKind);
//   Transaction transaction(file.database());
//   s = transaction.Begin();
//   s = file.Run("UPDATE leases SET until = ? WHERE id = ?", until, id);
//   s = transaction.Commit();
#ifndef PLUGIN_QUOTA_INTERNAL_LOG_FILE_H_
#define PLUGIN_QUOTA_INTERNAL_LOG_FILE_H_

#include <sys/types.h>

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <tuple>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "plugin/sqlite/database.h"
#include "plugin/sqlite/statement.h"

namespace inflow::quota_internal {

// Kind is what is written into a file so that another program's is told from ours.
struct Kind {
  uint32_t application = 0;
  int version = 0;
  const char* tables = "";  // the statements that make them
};

// Unusable says why a file cannot be used, where SQLite does not. FailedPrecondition.
absl::Status Unusable(std::string_view path, std::string_view why);

// Errors are Unavailable where another connection is at work, so that it may go better soon; all
// others need somebody to act.
class LogFile {
 public:
  LogFile();
  ~LogFile();
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;

  // Open makes the file where it is not there, readable for its owner alone, and the tables. A file
  // of another kind, or of a newer version, is refused and stays as it is. Its last component may
  // be no symbolic link.
  absl::Status Open(const std::string& path, bool makes_folder, const Kind& kind);
  bool is_open() const { return database_.handle() != nullptr; }
  Database* database() { return &database_; }

  // A statement's text is a literal: it is known by its address.
  template <class... Args>
  absl::Status Run(const char* sql, const Args&... args) {
    return Find(sql)->Run(args...);
  }
  // Each has every row seen.
  template <class... Args>
  absl::Status Each(const char* sql, const std::tuple<Args...>& args,
                    absl::FunctionRef<void(const Rows&)> see) {
    Rows rows(Find(sql));
    absl::StatusOr<bool> row =
        std::apply([&rows](const Args&... all) { return rows.First(all...); }, args);
    for (; row.ok() && *row; row = rows.Next()) see(rows);
    return row.status();
  }

  int64_t last_id() const { return sqlite3_last_insert_rowid(database_.handle()); }

  // WaitAtMost lets what follows wait for other connections; 0 at first.
  void WaitAtMost(int milliseconds) { sqlite3_busy_timeout(database_.handle(), milliseconds); }

 private:
  struct Known {
    Known(Database* database, const char* text) : sql(text), statement(database, text) {}
    const char* sql;
    Statement statement;
  };

  Statement* Find(const char* sql);
  absl::Status CheckHeader(const std::string& path, const Kind& kind);
  absl::Status MakeTables(const Kind& kind);
  void Close() noexcept;

  pid_t owner_ = 0;
  Database database_;
  std::deque<Known> known_;
};

}  // namespace inflow::quota_internal

#endif  // PLUGIN_QUOTA_INTERNAL_LOG_FILE_H_
