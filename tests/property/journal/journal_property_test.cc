// SPDX-License-Identifier: Apache-2.0
//
// A journal against a model in memory: any sequence of calls by sessions that begin, die and close
// leaves both with the same records.
#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "plugin/journal/sqlite_journal.h"
#include "rapidcheck/gtest.h"
#include "tests/support/temp_folder.h"

namespace inflow {
namespace {

constexpr WallMillis kStart = 1'800'000'000'000;

struct ModelRecord {
  std::string bytes;
  uint64_t id = 0;
  uint64_t session = 0;  // that it belongs to
  bool sent = false;
  uint32_t attempts = 0;
  int32_t outcome = 0;
  std::optional<uint64_t> sequence;  // in which it settled; none: by one that adopted it

  bool operator==(const ModelRecord&) const = default;
};

struct ModelSession {
  uint64_t owner = 0;
  bool alive = true;
  uint64_t taken = 0;
  uint64_t sequence = 0;
};

struct ModelToken {
  uint64_t first = 0;
  std::vector<std::string> bytes;
};

// Model keeps everything in maps.
struct Model {
  std::map<uint64_t, ModelRecord> records;  // by number
  std::map<uint64_t, ModelSession> sessions;
  std::map<std::string, ModelToken> tokens;
  std::map<std::string, std::pair<uint64_t, std::string>> keys;  // newest sent, digest
  uint64_t next = 1;

  bool IsMine(uint64_t session, uint64_t me) const { return sessions.at(session).owner == me; }
  // Left is what a session sees of earlier ones, by session and number.
  std::map<std::pair<uint64_t, uint64_t>, ModelRecord> Left(uint64_t me) const {
    std::map<std::pair<uint64_t, uint64_t>, ModelRecord> left;
    for (const auto& [number, record] : records) {
      const ModelSession& session = sessions.at(record.session);
      if (record.session == me) continue;
      if (session.owner != me && sessions.at(session.owner).alive) continue;
      if (record.outcome != 0 && record.sequence.has_value() && *record.sequence <= session.taken)
        continue;
      ModelRecord seen = record;
      seen.sequence.reset();
      if (seen.outcome != 0) seen.sent = false;
      if (seen.outcome == kDeliveredRecord) seen.bytes.clear();
      left[{record.session, number}] = seen;
    }
    return left;
  }
};

// World is a folder, its handles and the model of them.
class World {
 public:
  explicit World(uint64_t seed) : random_(seed) {}

  void Step() {
    if (handles_.empty()) return Begin();
    switch (Below(12)) {
      case 0:
        return handles_.size() < 3 ? Begin() : Kill();
      case 1:
        return Kill();
      case 2:
        return Close();
      case 3:
        return Adopt();
      case 4:
        return Take();
      case 5:
      case 6:
        return Append();
      case 7:
        return AppendToken();
      case 8:
      case 9:
        return Send();
      case 10:
        return Settle();
      default:
        return Compare();
    }
  }
  void Compare() {
    if (handles_.empty()) Begin();
    for (const auto& handle : handles_) {
      RC_ASSERT(Seen(handle.get()) == model_.Left(handle->session()));
      for (const auto& [key, known] : model_.keys) {
        const absl::StatusOr<LastDelivery> last = handle->Last(key);
        RC_ASSERT(last.ok());
        RC_ASSERT(last->digest.value_or("") == known.second);
        RC_ASSERT(last->newest == known.first);
      }
    }
  }

 private:
  using Listed = std::map<std::pair<uint64_t, uint64_t>, ModelRecord>;

  uint64_t Below(uint64_t count) { return random_() % count; }
  SqliteJournal* Any() { return handles_[Below(handles_.size())].get(); }

  Listed Seen(SqliteJournal* journal) {
    Listed seen;
    EarlierPage page;
    do {
      const absl::StatusOr<EarlierPage> next =
          journal->Earlier(page.after, 1 + Below(5), Below(60), false, [&](const EarlierRecord& r) {
            ModelRecord record;
            record.bytes = r.bytes;
            record.id = r.id;
            record.session = r.at.session;
            record.sent = r.maybe_applied;
            record.attempts = r.attempts;
            record.outcome = r.outcome;
            RC_ASSERT(seen.emplace(std::pair(r.at.session, r.at.number), record).second);
          });
      RC_ASSERT(next.ok());
      page = *next;
    } while (page.more);
    return seen;
  }

