// SPDX-License-Identifier: Apache-2.0
//
// Governors of several processes on one file, in simulated time, held against a service that counts
// what arrives (service_quota.h). Processes die and stand still with requests on the wire.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <vector>

#include "gtest/gtest.h"
#include "plugin/quota/shared_governor.h"
#include "rapidcheck/gtest.h"
#include "tests/property/quota/service_quota.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temp_folder.h"

namespace inflow {
namespace {

using std::chrono::nanoseconds;
using testing::MostInSlidingWindow;
using testing::Sent;

constexpr size_t kMilli = 1'000'000;
constexpr Duration kTimeout = std::chrono::seconds(6);

// A machine whose processes all want to send as much as they may.
class Machine {
 public:
  Machine(size_t processes, std::vector<WindowConfig> windows, uint64_t seed)
      : windows_(std::move(windows)), random_(seed), processes_(processes) {}

  void Run(int steps) {
    for (int step = 0; step < steps; ++step) {
      Process& process = processes_[Below(processes_.size())];
      switch (Below(20)) {
        case 0:
          Die(&process);
          break;
        case 1:
          process.stopped = !process.stopped;
          break;
        case 2:
          if (process.stopped) break;
          process.governor.reset();  // it ends in order
          process.flying.clear();
          break;
        default:
          if (!process.stopped) Work(&process);
      }
      clock_.Advance(nanoseconds(Below(5) == 0 ? Below(3000 * kMilli) : Below(kMilli)));
    }
    for (const WindowConfig& window : windows_)
      RC_ASSERT(MostInSlidingWindow(arrived_, window.per.count()) <= window.requests);
  }

  size_t arrived() const { return arrived_.size(); }

 private:
  struct Flight {
    uint64_t permit;
    bool written = false;
  };
  struct Process {
    std::unique_ptr<SharedGovernor> governor;
    std::vector<std::unique_ptr<SharedGovernor>> dead;  // nothing of them runs any more
    std::vector<Flight> flying;
    bool stopped = false;
  };

  size_t Below(size_t n) { return random_() % n; }

  void Work(Process* process) {
    if (process->governor == nullptr) {
      process->governor = std::make_unique<SharedGovernor>(&clock_, &log_, Boot{"boot", "zone"});
      RateLimitConfig config;
      config.windows = windows_;
      config.max_in_flight = 1 + Below(6);
      config.log = folder_.Path("quota.db");
      config.cold_start = ColdStart::kEmpty;
      process->governor->Reconfigure(config, "acme", kTimeout);
    }
    if (process->flying.empty() || Below(2) == 0) {
      const Permit permit = process->governor->Ask(clock_.Now());
      if (permit.granted) process->flying.push_back({permit.id});
      return;
    }
    const size_t which = Below(process->flying.size());
    Flight& flight = process->flying[which];
    if (!flight.written) {
      // It connects for as long as it likes, and then the first byte goes out.
      if (Below(3) == 0) return;
      flight.written = process->governor->Renew(flight.permit, clock_.Now());
      if (flight.written) {
        // The service has it within the lease's time.
        const int64_t now = clock_.Now().time_since_epoch().count();
        arrived_.push_back({now, now, now});
      } else {
        process->flying.erase(process->flying.begin() + static_cast<std::ptrdiff_t>(which));
      }
      return;
    }
    process->governor->Ended(flight.permit, clock_.Now(), /*spent=*/true);
    process->flying.erase(process->flying.begin() + static_cast<std::ptrdiff_t>(which));
  }

  // What a process that was killed has in the file stays there as it is.
  static void Die(Process* process) {
    if (process->governor != nullptr) process->dead.push_back(std::move(process->governor));
    process->flying.clear();
    process->stopped = false;
  }

  std::vector<WindowConfig> windows_;
  std::mt19937_64 random_;
  testing::TempFolder folder_;
  testing::FakeClock clock_;
  Log log_;
  std::vector<Process> processes_;
  std::vector<Sent> arrived_;
};

RC_GTEST_PROP(SharedGovernorProperty, NoWindowHoldsMoreThanItAllowsWhoeverDies, (uint64_t seed)) {
  const auto requests = *rc::gen::inRange<size_t>(1, 20);
  const auto per = *rc::gen::inRange<int64_t>(20, 20'000);
  const std::vector<WindowConfig> windows = {{requests, std::chrono::milliseconds(per)},
                                             {3 * requests, std::chrono::milliseconds(10 * per)}};
  Machine machine(*rc::gen::inRange<size_t>(1, 5), windows, seed);
  machine.Run(100);
  // An empty start waits for a whole window first, and processes that stand still do nothing.
  for (int more = 0; machine.arrived() == 0 && more < 50; ++more) machine.Run(100);
  RC_ASSERT(machine.arrived() > 0u);
}

// --- it does not wait longer than it must

// Two processes that send one request after the other, four at a time, for so long.
std::vector<Sent> SendForLong(WindowConfig window, Duration latency, Duration in_all) {
  const testing::TempFolder folder;
  testing::FakeClock clock;
  const Log log;
  struct Process {
    std::unique_ptr<SharedGovernor> governor;
    TimePoint wake;
    std::vector<std::pair<TimePoint, uint64_t>> flying;  // end, permit
  };
  std::vector<Process> processes(2);
  RateLimitConfig config;
  config.windows = {window};
  config.log = folder.Path("quota.db");
  config.cold_start = ColdStart::kEmpty;
  for (Process& process : processes) {
    process.governor = std::make_unique<SharedGovernor>(&clock, &log, Boot{"boot", "zone"});
    process.governor->Reconfigure(config, "acme", kTimeout);
    process.wake = clock.Now();
  }
  std::vector<Sent> sent;
  const TimePoint begin = clock.Now();
  while (clock.Now() < begin + in_all) {
    TimePoint next = TimePoint::max();
    for (Process& process : processes) {
      std::erase_if(process.flying, [&](const auto& flight) {
        if (flight.first > clock.Now()) return false;
        process.governor->Ended(flight.second, clock.Now(), /*spent=*/true);
        process.wake = clock.Now();
        return true;
      });
      while (process.wake <= clock.Now()) {
        const Permit permit = process.governor->Ask(clock.Now());
        if (permit.granted) {
          const int64_t now = (clock.Now() - begin).count();
          sent.push_back({now, now, now});
          process.flying.emplace_back(clock.Now() + latency, permit.id);
        } else {
          process.wake = permit.until.value_or(TimePoint::max());
        }
      }
      next = std::min(next, process.wake);
      for (const auto& [end, permit] : process.flying) next = std::min(next, end);
    }
    clock.Advance(next - clock.Now());
  }
  return sent;
}

TEST(SharedGovernorUseTest, TwoProcessesUseNearlyAllOfTheQuota) {
  const WindowConfig window = {60, std::chrono::seconds(2)};
  const std::vector<Sent> sent =
      SendForLong(window, std::chrono::milliseconds(50), std::chrono::seconds(20));
  EXPECT_LE(MostInSlidingWindow(sent, window.per.count()), 60u);
  EXPECT_GE(sent.size(), 600u * 95 / 100);
}

}  // namespace
}  // namespace inflow
