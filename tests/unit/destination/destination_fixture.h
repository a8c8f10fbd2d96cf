// SPDX-License-Identifier: Apache-2.0
//
// File: destination_fixture.h
//
// A handle over a fake transport and clock.
#ifndef TESTS_UNIT_DESTINATION_DESTINATION_FIXTURE_H_
#define TESTS_UNIT_DESTINATION_DESTINATION_FIXTURE_H_

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "plugin/destination/destination.h"
#include "tests/support/fake_transport.h"
#include "tests/support/routes.h"

namespace inflow {

class DestinationTest : public ::testing::Test {
 protected:
  DestinationTest() { Renew(); }

  // Renew puts a new handle in place of the one that is there, which is not closed.
  void Renew() {
    destination_.reset();
    auto clock = std::make_unique<testing::FakeClock>();
    clock_ = clock.get();
    auto transport = std::make_unique<testing::FakeTransport>(
        clock_, [this](const testing::FakeTransport::Sent& s) { return script_(s); });
    transport_ = transport.get();
    Destination::Parts parts;
    parts.transport = std::move(transport);
    parts.clock = std::move(clock);
    parts.log = [this](LogLevel, std::string_view, std::string_view message) {
      log_.emplace_back(message);
    };
    parts.seed = 1;
    destination_ = std::make_unique<Destination>(std::move(parts));
  }

  void Configure(const std::string& rest) {
    const CallStatus s = destination_->Configure(testing::Document(rest));
    ASSERT_TRUE(s.ok()) << s.message;
  }

  CallStatus Write(const std::vector<std::string>& records, int64_t timeout_ms = -1,
                   const std::string& route = "") {
    const testing::Records block(records);
    HostBatch batch;
    batch.records = block.Block();
    batch.route = route;
    return destination_->WriteBatch(batch, timeout_ms);
  }

  // Settled returns "id OUTCOME" of each, and clears.
  std::vector<std::string> Settled() {
    static constexpr const char* kNames[] = {"",         "DELIVERED", "UNCHANGED", "SUPERSEDED",
                                             "REJECTED", "FAILED",    "AMBIGUOUS", "DROPPED"};
    std::vector<std::string> out;
    for (const auto& one : destination_->settled()) {
      out.push_back(std::to_string(one.id) + " " + kNames[static_cast<int>(one.outcome)]);
      message_ = one.message ? *one.message : "";
    }
    destination_->ClearSettled();
    return out;
  }
  std::vector<std::string> Bodies() const {
    std::vector<std::string> bodies;
    for (const auto& sent : transport_->sent) bodies.push_back(sent.body);
    return bodies;
  }

  testing::FakeTransport::Script script_ = [](const testing::FakeTransport::Sent&) {
    return testing::Answered(200);
  };
  testing::FakeClock* clock_ = nullptr;
  testing::FakeTransport* transport_ = nullptr;
  std::unique_ptr<Destination> destination_;
  std::vector<std::string> log_;
  std::string message_;
};

}  // namespace inflow

#endif  // TESTS_UNIT_DESTINATION_DESTINATION_FIXTURE_H_
