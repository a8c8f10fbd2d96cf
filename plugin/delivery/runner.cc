// SPDX-License-Identifier: Apache-2.0
#include "plugin/delivery/runner.h"

#include <algorithm>
#include <new>
#include <utility>

#include "plugin/delivery/internal/redact.h"

namespace inflow {
namespace {

constexpr Duration kLongWait =
    std::chrono::hours(1);  // a bound on one wait, so that no arithmetic overflows

}  // namespace

void Runner::Add(Sender* sender, bool metered, Terms terms) {
  channels_.push_back({sender, metered, std::move(terms)});
}

void Runner::SetTerms(const Sender* sender, Terms terms) {
  const auto channel = std::find_if(channels_.begin(), channels_.end(),
                                    [sender](const Channel& one) { return one.sender == sender; });
  channel->terms = std::move(terms);
}

RunEnd Runner::Run(absl::FunctionRef<bool()> done, std::optional<TimePoint> deadline,
                   const Sender* only) {
  driven_at_ = parts_.clock->Now();
  while (true) {
    const TimePoint now = Tick();
    // Answers that lie in the socket are read before anything is declared overdue.
    Collect(now);
    Expire(now);
    Waiting waiting;
    StartAll(/*metered=*/false, only, now, &waiting);
    if (TakeCancel()) return RunEnd::kCancelled;
    if (done()) return RunEnd::kDone;
    StartAll(/*metered=*/true, only, now, &waiting);
    if (done()) return RunEnd::kDone;
    if (waiting.stopped) return RunEnd::kStopped;
    if (waiting.paused) return RunEnd::kPaused;
    if (waiting.no_quota && flights_.empty()) return RunEnd::kNoQuota;
    if (deadline && now >= *deadline) return RunEnd::kTimeout;
    for (const Channel& channel : channels_) channel.sender->OnIdle(now);
    Duration wait = std::min(kLongWait, UntilExpiry());
    if (waiting.until) wait = std::min(wait, *waiting.until - now);
    if (deadline) wait = std::min(wait, *deadline - now);
    parts_.transport->Wait(std::max(wait, Duration::zero()));
  }
}

TimePoint Runner::Tick() {
  const TimePoint now = parts_.clock->Now();
  driven_ += now - driven_at_;
  driven_at_ = now;
  return now;
}

void Runner::Collect(TimePoint now) {
  parts_.transport->Drive(&done_);
  if (done_.empty()) return;
  const WallMillis wall = parts_.clock->Wall();
  // Handed in one by one from the back of a reversed list: what an exception leaves behind stays
  // for the next call.
  std::reverse(done_.begin(), done_.end());
  while (!done_.empty()) {
    Exchange exchange = std::move(done_.back());
    done_.pop_back();
    HandIn(std::move(exchange), now, wall);
  }
}

void Runner::Expire(TimePoint now) {
  for (size_t i = flights_.size(); i-- > 0;) {
    if (flights_[i].withheld) continue;
    const Terms& terms = channels_[flights_[i].channel].terms;
    const Duration age = driven_ - flights_[i].begun;
    const uint64_t id = flights_[i].id;
    if (age >= terms.timeout || (age >= terms.connect_timeout && !parts_.transport->Wrote(id)))
      HandIn(parts_.transport->Abort(id), now, parts_.clock->Wall());
  }
}

Duration Runner::UntilExpiry() const {
  Duration least = kLongWait;
  for (const Flight& flight : flights_) {
    if (flight.withheld) continue;
    const Terms& terms = channels_[flight.channel].terms;
    const Duration age = driven_ - flight.begun;
    const bool connecting = age < terms.connect_timeout && !parts_.transport->Wrote(flight.id);
    least = std::min(
        least, (connecting ? std::min(terms.connect_timeout, terms.timeout) : terms.timeout) - age);
  }
  return least;
}

void Runner::HandIn(Exchange&& exchange, TimePoint now, WallMillis wall) {
  const auto flight = FindFlight(exchange.id);
  if (flight == flights_.end()) return;
  if (exchange.withheld) {
    flight->withheld = true;
    return;
  }
  const uint64_t permit = flight->withheld ? 0 : flight->permit;
  const Channel& channel = channels_[EndFlight(flight, &exchange)];
  std::string learned;
  if (permit != 0) {
    parts_.permits->Ended(permit, now, exchange.wrote);
    try {
      if (exchange.status != 0) learned = parts_.permits->Learn(exchange.headers, now);
    } catch (const std::bad_alloc&) {
      // Learning can wait for the next answer; the exchange itself must not get lost.
    }
  }
  if (!learned.empty()) Write(LogLevel::kInfo, learned);
  const std::string words = channel.sender->OnExchange(std::move(exchange), now, wall);
  if (!words.empty()) Write(LogLevel::kWarn, words);
}

// EndFlight forgets a flight, of whose channel it returns the place; from here on its exchange
// holds no secret.
size_t Runner::EndFlight(std::vector<Flight>::iterator flight, Exchange* exchange) {
  RedactExchange(flight->redactor.get(), exchange);
  const size_t channel = flight->channel;
  flights_.erase(flight);
  return channel;
}

void Runner::StartAll(bool metered, const Sender* only, TimePoint now, Waiting* waiting) {
  for (size_t i = 0; i < channels_.size(); ++i) {
    const Channel& channel = channels_[i];
    if (channel.metered == metered && (only == nullptr || only == channel.sender))
      StartDue(i, now, waiting);
  }
}

// AskPermit returns a permit, or notes what is waited for.
std::optional<uint64_t> Runner::AskPermit(TimePoint now, Waiting* waiting) {
  const Permit permit = parts_.permits->Ask(now);
  if (permit.granted) return permit.id;
  waiting->no_quota = waiting->no_quota || permit.unavailable;
  WaitFor(permit.until, waiting);
  return std::nullopt;
}

void Runner::WaitFor(std::optional<TimePoint> until, Waiting* waiting) {
  if (until) waiting->until = waiting->until ? std::min(*waiting->until, *until) : until;
}

// StartDue starts what a sender may start.
void Runner::StartDue(size_t channel, TimePoint now, Waiting* waiting) {
  Sender& sender = *channels_[channel].sender;
  const auto wait = [waiting](std::optional<TimePoint> until) { WaitFor(until, waiting); };
  if (!StartWithheld(channel, now, waiting)) return;
  while (true) {
    // Before a sender counts a call as started: it must be known.
    flights_.reserve(flights_.size() + 1);
    const Action action = sender.Next(now);
    switch (action.kind) {
      case Action::kSend:
        Start(channel, action, now);
        break;
      case Action::kNeedPermit: {
        const std::optional<uint64_t> permit = AskPermit(now, waiting);
        if (!permit) return;
        channels_[channel].permit = *permit;
        sender.OnPermit();
        break;
      }
      case Action::kWait:
        return wait(action.until);
      case Action::kStopped:
        waiting->stopped = true;
        return wait(action.until);
      case Action::kPaused:
        waiting->paused = !IsFlying(channel);
        return;
    }
  }
}

bool Runner::IsFlying(size_t channel) const {
  return std::any_of(flights_.begin(), flights_.end(),
                     [channel](const Flight& flight) { return flight.channel == channel; });
}

void Runner::Start(size_t channel, const Action& action, TimePoint now) {
  const uint64_t permit = std::exchange(channels_[channel].permit, 0);
  flights_.push_back(
      {action.id, driven_, channel, channels_[channel].terms.redactor, action.call, permit});
  Launch(flights_.back(), now);
}

// StartWithheld starts what was withheld; false where there is no permit for it.
bool Runner::StartWithheld(size_t channel, TimePoint now, Waiting* waiting) {
  for (size_t i = 0; i < flights_.size(); ++i) {
    Flight& flight = flights_[i];
    if (flight.channel != channel || !flight.withheld) continue;
    const std::optional<uint64_t> permit = AskPermit(now, waiting);
    if (!permit) return false;
    flight.withheld = false;
    flight.permit = *permit;
    flight.begun = driven_;
    flight.redactor = channels_[channel].terms.redactor;
    const uint64_t id = flight.id;
    Launch(flight, now);
    if (FindFlight(id) == flights_.end()) --i;
  }
  return true;
}

void Runner::Launch(const Flight& flight, TimePoint now) {
  Exchange refused;  // what came of it where it could not even be started
  refused.id = flight.id;
  refused.failure = Failure::kUnreachable;
  try {
    HttpRequest request =
        flight.call->Request(flight.id, channels_[flight.channel].terms.authorization);
    if (flight.permit != 0) request.first_byte = this;
    const absl::Status s = parts_.transport->Start(request);
    if (s.ok()) return;
    refused.detail = std::string(s.message());
  } catch (const std::bad_alloc&) {
    // Without memory, even for the sentence, the call still has to come back.
  }
  HandIn(std::move(refused), now, parts_.clock->Wall());
}

bool Runner::MayWrite(uint64_t id) noexcept {
  const auto flight = FindFlight(id);
  return flight == flights_.end() || parts_.permits->Renew(flight->permit, parts_.clock->Now());
}

std::vector<Runner::Flight>::iterator Runner::FindFlight(uint64_t id) {
  return std::find_if(flights_.begin(), flights_.end(),
                      [id](const Flight& flight) { return flight.id == id; });
}

// Take ends a flight in the transport, if that has it.
Exchange Runner::Take(const Flight& flight) {
  if (!flight.withheld) return parts_.transport->Abort(flight.id);
  Exchange exchange;
  exchange.id = flight.id;
  exchange.failure = Failure::kUnreachable;
  return exchange;
}

void Runner::Abort(uint64_t id) {
  const auto flight = FindFlight(id);
  if (flight == flights_.end()) return;
  HandIn(Take(*flight), parts_.clock->Now(), parts_.clock->Wall());
}

void Runner::AbortAll(const Sender* sender) {
  const TimePoint now = parts_.clock->Now();
  const WallMillis wall = parts_.clock->Wall();
  Collect(now);
  for (size_t i = flights_.size(); i-- > 0;) {
    const Channel& channel = channels_[flights_[i].channel];
    if (channel.sender != sender) continue;
    const uint64_t permit = flights_[i].withheld ? 0 : flights_[i].permit;
    Exchange exchange = Take(flights_[i]);
    if (exchange.status != 0) {
      HandIn(std::move(exchange), now, wall);
      continue;
    }
    EndFlight(flights_.begin() + static_cast<std::ptrdiff_t>(i), &exchange);
    if (permit != 0) parts_.permits->Ended(permit, now, exchange.wrote);
    channel.sender->OnAbort(exchange, now, wall);
  }
}

void Runner::Cancel() {
  cancelled_.store(true);
  parts_.transport->Wakeup();
}

void Runner::Write(LogLevel level, std::string_view message) const {
  if (*parts_.log) (*parts_.log)(level, "runner", message);
}

}  // namespace inflow
