// SPDX-License-Identifier: Apache-2.0
#include "plugin/journal/check.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "plugin/journal/internal/parts.h"
#include "plugin/journal/internal/reader.h"

namespace inflow {
namespace {

constexpr size_t kFaultsTold = 100;

struct Rule {
  const char* query;   // counts what breaks it
  const char* broken;  // behind the count
};

// Our own rules, beside those of SQLite: the invariants of sqlite_journal.h that a file can show.
// The batch of a number is the one that begins last before it.
constexpr Rule kRules[] = {
    {"SELECT count(*) FROM pending p JOIN receipt r ON r.session = p.session AND r.number = p.number",
     "records are pending and settled at once"},
    {"SELECT count(*) FROM pending p WHERE NOT EXISTS (SELECT 1 FROM payload WHERE number = "
     "p.number)",
     "pending records have lost their bytes"},
    {"SELECT count(*) FROM receipt r JOIN payload p ON p.number = r.number WHERE r.outcome IN (1, "
     "2, 3)",
     "records have left their bytes behind, though inFlow has them"},
    {"SELECT count(*) FROM payload y WHERE NOT EXISTS (SELECT 1 FROM batch b WHERE b.first = (SELECT "
     "max(first) FROM batch WHERE first <= y.number) AND (EXISTS (SELECT 1 FROM pending p WHERE "
     "p.session = b.session AND p.number = y.number) OR EXISTS (SELECT 1 FROM receipt r WHERE "
     "r.session = b.session AND r.number = y.number)))",
     "records have bytes, and are neither pending nor settled"},
    {"SELECT count(*) FROM (SELECT session, number FROM pending UNION ALL SELECT session, number "
     "FROM receipt) p WHERE NOT EXISTS (SELECT 1 FROM batch b WHERE b.first = (SELECT max(first) "
     "FROM batch WHERE first <= p.number) AND p.number < b.first + b.count AND b.session = "
     "p.session)",
     "records are in no batch of their session"},
    {"SELECT count(*) FROM batch b WHERE EXISTS (SELECT 1 FROM batch c WHERE c.first > b.first AND "
     "c.first < b.first + b.count)",
     "batches lie over each other"},
    {"SELECT count(*) FROM batch b WHERE NOT EXISTS (SELECT 1 FROM session s WHERE s.id = b.session "
     "AND s.scope = b.scope)",
     "batches are of no session of their company and name"},
    {"SELECT count(*) FROM session s WHERE NOT EXISTS (SELECT 1 FROM scope WHERE id = s.scope)",
     "sessions are of no company"},
    {"SELECT count(*) FROM session s WHERE run IS NOT NULL AND NOT EXISTS (SELECT 1 FROM run WHERE "
     "id = s.run AND scope = s.scope)",
     "sessions are of a load that is not there"},
    {"SELECT count(*) FROM run_record x WHERE NOT EXISTS (SELECT 1 FROM pending p WHERE p.session = "
     "x.session AND p.number = x.number) AND NOT EXISTS (SELECT 1 FROM receipt r WHERE r.session = "
     "x.session AND r.number = x.number)",
     "places of a load have lost their record"},
};

void Add(const JournalCounts& from, JournalCounts* to) {
  to->pending += from.pending;
  to->maybe_applied += from.maybe_applied;
  for (size_t i = 0; i < to->settled.size(); ++i) to->settled[i] += from.settled[i];
}

// Checker reads one file; what it cannot read is a fault of the report.
class Checker {
 public:
  Checker(Reader* reader, JournalReport* report) : reader_(reader), report_(report) {}

  void Check(const JournalPaths& paths, const Machine& machine) {
    Try(
        reader_->Each("SELECT page_count * page_size, freelist_count * page_size FROM "
                      "pragma_page_count, pragma_freelist_count, pragma_page_size",
                      {}, [&](const ReadRow& row) {
                        report_->bytes = row.Int(0);
                        report_->free_bytes = row.Int(1);
                      }));
    Try(reader_->Each("PRAGMA integrity_check", {}, [&](const ReadRow& row) {
      if (row.Bytes(0) != "ok") Fault(std::string(row.Bytes(0)));
    }));
    for (const Rule& rule : kRules) {
      const absl::StatusOr<int64_t> broken = reader_->Count(rule.query);
      if (!broken.ok()) {
        Fault(std::string(broken.status().message()));
      } else if (*broken > 0) {
        Fault(absl::StrCat(*broken, " ", rule.broken));
      }
    }
    OpenSessions(paths);
    Judge(machine);
    ReadScopes();
    ReadSessions();
    ReadRuns();
  }

 private:
  void Fault(std::string fault) {
    if (std::find(report_->faults.begin(), report_->faults.end(), fault) != report_->faults.end())
      return;
    if (report_->faults.size() < kFaultsTold) report_->faults.push_back(std::move(fault));
  }
  void Try(int code) {
    if (code != SQLITE_DONE) Fault(std::string(reader_->Why(code).message()));
  }

