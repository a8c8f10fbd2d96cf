// SPDX-License-Identifier: Apache-2.0
//
// File: transaction.h
//
//   Transaction transaction(&database);
//   absl::Status status = transaction.Begin();
//   if (status.ok()) status = ...
//   if (status.ok()) status = transaction.Commit();     // without it, all is undone
#ifndef PLUGIN_SQLITE_TRANSACTION_H_
#define PLUGIN_SQLITE_TRANSACTION_H_

#include "absl/status/status.h"
#include "plugin/sqlite/database.h"

namespace inflow {

class Transaction {
 public:
  explicit Transaction(Database* database) : database_(database) {}
  ~Transaction() { Undo(); }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  // Begin takes the writer's lock, or is Unavailable at once.
  absl::Status Begin() {
    absl::Status status = database_->Run("BEGIN IMMEDIATE");
    begun_ = status.ok();
    return status;
  }
  // After a Commit that fails nobody knows whether the file has what was written: end_unknown.
  absl::Status Commit() {
    absl::Status status = database_->Run("COMMIT");
    end_unknown_ = !status.ok();
    if (status.ok()) begun_ = false;
    return status;
  }
  bool end_unknown() const { return end_unknown_; }
  // Some errors undo it by themselves.
  void Undo() noexcept {
    if (begun_ && sqlite3_get_autocommit(database_->handle()) == 0)
      sqlite3_exec(database_->handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    begun_ = false;
  }

 private:
  Database* database_;
  bool begun_ = false;
  bool end_unknown_ = false;
};

}  // namespace inflow

#endif  // PLUGIN_SQLITE_TRANSACTION_H_
