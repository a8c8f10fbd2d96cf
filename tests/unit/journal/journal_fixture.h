// SPDX-License-Identifier: Apache-2.0
//
// File: journal_fixture.h
//
// A journal in a folder of its own, and what it knows as plain values.
#ifndef TESTS_UNIT_JOURNAL_JOURNAL_FIXTURE_H_
#define TESTS_UNIT_JOURNAL_JOURNAL_FIXTURE_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "plugin/journal/sqlite_journal.h"
#include "tests/support/temp_folder.h"

namespace inflow {

constexpr WallMillis kNoon = 1'800'000'000'000;
constexpr int64_t kOneDay = 86'400'000;
constexpr int32_t kRejectedRecord = 4;
constexpr char kJournalFile[] = "inflow.db";

using Handle = std::unique_ptr<SqliteJournal>;

// Gives is the value of something that must be well.
template <class T>
T Gives(absl::StatusOr<T> value) {
  if (!value.ok()) ADD_FAILURE() << value.status();
  return value.ok() ? *std::move(value) : T();
}

class JournalTest : public ::testing::Test {
 protected:
  JournalOptions Options() const {
    JournalOptions options;
    options.path = folder_.Path(kJournalFile);
    options.durability = JournalDurability::kNormal;
    options.machine = Machine{"this machine", "this boot"};
    return options;
  }

  static Handle Open(const JournalOptions& options) {
    absl::StatusOr<Handle> journal = SqliteJournal::Open(options);
    if (!journal.ok()) ADD_FAILURE() << journal.status();
    return journal.ok() ? *std::move(journal) : nullptr;
  }
  static absl::Status Fault(const JournalOptions& options) {
    return SqliteJournal::Open(options).status();
  }
  static Handle Begun(const JournalOptions& options,
                      const JournalScope& scope = {"company", "name", "settings"}) {
    Handle journal = Open(options);
    if (journal != nullptr) {
      EXPECT_EQ(journal->Begin(scope, kNoon), absl::OkStatus());
    }
    return journal;
  }
  Handle Begun() const { return Begun(Options()); }

  static absl::StatusOr<Appended> TryAppend(SqliteJournal* journal,
                                            const std::vector<std::string>& bytes,
                                            std::string_view token = {}, uint64_t first_id = 0,
                                            const std::vector<std::string>& keys = {}) {
    std::vector<NewRecord> records;
    for (size_t i = 0; i < bytes.size(); ++i) {
      records.push_back({first_id + i, static_cast<int64_t>(100 + i), bytes[i],
                         i < keys.size() ? std::string_view(keys[i]) : std::string_view()});
    }
    return journal->Append({"route", kNoon, token, false, records});
  }
  // Append returns the number of the first record.
  static uint64_t Append(SqliteJournal* journal, const std::vector<std::string>& bytes,
                         std::string_view token = {}, uint64_t first_id = 0,
                         const std::vector<std::string>& keys = {}) {
    return Gives(TryAppend(journal, bytes, token, first_id, keys)).first;
  }

  static absl::Status Send(SqliteJournal* journal, uint64_t number, std::string_view key = {},
                           std::string_view digest = {}) {
    const SendingMark mark{number, 1, 0, kNoon + 5, digest, key};
    return journal->Sending({&mark, 1}, /*wait=*/true);
  }
  static absl::StatusOr<uint64_t> Settle(SqliteJournal* journal, uint64_t number,
                                         int32_t outcome = kDeliveredRecord) {
    Settlement settlement;
    settlement.number = number;
    settlement.outcome = outcome;
    settlement.attempts = 1;
    settlement.message = outcome == kDeliveredRecord ? "" : "why not";
    return journal->Settled({&settlement, 1}, kNoon + 10);
  }

  // Left is what earlier sessions left, a text a record: its number, bytes and what became of it.
  static std::vector<std::string> Left(SqliteJournal* journal, size_t max_records = 1000,
                                       size_t max_bytes = 1 << 20, bool pending_only = false) {
    std::vector<std::string> left;
    EarlierPage page;
    do {
      page = Gives(
          journal->Earlier(page.after, max_records, max_bytes, pending_only,
                           [&](const EarlierRecord& record) { left.push_back(Shown(record)); }));
    } while (page.more);
    return left;
  }
  static std::string Shown(const EarlierRecord& record) {
    std::string text = std::to_string(record.at.number) + " " + std::string(record.bytes);
    if (record.maybe_applied) text += " sent";
    if (record.outcome != kPendingRecord) text += " = " + std::to_string(record.outcome);
    return text;
  }

  testing::TempFolder folder_;
};

}  // namespace inflow

#endif  // TESTS_UNIT_JOURNAL_JOURNAL_FIXTURE_H_
