// SPDX-License-Identifier: Apache-2.0
//
// Fuzz: what a service answers. The first two bytes choose status and traits; the rest is the body,
// and every header that is read. Nothing throws, messages are short and clean, waits are bounded,
// no quota header loosens or blocks the governor for good, and what an answer says of a record or
// of single ones is bounded too.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "plugin/answer/answer.h"
#include "plugin/answer/item_errors.h"
#include "plugin/catalog/catalog.h"
#include "plugin/quota/governor.h"
#include "plugin/record/walker.h"
#include "plugin/retry/classify.h"

namespace {

void Check(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

void CheckMessage(const std::string& message) {
  Check(message.size() <= 500, "a message is at most 500 bytes");
  for (const char c : message)
    Check(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F,
          "a message has no control characters");
}

void CheckGovernor(const std::string& text) {
  inflow::Governor governor{inflow::RateLimitConfig{}};
  inflow::TimePoint now{};
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    inflow::Permit permit = governor.Ask(now);
    if (!permit.granted) {
      Check(permit.until.has_value() && *permit.until > now,
            "with nothing in flight the governor says when");
      now = *permit.until;
      permit = governor.Ask(now);
    }
    Check(permit.granted, "the governor keeps its word");
    governor.Ended(now, true);
    const std::string value = text.substr(begin, end - begin);
    CheckMessage(
        governor.Learn({{"x-inflow-api-rate-limit", value}, {"x-ratelimit-limit", value}}, now)
            .substr(0, 500));
    Check(!governor.Windows(now).empty() && governor.Windows(now)[0].requests <= 60,
          "no header loosens a configured window");
    begin = end + 1;
  }
}

// CheckAnswer reads a success as that of a published write, and, where it is JSON, as what was sent
// too.
void CheckAnswer(const inflow::Exchange& exchange) {
  constexpr std::string_view kSent =
      R"({"productId":"5b0f6f7e-3b2a-4c1d-9e8f-0a1b2c3d4e5f","name":"Tea","weight":"2.5","isActive":true,"shade":1.5,"itemType":"Service",)"
      R"("customFields":{"custom1":"2026-01-31"},"prices":[{"productPriceId":"7d9c2d0e-3a5f-4b55-9a53-2f7a6b1c0e11","unitPrice":"1"}]})";
  static const inflow::Endpoint& product = *inflow::FindEndpoint("upsert_product");
  const auto read = [&exchange](std::string_view sent, const inflow::ObjectSchema* object,
                                std::string_view answer_id) {
    for (const inflow::Confirm confirm :
         {inflow::Confirm::kEntity, inflow::Confirm::kType, inflow::Confirm::kOff}) {
      const inflow::AnswerReading reading =
          ReadAnswer(exchange, sent, {confirm, object, answer_id, true, true});
      CheckMessage(reading.message);
      Check(reading.notes.size() <= inflow::NoteCounts::kMostNotes, "notes are bounded");
      Check(std::is_sorted(reading.notes.begin(), reading.notes.end()), "notes are in order");
    }
  };
  read(kSent, product.object, product.answer_id);
  read("", nullptr, "");
  const inflow::JsonWalk walk = inflow::WalkJson(exchange.body);
  if (walk.end == inflow::JsonWalk::End::kWhole && walk.value.type == inflow::JsonType::kObject) {
    read(walk.value.bytes, product.object, product.answer_id);
    read(walk.value.bytes, nullptr, "a");
    const inflow::AnswerReading echo = ReadAnswer(
        exchange, walk.value.bytes, {inflow::Confirm::kEntity, nullptr, "a", true, true});
    Check(echo.notes.empty(), "an echo says nothing");
  }
}

void CheckItemErrors(const inflow::Exchange& exchange) {
  constexpr size_t kCount = 5;
  for (const inflow::ResponseConfig& response :
       {inflow::ResponseConfig{"e", "i", "m"}, inflow::ResponseConfig{".", "", ""},
        inflow::ResponseConfig{"a.b", "i.j", ""}}) {
    const inflow::ItemAnswer answer = ReadItemErrors(exchange, response, kCount);
    CheckMessage(answer.why);
    Check(answer.whole == answer.why.empty(), "what is not whole says why");
    size_t next = 0;
    for (const inflow::ItemError& error : answer.errors) {
      Check(error.index >= next && error.index < kCount, "places are those of records, in order");
      next = error.index + 1;
    }
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
  const inflow::RequestTraits traits{(data[1] & 32) != 0, (data[1] & 64) != 0, (data[1] & 128) != 0,
                                     (data[0] & 1) != 0};
  exchange.body.assign(reinterpret_cast<const char*>(data) + 2, size - 2);
  exchange.detail = exchange.body;
  exchange.headers = {{"retry-after", exchange.body},
                      {"location", exchange.body},
                      {"content-type", "application/json"}};

  constexpr inflow::WallMillis kWall = 1'795'602'400'000;
  const inflow::Classified result = Classify(exchange, traits, kWall);
  CheckMessage(result.message);
  CheckMessage(inflow::ServiceWords(exchange.body));
  exchange.status = 200;
  CheckAnswer(exchange);
  CheckItemErrors(exchange);
  const auto wait = inflow::ParseRetryAfter(exchange.body, kWall);
  if (wait)
    Check(*wait >= inflow::Duration::zero() && *wait <= std::chrono::hours(24 * 365 * 100),
          "a wait is bounded");
  CheckGovernor(exchange.body);
  return 0;
}
