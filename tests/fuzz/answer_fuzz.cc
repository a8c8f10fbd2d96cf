// SPDX-License-Identifier: Apache-2.0
//
// Fuzz: what a service answers. The first two bytes choose status and traits; the rest is the body, and every header that is
// read. Nothing throws, messages are short and clean, waits are bounded, and no quota header loosens or blocks the governor for
// good.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "inflow/quota/governor.h"
#include "inflow/retry/classify.h"

namespace {

void Check(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

void CheckMessage(const std::string& message) {
  Check(message.size() <= 500, "a message is at most 500 bytes");
  for (const char c : message) Check(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F, "a message has no control characters");
}

void CheckGovernor(const std::string& text) {
  inflow::Governor governor{inflow::RateLimitConfig{}};
  inflow::TimePoint now{};
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    inflow::Permit permit = governor.Ask(now);
    if (!permit.granted) {
      Check(permit.until.has_value() && *permit.until > now, "with nothing in flight the governor says when");
      now = *permit.until;
      permit = governor.Ask(now);
    }
    Check(permit.granted, "the governor keeps its word");
    governor.Ended(now, true);
    const std::string value = text.substr(begin, end - begin);
    CheckMessage(governor.Learn({{"x-inflow-api-rate-limit", value}, {"x-ratelimit-limit", value}}, now).substr(0, 500));
    Check(!governor.Windows(now).empty() && governor.Windows(now)[0].requests <= 60, "no header loosens a configured window");
    begin = end + 1;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 3) return 0;
  inflow::Exchange exchange;
  exchange.status = data[0] * 4;
  exchange.wrote = (data[1] & 1) != 0;
  exchange.cut = (data[1] & 2) != 0;
  exchange.failure = static_cast<inflow::Failure>((data[1] >> 2) % 6);
  const inflow::RequestTraits traits{(data[1] & 32) != 0, (data[1] & 64) != 0, (data[1] & 128) != 0, (data[0] & 1) != 0};
  exchange.body.assign(reinterpret_cast<const char*>(data) + 2, size - 2);
  exchange.detail = exchange.body;
  exchange.headers = {{"retry-after", exchange.body}, {"location", exchange.body}, {"content-type", "application/json"}};

  constexpr inflow::WallMillis kWall = 1'795'602'400'000;
  const inflow::Classified result = Classify(exchange, traits, kWall);
  CheckMessage(result.message);
  CheckMessage(inflow::ServiceWords(exchange.body));
  const auto wait = inflow::ParseRetryAfter(exchange.body, kWall);
  if (wait) Check(*wait >= inflow::Duration::zero() && *wait <= std::chrono::hours(24 * 365 * 100), "a wait is bounded");
  CheckGovernor(exchange.body);
  return 0;
}
