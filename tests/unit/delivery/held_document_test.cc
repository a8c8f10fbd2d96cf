// SPDX-License-Identifier: Apache-2.0
//
// Documents of several records that wait for names.
#include "tests/unit/delivery/held_fixture.h"

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class FoldedTest : public HeldTest {
 protected:
  void SetUp() override {
    Use(R"("endpoint":"create_sales_order","batching":{"enabled":true,"algorithm":"fold",)"
        R"("by":"order","line_attributes":["productId"]})" +
        kResolves);
  }
  static std::string Line(const std::string& order, const std::string& product) {
    return R"({"order":")" + order + R"(","customerId":"Ada","productId":")" + product + R"("})";
  }
  static constexpr char kCustomers[] = "GET /customers?count=100&includeCount=true&sort=customerId";
  void AnswerCustomers() {
    AnswerList(kCustomers, R"([{"customerId":")" + std::string(kSeller) + R"(","name":"Ada"}])");
  }
  void AnswerProducts() {
    AnswerList(kProducts, R"([{"productId":")" + std::string(kTea) + R"(","sku":"T"},)" +
                              R"({"productId":")" + kRice + R"(","sku":"R"}])");
  }
};

TEST_F(FoldedTest, DocumentsWaitForTheNamesOfTheirHeadAndLines) {
  Accept({Line("1", "T"), Line("1", "R"), Line("2", "T")});
  EXPECT_THAT(Go(), UnorderedElementsAre(kCustomers, kProducts));
  AnswerCustomers();
  EXPECT_THAT(Go(), IsEmpty());
  AnswerProducts();
  EXPECT_THAT(Go(), ElementsAre(R"({"order":"1","customerId":")" + std::string(kSeller) +
                                R"(","lines":[{"productId":")" + kTea + R"("},{"productId":")" +
                                kRice + R"("}]})"));
  engine_.CloseAll();
  EXPECT_EQ(pending(), 3u);
}

TEST_F(FoldedTest, ADocumentWithANameThatNobodyHasIsRefusedWhole) {
  Accept({Line("1", "T"), Line("1", "nothing"), Line("2", "R")});
  engine_.CloseAll();
  Go();
  AnswerCustomers();
  AnswerProducts();
  EXPECT_THAT(Go(), ElementsAre(HasSubstr(R"("order":"2")")));
  EXPECT_THAT(Settled(), ElementsAre("0 REJECTED 0 0", "1 REJECTED 0 0"));
  EXPECT_THAT(message_, HasSubstr("\"nothing\""));
}

TEST_F(FoldedTest, ADocumentMayBeSpoiltWhileItIsHeld) {
  Accept({Line("1", "T"), Line("2", "R")});
  Go();
  Accept({Line("1", "R")});
  EXPECT_THAT(Settled(), UnorderedElementsAre("0 REJECTED 0 0", "2 REJECTED 0 0"));
  engine_.CloseAll();
  AnswerCustomers();
  AnswerProducts();
  EXPECT_THAT(Go(), ElementsAre(HasSubstr(R"("order":"2")")));
  EXPECT_EQ(pending(), 1u);
}

// The answer comes when nobody is left, and after another configuration.
TEST_F(FoldedTest, AQuestionMayOutliveItsRecordsAndTheConfiguration) {
  for (const int status : {200, 500, 429}) {
    const auto of = [status](const char* order) { return order + std::to_string(status); };
    Accept({Line(of("1"), "T"), Line(of("2"), kRice)});
    const Texts asked = Go();
    EXPECT_THAT(asked, SizeIs(2));
    Accept({Line(of("1"), "R"), R"({"order":")" + of("2") + R"(","customerId":"Bo"})"});
    engine_.CloseAll();
    Accept({Line(of("2"), "R")});
    EXPECT_EQ(pending(), 0u);
    EXPECT_THAT(Settled(), SizeIs(5));
    engine_.Configure(options_);
    if (status == 200) {
      AnswerCustomers();
      AnswerProducts();
    } else {
      Answer(kCustomers, status, 0);
      Answer(kProducts, status, 0);
    }
    engine_.EndLongPause(At(0));
    EXPECT_THAT(Go(3'600'000), IsEmpty()) << status;
    EXPECT_EQ(engine_.in_flight(), 0u);
  }
}

}  // namespace
}  // namespace inflow
