// SPDX-License-Identifier: Apache-2.0
#include "tests/campaign/spoil.h"

#include <type_traits>

#include "plugin/answer/answer.h"
#include "plugin/retry/classify.h"

namespace inflow {

// The linker sends every call of Classify here (--wrap), and those of the real one back. The names
// are what the compiler makes of this signature; where it changes, CMakeLists.txt and these two
// change too.
static_assert(
    std::is_same_v<decltype(&Classify),
                   Classified (*)(const Exchange&, const RequestTraits&, WallMillis) noexcept>);
static_assert(std::is_same_v<WallMillis, int64_t>);
Classified RealClassify(const Exchange& exchange, const RequestTraits& traits,
                        WallMillis wall) noexcept
    asm("__real__ZN6inflow8ClassifyERKNS_8ExchangeERKNS_13RequestTraitsEl");
Classified WrapClassify(const Exchange& exchange, const RequestTraits& traits,
                        WallMillis wall) noexcept
    asm("__wrap__ZN6inflow8ClassifyERKNS_8ExchangeERKNS_13RequestTraitsEl");
static_assert(
    std::is_same_v<decltype(&ReadAnswer),
                   AnswerReading (*)(const Exchange&, std::string_view, const AnswerContext&)>);
AnswerReading
RealReadAnswer(const Exchange& exchange, std::string_view sent, const AnswerContext& context) asm(
    "__real__ZN6inflow10ReadAnswerERKNS_8ExchangeESt17basic_string_viewIcSt11char_traitsIcEERKNS_13AnswerContextE");
AnswerReading
WrapReadAnswer(const Exchange& exchange, std::string_view sent, const AnswerContext& context) asm(
    "__wrap__ZN6inflow10ReadAnswerERKNS_8ExchangeESt17basic_string_viewIcSt11char_traitsIcEERKNS_13AnswerContextE");

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

void LeaveTheTable(const Exchange&, Classified*) {}

struct Spoiler {
  std::string_view name;
  void (*change)(const Exchange&, Classified*);
  bool believes = false;  // every success
};
constexpr Spoiler kSpoilers[] = {{"on-5xx-again", OnServerErrorAgain},
                                 {"unknown-is-delivered", UnknownIsDelivered},
                                 {"refuse-5xx", RefuseServerErrors},
                                 {"ignore-answer-kind", LeaveTheTable, /*believes=*/true}};
const Spoiler* chosen = nullptr;  // set before the first thread starts

}  // namespace

Classified WrapClassify(const Exchange& exchange, const RequestTraits& traits,
                        WallMillis wall) noexcept {
  Classified classified = RealClassify(exchange, traits, wall);
  if (chosen != nullptr) chosen->change(exchange, &classified);
  return classified;
}

AnswerReading WrapReadAnswer(const Exchange& exchange, std::string_view sent,
                             const AnswerContext& context) {
  if (chosen != nullptr && chosen->believes) return {};
  return RealReadAnswer(exchange, sent, context);
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
