// SPDX-License-Identifier: Apache-2.0
//
// A host that keeps the quota: what it is asked, what it is told, and what it may call meanwhile.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "abi/destination.h"
#include "tests/abi/support/in_child.h"
#include "tests/abi/support/responder.h"
#include "tests/abi/support/serial_calls.h"
#include "tests/abi/support/session.h"

namespace inflow::test {
namespace {

using Outcomes = std::vector<destination_outcome>;

// Keeper is the host's side; it acts as ctx.
struct Keeper {
  std::vector<int32_t> says;  // one after the other; then all is granted
  int64_t wait_ms = 1;
  bool throws = false;
  destination* calls_back = nullptr;

  size_t asked = 0;
  std::set<std::string> companies;
  std::vector<destination_quota_window> windows;  // of the last question
  uint64_t granted = 0;
  std::vector<std::pair<uint64_t, int32_t>> ended;
  std::set<std::thread::id> threads;
  std::map<std::string, std::set<destination_status>> statuses;

  void CallBack() {
    threads.insert(std::this_thread::get_id());
    if (calls_back == nullptr) return;
    for (const SerialCall& serial : kSerialCalls)
      statuses[std::string(serial.name)].insert(serial.call(calls_back, nullptr));
    destination_stats_data stats = DESTINATION_STATS_INIT;
    statuses["stats"].insert(destination_stats(calls_back, &stats));
    destination_cancel(calls_back);
    destination_cancel_clear(calls_back);
  }

  static int32_t Acquire(void* ctx, const char* company, size_t company_len,
                         const destination_quota_window* windows, uint32_t count, uint64_t* permit,
                         int64_t* wait_ms) {
    auto& keeper = *static_cast<Keeper*>(ctx);
    EXPECT_EQ(company[company_len], '\0');
    keeper.companies.emplace(company, company_len);
    keeper.windows.assign(windows, windows + count);
    keeper.CallBack();
    if (keeper.throws) throw std::runtime_error("the store is away");
    const int32_t said = keeper.asked < keeper.says.size() ? keeper.says[keeper.asked] : int32_t{1};
    ++keeper.asked;
    *wait_ms = keeper.wait_ms;
    if (said == 1) *permit = 100 + keeper.granted++;
    return said;
  }
  static void Ended(void* ctx, uint64_t permit, int32_t spent) {
    auto& keeper = *static_cast<Keeper*>(ctx);
    keeper.ended.emplace_back(permit, spent);
    keeper.CallBack();
    if (keeper.throws) throw 42;
  }
  destination_host Host() {
    destination_host host = DESTINATION_HOST_INIT;
    host.ctx = this;
    host.quota_acquire = &Acquire;
    host.quota_ended = &Ended;
    return host;
  }
};

class HostQuota : public testing::Test {
 protected:
  HostQuota() {
    EXPECT_EQ(handle_.Configure(ConfigFor(service_.base_url())).status, DESTINATION_OK);
  }
  ~HostQuota() override { service_.Release(); }

  // LeaveOneOnTheWire accepts a record whose request has arrived and is not answered.
  void LeaveOneOnTheWire() {
    service_.Hold();
    ASSERT_EQ(handle_.Write(one_, 0).answer.status, DESTINATION_OK);
    while (service_.arrivals().empty()) handle_.Poll(1);
    ASSERT_EQ(keeper_.granted, 1u);
    ASSERT_TRUE(keeper_.ended.empty());
  }