  // The file is never made: a journal without it is a copy.
  void OpenSessions(const JournalPaths& paths) {
    if (!CheckFile(paths.sessions()).ok()) return;
    absl::StatusOr<SessionsFile> sessions = SessionsFile::Open(paths.sessions());
    if (!sessions.ok()) return Fault(std::string(sessions.status().message()));
    sessions_.emplace(*std::move(sessions));
  }
  std::optional<long> Holder(uint64_t session) const {
    return sessions_.has_value() && session != 0 ? sessions_->Holder(session) : std::nullopt;
  }

  void Judge(const Machine& here) {
    std::map<std::string, std::string, std::less<>> meta;
    Try(reader_->Each("SELECT name, value FROM meta", {},
                      [&](const ReadRow& row) { meta[std::string(row.Bytes(0))] = row.Bytes(1); }));
    uint64_t last = 0;
    Try(reader_->Each("SELECT seq FROM sqlite_sequence WHERE name = 'session'", {},
                      [&](const ReadRow& row) { last = row.Unsigned(0); }));
    const uint64_t noted = sessions_.has_value() ? sessions_->last().value_or(0) : 0;
    const bool copy = !sessions_.has_value() || sessions_->nonce() != meta["nonce"] ||
                      noted > last || !meta["restored"].empty();
    report_->standing = StandingOf(meta["machine"], here.id, copy);
  }

  void ReadScopes() {
    Try(reader_->Each("SELECT id, company, name FROM scope ORDER BY company, name", {},
                      [&](const ReadRow& row) {
                        scopes_[row.Int(0)] = report_->scopes.size();
                        JournalScopeReport& scope = report_->scopes.emplace_back();
                        scope.company = row.Bytes(1);
                        scope.name = row.Bytes(2);
                      }));
  }
  // ScopeOf makes one without a name for what has none.
  size_t ScopeOf(int64_t id) {
    const auto [at, is_new] = scopes_.try_emplace(id, report_->scopes.size());
    if (is_new) report_->scopes.emplace_back();
    return at->second;
  }

  void ReadSessions() {
    std::map<uint64_t, JournalCounts> counts;
    Try(reader_->Each("SELECT session, count(*), sum(sent IN (1, 3)) FROM pending GROUP BY session",
                      {}, [&](const ReadRow& row) {
                        counts[row.Unsigned(0)].pending = row.Unsigned(1);
                        counts[row.Unsigned(0)].maybe_applied = row.Unsigned(2);
                      }));
    Try(reader_->Each("SELECT session, outcome, count(*) FROM receipt GROUP BY session, outcome",
                      {}, [&](const ReadRow& row) {
                        if (row.Unsigned(1) < kRecordOutcomes)
                          counts[row.Unsigned(0)].settled[row.Unsigned(1)] = row.Unsigned(2);
                      }));
    Try(reader_->Each("SELECT id, scope, owner, began, ended, run FROM session ORDER BY id", {},
                      [&](const ReadRow& row) {
                        JournalSession& session = report_->sessions.emplace_back();
                        session.session = row.Unsigned(0);
                        session.scope = ScopeOf(row.Int(1));
                        session.began = row.Int(3);
                        session.ended = !row.IsNull(4);
                        session.holder = Holder(row.Unsigned(2));
                        session.run = row.Unsigned(5);
                        session.counts = counts[session.session];
                        Add(session.counts, &report_->scopes[session.scope].counts);
                      }));
  }

  void ReadRuns() {
    Try(reader_->Each("SELECT id, scope, key, began FROM run ORDER BY id", {},
                      [&](const ReadRow& row) {
                        JournalRun& run = report_->runs.emplace_back();
                        run.run = row.Unsigned(0);
                        run.scope = ScopeOf(row.Int(1));
                        run.key = row.Bytes(2);
                        run.began = row.Int(3);
                      }));
    for (JournalRun& run : report_->runs) {
      for (const JournalSession& session : report_->sessions) {
        if (session.run != run.run) continue;
        Add(session.counts, &run.counts);
        if (session.holder.has_value()) run.holder = session.holder;
      }
    }
  }

  Reader* reader_;
  JournalReport* report_;
  std::optional<SessionsFile> sessions_;
  std::map<int64_t, size_t> scopes_;  // by id: where in the report
};

}  // namespace

absl::StatusOr<JournalReport> CheckJournal(const std::string& path,
                                           const std::optional<Machine>& machine) {
  const absl::StatusOr<JournalPaths> paths = FindPaths(path);
  if (!paths.ok()) return paths.status();
  const absl::StatusOr<std::unique_ptr<Reader>> reader = Reader::Open(paths->file);
  if (!reader.ok()) return reader.status();
  JournalReport report;
  report.path = paths->file;
  Checker(reader->get(), &report).Check(*paths, machine.has_value() ? *machine : ThisMachine());
  return report;
}

}  // namespace inflow
