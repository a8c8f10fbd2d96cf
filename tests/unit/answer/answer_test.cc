// SPDX-License-Identifier: Apache-2.0
#include "plugin/answer/answer.h"

#include <gmock/gmock.h>

#include <initializer_list>

#include "plugin/catalog/catalog.h"
#include "tests/support/small_stack.h"

namespace inflow {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kId[] = "5b0f6f7e-3b2a-4c1d-9e8f-0a1b2c3d4e5f";
constexpr char kOther[] = "7d9c2d0e-3a5f-4b55-9a53-2f7a6b1c0e11";

std::string OneProduct(const std::string& id) {
  return R"({"productId":")" + id + R"(","name":"Tea"})";
}

Exchange Answer(std::string body, const std::string& type = "application/json; charset=utf-8",
                int status = 200) {
  Exchange exchange;
  exchange.status = status;
  exchange.wrote = true;
  exchange.body = std::move(body);
  exchange.headers = {{"date", "today"}};
  if (!type.empty()) exchange.headers.emplace_back("content-type", type);
  return exchange;
}

AnswerContext Of(const Endpoint& endpoint) {
  return {Confirm::kEntity, endpoint.object, endpoint.answer_id, true, true};
}

AnswerContext OfProduct() { return Of(*FindEndpoint("upsert_product")); }

AnswerContext OfType(bool json_asked = true) {
  return {Confirm::kType, nullptr, "", json_asked, true};
}

AnswerContext WithoutId() { return {Confirm::kEntity, nullptr, "", true, true}; }

AnswerReading Read(const Exchange& exchange, const AnswerContext& context = OfProduct()) {
  AnswerReading reading = ReadAnswer(exchange, OneProduct(kId), context);
  const bool quiet = reading.kind == AnswerKind::kNone || reading.kind == AnswerKind::kEntity;
  EXPECT_EQ(reading.message.empty(), quiet) << reading.message;
  EXPECT_LE(reading.message.size(), 500u);
  return reading;
}

AnswerKind KindOf(const std::string& body, const AnswerContext& context = OfProduct()) {
  return Read(Answer(body), context).kind;
}

std::string MessageOf(const std::string& body) { return Read(Answer(body)).message; }

TEST(ReadAnswer, TheEntityIsKnownByItsId) {
  EXPECT_EQ(KindOf(OneProduct(kId)), AnswerKind::kEntity);
  EXPECT_EQ(KindOf(OneProduct("5B0F6F7E-3B2A-4C1D-9E8F-0A1B2C3D4E5F")), AnswerKind::kEntity);
  EXPECT_EQ(KindOf(OneProduct("{5b0f6f7e-3b2a-4c1d-9e8f-0a1b2c3d4e5f}")), AnswerKind::kEntity);
  EXPECT_EQ(KindOf(OneProduct("5b0f6f7e3b2a4c1d9e8f0a1b2c3d4e5f")), AnswerKind::kEntity);
  EXPECT_EQ(KindOf(OneProduct("5b0f6f7e-3b2a-4c1d-9e8f-0a1b2c3d4e5\\u0066")), AnswerKind::kEntity);
  EXPECT_EQ(KindOf(" {\"ProductID\" : \"" + std::string(kId) + "\", \"Name\":\"Tea\" } \r\n"),
            AnswerKind::kEntity);
  EXPECT_EQ(KindOf("\xEF\xBB\xBF" + OneProduct(kId)), AnswerKind::kEntity) << "a byte order mark";
  EXPECT_EQ(KindOf("{\"product\\u0049d\":\"" + std::string(kId) + "\",\"name\":\"Tea\"}"),
            AnswerKind::kEntity);
}

TEST(ReadAnswer, AnotherIdIsToldWithBoth) {
  const AnswerReading reading = Read(Answer(OneProduct(kOther), "application/json", 201));
  EXPECT_EQ(reading.kind, AnswerKind::kAnotherId);
  EXPECT_THAT(
      reading.message,
      HasSubstr("the service answered 201 with the product 7d9c2d0e-3a5f-4b55-9a53-2f7a6b1c0e11 "
                "instead of 5b0f6f7e-3b2a-4c1d-9e8f-0a1b2c3d4e5f, so"));
  EXPECT_THAT(reading.notes, IsEmpty());
  EXPECT_THAT(MessageOf(OneProduct("n\xC2\xB0 7")),
              HasSubstr("with the product \"n\xC2\xB0 7\" instead of"));
  EXPECT_EQ(KindOf(R"({"productId":")" + std::string(kId) + R"(","productId":")" + kOther + "\"}"),
            AnswerKind::kAnotherId)
      << "of equal names the last one counts";
}

