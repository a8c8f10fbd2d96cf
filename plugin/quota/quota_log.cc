// SPDX-License-Identifier: Apache-2.0
#include "plugin/quota/quota_log.h"

#include <algorithm>
#include <chrono>
#include <random>
#include <tuple>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace inflow {
namespace {

using quota_internal::Kind;

// `origin` is the row that a row was copied from for its clock, 0 of one that its holder wrote.
// Copies are not copied again. Times are nanoseconds since boot; `seen` is milliseconds of 1970.
constexpr char kTables[] = R"sql(
CREATE TABLE clocks(
  id INTEGER PRIMARY KEY, boot TEXT NOT NULL, time_namespace TEXT NOT NULL,
  seen_spends INTEGER NOT NULL DEFAULT 0, seen_leases INTEGER NOT NULL DEFAULT 0,
  UNIQUE(boot, time_namespace)) STRICT;
CREATE TABLE companies(
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, clock INTEGER NOT NULL,
  since INTEGER NOT NULL, cold INTEGER NOT NULL) STRICT;
CREATE TABLE leases(
  id INTEGER PRIMARY KEY AUTOINCREMENT, company INTEGER NOT NULL, clock INTEGER NOT NULL,
  holder INTEGER NOT NULL, taken INTEGER NOT NULL, until INTEGER NOT NULL,
  origin INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE spends(
  id INTEGER PRIMARY KEY AUTOINCREMENT, company INTEGER NOT NULL, clock INTEGER NOT NULL,
  holder INTEGER NOT NULL, at INTEGER NOT NULL, origin INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE windows(
  company INTEGER NOT NULL, requests INTEGER NOT NULL, per INTEGER NOT NULL,
  seen INTEGER NOT NULL, PRIMARY KEY(company, requests, per)) STRICT;
CREATE TABLE headers(
  company INTEGER NOT NULL, header INTEGER NOT NULL, total INTEGER NOT NULL,
  direction INTEGER NOT NULL, others INTEGER NOT NULL, others_until INTEGER NOT NULL,
  clock INTEGER NOT NULL, read_at INTEGER NOT NULL, seen INTEGER NOT NULL,
  count INTEGER NOT NULL, own INTEGER NOT NULL,
  PRIMARY KEY(company, header)) STRICT;
)sql";

constexpr Kind kKind = {0x69465121, 1, kTables};  // "iFQ!"

constexpr int64_t kNoOrigin = -1;  // a copy, of nothing that is there

// What is kept at least, so that a window that is adopted late finds what was spent before.
constexpr Duration kKeptAtLeast = std::chrono::hours(1);
constexpr WallMillis kDay = 86'400'000;
constexpr size_t kTurnsBetweenPrunes = 64;

int64_t Nanos(Duration time) { return std::chrono::nanoseconds(time).count(); }
Duration FromNanos(int64_t time) { return std::chrono::nanoseconds(time); }

int64_t NewHolder() {
  std::random_device random;
  const uint64_t bits = uint64_t{random()} << 32 | random();
  return static_cast<int64_t>(bits >> 1 | 1);
}

// FileOf names the file of a company among others; what shares a name shares the file, where each
// has rows of its own.
std::string FileOf(std::string_view company) {
  constexpr size_t kMostBytes = 64;
  std::string name(company.substr(company.rfind('/') + 1).substr(0, kMostBytes));
  for (char& c : name) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && c != '-') c = '_';
  }
  return absl::StrCat("quota-", name, ".db");
}

template <typename... Steps>
absl::Status InOrder(Steps&&... steps) {
  absl::Status status;
  static_cast<void>(((status = steps(), status.ok()) && ...));
  return status;
}

}  // namespace

QuotaLog::QuotaLog(Place place, std::optional<Boot> boot)
    : place_(std::move(place)), boot_(std::move(boot)), holder_(NewHolder()) {}

QuotaLog::Place QuotaLog::PlaceOf(std::string path, std::string company) {
  Place place{std::move(path), std::move(company)};
  place.makes_folder = !place.path.empty() && place.path.back() == '/';
  if (place.makes_folder) place.path += FileOf(place.company);
  return place;
}

void QuotaLog::KeepFor(const std::vector<WindowConfig>& windows) {
  windows_ = windows;
  windows_shared_ = false;
}

void QuotaLog::WaitAtMost(int milliseconds) {
  if (file_.is_open()) file_.WaitAtMost(milliseconds);
}

