// SPDX-License-Identifier: Apache-2.0
#include "plugin/quota/shared_governor.h"

#include <unistd.h>

#include <algorithm>
#include <new>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"

namespace inflow {
namespace {

constexpr Duration kSoon = std::chrono::milliseconds(5);

// Nobody tells when a sister's request ends without having spent anything.
constexpr Duration kAskAgain = std::chrono::seconds(1);
constexpr Duration kAskForAnEnd = std::chrono::milliseconds(50);

constexpr Duration kFresh = std::chrono::seconds(1);
constexpr Duration kShortestLease = std::chrono::seconds(5);
constexpr Duration kLongestLease = std::chrono::minutes(5);
constexpr int kLastWaitMs = 200;

}  // namespace

SharedGovernor::SharedGovernor(const Clock* clock, const Log* log, std::optional<Boot> boot)
    : clock_(clock), write_(log), boot_(std::move(boot)), owner_(getpid()) {}

SharedGovernor::~SharedGovernor() {
  if (owner_ != getpid()) return;
  const Duration boot = clock_->SinceBoot();
  for (const Lease& lease : leases_) owed_.push_back({lease.log, lease.row, boot, /*spent=*/true});
  while (!owed_.empty()) {
    const SharedLog log = owed_.back().log;
    log->WaitAtMost(kLastWaitMs);
    try {
      Turn(log, [](const Moment&) { return absl::OkStatus(); }).IgnoreError();
    } catch (const std::bad_alloc&) {
      // Then the leases count from when their time is over.
    }
    std::erase_if(owed_, [&](const Owed& owed) { return owed.log == log; });
  }
}

Moment SharedGovernor::Now() const { return {clock_->Now(), clock_->SinceBoot(), clock_->Wall()}; }

void SharedGovernor::Reconfigure(const RateLimitConfig& config, const std::string& company,
                                 Duration timeout) {
  const std::lock_guard lock(mutex_);
  SharedLog log;
  if (!config.log.empty()) {
    const QuotaLog::Place place = QuotaLog::PlaceOf(config.log, company);
    log =
        log_ != nullptr && log_->place() == place ? log_ : std::make_shared<QuotaLog>(place, boot_);
  }
  RateLimitConfig copy = config;
  governor_.Reconfigure(config);
  config_ = std::move(copy);
  if (log != nullptr) log->KeepFor(config_.windows);
  if (log != log_) {
    governor_.SetSisters(0);
    busy_since_.reset();
    busy_said_ = false;
    cold_started_ = false;
  }
  log_ = std::move(log);
  lease_length_ = std::clamp(timeout, kShortestLease, kLongestLease - kFresh) + kFresh;
}

std::vector<WindowState> SharedGovernor::Windows(TimePoint now) const {
  const std::lock_guard lock(mutex_);
  return governor_.Windows(now);
}

Permit SharedGovernor::Ask(TimePoint now) {
  std::unique_lock lock(mutex_);
  if (log_ == nullptr) return AskAlone(now);
  const Permit permit = AskLocked(now);
  Say(&lock);
  return permit;
}

Permit SharedGovernor::AskAlone(TimePoint now) {
  Permit permit = governor_.Ask(now);
  permit.id = next_permit_++;
  return permit;
}

Permit SharedGovernor::AskLocked(TimePoint now) {
  if (owed_.size() >= QuotaLog::kMostRows) owed_.erase(owed_.begin());
  leases_.reserve(leases_.size() + 1);
  owed_.reserve(owed_.size() + leases_.size() + 1);
  const SharedLog log = log_;
  const Duration boot = clock_->SinceBoot();
  Permit permit;
  int64_t row = 0;
  absl::Cleanup give_back = [&] {
    if (permit.granted) governor_.Ended(now, /*spent=*/false);
  };
  const absl::Status s = Turn(log, [&](const Moment& moment) {
    permit = governor_.Ask(now);
    return permit.granted ? log->Take(moment, lease_length_, &row) : absl::OkStatus();
  });
  if (s.ok()) std::move(give_back).Cancel();
  if (!s.ok()) {
    std::move(give_back).Invoke();
    permit = {};
    if (Waits(s, boot)) return {false, now + kSoon};
    permit = AskAlone(now);
    // Its end is told once the file can be written again.
    if (permit.granted && log_ != nullptr) leases_.push_back({permit.id, log, 0, boot});
    return permit;
  }
  busy_since_.reset();
  permit.id = next_permit_++;
  if (permit.granted) {
    leases_.push_back({permit.id, log, row, boot});
  } else if (governor_.sisters() > 0) {
    permit.until = permit.until ? std::min(*permit.until, now + kAskAgain) : now + kAskForAnEnd;
  }
  return permit;
}

// Waits tells whether a turn that failed is to be tried again, in place of going on alone.
bool SharedGovernor::Waits(const absl::Status& status, Duration boot) {
  if (!absl::IsUnavailable(status)) {
    Lose(std::string_view(status.message().data(), status.message().size()));
    return false;
  }
  if (!busy_since_) busy_since_ = boot;
  if (boot - *busy_since_ < kBusyAtMost) return true;
  if (!busy_said_) {
    busy_said_ = true;
    unsaid_ = absl::StrCat(
        "rate_limit.log ", log_->place().path, ": another process has held it for ",
        ToMillis(kBusyAtMost) / 1000,
        " s, so that until it lets go this one counts its own requests alone and may meet 429; end the process if it hangs");
  }
  return false;
}

void SharedGovernor::Lose(std::string_view why) {
  unsaid_ =
      absl::StrCat(Absl(why),
                   "; this destination counts its own requests alone, so that beside others it "
                   "may meet 429");
  std::erase_if(owed_, [this](const Owed& owed) { return owed.log == log_; });
  std::erase_if(leases_, [this](const Lease& lease) { return lease.log == log_; });
  log_ = nullptr;
  governor_.SetSisters(0);
  StartAlone();
}

// StartAlone: without the file nobody knows what was spent before.
void SharedGovernor::StartAlone() {
  if (cold_started_) return;
  cold_started_ = true;
  governor_.StartCold(config_.cold_start, clock_->Now());
}

absl::Status SharedGovernor::Turn(const SharedLog& log, Step step) {
  const Moment moment = Now();
  QuotaLog::News news;
  absl::Cleanup rollback = [&log] { log->Rollback(); };
  if (absl::Status s = log->Begin(moment, &news); !s.ok()) return s;
  if (log == log_) Apply(news);
  absl::Status s = PayOwed(log);
  if (s.ok()) s = step(moment);
  if (s.ok() && log == log_) s = log->Share(governor_, moment);
  if (s.ok()) s = log->Commit();
  if (!s.ok()) return s;
  std::move(rollback).Cancel();
  std::erase_if(owed_, [&](const Owed& owed) { return owed.log == log; });
  return s;
}

absl::Status SharedGovernor::PayOwed(const SharedLog& log) {
  absl::Status s;
  for (const Owed& owed : owed_) {
    if (s.ok() && owed.log == log) s = log->End(owed.row, owed.at, owed.spent);
  }
  return s;
}

void SharedGovernor::Apply(const QuotaLog::News& news) {
  for (const TimePoint end : news.spends) governor_.SisterSpent(end);
  governor_.SetSisters(news.sisters);
  for (size_t i = 0; i < news.headers.size(); ++i) governor_.TakeHeader(i, news.headers[i]);
  if (!cold_started_ && news.since) governor_.StartCold(config_.cold_start, *news.since);
  cold_started_ = true;
  if (news.since) governor_.SetCold(news.cold);
}

bool SharedGovernor::Renew(uint64_t id, TimePoint now) noexcept {
  std::unique_lock lock(mutex_);
  const auto lease = std::find_if(leases_.begin(), leases_.end(),
                                  [id](const Lease& one) { return one.permit == id; });
  if (lease == leases_.end() || lease->row == 0 || lease->log != log_ ||
      clock_->SinceBoot() - lease->taken <= kFresh) {
    return true;
  }
  bool renewed = false;
  try {
    renewed = RenewLocked(&*lease);
  } catch (const std::bad_alloc&) {
    // Then not now.
  }
  if (!renewed) {
    governor_.Ended(now, /*spent=*/false);
    Forget(id);
  }
  Say(&lock);
  return renewed;
}

bool SharedGovernor::RenewLocked(Lease* lease) {
  const SharedLog log = log_;
  const Duration boot = clock_->SinceBoot();
  bool there = false;
  int64_t row = lease->row;
  const absl::Status s = Turn(
      log, [&](const Moment& moment) { return log->Extend(moment, lease_length_, &row, &there); });
  if (s.ok()) {
    if (there) *lease = {lease->permit, log, row, boot};
    return there;
  }
  // What the file still counts may start.
  if (absl::IsUnavailable(s)) return boot + kFresh < lease->taken + lease_length_;
  Lose(std::string_view(s.message().data(), s.message().size()));
  return true;
}

void SharedGovernor::Forget(uint64_t permit) noexcept {
  const auto lease = std::find_if(leases_.begin(), leases_.end(),
                                  [permit](const Lease& one) { return one.permit == permit; });
  if (lease == leases_.end()) return;
  owed_.push_back({lease->log, lease->row, Duration(), /*spent=*/false});
  leases_.erase(lease);
}

void SharedGovernor::Ended(uint64_t id, TimePoint now, bool spent) noexcept {
  std::unique_lock lock(mutex_);
  governor_.Ended(now, spent);
  const auto lease = std::find_if(leases_.begin(), leases_.end(),
                                  [id](const Lease& one) { return one.permit == id; });
  if (lease == leases_.end()) return;
  const SharedLog log = lease->log;
  owed_.push_back({log, lease->row, clock_->SinceBoot(), spent});
  leases_.erase(lease);
  try {
    const absl::Status s = Turn(log, [](const Moment&) { return absl::OkStatus(); });
    if (!s.ok() && !absl::IsUnavailable(s) && log == log_)
      Lose(std::string_view(s.message().data(), s.message().size()));
  } catch (const std::bad_alloc&) {
    // The next turn tells it.
  }
  Say(&lock);
}

std::string SharedGovernor::Learn(const std::vector<std::pair<std::string, std::string>>& headers,
                                  TimePoint now) {
  std::unique_lock lock(mutex_);
  const Cold before = governor_.cold();
  std::string learned = governor_.Learn(headers, now);
  if (log_ == nullptr || (learned.empty() && governor_.cold() == before)) return learned;
  // What is new may be all that sisters wait for.
  const absl::Status s = Turn(log_, [](const Moment&) { return absl::OkStatus(); });
  if (!s.ok() && !absl::IsUnavailable(s))
    Lose(std::string_view(s.message().data(), s.message().size()));
  Say(&lock);
  return learned;
}

// Say hands the warning to the host, which may ask how the governor stands.
void SharedGovernor::Say(std::unique_lock<std::mutex>* lock) noexcept {
  if (unsaid_.empty()) return;
  const std::string warning = std::move(unsaid_);
  unsaid_.clear();
  lock->unlock();
  try {
    if (*write_) (*write_)(LogLevel::kWarn, "quota", warning);
  } catch (const std::bad_alloc&) {
    // A warning is no reason to lose records.
  }
}

}  // namespace inflow
