// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/delivery.h"

#include <string>

#include "gtest/gtest.h"

namespace inflow::sim {
namespace {

const Answer kAnswer{.status = 201, .headers = {{"X-A", "b"}}, .body = "0123456789"};
constexpr char kHead[] =
    "HTTP/1.1 201 Created\r\nX-A: b\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: 10\r\n\r\n";

Delivery Plan(const Fault& fault, const Answer& answer = kAnswer) {
  return PlanDelivery(answer, fault, false, false);
}

TEST(DeliveryTest, WithoutAFaultTheAnswerGoesOutWholeAndTheConnectionStays) {
  const Delivery plan = Plan({});
  EXPECT_EQ(plan.bytes, std::string(kHead) + "0123456789");
  EXPECT_EQ(plan.status, 201);
  EXPECT_FALSE(plan.close);
  EXPECT_FALSE(plan.hang);
}

TEST(DeliveryTest, TellsTheClientThatItCloses) {
  const Delivery plan = PlanDelivery(kAnswer, {}, false, /*close=*/true);
  EXPECT_NE(plan.bytes.find("Connection: close\r\n"), std::string::npos);
  EXPECT_TRUE(plan.close);
}

TEST(DeliveryTest, HeadGetsTheLengthWithoutTheBody) {
  EXPECT_EQ(PlanDelivery(kAnswer, {}, /*head_only=*/true, false).bytes, kHead);
}

TEST(DeliveryTest, NoContentHasNoLength) {
  EXPECT_EQ(Plan({}, {.status = 204}).bytes, "HTTP/1.1 204 No Content\r\n\r\n");
  EXPECT_EQ(Plan({}, {.status = 200}).bytes, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
}

TEST(DeliveryTest, EndsTheConnectionBeforeTheAnswer) {
  const Delivery reset = Plan({.reset = Moment::kBefore});
  EXPECT_EQ(reset.bytes, "");
  EXPECT_EQ(reset.status, 0);
  EXPECT_TRUE(reset.reset);
  EXPECT_TRUE(reset.close);
  const Delivery close = Plan({.close = Moment::kBefore});
  EXPECT_EQ(close.bytes, "");
  EXPECT_FALSE(close.reset);
  EXPECT_TRUE(close.close);
}

TEST(DeliveryTest, EndsTheConnectionInTheMiddleOfTheBody) {
  const Delivery plan = Plan({.reset = Moment::kDuring});
  EXPECT_EQ(plan.bytes, std::string(kHead) + "01234");
  EXPECT_EQ(plan.status, 201);
  EXPECT_TRUE(plan.reset);
}

TEST(DeliveryTest, WithoutABodyTheMiddleIsThatOfTheHead) {
  const Delivery plan = Plan({.close = Moment::kDuring}, {.status = 204});
  EXPECT_EQ(plan.bytes, "HTTP/1.1 204 ");
  EXPECT_EQ(plan.status, 0);
  EXPECT_TRUE(plan.close);
}

TEST(DeliveryTest, EndsTheConnectionAfterTheAnswer) {
  const Delivery plan = Plan({.close = Moment::kAfter});
  EXPECT_EQ(plan.bytes, std::string(kHead) + "0123456789");
  EXPECT_TRUE(plan.close);
}

TEST(DeliveryTest, CutsTheBodyAndLiesAboutItsLength) {
  const Delivery cut = Plan({.cut = 3});
  EXPECT_EQ(cut.bytes, std::string(kHead) + "012");
  EXPECT_TRUE(cut.close);
  EXPECT_EQ(Plan({.cut = 99}).bytes, std::string(kHead) + "0123456789");
  EXPECT_NE(Plan({.length_off_by = 5}).bytes.find("Content-Length: 15\r\n"), std::string::npos);
  EXPECT_NE(Plan({.length_off_by = -99}).bytes.find("Content-Length: 0\r\n"), std::string::npos);
  EXPECT_TRUE(Plan({.length_off_by = 5}).close);
}

TEST(DeliveryTest, HangsWithoutAnAnswer) {
  const Delivery plan = Plan({.hang = true});
  EXPECT_TRUE(plan.hang);
  EXPECT_EQ(plan.bytes, "");
  EXPECT_TRUE(plan.close);
}

TEST(DeliveryTest, SendsRawBytesInPlaceOfTheAnswer) {
  const Delivery plan = Plan({.raw = "no HTTP\r\n"});
  EXPECT_EQ(plan.bytes, "no HTTP\r\n");
  EXPECT_EQ(plan.status, 0);
  EXPECT_TRUE(plan.close);
}

}  // namespace
}  // namespace inflow::sim
