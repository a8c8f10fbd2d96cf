// SPDX-License-Identifier: Apache-2.0
#include "plugin/sqlite/statement.h"

#include <new>

namespace inflow {

absl::Status Statement::Prepare() {
  if (handle_ != nullptr) return absl::OkStatus();
  const int code = sqlite3_prepare_v3(database_->handle(), sql_, -1, SQLITE_PREPARE_PERSISTENT,
                                      &handle_, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : database_->Fault(code);
}

// A null pointer would be bound as NULL.
void Statement::Bind(int at, std::string_view text) {
  sqlite3_bind_text64(handle_, at, text.data() == nullptr ? "" : text.data(), text.size(),
                      SQLITE_STATIC, SQLITE_UTF8);
}

void Statement::Bind(int at, const Blob& blob) {
  sqlite3_bind_blob64(handle_, at, blob.bytes.data() == nullptr ? "" : blob.bytes.data(),
                      blob.bytes.size(), SQLITE_STATIC);
}

void Statement::Bind(int at, const BlobOrNull& blob) {
  blob.bytes.empty() ? static_cast<void>(sqlite3_bind_null(handle_, at))
                     : Bind(at, Blob(blob.bytes));
}

absl::StatusOr<bool> Rows::Next() {
  const int code = sqlite3_step(statement_->handle_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return statement_->database_->Fault(code);
}

std::string_view Rows::Bytes(int column) const {
  const void* const data = sqlite3_column_blob(statement_->handle_, column);
  const int size = sqlite3_column_bytes(statement_->handle_, column);
  if (data == nullptr && size > 0) throw std::bad_alloc();
  return {static_cast<const char*>(data), static_cast<size_t>(size)};
}

}  // namespace inflow
