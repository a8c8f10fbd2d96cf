// SPDX-License-Identifier: Apache-2.0
//
// File: fake_transport.h
//
// A transport without a network: a script answers each request after a made-up time, and waiting
// moves the fake clock.
#ifndef TESTS_SUPPORT_FAKE_TRANSPORT_H_
#define TESTS_SUPPORT_FAKE_TRANSPORT_H_

#include <algorithm>
#include <atomic>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "plugin/transport/transport.h"
#include "tests/support/fake_clock.h"

namespace inflow::testing {

// Reply is what comes of a request: the exchange and how long it takes. A duration of
// Duration::max() never ends.
struct Reply {
  Exchange exchange;
  Duration after{};
  bool writes = true;  // bytes of the request go out at once
};

inline Reply Answered(int status, std::string body = "", Duration after = Duration::zero()) {
  Reply reply;
  reply.exchange.status = status;
  reply.exchange.body = std::move(body);
  reply.after = after;
  return reply;
}
inline Reply Refused() {
  Reply reply;
  reply.exchange.failure = Failure::kUnreachable;
  reply.exchange.detail = "could not connect to 127.0.0.1 port 9: Connection refused";
  reply.writes = false;
  return reply;
}
inline Reply Hanging(bool writes = true) {
  Reply reply;
  reply.after = Duration::max();
  reply.writes = writes;
  return reply;
}

class FakeTransport final : public Transport {
 public:
  // Sent is a request as it was started.
  struct Sent {
    std::string method, url, body, authorization;
    std::vector<std::string> headers;
    TimePoint at;
  };
  using Script = std::function<Reply(const Sent&)>;

  FakeTransport(FakeClock* clock, Script script) : clock_(clock), script_(std::move(script)) {}

  absl::Status Configure(const TransportSettings&) override { return configure_status; }
  absl::Status Start(const HttpRequest& request) override {
    Sent one{std::string(MethodName(request.method)),
             std::string(request.url),
             std::string(request.body),
             request.authorization ? *request.authorization : "",
             {},
             clock_->Now()};
    if (request.headers) one.headers = *request.headers;
    sent.push_back(one);
    Reply reply = script_(sent.back());
    if (reply.writes && request.first_byte != nullptr &&
        !request.first_byte->MayWrite(request.id)) {
      reply = Refused();
      reply.exchange.withheld = true;
    }
    reply.exchange.id = request.id;
    reply.exchange.wrote = reply.writes;
    reply.exchange.elapsed = reply.after;
    const TimePoint ends =
        reply.after == Duration::max() ? TimePoint::max() : clock_->Now() + reply.after;
    flights_.push_back({std::move(reply), ends});
    most_in_flight = std::max(most_in_flight, flights_.size());
    return absl::OkStatus();
  }
  void Drive(std::vector<Exchange>* done) override {
    for (size_t i = 0; i < flights_.size();) {
      if (flights_[i].ends > clock_->Now()) {
        ++i;
        continue;
      }
      done->push_back(std::move(flights_[i].reply.exchange));
      flights_.erase(flights_.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
  void Wait(Duration at_most) override {
    waits.push_back(at_most);
    if (on_wait) on_wait();
    if (woken_.exchange(false)) return;
    Duration wait = at_most;
    for (const Flight& flight : flights_) {
      if (flight.ends != TimePoint::max()) wait = std::min(wait, flight.ends - clock_->Now());
    }
    clock_->Advance(std::max(wait, Duration::zero()));
  }
  void Wakeup() override { woken_.store(true); }
  Exchange Abort(uint64_t id) override {
    const auto flight = std::find_if(flights_.begin(), flights_.end(),
                                     [&](const Flight& f) { return f.reply.exchange.id == id; });
    Exchange aborted;
    aborted.id = id;
    aborted.wrote = flight->reply.writes;
    aborted.failure = aborted.wrote ? Failure::kTimedOut : Failure::kUnreachable;
    aborted.detail = "aborted";
    flights_.erase(flight);
    return aborted;
  }
  bool Wrote(uint64_t id) const override {
    for (const Flight& flight : flights_) {
      if (flight.reply.exchange.id == id) return flight.reply.writes;
    }
    return false;
  }
  void Abandon() override { flights_.clear(); }

  std::vector<Sent> sent;
  std::vector<Duration> waits;
  size_t most_in_flight = 0;
  absl::Status configure_status;
  std::function<void()> on_wait;  // called at the start of every Wait

 private:
  struct Flight {
    Reply reply;
    TimePoint ends;
  };
  FakeClock* clock_;
  Script script_;
  std::vector<Flight> flights_;
  std::atomic<bool> woken_{false};
};

}  // namespace inflow::testing

#endif  // TESTS_SUPPORT_FAKE_TRANSPORT_H_
