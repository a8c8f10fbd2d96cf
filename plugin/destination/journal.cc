// SPDX-License-Identifier: Apache-2.0
//
// What a handle has of a journal: opened with the configuration, begun with the first call that may
// need it, told of what happens during a call before the call ends.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "plugin/destination/destination.h"
#include "plugin/destination/internal/setup.h"
#include "plugin/text/absl_view.h"

namespace inflow {
namespace {

// Another process writes for some milliseconds: so long a call waits even where it may not wait.
constexpr Duration kLeastPatience = std::chrono::milliseconds(250);
constexpr Duration kCareEvery = std::chrono::hours(1);
constexpr int kMostRetentionSteps = 16;

JournalOptions OptionsOf(const JournalConfig& config) {
  JournalOptions options;
  options.path = config.path;
  options.durability = config.durability;
  options.keep_digests = config.skip_unchanged;
  options.retention = {static_cast<int64_t>(config.days), static_cast<int64_t>(config.tokens_days),
                       static_cast<int64_t>(config.max_bytes)};
  return options;
}

}  // namespace

CallStatus Destination::StatusOf(const absl::Status& journal) const {
  if (journal.ok()) return {};
  const bool conflict = absl::IsAborted(journal) || absl::IsFailedPrecondition(journal);
  return Hidden({.code = conflict ? CallCode::kConflict : CallCode::kJournal,
                 .message = std::string(journal.message())});
}

// NeedJournal refuses a command that is of no use without one.
CallStatus Destination::NeedJournal(std::string_view command) const {
  if (journal_ != nullptr) return {};
  return {CallCode::kInvalidState,
          absl::StrCat("\"", Absl(command), "\" needs a journal; name a file in journal.path")};
}

// OpenJournal opens what the configuration names, unless that is open already.
CallStatus Destination::OpenJournal(const Setup& setup, std::unique_ptr<SqliteJournal>* file) {
  const JournalConfig& config = setup.config.journal;
  if (config.path.empty()) return {};
  if (journal_ != nullptr && config == config_.journal &&
      setup.credential.company_id == credential_.company_id)
    return {};
  absl::StatusOr<std::unique_ptr<SqliteJournal>> opened;
  const auto open = [&] {
    opened = SqliteJournal::Open(OptionsOf(config));
    return opened.status();
  };
  CallStatus status = Insist(open, std::nullopt);
  if (opened.ok()) {
    *file = *std::move(opened);
    return {};
  }
  const absl::Status& why = opened.status();
  // What is wrong with the file as such is a fault of the configuration that names it.
  if (absl::IsFailedPrecondition(why) || absl::IsInvalidArgument(why)) {
    std::string message(why.message());
    setup.redactor->Redact(&message);
    return FaultsToStatus(CallCode::kConfig, "the configuration", {{"/journal/path", message}});
  }
  return status;
}

// UseJournal takes a file in place of the present one; null: none.
void Destination::UseJournal(std::unique_ptr<SqliteJournal> file) {
  if (session_begun_) static_cast<void>(journal_->Close(parts_.clock->Wall()));
  session_begun_ = false;
  feeding_ = std::nullopt;
  handed_out_ = 0;
  engine_.SetJournal(&NullJournal::Instance());
  item_journal_ = nullptr;
  journal_ = std::move(file);
  if (journal_ == nullptr) return;
  item_journal_ = std::make_unique<ItemJournal>(
      journal_.get(), parts_.clock.get(), [this](std::string* text) { redactor_->Redact(text); });
  engine_.SetJournal(item_journal_.get());
}

// Insist does what another process may be in the way of, as long as the call may wait for it.
CallStatus Destination::Insist(absl::FunctionRef<absl::Status()> step, Deadline deadline) {
  const TimePoint began = parts_.clock->Now();
  const TimePoint most = began + kJournalPatience;
  const TimePoint until =
      deadline ? std::min(most, std::max(*deadline, began + kLeastPatience)) : most;
  while (true) {
    const absl::Status status = step();
    if (!absl::IsUnavailable(status)) return StatusOf(status);
    if (runner_.TakeCancel()) {
      return {.code = CallCode::kCancelled,
              .message = "the call was cancelled while another process wrote the journal"};
    }
    if (parts_.clock->Now() >= until) return StatusOf(status);
    parts_.transport->Wait(kJournalPause);
  }
}

// BeginCall lets what stopped for the journal be tried again, and sees to the session.
CallStatus Destination::BeginCall(Deadline deadline) {
  if (journal_ == nullptr) return {};
  engine_.EndJournalStop();
  if (CallStatus s = BeginSession(deadline); !s.ok()) return s;
  CareForJournal();
  if (handed_out_ == 0) return {};
  CallStatus status = Insist([this] { return journal_->Taken(handed_out_); }, deadline);
  if (status.ok()) handed_out_ = 0;
  return status;
}

CallStatus Destination::BeginSession(Deadline deadline) {
  if (session_begun_) return {};
  const auto begin = [this] {
    const JournalScope scope{credential_.company_id, config_.journal.name, fingerprint_};
    return journal_->Begin(scope, parts_.clock->Wall());
  };
  if (journal_->session() == 0) {
    if (CallStatus s = Insist(begin, deadline); !s.ok()) return s;
  }
  if (CallStatus s = TakeEarlier(deadline); !s.ok()) return s;
  session_begun_ = true;
  return {};
}

// EndCall has the journal know what settled before anybody else does.
CallStatus Destination::EndCall(Deadline deadline) {
  if (journal_ == nullptr || !engine_.unwritten()) return {};
  CallStatus status = Insist([this] { return engine_.WriteDown(parts_.clock->Now()); }, deadline);
  Publish(parts_.clock->Now());
  return status;
}

// CareForJournal removes what is too old, a bounded part at a time. What it cannot do now it does
// later.
void Destination::CareForJournal() noexcept {
  const int64_t now = ToMillis(parts_.clock->SinceBoot());
  if (now < care_due_ms_) return;
  care_due_ms_ = now + ToMillis(kCareEvery);
  try {
    for (int step = 0; step < kMostRetentionSteps; ++step) {
      const absl::StatusOr<bool> more = journal_->Retain({parts_.clock->Wall(), now});
      if (!more.ok() || !*more) return;
    }
    care_due_ms_ = now;  // the next call goes on
  } catch (const std::bad_alloc&) {
    return;
  }
}

void Destination::EndSession() noexcept {
  if (!session_begun_) return;
  try {
    runner_.AbortAll(&engine_);
    static_cast<void>(EndCall(parts_.clock->Now()));
    static_cast<void>(journal_->Close(parts_.clock->Wall()));
  } catch (const std::bad_alloc&) {
    // What the journal was not told counts as after a kill.
  }
}

}  // namespace inflow
