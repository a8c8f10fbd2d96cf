// SPDX-License-Identifier: Apache-2.0
//
// File: reader.h
//
// A connection that reads a journal's file, damaged or not, and never writes to it.
//
//   absl::StatusOr<std::unique_ptr<Reader>> reader = Reader::Open(path);
//   int code = (*reader)->Each("SELECT …", {number}, [&](const ReadRow& row) { … });
//   if (code != SQLITE_DONE) …                // what was visited before is good
#ifndef PLUGIN_JOURNAL_INTERNAL_READER_H_
#define PLUGIN_JOURNAL_INTERNAL_READER_H_

#include <sqlite3.h>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"

namespace inflow {

// ReadRow is good while it is visited.
class ReadRow {
 public:
  explicit ReadRow(sqlite3_stmt* statement) : statement_(statement) {}
  int64_t Int(int column) const { return sqlite3_column_int64(statement_, column); }
  uint64_t Unsigned(int column) const { return static_cast<uint64_t>(Int(column)); }
  bool IsNull(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  // Bytes throws std::bad_alloc where there is no memory for them.
  std::string_view Bytes(int column) const;

 private:
  sqlite3_stmt* statement_;
};

class Reader {
 public:
  // Open opens a journal of this version. FailedPrecondition: it is none, or a newer one's.
  // DataLoss: nobody can tell. NotFound: nothing is there. `cut`: also one that ends too early.
  static absl::StatusOr<std::unique_ptr<Reader>> Open(const std::string& path, bool cut = false);
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // Each visits what a query gives, with these for its parameters; returns the code that ended it,
  // SQLITE_DONE where nothing went wrong. No memory is std::bad_alloc.
  int Each(const char* sql, std::initializer_list<int64_t> numbers,
           absl::FunctionRef<void(const ReadRow&)> visit);
  // Count is the number that a query gives.
  absl::StatusOr<int64_t> Count(const char* sql);
  // BackUp makes a copy of what the file holds, as one connection sees it, in an empty file.
  absl::Status BackUp(const std::string& to);
  // Why puts a code into words.
  absl::Status Why(int code) const;

 private:
  explicit Reader(std::string path) : path_(std::move(path)) {}

  std::string path_;
  sqlite3* handle_ = nullptr;
};

}  // namespace inflow

#endif  // PLUGIN_JOURNAL_INTERNAL_READER_H_