  Responder service_;
  Keeper keeper_;
  const destination_host host_ = keeper_.Host();
  Handle handle_{&host_};
  Records one_{{R"({"name":"a"})"}};
};

TEST(HostQuotaFunctions, AreSetBothOrNone) {
  for (const bool acquires : {true, false}) {
    Keeper keeper;
    destination_host host = keeper.Host();
    if (acquires) {
      host.quota_ended = nullptr;
    } else {
      host.quota_acquire = nullptr;
    }
    destination* handle = nullptr;
    const Answer answer =
        Try([&](destination_error** err) { return destination_open(&host, &handle, err); });
    EXPECT_EQ(answer.status, DESTINATION_INVALID_ARGUMENT);
    EXPECT_EQ(handle, nullptr);
  }
}

TEST_F(HostQuota, EachRequestIsAskedForAndItsEndIsTold) {
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(handle_.Write(one_).outcomes(), Outcomes{DESTINATION_DELIVERED});
  EXPECT_EQ(keeper_.asked, 3u);
  EXPECT_EQ(keeper_.ended,
            (std::vector<std::pair<uint64_t, int32_t>>{{100, 1}, {101, 1}, {102, 1}}));
  EXPECT_EQ(keeper_.companies, std::set<std::string>{std::string(kCompany)});
  EXPECT_EQ(keeper_.threads, std::set<std::thread::id>{std::this_thread::get_id()});
  const destination_stats_data stats = handle_.Stats();
  ASSERT_EQ(keeper_.windows.size(), stats.window_count);
  ASSERT_GT(stats.window_count, 0u);
  EXPECT_EQ(keeper_.windows[0].requests, stats.windows[0].requests);
  EXPECT_EQ(keeper_.windows[0].per_ms, stats.windows[0].per_ms);
}

TEST_F(HostQuota, ARequestThatNeverLeftHasSpentNothing) {
  ASSERT_EQ(
      handle_.Configure(ConfigFor("http://127.0.0.1:9", R"("retry":{"max_attempts":1})")).status,
      DESTINATION_OK);
  handle_.Write(one_);
  ASSERT_FALSE(keeper_.ended.empty());
  for (const auto& [permit, spent] : keeper_.ended) EXPECT_EQ(spent, 0) << permit;
}

TEST_F(HostQuota, ItAsksAgainAfterAWait) {
  keeper_.says = {0, 0, 1};
  EXPECT_EQ(handle_.Write(one_).outcomes(), Outcomes{DESTINATION_DELIVERED});
  EXPECT_EQ(keeper_.asked, 3u);
  EXPECT_EQ(keeper_.ended.size(), 1u);
}

TEST_F(HostQuota, WithoutAnAnswerRecordsWaitAndTheCallSaysSo) {
  keeper_.says = {-1, 7};
  const Settled written = handle_.Write(one_);
  EXPECT_EQ(written.answer.status, DESTINATION_OK);
  EXPECT_EQ(written.summary.status, DESTINATION_UNAVAILABLE);
  EXPECT_EQ(written.summary.pending, 1u);
  EXPECT_EQ(handle_.Poll().answer.status, DESTINATION_UNAVAILABLE);
  EXPECT_TRUE(service_.arrivals().empty());
  EXPECT_EQ(handle_.Flush().outcomes(), Outcomes{DESTINATION_DELIVERED});
}

TEST_F(HostQuota, WhatItThrowsGoesNoFurther) {
  keeper_.throws = true;
  EXPECT_EQ(handle_.Write(one_).summary.status, DESTINATION_UNAVAILABLE);
  keeper_.throws = false;
  service_.Hold();
  while (service_.arrivals().empty()) handle_.Poll(1);
  keeper_.throws = true;
  service_.Release();
  EXPECT_EQ(handle_.Poll().outcomes(), Outcomes{DESTINATION_DELIVERED});
}

TEST_F(HostQuota, DiscardEndsWhatIsOnTheWire) {
  LeaveOneOnTheWire();
  handle_.Discard();
  EXPECT_EQ(keeper_.ended, (std::vector<std::pair<uint64_t, int32_t>>{{100, 1}}));
  handle_.Close();
  EXPECT_EQ(keeper_.ended.size(), 1u);
}

TEST_F(HostQuota, CloseEndsWhatIsOnTheWire) {
  LeaveOneOnTheWire();
  keeper_.calls_back = handle_.get();
  handle_.Close();
  EXPECT_EQ(keeper_.ended, (std::vector<std::pair<uint64_t, int32_t>>{{100, 1}}));
  EXPECT_EQ(keeper_.statuses["flush"], std::set<destination_status>{DESTINATION_BUSY});
  EXPECT_EQ(keeper_.statuses["stats"], std::set<destination_status>{DESTINATION_OK});
}

TEST_F(HostQuota, InTheChildOfAForkItHearsNothing) {
  LeaveOneOnTheWire();
  EXPECT_EQ(InChild([&] {
              destination_close(handle_.get());
              return static_cast<int>(keeper_.ended.size());
            }),
            0);
  service_.Release();
  EXPECT_EQ(handle_.Flush().outcomes(), Outcomes{DESTINATION_DELIVERED});
  EXPECT_EQ(keeper_.ended.size(), 1u);
}

TEST_F(HostQuota, MeanwhileTheHandleIsBusy) {
  keeper_.calls_back = handle_.get();
  EXPECT_EQ(handle_.Write(one_).outcomes(), Outcomes{DESTINATION_DELIVERED});
  EXPECT_EQ(keeper_.statuses.size(), kSerialCalls.size() + 1);
  for (const auto& [name, statuses] : keeper_.statuses) {
    EXPECT_EQ(statuses,
              std::set<destination_status>{name == "stats" ? DESTINATION_OK : DESTINATION_BUSY})
        << name;
  }
}

TEST_F(HostQuota, ACancelFromThereEndsTheCall) {
  // Where the host asks for an hour, only the cancellation ends the wait.
  keeper_.says = {0};
  keeper_.wait_ms = 3'600'000;
  struct Cancels {
    Keeper* keeper;
    destination* handle;
  } cancels{&keeper_, nullptr};
  destination_host host = keeper_.Host();
  host.ctx = &cancels;
  host.quota_acquire = [](void* ctx, const char* company, size_t length,
                          const destination_quota_window* windows, uint32_t count, uint64_t* permit,
                          int64_t* wait_ms) {
    const auto& both = *static_cast<Cancels*>(ctx);
    destination_cancel(both.handle);
    return Keeper::Acquire(both.keeper, company, length, windows, count, permit, wait_ms);
  };
  host.quota_ended = [](void* ctx, uint64_t permit, int32_t spent) {
    Keeper::Ended(static_cast<Cancels*>(ctx)->keeper, permit, spent);
  };
  Handle handle(&host);
  cancels.handle = handle.get();
  ASSERT_EQ(handle.Configure(ConfigFor(service_.base_url())).status, DESTINATION_OK);
  EXPECT_EQ(handle.Write(one_).summary.status, DESTINATION_CANCELLED);
  EXPECT_EQ(handle.Stats().pending, 1u);
}

TEST_F(HostQuota, TheLogIsNotUsedBesideIt) {
  struct Both {
    Keeper keeper;
    std::vector<std::string> lines;
  } both;
  destination_host host = both.keeper.Host();
  host.ctx = &both;  // the keeper lies first
  host.log = [](void* ctx, int32_t, const char*, const char* message, size_t length) {
    static_cast<Both*>(ctx)->lines.emplace_back(message, length);
  };
  Handle handle(&host);
  ASSERT_EQ(handle
                .Configure(ConfigFor(service_.base_url(),
                                     R"("rate_limit":{"log":"/nowhere/at/all/quota.db"})"))
                .status,
            DESTINATION_OK);
  EXPECT_EQ(handle.Write(one_).outcomes(), Outcomes{DESTINATION_DELIVERED});
  EXPECT_EQ(std::count_if(both.lines.begin(), both.lines.end(),
                          [](const std::string& line) {
                            return line.find("/rate_limit/log: the host keeps the quota") == 0;
                          }),
            1);
}

}  // namespace
}  // namespace inflow::test