  void Begin() {
    JournalOptions options;
    options.path = folder_.Path("inflow.db");
    options.durability = JournalDurability::kOff;
    options.keep_digests = true;
    absl::StatusOr<std::unique_ptr<SqliteJournal>> journal = SqliteJournal::Open(options);
    RC_ASSERT(journal.ok());
    RC_ASSERT((*journal)->Begin({"company", "name", "settings"}, kStart).ok());
    const uint64_t session = (*journal)->session();
    RC_ASSERT(model_.sessions.count(session) == 0u);
    model_.sessions[session].owner = session;
    handles_.push_back(*std::move(journal));
  }
  void Kill() {
    const size_t at = Below(handles_.size());
    model_.sessions[handles_[at]->session()].alive = false;
    handles_.erase(handles_.begin() + static_cast<ptrdiff_t>(at));
  }
  void Close() {
    const size_t at = Below(handles_.size());
    ModelSession& session = model_.sessions[handles_[at]->session()];
    session.alive = false;
    session.taken = session.sequence;
    RC_ASSERT(handles_[at]->Close(kStart).ok());
    handles_.erase(handles_.begin() + static_cast<ptrdiff_t>(at));
  }
  void Adopt() {
    SqliteJournal* const journal = Any();
    const auto sessions = journal->Sessions();
    RC_ASSERT(sessions.ok());
    for (const EarlierSession& session : *sessions) {
      RC_ASSERT(journal->Adopt({&session.session, 1}).ok());
      model_.sessions[session.session].owner = journal->session();
    }
  }
  void Take() {
    SqliteJournal* const journal = Any();
    ModelSession& session = model_.sessions[journal->session()];
    const uint64_t sequence = Below(session.sequence + 1);
    RC_ASSERT(journal->Taken(sequence).ok());
    RC_ASSERT(journal->Flushed().ok());
    session.taken = std::max(session.taken, sequence);
  }

  std::vector<std::string> NewBytes() {
    std::vector<std::string> bytes(1 + Below(4));
    for (std::string& one : bytes) one = std::to_string(random_()).substr(0, 1 + Below(19));
    return bytes;
  }
  absl::StatusOr<Appended> Give(SqliteJournal* journal, const std::vector<std::string>& bytes,
                                std::string_view token, uint64_t id) {
    std::vector<NewRecord> records;
    for (const std::string& one : bytes) records.push_back({id++, 0, one, ""});
    return journal->Append({"route", kStart, token, false, records});
  }
  void Accepted(uint64_t session, const std::vector<std::string>& bytes, uint64_t id) {
    for (const std::string& one : bytes) {
      ModelRecord record;
      record.bytes = one;
      record.id = id++;
      record.session = session;
      model_.records[model_.next++] = record;
    }
  }
  void Append() {
    SqliteJournal* const journal = Any();
    const std::vector<std::string> bytes = NewBytes();
    const uint64_t id = random_();
    const absl::StatusOr<Appended> appended = Give(journal, bytes, "", id);
    RC_ASSERT(appended.ok());
    RC_ASSERT(appended->first == model_.next);
    Accepted(journal->session(), bytes, id);
  }
  void AppendToken() {
    SqliteJournal* const journal = Any();
    const uint64_t me = journal->session();
    const std::string token = "token " + std::to_string(Below(4));
    const auto known = model_.tokens.find(token);
    const bool same = known != model_.tokens.end() && Below(4) != 0;
    const std::vector<std::string> bytes = same ? known->second.bytes : NewBytes();
    const uint64_t id = random_();
    const absl::StatusOr<Appended> appended = Give(journal, bytes, token, id);
    if (known == model_.tokens.end()) {
      RC_ASSERT(appended.ok());
      RC_ASSERT(appended->records.empty());
      model_.tokens[token] = {model_.next, bytes};
      return Accepted(me, bytes, id);
    }
    if (bytes != known->second.bytes) {
      RC_ASSERT(absl::IsAborted(appended.status()));
      return;
    }
    const uint64_t first = known->second.first;
    const uint64_t owner = model_.sessions[model_.records[first].session].owner;
    if (owner != me && model_.sessions[owner].alive) {
      RC_ASSERT(absl::IsFailedPrecondition(appended.status()));
      return;
    }
    RC_ASSERT(appended.ok());
    RC_ASSERT(appended->records[0].repeated);
    RC_ASSERT(appended->records.size() == bytes.size());
    const bool moves = model_.records[first].session != me;
    ModelSession& session = model_.sessions[me];
    for (size_t i = 0; i < bytes.size(); ++i) {
      ModelRecord& record = model_.records[first + i];
      RC_ASSERT(appended->records[i].number == first + i);
      RC_ASSERT(appended->records[i].outcome == record.outcome);
      if (record.outcome == 0) record.id = id + i;
      if (moves && record.outcome != 0) record.sequence = session.sequence + 1 + i;
      record.session = me;
    }
    if (moves) session.sequence += bytes.size();
  }

