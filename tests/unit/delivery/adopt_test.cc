// SPDX-License-Identifier: Apache-2.0
//
// Records that go under the GUID of the entity that is there.
#include "tests/unit/delivery/held_fixture.h"

namespace inflow {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

const std::string kAdopts =
    R"("endpoint":"upsert_product","identity":{"from":["sku"]},"adopt":{"by":["sku"]})";

class AdoptTest : public HeldTest {
 protected:
  void SetUp() override { Use(kAdopts + kResolves); }
  static std::string Product(const std::string& sku, const std::string& more = "") {
    return R"({"sku":")" + sku + R"(","itemType":"StockedProduct","name":"N")" + more + "}";
  }
  static std::string Sent(const std::string& guid, const std::string& sku,
                          const std::string& more = "") {
    return R"({"productId":")" + guid + R"(",)" + Product(sku, more).substr(1);
  }
  // There is the list with a product of this SKU.
  static std::string There(const std::string& sku, const std::string& guid = kThere) {
    return R"([{"productId":")" + guid + R"(","sku":")" + sku + R"("}])";
  }
  // Delivers what is sent until nothing more is; the bodies.
  Texts Deliver(int64_t now = 0) {
    Texts all;
    for (Texts some = Go(now); !some.empty(); some = Go(now)) {
      for (const std::string& body : some) Answer(body, 200, now, body);
      all.insert(all.end(), some.begin(), some.end());
    }
    return all;
  }
};

TEST_F(AdoptTest, ARecordGoesUnderTheGuidThatIsThere) {
  Accept({Product("A")});
  EXPECT_THAT(Go(), ElementsAre(kProducts));
  AnswerList(kProducts, There("A"));
  EXPECT_THAT(Go(), ElementsAre(Sent(kThere, "A")));
}

TEST_F(AdoptTest, OrderIsKeptWhenTheKeyChanges) {
  Accept({Product("A", R"(,"remarks":"1")"), Product("A", R"(,"remarks":"2")"),
          Product("A", R"(,"remarks":"3")")});
  Go();
  AnswerList(kProducts, There("A"));
  EXPECT_THAT(Deliver(), ElementsAre(Sent(kThere, "A", R"(,"remarks":"1")"),
                                     Sent(kThere, "A", R"(,"remarks":"2")"),
                                     Sent(kThere, "A", R"(,"remarks":"3")")));
}

// It comes when the GUID is known and those before it have not got theirs yet.
TEST_F(AdoptTest, ALaterRecordStaysBehindThoseWhoseKeyChanges) {
  Accept({Product("A", R"(,"remarks":"1")"), Product("A", R"(,"remarks":"2")")});
  Go();
  AnswerList(kProducts, There("A"));
  Accept({Product("A", R"(,"remarks":"3")")});
  EXPECT_THAT(Deliver(), ElementsAre(Sent(kThere, "A", R"(,"remarks":"1")"),
                                     Sent(kThere, "A", R"(,"remarks":"2")"),
                                     Sent(kThere, "A", R"(,"remarks":"3")")));
}

TEST_F(AdoptTest, ALaterRecordStaysBehindOneThatWaitsForSomethingElse) {
  Accept({Product("A", R"(,"categoryId":"Tea")")});
  EXPECT_THAT(Go(), UnorderedElementsAre(kProducts, kCategories));
  AnswerList(kProducts, There("A"));
  EXPECT_THAT(Go(), IsEmpty());
  Accept({Product("A", R"(,"remarks":"2")")});
  EXPECT_THAT(Go(), IsEmpty());
  AnswerCategories();
  EXPECT_THAT(Deliver(),
              ElementsAre(Sent(kThere, "A", R"(,"categoryId":")" + std::string(kTea) + "\""),
                          Sent(kThere, "A", R"(,"remarks":"2")")));
}

TEST_F(AdoptTest, OneThatIsThereTwiceIsRefused) {
  Accept({Product("A")});
  Go();
  AnswerList(kProducts,
             There("A").substr(0, There("A").size() - 1) + "," + There("A", kTea).substr(1));
  EXPECT_THAT(Go(), IsEmpty());
  EXPECT_THAT(Settled(), ElementsAre("0 REJECTED 0 0"));
  EXPECT_THAT(message_, AllOf(HasSubstr(kThere), HasSubstr(kTea)));
}

