// SPDX-License-Identifier: Apache-2.0
//
// What a handle with a journal costs, from accept to settled, beside a plain loop over SQLite that
// writes the same rows into the same tables in the same transactions, a statement a row.
#include <benchmark/benchmark.h>
#include <malloc.h>
#include <sqlite3.h>
#include <stdlib.h>  // mkdtemp
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "bench/instant_transport.h"
#include "plugin/destination/destination.h"

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

// Commits counts those of every connection that is opened from now on.
class Commits {
 public:
  Commits() {
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(&Count));
    count_ = 0;
  }
  ~Commits() { sqlite3_reset_auto_extension(); }
  uint64_t count() const { return count_; }

 private:
  static int Count(sqlite3* database, char**, const void*) {
    sqlite3_commit_hook(
        database, [](void*) -> int { return ++count_, 0; }, nullptr);
    return SQLITE_OK;
  }
  static inline uint64_t count_ = 0;
};

// Requests of so many records; alone, they may be repeated, and their marks wait for no disk.
bool Waits(size_t group) { return group > 1; }

// Block is a batch of records of kRecordBytes bytes, each with an id.
class Block {
 public:
  Block() {
    for (size_t i = 0; i < kBatch; ++i) {
      std::string record = R"({"id":")" + std::to_string(1000 + i) + R"(","remarks":")";
      record.resize(kRecordBytes - 2, 'x');
      data_ += record + "\"}";
      offsets_.push_back(data_.size());
    }
    batch_.records = {.data = data_.data(), .offsets = offsets_.data(), .count = kBatch};
  }
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;
  const HostBatch& batch() const { return batch_; }

 private:
  std::string data_;
  std::vector<uint64_t> offsets_ = {0};
  HostBatch batch_;
};

// ResidentBytes is the memory that the process holds.
size_t ResidentBytes() {
  size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages >> pages;
  return pages * static_cast<size_t>(getpagesize());
}

// Handle is a whole destination with a journal, over a transport that answers at once.
class Handle {
 public:
  Handle(const Folder& folder, size_t group) {
    Destination::Parts parts;
    parts.transport = std::make_unique<InstantTransport>();
    parts.clock = std::make_unique<SystemClock>();
    destination_ = std::make_unique<Destination>(std::move(parts));
    const std::string endpoint =
        Waits(group) ? R"("endpoint":"create_product","batching":{"enabled":true,"size":)" +
                           std::to_string(group) + "}"
                     : R"("endpoint":"update_product","parameters":{"id":"{record.id}"})";
    const std::string settings =
        R"({"credential":{"company_id":"7d9c2d0e-3a5f-4b55-9a53-2f7a6b1c0e11","api_key":"k"},)"
        R"("rate_limit":{"windows":[{"requests":1000000000,"per_ms":1}]},"journal":{"path":")" +
        folder.journal() + "\"}," + endpoint + "}";
    if (!destination_->Configure(settings).ok()) abort();
  }
  ~Handle() { destination_->Finish(); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  bool Write() {
    const bool written =
        destination_->WriteBatch(block_.batch(), -1).ok() && destination_->Flush(-1).ok();
    const bool all = written && destination_->settled().size() == kBatch;
    destination_->ClearSettled();
    return all;
  }

 private:
  std::unique_ptr<Destination> destination_;
  Block block_;
};

void OverJournal(benchmark::State& state) {
  const auto group = static_cast<size_t>(state.range(0));
  const Folder folder;
  const Commits commits;
  Handle handle(folder, group);
  if (!handle.Write()) return state.SkipWithError("the records were not delivered");
  const uint64_t before = commits.count();
  for ([[maybe_unused]] auto _ : state) {
    if (!handle.Write()) return state.SkipWithError("the records were not delivered");
  }
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * kBatch));
  state.counters["commits"] =
      static_cast<double>(commits.count() - before) / static_cast<double>(state.iterations());
}
BENCHMARK(OverJournal)->Name("journal")->Arg(100)->Arg(1);

void MakeTables(const Folder& folder) {
  JournalOptions options;
  options.path = folder.journal();
  auto journal = SqliteJournal::Open(options);
  if (!journal.ok() || !(*journal)->Begin({"company", "name", "settings"}, kNow).ok()) abort();
}

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
        "sequence, flags) VALUES (1, ?1, ?1, ?1, 1, 1, 200, 1800000000000, ?1, 0)",
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
  MakeTables(folder);
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

// FirstRequest notes when the first request starts, and answers none.
class FirstRequest final : public InstantTransport {
 public:
  FirstRequest() { answers = false; }
  absl::Status Start(const HttpRequest& request) override {
    if (requests == 0) at = std::chrono::steady_clock::now();
    return InstantTransport::Start(request);
  }
  std::chrono::steady_clock::time_point at;
};

// What a process waits for that begins with a million records of one that was killed.
void Restart(benchmark::State& state) {
  constexpr size_t kPending = 1'000'000;
  const Folder folder;
  const std::string settings =
      R"({"credential":{"company_id":"7d9c2d0e-3a5f-4b55-9a53-2f7a6b1c0e11","api_key":"k"},)"
      R"("endpoint":"update_product","parameters":{"id":"{record.id}"},)"
      R"("rate_limit":{"windows":[{"requests":1000000000,"per_ms":1}]},"journal":{"path":")" +
      folder.journal() + R"(","on_pending":"deliver"},"queue":{"max_records":)";
  const auto open = [&](const std::string& queue, FirstRequest** transport) {
    auto owned = std::make_unique<FirstRequest>();
    *transport = owned.get();
    Destination::Parts parts;
    parts.transport = std::move(owned);
    parts.clock = std::make_unique<SystemClock>();
    auto destination = std::make_unique<Destination>(std::move(parts));
    if (!destination->Configure(settings + queue + "}}").ok()) abort();
    return destination;
  };
  FirstRequest* transport = nullptr;
  {
    // It goes without an end, as a killed process does.
    auto killed = open(R"(1000000,"max_bytes":1000000000)", &transport);
    Block block;
    for (size_t i = 0; i < kPending; i += kBatch) {
      if (!killed->WriteBatch(block.batch(), 0).ok())
        return state.SkipWithError("the records were not accepted");
    }
  }
  malloc_trim(0);
  for ([[maybe_unused]] auto _ : state) {
    const size_t before = ResidentBytes();
    const auto began = std::chrono::steady_clock::now();
    auto destination = open("10000", &transport);
    destination->Poll(0);
    const std::chrono::duration<double> first = transport->at - began;
    const Stats stats = destination->GetStats();
    if (transport->requests == 0 || stats.counters.adopted_pending > 10'000)
      return state.SkipWithError("nothing was sent, or the queue holds too much");
    state.counters["first_request_s"] = first.count();
    state.counters["held"] = static_cast<double>(stats.counters.adopted_pending);
    state.counters["mib"] = static_cast<double>(ResidentBytes() - before) / (1 << 20);
  }
}
BENCHMARK(Restart)->Name("restart")->Iterations(1);

}  // namespace
}  // namespace inflow

BENCHMARK_MAIN();
