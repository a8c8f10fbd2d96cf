// SPDX-License-Identifier: Apache-2.0
#include "plugin/retry/classify.h"

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace inflow {
namespace {

using std::chrono::seconds;

constexpr WallMillis kWall = 1'795'602'400'000;  // Wed, 25 Nov 2026 10:26:40 GMT

constexpr RequestTraits kIdempotent{.idempotent = true, .id_in_path = true};
constexpr RequestTraits kPost{};

Exchange Answer(int status, std::string body = "",
                std::vector<std::pair<std::string, std::string>> headers = {}) {
  Exchange exchange;
  exchange.status = status;
  exchange.wrote = true;
  exchange.body = std::move(body);
  exchange.headers = std::move(headers);
  return exchange;
}

Exchange Fails(Failure failure, bool wrote, std::string detail) {
  Exchange exchange;
  exchange.failure = failure;
  exchange.wrote = wrote;
  exchange.detail = std::move(detail);
  return exchange;
}

Verdict VerdictOf(int status, const RequestTraits& traits) {
  return Classify(Answer(status), traits, kWall).verdict;
}
std::string MessageOf(const Exchange& exchange, const RequestTraits& traits = kPost) {
  return Classify(exchange, traits, kWall).message;
}

TEST(ClassifyTest, SuccessIsDelivered) {
  for (int status = 200; status <= 299; ++status) {
    EXPECT_EQ(VerdictOf(status, kPost), Verdict::kDelivered) << status;
    EXPECT_EQ(MessageOf(Answer(status)), "");
  }
}

TEST(ClassifyTest, WhatASuccessShowsIsForItsReader) {
  Exchange cut = Answer(200, "{\"prod", {{"content-type", "application/json"}});
  cut.cut = true;
  EXPECT_EQ(Classify(cut, kPost, kWall).verdict, Verdict::kDelivered);
  EXPECT_EQ(MessageOf(cut), "");
  EXPECT_EQ(MessageOf(Answer(200, "<html>", {{"content-type", "text/html"}})), "");
}

TEST(ClassifyTest, WhatMayHaveBeenAppliedIsSentAgainOnlyWhereThatIsHarmless) {
  for (const int status : {408, 499, 500, 502, 503, 504, 507, 508, 509, 510, 520, 522, 524, 525,
                           530, 598, 599, 600, 999}) {
    EXPECT_EQ(VerdictOf(status, kIdempotent), Verdict::kAgain) << status;
    EXPECT_EQ(VerdictOf(status, kPost), Verdict::kUnknown) << status;
    EXPECT_TRUE(Classify(Answer(status), kIdempotent, kWall).maybe_applied) << status;
  }
  for (const Failure failure :
       {Failure::kLost, Failure::kTimedOut, Failure::kTooLarge, Failure::kNone}) {
    EXPECT_EQ(Classify(Fails(failure, true, ""), kIdempotent, kWall).verdict, Verdict::kAgain);
    EXPECT_EQ(Classify(Fails(failure, true, ""), kPost, kWall).verdict, Verdict::kUnknown);
  }
}

TEST(ClassifyTest, WhatWasNotAppliedIsSentAgain) {
  EXPECT_EQ(VerdictOf(425, kPost), Verdict::kAgain);
  EXPECT_FALSE(Classify(Answer(425), kPost, kWall).maybe_applied);
  const Exchange later = Answer(503, "", {{"retry-after", "7"}});
  for (const RequestTraits& traits : {kPost, kIdempotent}) {
    EXPECT_EQ(Classify(later, traits, kWall).verdict, Verdict::kAgain);
    EXPECT_FALSE(Classify(later, traits, kWall).maybe_applied);
  }
  constexpr RequestTraits kTold{.on_503_not_applied = true};
  EXPECT_EQ(VerdictOf(503, kTold), Verdict::kAgain);
  EXPECT_FALSE(Classify(Answer(503), kTold, kWall).maybe_applied);
  EXPECT_EQ(VerdictOf(502, kTold), Verdict::kUnknown);
  EXPECT_EQ(Classify(Answer(503, "", {{"retry-after", "2s"}}), kPost, kWall).verdict,
            Verdict::kUnknown)
      << "what nobody understands promises nothing";
  EXPECT_EQ(VerdictOf(429, kPost), Verdict::kThrottled);
  EXPECT_EQ(VerdictOf(429, kIdempotent), Verdict::kThrottled);
}

TEST(ClassifyTest, NoByteWrittenIsNoAttempt) {
  const Exchange refused = Fails(Failure::kUnreachable, false,
                                 "could not connect to 127.0.0.1 port 9: Connection refused");
  EXPECT_EQ(Classify(refused, kPost, kWall).verdict, Verdict::kUnreachable);
  EXPECT_EQ(
      MessageOf(refused),
      "the service could not be reached: could not connect to 127.0.0.1 port 9: Connection refused");

  const Exchange untrusted = Fails(Failure::kUntrusted, false, "the certificate has expired");
  EXPECT_EQ(Classify(untrusted, kIdempotent, kWall).verdict, Verdict::kUntrusted);
  EXPECT_EQ(MessageOf(untrusted),
            "the service's certificate was refused: the certificate has expired");
}

TEST(ClassifyTest, AFailureThatContradictsItselfIsTakenAsWritten) {
  EXPECT_EQ(Classify(Fails(Failure::kUnreachable, true, ""), kPost, kWall).verdict,
            Verdict::kUnknown);
  EXPECT_EQ(Classify(Fails(Failure::kLost, false, ""), kPost, kWall).verdict, Verdict::kUnknown);
  EXPECT_EQ(Classify(Fails(Failure::kNone, false, ""), kPost, kWall).verdict, Verdict::kUnknown);
}

TEST(ClassifyTest, FailuresSayHowTheyEnded) {
  EXPECT_EQ(MessageOf(Fails(Failure::kLost, true, "Connection reset by peer")),
            "the connection was lost before the service answered: Connection reset by peer");
  EXPECT_EQ(MessageOf(Fails(Failure::kTimedOut, true, "")), "the service did not answer in time");
  EXPECT_EQ(MessageOf(Fails(Failure::kTooLarge, true, "")),
            "the service's answer began with more than max_response_bytes of headers");
  EXPECT_EQ(MessageOf(Fails(Failure::kLost, true, "a\r\nb\xFF")),
            "the connection was lost before the service answered: a b\xEF\xBF\xBD");
}

TEST(ClassifyTest, TheCredentialIsRefused) {
  EXPECT_EQ(VerdictOf(401, kIdempotent), Verdict::kUnauthorized);
  EXPECT_EQ(VerdictOf(401, kPost), Verdict::kUnauthorized);
}

TEST(ClassifyTest, SomeRefusalsMayBeOfOneRecordOrOfAll) {
  for (const int status :
       {300, 301, 302, 304, 307, 308, 399, 402, 403, 406, 407, 415, 426, 501, 505, 511}) {
    EXPECT_EQ(VerdictOf(status, kIdempotent), Verdict::kOneOrAll) << status;
    EXPECT_EQ(VerdictOf(status, kPost), Verdict::kOneOrAll) << status;
  }
  EXPECT_EQ(MessageOf(Answer(403, R"({"message":"The API add-on is missing"})")),
            "the service answered 403: The API add-on is missing");
}

TEST(ClassifyTest, ARouteThatIsNotThere) {
  EXPECT_EQ(VerdictOf(404, kPost), Verdict::kNoRoute);
  EXPECT_EQ(VerdictOf(405, kPost), Verdict::kNoRoute);
  EXPECT_EQ(VerdictOf(405, kIdempotent), Verdict::kNoRoute);
  EXPECT_EQ(VerdictOf(404, {.idempotent = true}), Verdict::kNoRoute);  // PUT on the collection
  EXPECT_EQ(VerdictOf(404, {.idempotent = true, .is_delete = true, .repeated = true}),
            Verdict::kNoRoute);
}

TEST(ClassifyTest, AnIdThatIsNotThere) {
  EXPECT_EQ(VerdictOf(404, kIdempotent), Verdict::kNotFoundId);
  EXPECT_EQ(VerdictOf(404, {.idempotent = true, .id_in_path = true, .repeated = true}),
            Verdict::kNotFoundId);
  EXPECT_EQ(VerdictOf(404, {.idempotent = true, .id_in_path = true, .is_delete = true}),
            Verdict::kNotFoundId);
}

TEST(ClassifyTest, ARepeatedDeleteOfWhatIsGoneIsDelivered) {
  const RequestTraits traits{
      .idempotent = true, .id_in_path = true, .is_delete = true, .repeated = true};
  EXPECT_EQ(VerdictOf(404, traits), Verdict::kDelivered);
  EXPECT_EQ(MessageOf(Answer(404), traits),
            "the service answered 404, so the repeated DELETE had been applied before");
}

TEST(ClassifyTest, RefusalsCarryTheServicesWords) {
  const Classified refused = Classify(Answer(422, "The date is missing"), kPost, kWall);
  EXPECT_EQ(refused.verdict, Verdict::kRefused);
  EXPECT_EQ(refused.message, "the service answered 422: The date is missing");
  EXPECT_EQ(MessageOf(Answer(400)), "the service answered 400");
}

TEST(ClassifyTest, OnlyFourRefusalsAreDivisible) {
  for (int status = 0; status <= 999; ++status) {
    const bool expected = status == 400 || status == 409 || status == 413 || status == 422;
    EXPECT_EQ(Classify(Answer(status), kIdempotent, kWall).divisible, expected) << status;
  }
}

TEST(ClassifyTest, ATakenNameSaysHowToAdoptWhatHasIt) {
  constexpr RequestTraits kUpsert{.idempotent = true,
                                  .adopt = "put its GUID into the record as \"productId\""};
  const std::string advice =
      "; inFlow has that record under another GUID: to change it, put its GUID into the record as \"productId\"";
  EXPECT_EQ(MessageOf(Answer(409, "The name \"Tea\" is taken by 7"), kUpsert),
            "the service answered 409 (conflict): The name \"Tea\" is taken by 7" + advice);
  for (const char* words : {"SKU must be unique", R"({"code":"DuplicateName"})",
                            "A product of that name already exists"}) {
    for (const int status : {400, 409, 412, 422}) {
      EXPECT_NE(MessageOf(Answer(status, words), kUpsert).find(advice), std::string::npos) << words;
    }
  }
  EXPECT_EQ(MessageOf(Answer(409, "SKU must be unique"), kPost),
            "the service answered 409 (conflict): SKU must be unique");
  EXPECT_EQ(MessageOf(Answer(500, "SKU must be unique"), kUpsert).find(advice), std::string::npos);
}

constexpr std::string_view kNegativeStockAdvice =
    "; the stock there is too low for it, and \"request_headers\" with "
    "\"X-OverrideAllowNegativeInventory\": \"TRUE\" lets the service take it below zero";

TEST(ClassifyTest, ARefusalForNegativeStockSaysWhatItMeansAndWhatLetsItPass) {
  const std::string advice(kNegativeStockAdvice);
  EXPECT_EQ(MessageOf(Answer(422, "Negative Inventory")),
            "the service answered 422: Negative Inventory" + advice);
  EXPECT_EQ(
      MessageOf(Answer(
          400, R"({"code":"NegativeSerialNumberInventory","message":"Serial 7 is not there"})")),
      "the service answered 400: Serial 7 is not there (NegativeSerialNumberInventory)" + advice);
  for (const char* body :
       {R"({"code":"WorkOrderPartNegativeInventory"})", R"({"error":{"Code":"NEGATIVEINVENTORY"}})",
        R"({"message":"this would lead to negative INVENTORY of Tea"})",
        R"({"details":{"code":"negativeserialnumberinventory"}})", "negative_inventory"}) {
    for (const int status : {400, 422}) {
      for (const RequestTraits& traits : {kPost, kIdempotent})
        EXPECT_TRUE(MessageOf(Answer(status, body), traits).ends_with(advice)) << body << status;
    }
  }
}

TEST(ClassifyTest, OtherAnswersHaveNoAdviceOnNegativeStock) {
  for (const int status : {200, 302, 401, 403, 404, 409, 412, 413, 429, 500, 503}) {
    EXPECT_EQ(MessageOf(Answer(status, "Negative Inventory")).find("X-Override"), std::string::npos)
        << status;
  }
  for (const char* body : {"", "The quantity may not be negative", "Inventory is closed",
                           R"({"code":"NegativePrice","message":"inventory"})"}) {
    for (const int status : {400, 422})
      EXPECT_EQ(MessageOf(Answer(status, body)).find("X-Override"), std::string::npos) << body;
  }
}

TEST(ClassifyTest, AServiceOfManyWordsLeavesRoomForAdvice) {
  const std::string many = "Negative Inventory: " + std::string(2000, 'x');
  const std::string message = MessageOf(Answer(422, many));
  EXPECT_LE(message.size(), 500u);
  EXPECT_TRUE(message.ends_with(kNegativeStockAdvice)) << message;
  const RequestTraits upsert{.adopt = "put its GUID into the record as \"productId\""};
  EXPECT_TRUE(MessageOf(Answer(409, "Duplicate: " + std::string(2000, 'x')), upsert)
                  .ends_with(upsert.adopt));
}

TEST(ClassifyTest, ConflictsSaySo) {
  EXPECT_EQ(MessageOf(Answer(409, "Name is taken")),
            "the service answered 409 (conflict): Name is taken");
  EXPECT_EQ(MessageOf(Answer(412)), "the service answered 412 (conflict)");
  EXPECT_EQ(MessageOf(Answer(400, R"({"code":"entity_modified"})")),
            "the service answered 400 (conflict): entity_modified");
  EXPECT_EQ(MessageOf(Answer(422, "The Timestamp is out of date")),
            "the service answered 422 (conflict): The Timestamp is out of date");
  EXPECT_EQ(MessageOf(Answer(400, "Optimistic CONCURRENCY check failed")),
            "the service answered 400 (conflict): Optimistic CONCURRENCY check failed");
  EXPECT_EQ(Classify(Answer(400, "stale"), kPost, kWall).verdict, Verdict::kRefused);
  EXPECT_EQ(MessageOf(Answer(401, "timestamp")),
            "the service answered 401: timestamp");  // not about the record
  EXPECT_EQ(MessageOf(Answer(500, "timestamp")), "the service answered 500: timestamp");
}

TEST(ClassifyTest, RedirectsTellOnlyTheHost) {
  const auto message = [](std::string location) {
    return MessageOf(Answer(302, "moved", {{"location", std::move(location)}}));
  };
  const std::string hint =
      "; redirects are not followed, correct the base_url or the endpoint's URL";
  EXPECT_EQ(message("https://evil.example:8443/a?token=secret#x"),
            "the service answered 302 and pointed to evil.example:8443" + hint);
  EXPECT_EQ(message("//user:secret@evil.example/a"),
            "the service answered 302 and pointed to evil.example" + hint);
  EXPECT_EQ(message("https://evil.example?secret"),
            "the service answered 302 and pointed to evil.example" + hint);
  EXPECT_EQ(message("/login?next=//secret"),
            "the service answered 302 and pointed to another path" + hint);
  EXPECT_EQ(message("https://a\r\nb\\secret"),
            "the service answered 302 and pointed to a b" + hint);
  EXPECT_EQ(message(""), "the service answered 302 and pointed to another path" + hint);
  EXPECT_LE(message("https://" + std::string(100'000, 'x')).size(), 500u);
  EXPECT_EQ(MessageOf(Answer(304)), "the service answered 304");
}

TEST(ClassifyTest, RetryAfterIsReadWhereTheRequestMayBeSentAgain) {
  const auto wait = [](int status, const RequestTraits& traits) {
    return Classify(Answer(status, "", {{"retry-after", "7"}, {"retry-after", "9"}}), traits, kWall)
        .retry_after;
  };
  for (const int status : {408, 425, 429, 500, 502, 503, 504}) {
    EXPECT_EQ(wait(status, kIdempotent), Duration(seconds(7))) << status;
    EXPECT_EQ(wait(status, kPost), Duration(seconds(7))) << status;
  }
  for (const int status : {200, 301, 400, 401, 404, 405, 413, 422, 501}) {
    EXPECT_EQ(wait(status, kIdempotent), std::nullopt) << status;
  }
  EXPECT_EQ(Classify(Answer(429), kPost, kWall).retry_after, std::nullopt);
  EXPECT_EQ(Classify(Answer(429, "", {{"retry-after", "soon"}}), kPost, kWall).retry_after,
            std::nullopt);
  EXPECT_EQ(
      Classify(Answer(503, "", {{"retry-after", "Wed, 25 Nov 2026 10:27:40 GMT"}}), kPost, kWall)
          .retry_after,
      Duration(seconds(60)));
}

TEST(ClassifyTest, ADateIsReadAgainstTheAnswersOwnClock) {
  const auto wait = [](std::string date) {
    return Classify(Answer(503, "",
                           {{"date", std::move(date)},
                            {"retry-after", "Wed, 25 Nov 2026 10:27:40 GMT"}}),
                    kPost, kWall)
        .retry_after;
  };
  EXPECT_EQ(wait("Wed, 25 Nov 2026 10:27:10 GMT"), Duration(seconds(30)));
  EXPECT_EQ(wait("Wed, 25 Nov 2026 09:27:40 GMT"), Duration(seconds(3600)));
  EXPECT_EQ(wait("yesterday"), Duration(seconds(60))) << "ours, where it has none";
}

TEST(ClassifyTest, ARetryAfterThatCannotBeReadIsQuoted) {
  for (const char* odd : {"2s", "2.5", "-1", "soon"}) {
    const Classified result =
        Classify(Answer(429, "slow down", {{"retry-after", odd}}), kPost, kWall);
    EXPECT_TRUE(result.odd_retry_after) << odd;
    EXPECT_EQ(result.message,
              std::string("the service answered 429: slow down; its Retry-After \"") + odd +
                  "\" is neither whole seconds nor a date");
  }
  EXPECT_FALSE(Classify(Answer(429), kPost, kWall).odd_retry_after);
}

TEST(ClassifyTest, NoOtherRefusalIsEverSentAgain) {
  for (int status = 400; status <= 498; ++status) {
    switch (status) {
      case 401:
      case 402:
      case 403:
      case 404:
      case 405:
      case 406:
      case 407:
      case 408:
      case 415:
      case 425:
      case 426:
      case 429:
        continue;
      default:
        EXPECT_EQ(VerdictOf(status, kIdempotent), Verdict::kRefused) << status;
        EXPECT_EQ(VerdictOf(status, kPost), Verdict::kRefused) << status;
    }
  }
}

TEST(ClassifyTest, MessagesAreBounded) {
  EXPECT_EQ(MessageOf(Answer(400, std::string(10'000, 'x'))).size(), 500u);
  EXPECT_EQ(MessageOf(Fails(Failure::kLost, true, std::string(10'000, 'x'))).size(), 500u);
}

}  // namespace
}  // namespace inflow