absl::Status QuotaLog::Open() {
  if (file_.is_open()) return absl::OkStatus();
  if (!boot_) {
    return quota_internal::Unusable(place_.path,
                                    "/proc does not tell this boot of the machine from others");
  }
  return file_.Open(place_.path, place_.makes_folder, kKind);
}

absl::Status QuotaLog::Begin(const Moment& moment, News* news) {
  *news = {};
  if (absl::Status s = Open(); !s.ok()) return s;
  transaction_.emplace(file_.database());
  absl::Status s =
      InOrder([&] { return transaction_->Begin(); }, [&] { return FindClock(); },
              [&] { return TakeForeign(moment); }, [&] { return FindCompany(moment, news); },
              [&] { return ReadLeases(moment, news); }, [&] { return ReadSpends(moment, news); },
              [&] { return ReadHeaders(moment, news); });
  if (!s.ok()) Rollback();
  return s;
}

absl::Status QuotaLog::Commit() {
  absl::Status s = transaction_->Commit();
  transaction_.reset();
  if (s.ok()) last_seen_ = std::max(last_seen_, seen_in_turn_);
  return s;
}

absl::Status QuotaLog::FindClock() {
  clock_ = {};
  const auto see = [this](const Rows& row) { clock_ = {row.Int(0), row.Int(1), row.Int(2)}; };
  static constexpr char kFind[] =
      "SELECT id, seen_spends, seen_leases FROM clocks WHERE boot = ? AND time_namespace = ?";
  const std::string_view boot = boot_->id, time_namespace = boot_->time_namespace;
  absl::Status s = file_.Each(kFind, std::tuple(boot, time_namespace), see);
  if (!s.ok() || clock_.id != 0) return s;
  return InOrder(
      [&] {
        return file_.Run("INSERT INTO clocks(boot, time_namespace) VALUES(?, ?)", boot,
                         time_namespace);
      },
      [&] { return file_.Each(kFind, std::tuple(boot, time_namespace), see); });
}

absl::Status QuotaLog::TakeForeign(const Moment& moment) {
  std::vector<int64_t> dead;
  bool living = false;
  absl::Status s = file_.Each("SELECT id, boot FROM clocks WHERE id <> ?", std::tuple(clock_.id),
                              [&](const Rows& row) {
                                if (row.Bytes(1) == boot_->id) {
                                  living = true;
                                } else {
                                  dead.push_back(row.Int(0));
                                }
                              });
  for (const int64_t clock : dead) {
    if (s.ok()) s = TakeDead(clock, moment);
  }
  return s.ok() && living ? CopyLiving(moment) : s;
}

// TakeDead takes over what another boot has left.
absl::Status QuotaLog::TakeDead(int64_t clock, const Moment& moment) {
  const int64_t now = Nanos(moment.boot);
  return InOrder(
      [&] {
        return file_.Run(
            "INSERT INTO spends(company, clock, holder, at) "
            "SELECT company, ?1, 0, ?2 FROM spends WHERE clock = ?3 AND origin = 0 UNION ALL "
            "SELECT company, ?1, 0, ?2 FROM leases WHERE clock = ?3 AND origin = 0",
            clock_.id, now, clock);
      },
      [&] { return file_.Run("DELETE FROM spends WHERE clock = ?", clock); },
      [&] { return file_.Run("DELETE FROM leases WHERE clock = ?", clock); },
      [&] { return file_.Run("DELETE FROM clocks WHERE id = ?", clock); });
}

// CopyLiving copies what is new of this boot's other time namespaces. Their holders may live and
// still need their own rows.
absl::Status QuotaLog::CopyLiving(const Moment& moment) {
  const int64_t now = Nanos(moment.boot);
  return InOrder(
      [&] {
        return file_.Run(
            "INSERT INTO leases(company, clock, holder, taken, until, origin) "
            "SELECT company, ?1, 0, ?2, ?2 + until - taken, id FROM leases "
            "WHERE clock <> ?1 AND origin = 0 AND id > ?3",
            clock_.id, now, clock_.seen_leases);
      },
      [&] {
        return file_.Run(
            "INSERT INTO spends(company, clock, holder, at, origin) "
            "SELECT company, ?1, 0, ?2, id FROM spends "
            "WHERE clock <> ?1 AND origin = 0 AND id > ?3",
            clock_.id, now, clock_.seen_spends);
      },
      [&] {
        return file_.Run(
            "UPDATE clocks SET seen_spends = coalesce((SELECT max(id) FROM spends), 0), "
            "seen_leases = coalesce((SELECT max(id) FROM leases), 0) WHERE id = ?",
            clock_.id);
      });
}

