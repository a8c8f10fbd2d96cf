// SPDX-License-Identifier: Apache-2.0
//
// The engine's calls that only read: look-ups of names, and records that are read back. They go
// out between the requests, by their records' places, and share quota, gate and breaker with them.
#include <new>
#include <utility>

#include "absl/strings/str_cat.h"
#include "plugin/answer/body.h"
#include "plugin/delivery/engine.h"

namespace inflow {

bool ReachedTheService(Verdict verdict) {
  return verdict != Verdict::kUnreachable && verdict != Verdict::kUntrusted &&
         verdict != Verdict::kUnknown && verdict != Verdict::kAgain;
}

// MustReadFirst tells whether a read has its turn before the next request: that is when the first
// record that waits for it would have been sent, or was.
bool Engine::MustReadFirst(TimePoint now) const {
  const std::optional<uint64_t> place = reads_.place(now);
  if (!place) return false;
  if (!waiting_.empty() && waiting_.front().due <= now) return false;
  return (alone_.empty() || *place < alone_.front()->seq) &&
         (ready_.empty() || *place < ready_.front().place);
}

Action Engine::StartRead(TimePoint now) {
  Read* const read = reads_.Start(next_request_, now);
  ++next_request_;
  permit_ = false;
  if (read->failures == 0) read->first_attempt = now - gate_.ClosedTime(now);
  return {.kind = Action::kSend, .id = read->id, .call = &read->call};
}

std::string Engine::OnRead(Read* read, const Exchange& exchange, TimePoint now, WallMillis wall) {
  const bool by_id = read->doubt != nullptr ? !read->doubt->read_back->id().empty()
                                            : read->question.kind == Question::kById ||
                                                  read->question.kind == Question::kStatus;
  Classified classified =
      Classify(exchange,
               {.idempotent = true,
                .id_in_path = by_id,
                .on_503_not_applied = options_.retry.on_503 == On503::kNotApplied},
               wall);
  if (exchange.wrote) {
    ++counters_.requests;
    if (read->failures > 0) ++counters_.retries;
    if (classified.verdict == Verdict::kThrottled) ++counters_.throttled;
  }
  if (ReachedTheService(classified.verdict)) breaker_.Reset();
  try {
    ApplyRead(read, exchange, &classified, now);
  } catch (const std::bad_alloc&) {
    // It is read again, unless it had ended.
    if (Read* const still = reads_.Find(exchange.id)) reads_.PutBack(still);
  }
  return PauseMessage(classified, now);
}

void Engine::ApplyRead(Read* read, const Exchange& exchange, Classified* outcome, TimePoint now) {
  if (read->doubt == nullptr && !reads_.names().Stands(read->question)) return reads_.End(read);
  // A proxy's page does not say that the service has no such record.
  if (outcome->verdict == Verdict::kNotFoundId && answer::IsMarkup(exchange.body))
    outcome->verdict = Verdict::kForeign;
  if (outcome->verdict == Verdict::kDelivered || outcome->verdict == Verdict::kNotFoundId) {
    gate_.Succeeded();
    reads_.names().Tick(now);
    const bool ended = read->doubt != nullptr ? EndDoubt(read, exchange, outcome, now)
                                              : ReadLookup(read, exchange, outcome);
    if (ended) return;
  }
  const Classified& classified = *outcome;
  const TimePoint started = read->started;
  switch (classified.verdict) {
    case Verdict::kThrottled:
      NoteThrottle(classified, started, now);
      return reads_.PutBack(read);
    case Verdict::kUnreachable:
    case Verdict::kUntrusted:
      reads_.PutBack(read);
      return breaker_.Failed(started, now,
                             classified.verdict == Verdict::kUntrusted
                                 ? Breaker::Kind::kUntrusted
                                 : Breaker::Kind::kUnreachable,
                             classified.message, &backoff_);
    case Verdict::kAgain:
    case Verdict::kUnknown:
      return ReadAgain(read, classified, now);
    case Verdict::kUnauthorized:
    case Verdict::kOneOrAll:
    case Verdict::kNoRoute:
    case Verdict::kForeign:
      StopForRead(*read, classified, exchange.status);
      return reads_.PutBack(read);
    default:
      return FailRead(read, /*failed=*/false, classified.message);
  }
}

void Engine::ReadAgain(Read* read, const Classified& classified, TimePoint now) {
  NoteThrottle(classified, read->started, now);
  ++read->failures;
  const TimePoint started = read->started;
  const bool trial = !breaker_.closed() && read->doubt != nullptr;
  const Duration elapsed = (now - gate_.ClosedTime(now)) - read->first_attempt;
  if (read->failures >= options_.retry.max_attempts || elapsed > options_.retry.max_elapsed) {
    FailRead(read, /*failed=*/true, classified.message);
  } else {
    reads_.Wait(read, now + backoff_.Next(read->failures));
  }
  // What was read back in vain says that the next request would come to nothing either.
  if (trial)
    breaker_.Failed(started, now, Breaker::Kind::kUnreachable, classified.message, &backoff_);
}

void Engine::FailRead(Read* read, bool failed, std::string_view why) {
  if (read->doubt != nullptr) return FailDoubt(read, why);
  const std::vector<uint32_t> refused = reads_.names().Fail(read->question, failed, why);
  reads_.End(read);
  ReleaseHeld(refused);
}

void Engine::StopForRead(const Read& read, const Classified& classified, int status) noexcept {
  if (stop_.reason != StopReason::kNone) return;
  const bool credential = classified.verdict == Verdict::kUnauthorized || status == 403;
  stop_.reason = credential ? StopReason::kAuth : StopReason::kConfig;
  try {
    stop_.message =
        absl::StrCat(classified.message, read.doubt != nullptr ? ", when a record was read back"
                                                               : ", when names were looked up");
  } catch (const std::bad_alloc&) {
    stop_.message.clear();
  }
}

}  // namespace inflow
