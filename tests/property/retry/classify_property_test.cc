// SPDX-License-Identifier: Apache-2.0
//
// Whatever an exchange looks like: what may have been applied is never sent again where that might
// duplicate, and what people get to read is short, clean and valid.
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "plugin/retry/classify.h"
#include "rapidcheck/gtest.h"

namespace inflow {
namespace {

// Bytes that look like JSON more often than chance.
rc::Gen<std::string> AnyBody() {
  const auto token = rc::gen::element<std::string>(
      "{", "}", "[", "]", "\"message\"", "\"code\"", "\"error\"", "\"details\"", ":", ",", "1",
      "null", "\"text\"", "\"\\u001b\"", "\xFF", "\r\n", "<title>", " ", "e", "\xC3\xA4");
  return rc::gen::oneOf(rc::gen::arbitrary<std::string>(),
                        rc::gen::map(rc::gen::container<std::vector<std::string>>(token),
                                     [](const std::vector<std::string>& tokens) {
                                       std::string body;
                                       for (const std::string& part : tokens) body += part;
                                       return body;
                                     }));
}

rc::Gen<Exchange> AnyExchange() {
  return rc::gen::build<Exchange>(
      rc::gen::set(&Exchange::failure,
                   rc::gen::element(Failure::kNone, Failure::kUnreachable, Failure::kUntrusted,
                                    Failure::kLost, Failure::kTimedOut, Failure::kTooLarge)),
      rc::gen::set(&Exchange::status, rc::gen::oneOf(rc::gen::just(0), rc::gen::inRange(100, 600),
                                                     rc::gen::arbitrary<int>())),
      rc::gen::set(&Exchange::wrote), rc::gen::set(&Exchange::cut),
      rc::gen::set(&Exchange::body, AnyBody()), rc::gen::set(&Exchange::detail),
      rc::gen::set(
          &Exchange::headers,
          rc::gen::container<std::vector<std::pair<std::string, std::string>>>(rc::gen::pair(
              rc::gen::element<std::string>("retry-after", "location", "content-type"),
              rc::gen::oneOf(AnyBody(),
                             rc::gen::element<std::string>("7", "application/json", "//x/"))))));
}

rc::Gen<RequestTraits> AnyTraits() {
  return rc::gen::build<RequestTraits>(
      rc::gen::set(&RequestTraits::idempotent), rc::gen::set(&RequestTraits::id_in_path),
      rc::gen::set(&RequestTraits::is_delete), rc::gen::set(&RequestTraits::repeated));
}

bool HasControlCharacter(const std::string& text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return true;
  }
  return false;
}

// nlohmann refuses to dump what is not UTF-8.
bool IsUtf8(const std::string& text) {
  try {
    static_cast<void>(nlohmann::json(text).dump());
    return true;
  } catch (const nlohmann::json::type_error&) {
    return false;
  }
}

RC_GTEST_PROP(ClassifyProperty, NeverRepeatsWhatMightDuplicate, ()) {
  const Exchange exchange = *AnyExchange();
  const RequestTraits traits = *AnyTraits();
  const Classified result = Classify(exchange, traits, 1'795'602'400'000);
  const bool unwritten =
      result.verdict == Verdict::kUnreachable || result.verdict == Verdict::kUntrusted;
  const bool not_applied = exchange.status == 425 || (exchange.status == 503 && result.retry_after);
  if (unwritten) RC_ASSERT(!exchange.wrote);
  if (!traits.idempotent && !not_applied) RC_ASSERT(result.verdict != Verdict::kAgain);
  if (exchange.status < 200 || exchange.status > 299)
    RC_ASSERT(result.verdict != Verdict::kDelivered || exchange.status == 404);
  if (result.retry_after) RC_ASSERT(*result.retry_after >= Duration::zero());
}

RC_GTEST_PROP(ClassifyProperty, MessagesAreShortCleanAndValid, ()) {
  const Exchange exchange = *AnyExchange();
  const Classified result = Classify(exchange, *AnyTraits(), 1'795'602'400'000);
  RC_ASSERT(result.message.size() <= 500u);
  RC_ASSERT(!HasControlCharacter(result.message));
  RC_ASSERT(IsUtf8(result.message));
  if (result.verdict != Verdict::kDelivered) RC_ASSERT(!result.message.empty());
  const std::string words = ServiceWords(exchange.body);
  RC_ASSERT(words.size() <= 500u);
  RC_ASSERT(!HasControlCharacter(words));
  RC_ASSERT(IsUtf8(words));
}

}  // namespace
}  // namespace inflow