absl::Status QuotaLog::FindCompany(const Moment& moment, News* news) {
  int64_t id = 0;
  const auto see = [&](const Rows& row) {
    id = row.Int(0);
    if (row.Int(1) != clock_.id) return;
    news->since = moment.ToTime(FromNanos(row.Int(2)));
    const auto most = static_cast<int64_t>(Cold::kOver);
    news->cold = static_cast<Cold>(std::clamp(row.Int(3), int64_t{0}, most));
  };
  static constexpr char kFind[] = "SELECT id, clock, since, cold FROM companies WHERE name = ?";
  const std::string_view name = place_.company;
  absl::Status s = file_.Each(kFind, std::tuple(name), see);
  if (s.ok() && id == 0) {
    s = InOrder(
        [&] {
          return file_.Run("INSERT INTO companies(name, clock, since, cold) VALUES(?, ?, ?, ?)",
                           name, clock_.id, Nanos(moment.boot),
                           static_cast<int64_t>(Cold::kUnasked));
        },
        [&] { return file_.Each(kFind, std::tuple(name), see); });
  }
  company_ = id;
  cold_ = news->cold;
  return s;
}

// ReadLeases turns leases whose time is over into spends, and counts the others.
absl::Status QuotaLog::ReadLeases(const Moment& moment, News* news) {
  struct Over {
    int64_t id, company, holder, at, origin;
  };
  std::vector<Over> over;
  const int64_t now = Nanos(moment.boot);
  absl::Status s = file_.Each(
      "SELECT id, company, holder, taken, until, origin FROM leases WHERE clock = ?",
      std::tuple(clock_.id), [&](const Rows& row) {
        const int64_t until = row.Int(4);
        // A lease of the future is one of a clock that was set back, with the whole
        // machine.
        if (until <= now || row.Int(3) > now) {
          over.push_back({row.Int(0), row.Int(1), row.Int(2), std::min(until, now), row.Int(5)});
        } else if (row.Int(1) == company_ && row.Int(2) != holder_) {
          ++news->sisters;
        }
      });
  for (const Over& lease : over) {
    if (!s.ok()) return s;
    s = InOrder(
        [&] {
          return file_.Run(
              "INSERT INTO spends(company, clock, holder, at, origin) VALUES(?, ?, ?, ?, ?)",
              lease.company, clock_.id, lease.holder, lease.at,
              lease.origin == 0 ? int64_t{0} : kNoOrigin);
        },
        [&] { return file_.Run("DELETE FROM leases WHERE id = ?", lease.id); });
  }
  return s;
}

// ReadSpends visits each row once: numbers ascend in the order of the turns that write them.
absl::Status QuotaLog::ReadSpends(const Moment& moment, News* news) {
  seen_in_turn_ = last_seen_;
  return file_.Each(
      "SELECT id, at, company, clock, holder FROM spends WHERE id > ? ORDER BY id",
      std::tuple(last_seen_), [&](const Rows& row) {
        seen_in_turn_ = row.Int(0);
        const bool sisters = row.Int(4) != holder_;
        if (row.Int(2) == company_ && row.Int(3) == clock_.id && sisters)
          news->spends.push_back(std::min(moment.now, moment.ToTime(FromNanos(row.Int(1)))));
      });
}

absl::Status QuotaLog::ReadHeaders(const Moment& moment, News* news) {
  return file_.Each(
      "SELECT header, total, direction, others, others_until, clock, read_at, count, own FROM headers "
      "WHERE company = ? AND seen > ?",
      std::tuple(company_, moment.wall - kDay), [&](const Rows& row) {
        const auto index = static_cast<size_t>(row.Int(0));
        if (index >= news->headers.size()) return;
        HeaderQuota& header = news->headers[index];
        header.total = static_cast<size_t>(row.Int(1));
        if (row.Int(2) == 1) header.direction = QuotaDirection::kUsed;
        if (row.Int(2) == 2) header.direction = QuotaDirection::kLeft;
        // On another clock nobody knows how old it is: the total holds, the count does not.
        header.read_at = TimePoint(Duration(1));
        if (row.Int(5) == clock_.id) {
          header.others = static_cast<size_t>(row.Int(3));
          header.others_until = moment.ToTime(FromNanos(row.Int(4)));
          header.read_at = moment.ToTime(FromNanos(row.Int(6)));
          header.count = static_cast<size_t>(std::max<int64_t>(row.Int(7), 0));
          header.own = static_cast<size_t>(std::max<int64_t>(row.Int(8), 0));
        }
      });
}