TEST_F(AdoptTest, WhatWasTakenMeanwhileIsLookedUpAnewOnce) {
  Accept({Product("A")});
  Go();
  AnswerList(kProducts, "[]", 0);
  const Texts derived = Go();
  ASSERT_THAT(derived, ElementsAre(Not(HasSubstr(kThere))));
  Answer(derived[0], 400, 0, R"({"message":"The SKU must be unique"})");
  const Texts again = Go();
  ASSERT_THAT(again, ElementsAre(HasSubstr("GET /products?")));
  AnswerList(again[0], There("A"));
  EXPECT_THAT(Go(), ElementsAre(Sent(kThere, "A")));
  Answer(Sent(kThere, "A"), 400, 0, R"({"message":"The SKU must be unique"})");
  EXPECT_THAT(Go(), IsEmpty());
  EXPECT_THAT(Settled(), ElementsAre("0 REJECTED 400 2"));
}

TEST_F(AdoptTest, WhatIsNotThereAfterAllIsRefusedAsItWas) {
  Accept({Product("A")});
  Go();
  AnswerList(kProducts, "[]", 0);
  Texts derived = Go();
  Answer(derived[0], 409, 0, R"({"message":"duplicate"})");
  const Texts again = Go();
  ASSERT_THAT(again, SizeIs(1));
  AnswerList(again[0], "[]", 0);
  EXPECT_THAT(Go(), ElementsAre(derived[0]));
  Answer(derived[0], 409, 0, R"({"message":"duplicate"})");
  EXPECT_THAT(Go(), IsEmpty());
  EXPECT_THAT(Settled(), ElementsAre("0 REJECTED 409 2"));
}

TEST_F(AdoptTest, OtherRefusalsAskNothing) {
  Accept({Product("A")});
  Go();
  AnswerList(kProducts, "[]", 0);
  const Texts derived = Go();
  Answer(derived[0], 400, 0, R"({"message":"The name is too long"})");
  EXPECT_THAT(Go(), IsEmpty());
  EXPECT_THAT(Settled(), ElementsAre("0 REJECTED 400 1"));
}

TEST_F(AdoptTest, WhatWasDeliveredIsFoundByItsNameLater) {
  Accept({Product("A")});
  Go();
  AnswerList(kProducts, "[]", 0);
  const Texts derived = Deliver();
  ASSERT_THAT(derived, SizeIs(1));
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED 200 1"));
  Accept({Product("A", R"(,"remarks":"2")")});
  EXPECT_THAT(Go(), ElementsAre(HasSubstr(derived[0].substr(0, 52))));
}

// A document that goes back to be looked up anew is in no request; a line that comes late takes it
// out of where it is.
TEST_F(AdoptTest, ADocumentThatIsLookedUpAnewMayBeSpoilt) {
  Use(R"("endpoint":"upsert_sales_order","identity":{"from":["orderNumber"]},)"
      R"("adopt":{"by":["orderNumber"]},"batching":{"enabled":true,"algorithm":"fold",)"
      R"("by":"orderNumber","lines":"lines","line_attributes":["description"]})");
  options_.max_in_flight = 1;
  engine_.Configure(options_);
  const auto line = [](const std::string& order) {
    return R"({"orderNumber":")" + order + R"(","customerId":")" + std::string(kSeller) +
           R"(","source":"shop","description":"d"})";
  };
  Accept({line("1"), line("2"), line("3")});
  Texts sent = Go();
  ASSERT_THAT(sent, SizeIs(1)) << ::testing::PrintToString(Settled()) << message_;
  AnswerList(sent[0], "[]", 0);
  sent = Go();
  ASSERT_THAT(sent, ElementsAre(HasSubstr(R"("orderNumber":"1")")));
  Answer(sent[0], 400, 0, R"({"message":"orderNumber must be unique"})");
  sent = Go();
  while (!sent.empty() && !sent[0].starts_with("GET")) {
    Answer(sent[0], 200, 0, sent[0]);
    sent = Go();
  }
  ASSERT_THAT(sent, SizeIs(1));
  engine_.CloseAll();
  AnswerList(sent[0], R"([{"salesOrderId":")" + std::string(kThere) + R"(","orderNumber":"1"}])");
  Settled();
  Accept({line("9")});
  engine_.CloseAll();
  Accept({line("1")});
  EXPECT_THAT(Settled(), UnorderedElementsAre("0 REJECTED 0 1", "4 REJECTED 0 0"));
  for (const std::string& rest : Deliver()) EXPECT_THAT(rest, Not(HasSubstr(kThere)));
}

}  // namespace
}  // namespace inflow
