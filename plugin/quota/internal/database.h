// SPDX-License-Identifier: Apache-2.0
//
// File: database.h
//
// A connection to an SQLite file: statements by their text, and transactions that end with their
// block. It never waits for another connection.
//
//   Database database;
//   absl::Status s = database.Open(path, kApplication, kVersion);
//   Transaction transaction(&database);
//   s = transaction.Begin();
//   s = database.Run("UPDATE leases SET until = ? WHERE id = ?", {until, id});
//   s = transaction.Commit();
#ifndef PLUGIN_QUOTA_INTERNAL_DATABASE_H_
#define PLUGIN_QUOTA_INTERNAL_DATABASE_H_

#include <sqlite3.h>
#include <sys/types.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"

namespace inflow::quota_internal {

// Kind is what is written into a file so that another program's is told from ours.
struct Kind {
  uint32_t application = 0;
  int version = 0;
  const char* tables = "";  // the statements that make them
};

// Every error is Unavailable where another connection is at work, or memory is short, so that it
// may go better soon; FailedPrecondition for all that needs somebody to act.
class Database {
 public:
  using Value = std::variant<int64_t, std::string_view>;
  using Values = std::initializer_list<Value>;

  class Row {
   public:
    explicit Row(sqlite3_stmt* statement) : statement_(statement) {}
    int64_t Number(int column) const { return sqlite3_column_int64(statement_, column); }
    std::string_view Text(int column) const;  // lives until the next row

   private:
    sqlite3_stmt* statement_;
  };

  Database() = default;
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Open makes the file where it is not there, readable for its owner alone, and the tables. A file
  // of another kind, or of a newer version, is refused and stays as it is. Its last component may
  // be no symbolic link.
  absl::Status Open(const std::string& path, const Kind& kind);
  bool is_open() const { return handle_ != nullptr; }

  // A statement's text is a literal: it is known by its address.
  absl::Status Run(const char* sql, Values values = {});
  absl::Status Each(const char* sql, Values values, absl::FunctionRef<void(const Row&)> see);

  int64_t last_id() const { return sqlite3_last_insert_rowid(handle_); }
  int64_t changes() const { return sqlite3_changes64(handle_); }

  // WaitAtMost lets what follows wait for other connections; 0 at first.
  void WaitAtMost(int milliseconds) { sqlite3_busy_timeout(handle_, milliseconds); }

 private:
  friend class Transaction;

  absl::Status OpenHandle(const std::string& path);
  absl::Status CheckHeader(const Kind& kind) const;
  absl::Status MakeTables(const Kind& kind);
  absl::Status Prepare(const char* sql, sqlite3_stmt** statement);
  absl::Status StatusOf(int code) const;
  void Close() noexcept;

  sqlite3* handle_ = nullptr;
  pid_t owner_ = 0;
  std::vector<std::pair<const char*, sqlite3_stmt*>> statements_;
};

// Transaction is rolled back where it was not committed.
class Transaction {
 public:
  explicit Transaction(Database* database) : database_(database) {}
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  // Begin takes the right to write at once.
  absl::Status Begin();
  absl::Status Commit();

 private:
  Database* database_;
  bool open_ = false;
};

}  // namespace inflow::quota_internal

#endif  // PLUGIN_QUOTA_INTERNAL_DATABASE_H_
