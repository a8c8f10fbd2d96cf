// SPDX-License-Identifier: Apache-2.0
//
// The host's log callback: when it runs, what it may call back, and what happens if it throws.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "abi/destination.h"
#include "tests/abi/support/responder.h"
#include "tests/abi/support/serial_calls.h"
#include "tests/abi/support/session.h"

namespace inflow::test {
namespace {

// Seen is what a callback notes; it acts as the host's ctx.
struct Seen {
  destination* handle = nullptr;
  std::vector<std::string> lines;
  std::set<std::thread::id> threads;
  std::map<std::string, std::set<destination_status>> statuses;  // of calls back into the handle
};

void Note(void* ctx, int32_t level, const char* component, const char* message, size_t length) {
  auto* seen = static_cast<Seen*>(ctx);
  EXPECT_GE(level, DESTINATION_LOG_ERROR);
  EXPECT_LE(level, DESTINATION_LOG_DEBUG);
  EXPECT_STRNE(component, "");
  EXPECT_GT(length, 0u);
  EXPECT_EQ(message[length], '\0');
  seen->lines.emplace_back(message, length);
  seen->threads.insert(std::this_thread::get_id());
}

void CallBack(void* ctx, int32_t level, const char* component, const char* message, size_t length) {
  Note(ctx, level, component, message, length);
  auto* seen = static_cast<Seen*>(ctx);
  if (!seen->handle) return;
  for (const SerialCall& serial : kSerialCalls) {
    seen->statuses[std::string(serial.name)].insert(serial.call(seen->handle, nullptr));
  }
  destination_stats_data stats = DESTINATION_STATS_INIT;
  seen->statuses["stats"].insert(destination_stats(seen->handle, &stats));
}

void Throw(void* ctx, int32_t level, const char* component, const char* message, size_t length) {
  Note(ctx, level, component, message, length);
  if (static_cast<Seen*>(ctx)->lines.size() % 2 == 0) throw 42;
  throw std::runtime_error("the host's callback throws");
}

destination_host HostWith(Seen* seen, decltype(destination_host::log) log) {
  destination_host host = DESTINATION_HOST_INIT;
  host.ctx = seen;
  host.log = log;
  return host;
}

// WorkThatLogs drives a handle through things that are worth a line: a service that throttles
// twice, then takes one record, refuses one, and refuses the credential.
void WorkThatLogs(Responder& service, Handle& handle) {
  service.Answer([](const Arrival& arrival, httplib::Response& response) {
    constexpr int kStatuses[] = {429, 429, 200, 400, 401};
    response.status = kStatuses[std::min<size_t>(arrival.number, 4)];
    response.set_header("Retry-After", "0");
    response.set_content("{}", "application/json");
  });
  for (int i = 0; i < 3; ++i) {
    Records records({R"({"name":"a"})"});
    EXPECT_EQ(handle.Write(records).answer.status, DESTINATION_OK);
  }
  EXPECT_EQ(handle.Poll().answer.status, DESTINATION_AUTH);
  const destination_stats_data stats = handle.Stats();
  EXPECT_EQ(stats.delivered, 1u);
  EXPECT_EQ(stats.rejected, 1u);
  EXPECT_EQ(stats.pending, 1u);
}

TEST(Log, RunsOnlyOnTheCallingThreadAndNeverShowsTheKey) {
  Responder service;
  Seen seen;
  const destination_host host = HostWith(&seen, &Note);
  Handle handle(&host);
  ASSERT_EQ(handle.Configure(ConfigFor(service.base_url())).status, DESTINATION_OK);
  WorkThatLogs(service, handle);
  EXPECT_FALSE(seen.lines.empty());
  EXPECT_EQ(seen.threads, std::set<std::thread::id>{std::this_thread::get_id()});
  for (const std::string& line : seen.lines) EXPECT_EQ(line.find(kApiKey), std::string::npos);
  const size_t before = seen.lines.size();
  destination_stats_data stats = DESTINATION_STATS_INIT;
  EXPECT_EQ(destination_stats(handle.get(), &stats), DESTINATION_OK);
  EXPECT_EQ(seen.lines.size(), before);
}

TEST(Log, TheHostStructIsCopied) {
  Responder service;
  Seen seen;
  auto host = std::make_unique<destination_host>(HostWith(&seen, &Note));
  Handle handle(host.get());
  host.reset();
  ASSERT_EQ(handle.Configure(ConfigFor(service.base_url())).status, DESTINATION_OK);
  WorkThatLogs(service, handle);
  EXPECT_FALSE(seen.lines.empty());
}

TEST(Log, SerialCallsFromTheCallbackAreBusy) {
  Responder service;
  Seen seen;
  const destination_host host = HostWith(&seen, &CallBack);
  Handle handle(&host);
  ASSERT_EQ(handle.Configure(ConfigFor(service.base_url())).status, DESTINATION_OK);
  seen.handle = handle.get();
  WorkThatLogs(service, handle);
  ASSERT_FALSE(seen.lines.empty());
  EXPECT_EQ(seen.statuses.size(), kSerialCalls.size() + 1);
  for (const auto& [name, statuses] : seen.statuses) {
    EXPECT_EQ(statuses,
              std::set<destination_status>{name == "stats" ? DESTINATION_OK : DESTINATION_BUSY})
        << name;
  }
  seen.handle = nullptr;
}

TEST(Log, WhatTheCallbackThrowsGoesNoFurther) {
  Responder service;
  Seen seen;
  const destination_host host = HostWith(&seen, &Throw);
  Handle handle(&host);
  ASSERT_EQ(handle.Configure(ConfigFor(service.base_url())).status, DESTINATION_OK);
  WorkThatLogs(service, handle);
  EXPECT_GE(seen.lines.size(),
            2u);  // both kinds were thrown, and the line after a throw still came
}

}  // namespace
}  // namespace inflow::test
