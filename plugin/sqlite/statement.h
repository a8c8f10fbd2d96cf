// SPDX-License-Identifier: Apache-2.0
//
// File: statement.h
//
// A prepared statement. It is prepared when it is first used, and kept.
//
//   absl::Status status = insert_.Run(number, Blob(bytes));
//
//   Rows rows(&select_);
//   for (absl::StatusOr<bool> row = rows.First(number); ; row = rows.Next()) {
//     if (!row.ok()) return row.status();
//     if (!*row) break;
//     use(rows.Int(0), rows.Text(1));
//   }
#ifndef PLUGIN_SQLITE_STATEMENT_H_
#define PLUGIN_SQLITE_STATEMENT_H_

#include <sqlite3.h>

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "plugin/sqlite/database.h"

namespace inflow {

// Blob is bytes; a plain view is text. An empty one is empty, not null.
struct Blob {
  explicit Blob(std::string_view all) : bytes(all) {}
  std::string_view bytes;
};
// BlobOrNull is null where it is empty.
struct BlobOrNull {
  explicit BlobOrNull(std::string_view all) : bytes(all) {}
  std::string_view bytes;
};

class Statement {
 public:
  Statement(Database* database, const char* sql) : database_(database), sql_(sql) {}
  ~Statement() { sqlite3_finalize(handle_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // Run executes it with these for its parameters, which are borrowed; rows are passed over.
  template <class... Args>
  absl::Status Run(const Args&... args) {
    absl::Status status = Prepare();
    if (!status.ok()) return status;
    const Reset reset(this);
    BindAll(args...);
    int code = sqlite3_step(handle_);
    while (code == SQLITE_ROW) code = sqlite3_step(handle_);
    return code == SQLITE_DONE ? absl::OkStatus() : database_->Fault(code);
  }
  // changed is how many rows the last Run inserted, updated or deleted.
  int64_t changed() const { return sqlite3_changes64(database_->handle()); }

  // Abandon forgets it: for the child of a fork.
  void Abandon() noexcept { handle_ = nullptr; }

 private:
  friend class Rows;

  // Reset ends an execution, however that is left.
  class Reset {
   public:
    explicit Reset(Statement* statement) : statement_(statement) {}
    ~Reset() { sqlite3_reset(statement_->handle_); }
    Reset(const Reset&) = delete;
    Reset& operator=(const Reset&) = delete;

   private:
    Statement* statement_;
  };

  absl::Status Prepare();
  template <class... Args>
  void BindAll(const Args&... args) {
    int at = 0;
    (Bind(++at, args), ...);
  }
  // They fail only where there is no such parameter.
  void Bind(int at, int64_t value) { sqlite3_bind_int64(handle_, at, value); }
  void Bind(int at, uint64_t value) { Bind(at, static_cast<int64_t>(value)); }
  void Bind(int at, uint32_t value) { Bind(at, static_cast<int64_t>(value)); }
  void Bind(int at, int32_t value) { Bind(at, static_cast<int64_t>(value)); }
  void Bind(int at, bool value) { Bind(at, static_cast<int64_t>(value)); }
  void Bind(int at, std::string_view text);
  void Bind(int at, const Blob& blob);
  void Bind(int at, const BlobOrNull& blob);

  Database* database_;
  const char* sql_;
  sqlite3_stmt* handle_ = nullptr;
};

// Rows are a statement's while they live; texts and blobs are good until the next row.
class Rows {
 public:
  explicit Rows(Statement* statement) : statement_(statement), reset_(statement) {}

  // First and Next return whether there is a row.
  template <class... Args>
  absl::StatusOr<bool> First(const Args&... args) {
    absl::Status status = statement_->Prepare();
    if (!status.ok()) return status;
    statement_->BindAll(args...);
    return Next();
  }
  absl::StatusOr<bool> Next();

  int64_t Int(int column) const { return sqlite3_column_int64(statement_->handle_, column); }
  uint64_t Unsigned(int column) const { return static_cast<uint64_t>(Int(column)); }
  bool IsNull(int column) const {
    return sqlite3_column_type(statement_->handle_, column) == SQLITE_NULL;
  }
  // Bytes is a text's or a blob's; null is empty.
  std::string_view Bytes(int column) const;

 private:
  Statement* statement_;
  Statement::Reset reset_;
};

}  // namespace inflow

#endif  // PLUGIN_SQLITE_STATEMENT_H_
