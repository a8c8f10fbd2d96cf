// SPDX-License-Identifier: Apache-2.0
#include "plugin/journal/salvage.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <map>
#include <memory>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "plugin/journal/internal/new_file.h"
#include "plugin/journal/internal/parts.h"
#include "plugin/journal/internal/reader.h"

namespace inflow {
namespace {

struct SalvagedBatch {
  uint64_t first = 0;
  uint64_t count = 0;
  uint64_t session = 0;
  std::string route;
};

struct SalvagedPending {
  uint64_t number = 0;
  uint64_t id = 0;
  int64_t ordinal = 0;
  int64_t sent = 0;
};

// A page that is damaged ends a scan, so that each table is read from both ends, and what lies
// between is asked for by number.
class Salvager {
 public:
  Salvager(Reader* reader, SalvageReport* report) : reader_(reader), report_(report) {}

  void Find() {
    FindBatches();
    FindPending();
  }
  // Write visits what was found, by number.
  template <class Visit>
  void Write(Visit visit) {
    std::vector<SalvagedPending> found;
    found.reserve(pending_.size());
    for (const auto& [key, pending] : pending_) found.push_back(pending);
    std::sort(found.begin(), found.end(),
              [](const auto& a, const auto& b) { return a.number < b.number; });
    for (const SalvagedPending& pending : found) {
      SalvagedRecord record;
      record.number = pending.number;
      record.id = pending.id;
      record.ordinal = pending.ordinal;
      record.maybe_applied = MaybeApplied(pending.sent);
      record.repeatable = IsRepeatable(pending.sent);
      const SalvagedBatch* const batch = BatchOf(pending.number);
      record.route_known = batch != nullptr;
      if (batch != nullptr) record.route = batch->route;
      bool known = false;
      const int code =
          reader_->Each("SELECT bytes FROM payload WHERE number = ?",
                        {static_cast<int64_t>(pending.number)}, [&](const ReadRow& row) {
                          known = true;
                          record.bytes = row.Bytes(0);
                          visit(record);
                        });
      if (known) continue;
      if (code != SQLITE_DONE) Fault(code);
      report_->lost_bytes.push_back(pending.number);
    }
  }

 private:
  void Fault(int code) {
    std::string fault(reader_->Why(code).message());
    if (std::find(report_->faults.begin(), report_->faults.end(), fault) == report_->faults.end())
      report_->faults.push_back(std::move(fault));
  }

  void FindBatches() {
    const auto visit = [&](const ReadRow& row) {
      batches_[row.Unsigned(0)] = {row.Unsigned(0), row.Unsigned(1), row.Unsigned(2),
                                   std::string(row.Bytes(3))};
    };
    const int code =
        reader_->Each("SELECT first, count, session, route FROM batch ORDER BY first", {}, visit);
    if (code == SQLITE_DONE) return;
    Fault(code);
    reader_->Each("SELECT first, count, session, route FROM batch ORDER BY first DESC", {}, visit);
  }
  const SalvagedBatch* BatchOf(uint64_t number) const {
    auto at = batches_.upper_bound(number);
    if (at == batches_.begin()) return nullptr;
    --at;
    return number - at->second.first < at->second.count ? &at->second : nullptr;
  }

  void FindPending() {
    using Key = std::pair<uint64_t, uint64_t>;
    Key last{0, 0};
    const auto visit = [&](const ReadRow& row) {
      last = {row.Unsigned(0), row.Unsigned(1)};
      pending_[last] = {row.Unsigned(1), row.Unsigned(2), row.Int(3), row.Int(4)};
    };
    int code = reader_->Each(
        "SELECT session, number, id, ordinal, sent FROM pending ORDER BY session, number", {},
        visit);
    if (code == SQLITE_DONE) return;
    Fault(code);
    const Key low = last;
    last = {UINT64_MAX, UINT64_MAX};
    code = reader_->Each(
        "SELECT session, number, id, ordinal, sent FROM pending ORDER BY session DESC, number DESC",
        {}, visit);
    if (code == SQLITE_DONE) return;
    for (const auto& [first, batch] : batches_) {
      for (uint64_t number = first; number - first < batch.count; ++number) {
        const Key key{batch.session, number};
        if (key > low && key < last) Ask(key);
      }
    }
  }
  void Ask(const std::pair<uint64_t, uint64_t>& key) {
    const std::initializer_list<int64_t> numbers = {static_cast<int64_t>(key.first),
                                                    static_cast<int64_t>(key.second)};
    const int code =
        reader_->Each("SELECT id, ordinal, sent FROM pending WHERE session = ? AND number = ?",
                      numbers, [&](const ReadRow& row) {
                        pending_[key] = {key.second, row.Unsigned(0), row.Int(1), row.Int(2)};
                      });
    if (code == SQLITE_DONE) return;
    bool settled = false;
    reader_->Each("SELECT 1 FROM receipt WHERE session = ? AND number = ?", numbers,
                  [&](const ReadRow&) { settled = true; });
    if (!settled) ++report_->unreadable;
  }

  Reader* reader_;
  SalvageReport* report_;
  std::map<uint64_t, SalvagedBatch> batches_;                         // by first number
  std::map<std::pair<uint64_t, uint64_t>, SalvagedPending> pending_;  // by session and number
};

}  // namespace

absl::StatusOr<SalvageReport> SalvageJournal(
    const std::string& path, const std::string& to,
    absl::FunctionRef<void(const SalvagedRecord& record, std::string* out)> append) {
  const absl::StatusOr<JournalPaths> paths = FindPaths(path);
  if (!paths.ok()) return paths.status();
  const std::string place = to.find('/') == std::string::npos ? absl::StrCat("./", to) : to;
  const auto taken = [&] {
    return absl::FailedPreconditionError(
        absl::StrCat(to, " is there already, and is left as it is; name another file"));
  };
  struct stat status {};
  if (lstat(place.c_str(), &status) == 0) return taken();
  const absl::StatusOr<std::unique_ptr<Reader>> reader = Reader::Open(paths->file, true);
  if (!reader.ok()) return reader.status();
  absl::StatusOr<NewFile> file = NewFile::Make(place);
  if (!file.ok()) return file.status();
  SalvageReport report;
  std::ofstream out(file->path(), std::ios::binary | std::ios::app);
  Salvager salvager(reader->get(), &report);
  salvager.Find();
  std::string line;
  salvager.Write([&](const SalvagedRecord& record) {
    line.clear();
    append(record, &line);
    out.write(line.data(), static_cast<std::streamsize>(line.size()));
    ++report.records;
  });
  out.close();
  if (!out.good()) {
    return absl::ResourceExhaustedError(absl::StrCat("the records of the journal ", paths->file,
                                                     " cannot be written to ", to, " (",
                                                     std::generic_category().message(errno), ")"));
  }
  absl::Status done = file->Place();
  if (absl::IsAlreadyExists(done)) return taken();
  if (!done.ok()) return done;
  return report;
}

}  // namespace inflow
