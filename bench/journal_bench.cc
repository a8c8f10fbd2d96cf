// SPDX-License-Identifier: Apache-2.0
//
// What a journal costs, from accept to settled, beside a plain loop over SQLite that writes the
// same rows into the same tables in the same transactions, a statement a row.
#include <benchmark/benchmark.h>
#include <sqlite3.h>
#include <stdlib.h>  // mkdtemp

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "plugin/journal/sqlite_journal.h"

namespace inflow {
namespace {

constexpr size_t kBatch = 1000;
constexpr size_t kRecordBytes = 350;
constexpr WallMillis kNow = 1'800'000'000'000;

class Folder {
 public:
  Folder() : path_((std::filesystem::temp_directory_path() / "inflow-bench-XXXXXX").string()) {
    if (mkdtemp(path_.data()) == nullptr) abort();
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string journal() const { return path_ + "/inflow.db"; }

 private:
  std::string path_;
};

std::unique_ptr<SqliteJournal> OpenJournal(const Folder& folder) {
  JournalOptions options;
  options.path = folder.journal();
  auto journal = SqliteJournal::Open(options);
  if (!journal.ok() || !(*journal)->Begin({"company", "name", "settings"}, kNow).ok()) abort();
  return *std::move(journal);
}

// Requests of so many records; alone, they are repeatable, and their marks wait for no disk.
bool Waits(size_t group) { return group > 1; }

void OverJournal(benchmark::State& state) {
  const auto group = static_cast<size_t>(state.range(0));
  const Folder folder;
  const auto journal = OpenJournal(folder);
  const std::string bytes(kRecordBytes, 'r');
  std::vector<NewRecord> records(kBatch);
  for (size_t i = 0; i < kBatch; ++i) records[i] = {i, static_cast<int64_t>(i), bytes, ""};
  std::vector<SendingMark> marks(kBatch);
  std::vector<Settlement> settlements(kBatch);
  for ([[maybe_unused]] auto _ : state) {
    const auto appended = journal->Append({"route", kNow, "", false, records});
    bool done = appended.ok();
    for (size_t i = 0; done && i < kBatch; ++i) {
      marks[i] = {appended->first + i, 1, 0, kNow, "", ""};
      settlements[i].number = appended->first + i;
      settlements[i].attempts = 1;
    }
    for (size_t i = 0; done && i < kBatch; i += group)
      done = journal->Sending({&marks[i], group}, Waits(group)).ok();
    if (!done || !journal->Settled(settlements, kNow).ok())
      return state.SkipWithError("the journal failed");
  }
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * kBatch));
  state.counters["commits"] = static_cast<double>(kBatch / group + 2);
}
BENCHMARK(OverJournal)->Name("journal")->Arg(100)->Arg(1);

// Plain is the loop that somebody writes who knows the tables.
class Plain {
 public:
  explicit Plain(const std::string& path) {
    Must(sqlite3_open(path.c_str(), &database_));
    Run("PRAGMA secure_delete=ON; PRAGMA synchronous=FULL");
    const char* const sql[] = {
        "INSERT INTO batch (first, count, scope, session, route, accepted, closed) VALUES (?, 1000, "
        "1, 1, 'route', 1800000000000, 0)",
        "INSERT INTO pending (session, number, id, ordinal) VALUES (1, ?1, ?1, ?1)",
        "INSERT INTO payload (number, bytes) VALUES (?, ?)",
        "UPDATE pending SET attempts = 1, failures = 0, first_attempt = 1800000000000, sent = 1 "
        "WHERE session = 1 AND number = ?",
        "INSERT INTO receipt (session, number, id, ordinal, attempts, outcome, http_status, settled, "
        "sequence) VALUES (1, ?1, ?1, ?1, 1, 1, 0, 1800000000000, ?1)",
        "DELETE FROM pending WHERE session = 1 AND number = ?",
        "DELETE FROM payload WHERE number = ?"};
    for (const char* const one : sql) {
      statements_.push_back(nullptr);
      Must(sqlite3_prepare_v2(database_, one, -1, &statements_.back(), nullptr));
    }
  }
  ~Plain() {
    for (sqlite3_stmt* const statement : statements_) sqlite3_finalize(statement);
    sqlite3_close(database_);
  }
  Plain(const Plain&) = delete;
  Plain& operator=(const Plain&) = delete;

  void Run(const char* sql) { Must(sqlite3_exec(database_, sql, nullptr, nullptr, nullptr)); }
  void Row(size_t statement, int64_t number, const std::string* bytes = nullptr) {
    sqlite3_stmt* const use = statements_[statement];
    sqlite3_bind_int64(use, 1, number);
    if (bytes != nullptr) sqlite3_bind_blob64(use, 2, bytes->data(), bytes->size(), SQLITE_STATIC);
    if (sqlite3_step(use) != SQLITE_DONE) abort();
    sqlite3_reset(use);
  }

 private:
  static void Must(int code) {
    if (code != SQLITE_OK) abort();
  }
  sqlite3* database_ = nullptr;
  std::vector<sqlite3_stmt*> statements_;
};

void OverPlainLoop(benchmark::State& state) {
  const auto group = static_cast<int64_t>(state.range(0));
  const Folder folder;
  OpenJournal(folder).reset();
  Plain plain(folder.journal());
  const std::string bytes(kRecordBytes, 'r');
  int64_t first = 1;
  for ([[maybe_unused]] auto _ : state) {
    const int64_t end = first + static_cast<int64_t>(kBatch);
    plain.Run("BEGIN IMMEDIATE");
    plain.Row(0, first);
    for (int64_t i = first; i < end; ++i) {
      plain.Row(1, i);
      plain.Row(2, i, &bytes);
    }
    plain.Run("COMMIT");
    if (!Waits(static_cast<size_t>(group))) plain.Run("PRAGMA synchronous=NORMAL");
    for (int64_t request = first; request < end; request += group) {
      plain.Run("BEGIN IMMEDIATE");
      for (int64_t i = request; i < request + group; ++i) plain.Row(3, i);
      plain.Run("COMMIT");
    }
    plain.Run("PRAGMA synchronous=FULL; BEGIN IMMEDIATE");
    for (int64_t i = first; i < end; ++i) {
      plain.Row(4, i);
      plain.Row(5, i);
      plain.Row(6, i);
    }
    plain.Run("COMMIT");
    first = end;
  }
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * kBatch));
}
BENCHMARK(OverPlainLoop)->Name("plain")->Arg(100)->Arg(1);

}  // namespace
}  // namespace inflow

BENCHMARK_MAIN();
