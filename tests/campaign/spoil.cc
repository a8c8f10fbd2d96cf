// SPDX-License-Identifier: Apache-2.0
#include "tests/campaign/spoil.h"

#include <type_traits>

#include "inflow/retry/classify.h"

namespace inflow {

// The linker sends every call of Classify here (--wrap), and those of the real one back. The names are what the compiler makes of
// this signature; where it changes, CMakeLists.txt and these two change too.
static_assert(std::is_same_v<decltype(&Classify), Classified (*)(const Exchange&, const RequestTraits&, WallMillis) noexcept>);
static_assert(std::is_same_v<WallMillis, int64_t>);
Classified RealClassify(const Exchange& exchange, const RequestTraits& traits, WallMillis wall) noexcept
    asm("__real__ZN6inflow8ClassifyERKNS_8ExchangeERKNS_13RequestTraitsEl");
Classified WrapClassify(const Exchange& exchange, const RequestTraits& traits, WallMillis wall) noexcept
    asm("__wrap__ZN6inflow8ClassifyERKNS_8ExchangeERKNS_13RequestTraitsEl");

namespace {

void OnServerErrorAgain(const Exchange& exchange, Classified* classified) {
  if (exchange.status >= 500) classified->verdict = Verdict::kAgain;
}

void UnknownIsDelivered(const Exchange&, Classified* classified) {
  if (classified->verdict == Verdict::kUnknown) classified->verdict = Verdict::kDelivered;
}

void RefuseServerErrors(const Exchange& exchange, Classified* classified) {
  if (exchange.status >= 500) classified->verdict = Verdict::kRefused;
}

void IgnoreAnswerKind(const Exchange& exchange, Classified* classified) {
  if (exchange.status >= 200 && exchange.status <= 299) classified->verdict = Verdict::kDelivered;
}

struct Spoiler {
  std::string_view name;
  void (*change)(const Exchange&, Classified*);
};
constexpr Spoiler kSpoilers[] = {{"on-5xx-again", OnServerErrorAgain},
                                 {"unknown-is-delivered", UnknownIsDelivered},
                                 {"refuse-5xx", RefuseServerErrors},
                                 {"ignore-answer-kind", IgnoreAnswerKind}};
const Spoiler* chosen = nullptr;  // set before the first thread starts

}  // namespace

Classified WrapClassify(const Exchange& exchange, const RequestTraits& traits, WallMillis wall) noexcept {
  Classified classified = RealClassify(exchange, traits, wall);
  if (chosen != nullptr) chosen->change(exchange, &classified);
  return classified;
}

}  // namespace inflow

namespace inflow::campaign {

bool Spoil(std::string_view name) {
  for (const Spoiler& spoiler : kSpoilers) {
    if (spoiler.name == name) chosen = &spoiler;
  }
  return chosen != nullptr;
}

}  // namespace inflow::campaign