absl::Status QuotaLog::Take(const Moment& moment, Duration length, int64_t* lease) {
  absl::Status s =
      file_.Run("INSERT INTO leases(company, clock, holder, taken, until) VALUES(?, ?, ?, ?, ?)",
                company_, clock_.id, holder_, Nanos(moment.boot), Nanos(moment.boot + length));
  *lease = file_.last_id();
  return s;
}

// A lease that goes on is a new one, so that other clocks copy it again.
absl::Status QuotaLog::Extend(const Moment& moment, Duration length, int64_t* lease, bool* there) {
  *there = false;
  absl::Status s = file_.Each("SELECT id FROM leases WHERE id = ?", std::tuple(*lease),
                              [&](const Rows&) { *there = true; });
  if (!s.ok() || !*there) return s;
  return InOrder([&] { return End(*lease, moment.boot, /*spent=*/false); },
                 [&] { return Take(moment, length, lease); });
}

absl::Status QuotaLog::End(int64_t lease, Duration at, bool spent) {
  absl::Status s = file_.Run("DELETE FROM leases WHERE ?1 > 0 AND (id = ?1 OR origin = ?1)", lease);
  if (!s.ok() || !spent) return s;
  return file_.Run("INSERT INTO spends(company, clock, holder, at) VALUES(?, ?, ?, ?)", company_,
                   clock_.id, holder_, Nanos(at));
}

absl::Status QuotaLog::Share(const Governor& governor, const Moment& moment) {
  absl::Status s;
  const std::array<HeaderQuota, Governor::kHeaders> headers = governor.headers();
  for (size_t i = 0; i < headers.size() && s.ok(); ++i) {
    const HeaderQuota& header = headers[i];
    if (header.readings == readings_shared_[i]) continue;
    s = file_.Run("INSERT OR REPLACE INTO headers VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                  company_, static_cast<int64_t>(i), static_cast<int64_t>(header.total),
                  static_cast<int64_t>(header.direction), static_cast<int64_t>(header.others),
                  Nanos(moment.ToBoot(header.others_until)), clock_.id,
                  Nanos(moment.ToBoot(header.read_at)), moment.wall,
                  static_cast<int64_t>(header.count), static_cast<int64_t>(header.own));
    if (s.ok()) readings_shared_[i] = header.readings;
  }
  if (s.ok() && governor.cold() > cold_) {
    s = file_.Run("UPDATE companies SET cold = ? WHERE id = ?",
                  static_cast<int64_t>(governor.cold()), company_);
  }
  if (s.ok() && !windows_shared_) s = ShareWindows(moment);
  if (!s.ok() || until_prune_-- > 0) return s;
  until_prune_ = kTurnsBetweenPrunes;
  return Prune(moment);
}

absl::Status QuotaLog::ShareWindows(const Moment& moment) {
  absl::Status s;
  for (const WindowConfig& window : windows_) {
    if (!s.ok()) return s;
    s = file_.Run("INSERT OR REPLACE INTO windows VALUES(?, ?, ?, ?)", company_,
                  static_cast<int64_t>(window.requests), Nanos(window.per), moment.wall);
  }
  windows_shared_ = s.ok();
  return s;
}

// Prune removes what no window of any sister counts any more. A window of a sister that was not
// seen for long is nobody's.
absl::Status QuotaLog::Prune(const Moment& moment) {
  windows_shared_ = false;  // the next turn says again that they are in use
  Duration longest = kKeptAtLeast;
  absl::Status s = InOrder(
      [&] {
        return file_.Run("DELETE FROM windows WHERE seen < ? - 2 * per / 1000000",
                         moment.wall - kDay);
      },
      [&] {
        return file_.Each("SELECT max(per) FROM windows", std::tuple(), [&](const Rows& row) {
          longest = std::max(longest, FromNanos(row.Int(0)));
        });
      });
  const int64_t before = Nanos(moment.boot - longest - longest / 500 - std::chrono::seconds(1));
  if (!s.ok()) return s;
  return InOrder(
      [&] {
        // What this clock has copied so long ago is as old on its own clock at least.
        return file_.Run(
            "DELETE FROM spends WHERE id IN "
            "(SELECT origin FROM spends WHERE clock = ? AND origin > 0 AND at < ?)",
            clock_.id, before);
      },
      [&] { return file_.Run("DELETE FROM spends WHERE clock = ? AND at < ?", clock_.id, before); },
      [&] {
        return file_.Run("DELETE FROM spends WHERE id <= (SELECT max(id) FROM spends) - ?",
                         kMostRows);
      });
}

}  // namespace inflow
