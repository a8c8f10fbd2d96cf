// SPDX-License-Identifier: Apache-2.0
#include "tests/support/interposed.h"

#include <dlfcn.h>
#include <netdb.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <ctime>
#include <mutex>
#include <string_view>

namespace inflow::testing {
namespace {

std::atomic<int64_t> clock_shift{0};

struct Resolver {
  std::mutex mutex;
  std::condition_variable changed;
  bool holding = false;
  size_t held = 0;
};

// Never destroyed: a detached resolver thread may still be inside when the program ends.
Resolver& TheResolver() {
  static auto* const resolver = new Resolver;
  return *resolver;
}

void WaitWhileHeld() {
  Resolver& resolver = TheResolver();
  std::unique_lock lock(resolver.mutex);
  ++resolver.held;
  resolver.changed.notify_all();
  resolver.changed.wait(lock, [&] { return !resolver.holding; });
  --resolver.held;
  resolver.changed.notify_all();
}

}  // namespace

void ShiftMonotonicClock(std::chrono::seconds by) { clock_shift += by.count(); }

ResolverHold::ResolverHold() {
  Resolver& resolver = TheResolver();
  const std::lock_guard lock(resolver.mutex);
  resolver.holding = true;
}

ResolverHold::~ResolverHold() {
  Resolver& resolver = TheResolver();
  std::unique_lock lock(resolver.mutex);
  resolver.holding = false;
  resolver.changed.notify_all();
  resolver.changed.wait(lock, [&] { return resolver.held == 0; });
}

void ResolverHold::AwaitHeld(size_t count) const {
  Resolver& resolver = TheResolver();
  std::unique_lock lock(resolver.mutex);
  resolver.changed.wait(lock, [&] { return resolver.held >= count; });
}

size_t ResolverHold::Held() const {
  Resolver& resolver = TheResolver();
  const std::lock_guard lock(resolver.mutex);
  return resolver.held;
}

}  // namespace inflow::testing

// The sanitizers' runtimes ask for the time before they are ready for instrumented code.
#define INFLOW_UNINSTRUMENTED \
  __attribute__((visibility("default"), no_sanitize("address", "thread", "undefined")))

extern "C" INFLOW_UNINSTRUMENTED int clock_gettime(clockid_t clock, timespec* time) noexcept {
  const long result = syscall(SYS_clock_gettime, clock, time);
  if (result == 0 && clock == CLOCK_MONOTONIC)
    time->tv_sec += inflow::testing::clock_shift.load(std::memory_order_relaxed);
  return static_cast<int>(result);
}

extern "C" __attribute__((visibility("default"))) int getaddrinfo(const char* node,
                                                                  const char* service,
                                                                  const addrinfo* hints,
                                                                  addrinfo** found) {
  const std::string_view name = node != nullptr ? node : "";
  if (name.ends_with(".held.test")) {
    inflow::testing::WaitWhileHeld();
    return EAI_NONAME;
  }
  addrinfo numeric = hints != nullptr ? *hints : addrinfo{};
  numeric.ai_flags |= AI_NUMERICHOST;
  static const auto real =
      reinterpret_cast<decltype(&getaddrinfo)>(dlsym(RTLD_NEXT, "getaddrinfo"));
  return real(node, service, &numeric, found);
}
