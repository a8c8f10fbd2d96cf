// SPDX-License-Identifier: Apache-2.0
//
// Orders that are asked for their status before they are written to.
#include "tests/unit/delivery/held_fixture.h"

namespace inflow {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string kStatusOf = std::string("GET /sales-orders/") + kThere;
std::string OrderOf(const std::string& more = "") {
  return R"({"salesOrderId":")" + std::string(kThere) + "\"" + more + "}";
}

class StatusTest : public HeldTest {
 protected:
  void SetUp() override {
    Use(R"("endpoint":"update_sales_order","parameters":{"id":"{record.salesOrderId}"},)"
        R"("check_status":true)");
  }
  void AnswerStatus(const std::string& more) {
    Answer(kStatusOf, 200, 0, OrderOf(more), {{"content-type", "application/json"}});
  }
};

TEST_F(StatusTest, AnOpenOrderIsWrittenToAndEachRecordAsksAnew) {
  Accept({OrderOf(R"(,"n":1)"), OrderOf(R"(,"n":2)")});
  for (const char* n : {R"(,"n":1)", R"(,"n":2)"}) {
    EXPECT_THAT(Go(), ElementsAre(kStatusOf));
    AnswerStatus(R"(,"isCompleted":false,"isCancelled":false)");
    EXPECT_THAT(Go(), ElementsAre(OrderOf(n)));
    Answer(OrderOf(n), 200, 0);
  }
  EXPECT_THAT(Settled(), SizeIs(2));
}

TEST_F(StatusTest, ACompletedOrderIsKept) {
  Accept({OrderOf(R"(,"n":1)"), OrderOf(R"(,"n":2)")});
  Go();
  AnswerStatus(R"(,"isCompleted":true)");
  EXPECT_THAT(Go(), ElementsAre(kStatusOf));
  EXPECT_THAT(Settled(), ElementsAre("0 REJECTED 0 0"));
  EXPECT_THAT(message_, AllOf(HasSubstr("completed"), HasSubstr(kThere)));
  AnswerStatus(R"(,"isCancelled":true)");
  EXPECT_THAT(Go(), IsEmpty());
  EXPECT_THAT(Settled(), ElementsAre("1 REJECTED 0 0"));
  EXPECT_THAT(message_, HasSubstr("cancelled"));
}

TEST_F(StatusTest, AnAbsentOrderIsNotCompleted) {
  Accept({OrderOf()});
  Go();
  Answer(kStatusOf, 404, 0, "{}");
  EXPECT_THAT(Go(), ElementsAre(OrderOf()));
}

TEST_F(StatusTest, AnotherOrderSaysNothing) {
  Accept({OrderOf()});
  Go();
  Answer(kStatusOf, 200, 0, R"({"salesOrderId":")" + std::string(kTea) + R"("})",
         {{"content-type", "application/json"}});
  EXPECT_THAT(Go(), IsEmpty());
  EXPECT_THAT(Settled(), ElementsAre("0 REJECTED 0 0"));
}

TEST_F(StatusTest, AByteOrderMarkBeforeAnOrderIsNothing) {
  Accept({OrderOf()});
  Go();
  Answer(kStatusOf, 200, 0, "\xEF\xBB\xBF" + OrderOf(R"(,"isCompleted":false)"),
         {{"content-type", "application/json"}});
  EXPECT_THAT(Go(), ElementsAre(OrderOf()));
}

TEST_F(StatusTest, WhatWasAskedForGivenBackRecordsDoesNotCount) {
  Accept({OrderOf(R"(,"n":1)")});
  Go();
  AnswerStatus(R"(,"isCompleted":true)");
  engine_.Discard();
  Settled();
  Accept({OrderOf(R"(,"n":2)")});
  EXPECT_THAT(Go(), ElementsAre(kStatusOf));
  AnswerStatus("");
  EXPECT_THAT(Go(), ElementsAre(OrderOf(R"(,"n":2)")));
}

}  // namespace
}  // namespace inflow