TEST(ReadAnswer, TheNounOfAMessageIsTheIds) {
  const Endpoint& order = *FindEndpoint("upsert_sales_order");
  const AnswerReading reading =
      ReadAnswer(Answer("{}"), R"({"salesOrderId":")" + std::string(kId) + "\"}", Of(order));
  EXPECT_THAT(
      reading.message,
      HasSubstr(R"(with an object without "salesOrderId" instead of the sales order 5b0f6f7e-)"));
}

TEST(ReadAnswer, WhatHasNoIdIsNoEntity) {
  for (const char* body :
       {"{}", R"({"name":"Tea"})", R"({"productId":null})", R"({"productId":""})",
        R"({"productId":7})", R"({"productId":{}})", "[]", "7", "true", "null", R"("OK")"}) {
    EXPECT_EQ(KindOf(body), AnswerKind::kNoEntity) << body;
  }
  EXPECT_EQ(KindOf("[" + OneProduct(kId) + "]"), AnswerKind::kNoEntity);
  EXPECT_THAT(MessageOf("[]"),
              HasSubstr("the service answered 200 with a list instead of the product 5b0f6f7e-"));
  EXPECT_THAT(MessageOf(R"("OK")"), HasSubstr(R"(with "OK" instead of the product)"));
  EXPECT_THAT(MessageOf("null"), HasSubstr("with null instead of the product"));
  EXPECT_THAT(MessageOf(R"({"id":7})"),
              HasSubstr(R"(with an object without "productId" instead of the product)"));
}

TEST(ReadAnswer, AnErrorInASuccessesPlaceIsAnError) {
  const std::pair<const char*, const char*> errors[] = {
      {R"({"code":"NegativeInventory","message":"Not in stock."})",
       "Not in stock (NegativeInventory)"},
      {R"({"Code":7,"Message":"No"})", "No (7)"},
      {R"({"error":"Name is taken"})", "Name is taken"},
      {R"({"error":{"code":"conflict","message":"Name is taken"}})", "Name is taken (conflict)"},
      {R"({"type":"about:blank","title":"Conflict","status":409,"detail":"Name is taken"})",
       "Conflict: Name is taken"},
      {R"({"title":"Bad","status":"400"})", "Bad"},
      {R"({"productId":null,"error":"No"})", "No"}};
  for (const auto& [body, words] : errors) {
    const AnswerReading reading = Read(Answer(body));
    EXPECT_EQ(reading.kind, AnswerKind::kError) << body;
    EXPECT_EQ(reading.message, std::string("the service answered 200 with an error: ") + words);
    EXPECT_EQ(KindOf(body, WithoutId()), AnswerKind::kError) << body;
  }
  EXPECT_EQ(Read(Answer(R"({"detail":"No"})", "application/problem+json")).kind,
            AnswerKind::kError);
  EXPECT_EQ(Read(Answer(R"({"error":[{"a":{}}]})")).message,
            "the service answered 200 with an error");
}

TEST(ReadAnswer, WhatOnlyLooksLikeAnErrorIsNone) {
  for (const char* body :
       {R"({"code":"A-1"})", R"({"message":"Saved"})", R"({"code":"A-1","message":null})",
        R"({"error":null})", R"({"error":false})", R"({"error":""})", R"({"error":[]})",
        R"({"status":"Open","title":"Count"})", R"({"status":200,"title":"OK"})",
        R"({"status":404})"}) {
    EXPECT_EQ(KindOf(body, WithoutId()), AnswerKind::kEntity) << body;
    EXPECT_EQ(KindOf(body), AnswerKind::kNoEntity) << body;
  }
  EXPECT_EQ(Read(Answer(R"({"status":200})", "application/problem+json"), WithoutId()).kind,
            AnswerKind::kEntity);
  EXPECT_EQ(KindOf(R"({"code":"A","message":"m","error":"e","productId":")" + std::string(kId) +
                   R"(","name":"Tea"})"),
            AnswerKind::kEntity)
      << "the entity is there";
}

TEST(ReadAnswer, ErrorsAreReadOnlyWhereTheEntityIsAskedFor) {
  EXPECT_EQ(KindOf(R"({"code":"X","message":"No"})", OfType()), AnswerKind::kEntity);
  AnswerContext many = OfProduct();
  many.one_entity = false;
  EXPECT_EQ(KindOf(R"({"code":"X","message":"No"})", many), AnswerKind::kEntity);
  EXPECT_EQ(ReadAnswer(Answer("[]"), "[" + OneProduct(kId) + "]", OfProduct()).kind,
            AnswerKind::kEntity);
}

