// SPDX-License-Identifier: Apache-2.0
//
// File: instant_transport.h
//
// A transport that takes every request at once and counts it, so that what is measured is what
// makes the requests.
#ifndef BENCH_INSTANT_TRANSPORT_H_
#define BENCH_INSTANT_TRANSPORT_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "plugin/transport/transport.h"

namespace inflow {

class InstantTransport : public Transport {
 public:
  absl::Status Configure(const TransportSettings&) override { return absl::OkStatus(); }
  absl::Status Start(const HttpRequest& request) override {
    ++requests;
    if (!answers) return absl::OkStatus();
    bytes += request.body.size();
    Exchange exchange;
    exchange.id = request.id;
    exchange.status = 200;
    exchange.wrote = true;
    ended_.push_back(std::move(exchange));
    return absl::OkStatus();
  }
  void Drive(std::vector<Exchange>* done) override {
    for (Exchange& exchange : ended_) done->push_back(std::move(exchange));
    ended_.clear();
  }
  void Wait(Duration) override {}
  void Wakeup() override {}
  Exchange Abort(uint64_t) override { return {}; }
  bool Wrote(uint64_t) const override { return true; }
  void Abandon() override {}

  bool answers = true;
  uint64_t requests = 0;
  uint64_t bytes = 0;  // of the bodies that were answered

 private:
  std::vector<Exchange> ended_;
};

}  // namespace inflow

#endif  // BENCH_INSTANT_TRANSPORT_H_