  // Mine is a pending record that a session may send; nullptr: it has none.
  std::pair<uint64_t, ModelRecord*> Mine(uint64_t me) {
    std::vector<uint64_t> mine;
    for (const auto& [number, record] : model_.records)
      if (record.outcome == 0 && model_.IsMine(record.session, me)) mine.push_back(number);
    if (mine.empty()) return {0, nullptr};
    const uint64_t number = mine[Below(mine.size())];
    return {number, &model_.records[number]};
  }
  static std::string KeyOf(uint64_t number) { return "key " + std::to_string(number % 5); }

  void Send() {
    SqliteJournal* const journal = Any();
    const auto [number, record] = Mine(journal->session());
    if (record == nullptr) return;
    const std::string digest = "digest of " + record->bytes;
    const std::string key = KeyOf(number);
    const SendingMark mark{number, record->attempts + 1, 0, kStart, digest, key};
    RC_ASSERT(journal->Sending({&mark, 1}, Below(2) == 0).ok());
    record->sent = true;
    ++record->attempts;
    auto& known = model_.keys[key];
    known = {std::max(known.first, number), ""};
  }
  void Settle() {
    SqliteJournal* const journal = Any();
    const uint64_t me = journal->session();
    std::vector<Settlement> settlements;
    std::set<uint64_t> taken;
    for (uint64_t count = Below(4); count > 0; --count) {
      const auto [number, record] = Mine(me);
      if (record == nullptr || !taken.insert(number).second) continue;
      Settlement settlement;
      settlement.number = number;
      settlement.outcome = static_cast<int32_t>(1 + Below(7));
      settlement.attempts = record->attempts;
      settlements.push_back(settlement);
    }
    ModelSession& session = model_.sessions[me];
    for (const Settlement& settlement : settlements) {
      ModelRecord& record = model_.records[settlement.number];
      record.outcome = settlement.outcome;
      if (record.outcome == kUnchangedRecord || record.outcome == kSupersededRecord)
        record.bytes.clear();
      if (record.session == me) record.sequence = ++session.sequence;
      auto& known = model_.keys[KeyOf(settlement.number)];
      if (record.outcome == kDeliveredRecord && known.first == settlement.number && record.sent)
        known.second = "digest of " + record.bytes;
    }
    const absl::StatusOr<uint64_t> sequence = journal->Settled(settlements, kStart);
    RC_ASSERT(sequence.ok());
    RC_ASSERT(*sequence == session.sequence);
  }

  std::mt19937_64 random_;
  testing::TempFolder folder_;
  std::vector<std::unique_ptr<SqliteJournal>> handles_;
  Model model_;
};

RC_GTEST_PROP(JournalProperty, KnowsWhatAModelKnows, (uint64_t seed)) {
  World world(seed);
  for (int step = 0; step < 120; ++step) world.Step();
  world.Compare();
}

}  // namespace
}  // namespace inflow