TEST(ReadAnswer, WithoutABodyThereIsNothingToRead) {
  for (const AnswerContext& context : {OfProduct(), OfType(), WithoutId()}) {
    for (const char* body : {"", " \t\r\n", "\xEF\xBB\xBF", "\xEF\xBB\xBF\n"}) {
      EXPECT_EQ(KindOf(body, context), AnswerKind::kNone);
      EXPECT_EQ(Read(Answer(body, "text/html"), context).kind, AnswerKind::kNone);
    }
    EXPECT_EQ(Read(Answer("<html>", "text/html", 204), context).kind, AnswerKind::kNone);
    EXPECT_EQ(Read(Answer(OneProduct(kOther), "application/json", 205), context).kind,
              AnswerKind::kNone);
  }
}

TEST(ReadAnswer, WithConfirmOffTheStatusIsEnough) {
  AnswerContext off = OfProduct();
  off.confirm = Confirm::kOff;
  for (const char* body : {"<html>", "{}", R"({"error":"x"})"})
    EXPECT_EQ(KindOf(body, off), AnswerKind::kNone);
  Exchange cut = Answer("{");
  cut.cut = true;
  EXPECT_EQ(Read(cut, off).kind, AnswerKind::kNone);
}

constexpr char kPage[] =
    "<!DOCTYPE html>\n<html><head><title>Sign in\n to Wi-Fi</title></head></html>";

TEST(ReadAnswer, APageIsNotTheServices) {
  for (const AnswerContext& context : {OfProduct(), OfType(), OfType(false), WithoutId()}) {
    for (const char* type : {"text/html", "Text/HTML;charset=utf-8", "application/xhtml+xml", ""}) {
      const AnswerReading reading = Read(Answer(kPage, type), context);
      EXPECT_EQ(reading.kind, AnswerKind::kForeign) << type;
      EXPECT_THAT(reading.message, AllOf(HasSubstr(R"(a page titled "Sign in to Wi-Fi")"),
                                         HasSubstr("not the service's answer")));
    }
    EXPECT_EQ(Read(Answer(OneProduct(kId), "text/html"), context).kind, AnswerKind::kForeign)
        << "the service names its JSON";
  }
  EXPECT_THAT(Read(Answer(kPage, "text/html; charset=utf-8")).message,
              HasSubstr("the service answered 200 with text/html, a page titled"));
  EXPECT_THAT(Read(Answer(kPage, "")).message, HasSubstr("with no Content-Type, a page titled"));
  EXPECT_THAT(Read(Answer("\xEF\xBB\xBF\n<html>", "text/html")).message, Not(HasSubstr("titled")));
  EXPECT_THAT(Read(Answer(OneProduct(kId), "text/html")).message, Not(HasSubstr("Tea")))
      << "JSON is no title";
}

TEST(ReadAnswer, WhatIsNoJsonIsNotTheServicesWhereJsonWasAskedFor) {
  for (const AnswerContext& context : {OfProduct(), OfType(), WithoutId()}) {
    for (const char* body : {"OK", "{oops", "\"O", "<?xml version='1.0'?><r/>", "\xFF\xFE{",
                             "{\"a\":\"\xFF\"}", "{} x", "'a'"}) {
      EXPECT_EQ(KindOf(body, context), AnswerKind::kForeign) << body;
    }
  }
  EXPECT_THAT(Read(Answer("Saved.", "text/plain")).message,
              HasSubstr(R"(with text/plain and no JSON, but "Saved.": that is)"));
  for (const char* type : {"text/plain", "application/xml", "application/json", ""}) {
    EXPECT_EQ(Read(Answer("<r/>", type), OfType(/*json_asked=*/false)).kind, AnswerKind::kEntity)
        << type;
  }
}

TEST(ReadAnswer, JsonIsReadUnderAnyName) {
  for (const char* type : {"", "text/json", "application/vnd.inflow+json;version=2", "text/plain",
                           "application/octet-stream", "application/problem+json", "nonsense"}) {
    EXPECT_EQ(Read(Answer(OneProduct(kId), type)).kind, AnswerKind::kEntity) << type;
    EXPECT_EQ(Read(Answer(OneProduct(kOther), type)).kind, AnswerKind::kAnotherId) << type;
  }
}

// A length that is too small cuts as well, and no transport sees it.
TEST(ReadAnswer, JsonThatEndsBeforeItIsWholeIsUnread) {
  for (const AnswerContext& context : {OfProduct(), OfType(), WithoutId()}) {
    for (const char* body : {"{", "[1,", "{\"productId\":\"7d9c"}) {
      EXPECT_EQ(KindOf(body, context), AnswerKind::kUnread) << body;
    }
  }
  EXPECT_EQ(MessageOf("{\"a\":"), "the service answered 200, but its JSON ends before it is whole");
}

// What came is judged; for being cut it is never called foreign.
TEST(ReadAnswer, WhatDidNotArriveWholeIsUnread) {
  const std::string product = "\xEF\xBB\xBF" + OneProduct(kId);
  for (const AnswerContext& context : {OfProduct(), OfType(), OfType(false), WithoutId()}) {
    for (size_t size = 0; size <= product.size(); ++size) {
      Exchange cut = Answer(product.substr(0, size));
      cut.cut = true;
      const AnswerReading reading = Read(cut, context);
      EXPECT_EQ(reading.kind, AnswerKind::kUnread) << cut.body;
      EXPECT_EQ(reading.message,
                "the service answered 200, but the rest of its answer did not arrive");
    }
    Exchange large = Answer(product.substr(0, 20));
    large.failure = Failure::kTooLarge;
    EXPECT_EQ(Read(large, context).message,
              "the service answered 200, with more than max_response_bytes");
    Exchange late = Answer(product.substr(0, 20));
    late.failure = Failure::kTimedOut;
    EXPECT_EQ(Read(late, context).kind, AnswerKind::kUnread);
    Exchange page = Answer(std::string(kPage).substr(0, 40), "text/html");
    page.cut = true;
    EXPECT_EQ(Read(page, context).kind, AnswerKind::kForeign);
    page.failure = Failure::kTooLarge;
    EXPECT_EQ(Read(page, context).kind, AnswerKind::kForeign);
  }
  Exchange text = Answer("Sign in, please", "text/plain");
  text.cut = true;
  EXPECT_EQ(Read(text).kind, AnswerKind::kForeign);
  EXPECT_EQ(Read(text, OfType(false)).kind, AnswerKind::kUnread);
}

TEST(ReadAnswer, MessagesAreCleanWhateverTheAnswerHolds) {
  for (const std::string& text : {std::string("a\\u0000\\u001b[2J\\u202eb"),
                                  std::string(100'000, 'x'), std::string("\xC2\x9B")}) {
    for (const std::string& body : {R"({"productId":")" + text + "\"}",
                                    R"({"error":")" + text + "\"}", "\"" + text + "\"", text}) {
      const std::string message = Read(Answer(body, "text/" + text)).message;
      for (const char c : message)
        EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) << message;
      EXPECT_THAT(message, Not(HasSubstr("\xE2\x80\xAE")));
      EXPECT_THAT(message, Not(HasSubstr("\xC2\x9B")));
    }
  }
}

std::string Repeated(std::string_view piece, size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text += piece;
  return text;
}

TEST(ReadAnswer, ADeepAnswerTakesNoStack) {
  const std::string begin = R"({"productId":")" + std::string(kId) + R"(","name":"Tea","x":)";
  const std::string lists = Repeated("[", 600) + Repeated("]", 600) + "}";
  const std::string objects = Repeated(R"({"a":)", 1'000'000);
  const std::string brackets = Repeated("[", 16u << 20);
  const std::string deepest = Repeated(R"({"a":[)", 60) + Repeated("]}", 60);
  OnASmallStack([&] {
    for (const AnswerContext& context : {OfProduct(), OfType(), WithoutId()}) {
      EXPECT_EQ(KindOf(begin + lists, context), AnswerKind::kUnread);
      EXPECT_EQ(KindOf(objects, context), AnswerKind::kUnread);
      EXPECT_EQ(KindOf(brackets, context), AnswerKind::kUnread);
      EXPECT_EQ(KindOf("<html>" + brackets, context), AnswerKind::kForeign);
    }
    EXPECT_EQ(
        MessageOf(brackets),
        "the service answered 200, but its answer is nested deeper than 128 levels, which nobody reads");
    const std::string sent = begin + deepest + "}";
    const AnswerReading reading = ReadAnswer(Answer(sent + " "), sent + "  ", OfProduct());
    EXPECT_EQ(reading.kind, AnswerKind::kEntity);
    EXPECT_THAT(reading.notes, IsEmpty());
  });
}

}  // namespace
}  // namespace inflow
