// SPDX-License-Identifier: Apache-2.0
//
// Records whose names are looked up: what is asked, what waits meanwhile, and that nothing is sent
// before all of it is known.
#include "plugin/entity/reference_mark.h"
#include "tests/unit/delivery/engine_fixture.h"

namespace inflow {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;
using Texts = std::vector<std::string>;

constexpr char kTea[] = "11111111-0000-4000-8000-000000000001";
constexpr char kRice[] = "11111111-0000-4000-8000-000000000002";
constexpr char kSeller[] = "22222222-0000-4000-8000-000000000001";
constexpr char kThere[] = "33333333-0000-4000-8000-000000000001";

constexpr char kCategories[] = "GET /categories?count=100&includeCount=true&sort=categoryId";
constexpr char kVendors[] = "GET /vendors?count=100&includeCount=true&sort=vendorId";
constexpr char kProducts[] = "GET /products?count=100&includeCount=true&sort=productId";

const std::string kResolves = R"(,"references":{"mode":"resolve"})";
const std::string kById = R"("endpoint":"create_product","key":"id")";
const std::string kAdopts =
    R"("endpoint":"upsert_product","identity":{"from":["sku"]},"adopt":{"by":["sku"]})";

std::string OfCategory(const std::string& id, const std::string& category) {
  return R"({"id":")" + id + R"(","categoryId":")" + category + R"("})";
}

std::string CategoryList() {
  return R"([{"categoryId":")" + std::string(kTea) + R"(","name":"Tea"},{"categoryId":")" + kRice +
         R"(","name":"Rice"}])";
}

class HeldTest : public EngineTest {
 protected:
  void Use(const std::string& rest) {
    const Config config = testing::ParseOrDie(rest);
    options_.lookups = {.references = config.references,
                        .company_url = "https://inflow.test/co",
                        .api_version = "2025-06-24"};
    options_.retry.max_attempts = 3;
    engine_.Configure(options_);
    Configure(rest);
  }

  // Go starts what may start now and returns what goes out: "GET /path", or a body. Nothing of it
  // may hold what is not known.
  Texts Go(int64_t now = 0) {
    Texts sent;
    while (true) {
      last_ = engine_.Next(At(now));
      if (last_.kind == Action::kNeedPermit) {
        engine_.OnPermit();
      } else if (last_.kind == Action::kSend) {
        sent.push_back(NameOf(*last_.call));
        flights_[sent.back()] = last_.id;
      } else {
        return sent;
      }
    }
  }

  static std::string NameOf(const HttpCall& call) {
    for (const std::string_view text : {call.body(), std::string_view(*call.url)}) {
      EXPECT_EQ(FindHole(text, 0).at, std::string_view::npos) << text;
      MarkCursor marks(text);
      EXPECT_FALSE(marks.Next()) << text;
    }
    if (call.has_body) return std::string(call.body());
    EXPECT_EQ(call.method, HttpMethod::kGet);
    EXPECT_THAT(*call.headers, ElementsAre("Accept: application/json;version=2025-06-24"));
    return "GET " + call.url->substr(std::string_view("https://inflow.test/co").size());
  }

  void AnswerList(const std::string& question, const std::string& list, int64_t total = -1,
                  int64_t now = 0) {
    Answer(question, 200, now, list,
           {{"content-type", "application/json"},
            {"x-listcount", std::to_string(total < 0 ? Count(list) : total)}});
  }
  void AnswerCategories(int64_t now = 0) { AnswerList(kCategories, CategoryList(), -1, now); }

  uint64_t pending() const { return engine_.counters().pending; }

 private:
  static int64_t Count(const std::string& list) {
    return std::count(list.begin(), list.end(), '{');
  }
};

TEST_F(HeldTest, ARecordWaitsUntilItsNameIsKnown) {
  Use(kById + kResolves);
  Accept({OfCategory("a", "Tea")});
  EXPECT_THAT(Go(), ElementsAre(kCategories));
  EXPECT_EQ(engine_.in_flight(), 1u);
  EXPECT_TRUE(engine_.sendable());
  AnswerCategories();
  EXPECT_THAT(Go(), ElementsAre(OfCategory("a", kTea)));
  Answer(OfCategory("a", kTea), 200, 0);
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED 200 1"));
  EXPECT_FALSE(engine_.sendable());
  EXPECT_EQ(engine_.counters().requests, 2u);
}

TEST_F(HeldTest, WhatNamesNothingDoesNotWait) {
  Use(kById + kResolves);
  Accept({OfCategory("a", "Tea"), OfCategory("b", kRice)});
  EXPECT_THAT(Go(), UnorderedElementsAre(kCategories, OfCategory("b", kRice)));
}

TEST_F(HeldTest, ManyRecordsTakeOneQuestion) {
  Use(kById + kResolves);
  Texts records;
  for (int i = 0; i < 50; ++i)
    records.push_back(OfCategory("k" + std::to_string(i), i % 2 == 0 ? "Tea" : "Rice"));
  options_.max_in_flight = 100;
  engine_.Configure(options_);
  Accept(records);
  EXPECT_THAT(Go(), ElementsAre(kCategories));
  AnswerCategories();
  Accept({OfCategory("z", "Tea")});
  for (const std::string& sent : Go()) {
    EXPECT_THAT(sent, Not(HasSubstr("GET")));
    Answer(sent, 200, 0);
  }
  for (const std::string& sent : Go()) EXPECT_THAT(sent, Not(HasSubstr("GET")));
}

TEST_F(HeldTest, OneRecordMayWaitForSeveral) {
  Use(kById + kResolves);
  const auto record = [](const std::string& category, const std::string& vendor) {
    return R"({"id":"a","categoryId":")" + category + R"(","vendorItems":[{"vendorId":")" + vendor +
           R"("}]})";
  };
  Accept({record("Tea", "Seller")});
  EXPECT_THAT(Go(), UnorderedElementsAre(kCategories, kVendors));
  AnswerList(kVendors, R"([{"vendorId":")" + std::string(kSeller) + R"(","name":"Seller"}])");
  EXPECT_THAT(Go(), IsEmpty());
  AnswerCategories();
  EXPECT_THAT(Go(), ElementsAre(record(kTea, kSeller)));
}

TEST_F(HeldTest, RecordsOfOneKeyKeepTheirOrderWhileOneIsHeld) {
  Use(kById + kResolves);
  const std::string later = R"({"id":"a","n":2})";
  Accept({OfCategory("a", "Tea"), later});
  EXPECT_THAT(Go(), ElementsAre(kCategories));
  AnswerCategories();
  EXPECT_THAT(Go(), ElementsAre(OfCategory("a", kTea)));
  Answer(OfCategory("a", kTea), 200, 0);
  EXPECT_THAT(Go(), ElementsAre(later));
}

TEST_F(HeldTest, ANameThatNobodyHasIsRefused) {
  Use(kById + kResolves);
  Accept({OfCategory("a", "Teas"), OfCategory("b", "Tea")});
  Go();
  AnswerCategories();
  EXPECT_THAT(Go(), ElementsAre(OfCategory("b", kTea)));
  EXPECT_THAT(Settled(), ElementsAre("0 REJECTED 0 0"));
  EXPECT_THAT(message_, AllOf(HasSubstr("\"Teas\""), HasSubstr("did you mean \"Tea\"?")));
}

TEST_F(HeldTest, ANameThatNobodyHasMayBeWaitedFor) {
  Use(kById + R"(,"references":{"mode":"resolve","on_missing":"hold"})");
  Accept({OfCategory("a", "Coffee")});
  Go();
  AnswerCategories();
  EXPECT_THAT(Go(1), IsEmpty());
  EXPECT_EQ(pending(), 1u);
  EXPECT_EQ(engine_.NextDue(At(1)), At(60'000));
  EXPECT_THAT(Go(60'000), ElementsAre(kCategories));
  AnswerList(kCategories, R"([{"categoryId":")" + std::string(kRice) + R"(","name":"Coffee"}])", 1,
             60'001);
  EXPECT_THAT(Go(60'001), ElementsAre(OfCategory("a", kRice)));
}

TEST_F(HeldTest, ARefusedCredentialStopsAndNothingIsLost) {
  Use(kById + kResolves);
  Accept({OfCategory("a", "Tea"), OfCategory("b", "Rice")});
  Go();
  Answer(kCategories, 401, 0);
  EXPECT_THAT(Go(), IsEmpty());
  EXPECT_EQ(last_.kind, Action::kStopped);
  EXPECT_EQ(engine_.stop(At(0)).reason, StopReason::kAuth);
  EXPECT_THAT(engine_.stop(At(0)).message, HasSubstr("names were looked up"));
  EXPECT_EQ(pending(), 2u);
  engine_.ClearStop();
  EXPECT_THAT(Go(), ElementsAre(kCategories));
  AnswerCategories();
  EXPECT_THAT(Go(), ElementsAre(OfCategory("a", kTea)));
}

TEST_F(HeldTest, WhatMeansAllQuestionsStops) {
  for (const auto& [status, reason] :
       std::vector<std::pair<int, StopReason>>{{403, StopReason::kAuth},
                                               {404, StopReason::kConfig},
                                               {302, StopReason::kConfig},
                                               {405, StopReason::kConfig}}) {
    Use(kById + kResolves);
    Accept({OfCategory("a", "Tea")});
    EXPECT_THAT(Go(), ElementsAre(kCategories));
    Answer(kCategories, status, 0);
    EXPECT_EQ(engine_.stop(At(0)).reason, reason) << status;
    EXPECT_EQ(pending(), 1u);
    engine_.ClearStop();
    EXPECT_THAT(Go(), ElementsAre(kCategories)) << status;
    AnswerCategories();
    EXPECT_THAT(Go(), ElementsAre(OfCategory("a", kTea)));
    Answer(OfCategory("a", kTea), 200, 0);
    EXPECT_THAT(Settled(), SizeIs(1));
  }
}

TEST_F(HeldTest, ASignInPageStops) {
  Use(kById + kResolves);
  Accept({OfCategory("a", "Tea")});
  Go();
  Answer(kCategories, 200, 0, "<html><body>Sign in</body></html>", {{"content-type", "text/html"}});
  EXPECT_EQ(engine_.stop(At(0)).reason, StopReason::kConfig);
  EXPECT_EQ(pending(), 1u);
}

TEST_F(HeldTest, AThrottleClosesTheGateAndIsNoAttempt) {
  Use(kById + kResolves);
  Accept({OfCategory("a", "Tea")});
  int64_t now = 0;
  for (int i = 0; i < 10; ++i, now += 5000) {
    EXPECT_THAT(Go(now), ElementsAre(kCategories));
    Answer(kCategories, 429, now, "", {{"retry-after", "5"}});
    EXPECT_EQ(engine_.closed_until(At(now)), At(now + 5000));
    EXPECT_THAT(Go(now + 4999), IsEmpty());
  }
  EXPECT_THAT(Go(now), ElementsAre(kCategories));
  AnswerCategories(now);
  EXPECT_THAT(Go(now), ElementsAre(OfCategory("a", kTea)));
  EXPECT_EQ(engine_.counters().throttled, 10u);
}

TEST_F(HeldTest, AQuestionThatKeepsFailingFailsItsRecords) {
  Use(kById + kResolves);
  Accept({OfCategory("a", "Tea"), OfCategory("b", kRice), OfCategory("c", "Rice")});
  int64_t now = 0;
  for (int attempt = 0; attempt < 3; ++attempt) {
    const Texts sent = Go(now);
    EXPECT_THAT(sent, ::testing::Contains(kCategories)) << attempt;
    Answer(kCategories, 500, now, R"({"message":"it is down"})");
    now += 600'000;
  }
  Go(now);
  EXPECT_THAT(Settled(), ElementsAre("0 FAILED 0 0", "2 FAILED 0 0"));
  EXPECT_THAT(message_, AllOf(HasSubstr("categories"), HasSubstr("it is down")));
  EXPECT_EQ(engine_.counters().retries, 2u);
  // Later records ask anew.
  Accept({OfCategory("d", "Tea")}, now);
  EXPECT_THAT(Go(now), ElementsAre(kCategories));
}

TEST_F(HeldTest, HalfAnAnswerIsAskedForAgain) {
  Use(kById + kResolves);
  Accept({OfCategory("a", "Tea")});
  Go();
  Exchange cut;
  cut.status = 200;
  cut.wrote = true;
  cut.cut = true;
  cut.body = CategoryList().substr(0, 20);
  HandIn(kCategories, std::move(cut), 0);
  EXPECT_THAT(Go(0), IsEmpty());
  ASSERT_TRUE(engine_.NextDue(At(0)));
  EXPECT_TRUE(engine_.sendable());
  const int64_t due = ToMillis(*engine_.NextDue(At(0)) - TimePoint());
  EXPECT_GT(due, 0);
  EXPECT_THAT(Go(due), ElementsAre(kCategories));
  AnswerCategories(due);
  EXPECT_THAT(Go(due), ElementsAre(OfCategory("a", kTea)));
}

TEST_F(HeldTest, AQuestionThatIsRefusedRefusesItsRecords) {
  Use(kById + kResolves);
  Accept({OfCategory("a", "Tea")});
  Go();
  Answer(kCategories, 400, 0, R"({"message":"no such sort"})");
  EXPECT_THAT(Go(), IsEmpty());
  EXPECT_THAT(Settled(), ElementsAre("0 REJECTED 0 0"));
  EXPECT_THAT(message_, HasSubstr("no such sort"));
}

TEST_F(HeldTest, ALostConnectionOpensTheBreaker) {
  Use(kById + kResolves);
  Accept({OfCategory("a", "Tea"), OfCategory("b", kRice)});
  options_.max_in_flight = 1;
  engine_.Configure(options_);
  EXPECT_THAT(Go(), ElementsAre(kCategories));
  Fail(kCategories, Failure::kUnreachable, 0);
  EXPECT_THAT(Go(), IsEmpty());
  EXPECT_EQ(last_.kind, Action::kWait);
  ASSERT_TRUE(last_.until);
  const int64_t trial = ToMillis(*last_.until - TimePoint());
  EXPECT_THAT(Go(trial), ElementsAre(kCategories));
  AnswerCategories(trial);
  EXPECT_THAT(Go(trial), ElementsAre(OfCategory("a", kTea)));
  EXPECT_EQ(engine_.counters().requests, 1u) << "what was not written does not count";
}

TEST_F(HeldTest, QuestionsCountAsInFlight) {
  Use(kById + kResolves);
  options_.max_in_flight = 2;
  engine_.Configure(options_);
  Accept({R"({"id":"a","categoryId":"Tea","vendorId":"V"})", OfCategory("b", kRice),
          OfCategory("c", kRice)});
  EXPECT_THAT(Go(), SizeIs(2));
  EXPECT_EQ(engine_.in_flight(), 2u);
}

TEST_F(HeldTest, NothingIsAskedWhilePaused) {
  Use(kById + kResolves);
  engine_.SetPaused(true);
  Accept({OfCategory("a", "Tea")});
  EXPECT_THAT(Go(), IsEmpty());
  EXPECT_EQ(last_.kind, Action::kPaused);
  engine_.SetPaused(false);
  EXPECT_THAT(Go(), ElementsAre(kCategories));
  engine_.SetPaused(true);
  AnswerCategories();
  EXPECT_THAT(Go(), IsEmpty());
  engine_.SetPaused(false);
  EXPECT_THAT(Go(), ElementsAre(OfCategory("a", kTea)));
}

TEST_F(HeldTest, DiscardGivesHeldRecordsBack) {
  Use(kById + kResolves);
  Accept({OfCategory("a", "Tea"), OfCategory("a", "Rice"), OfCategory("b", "Tea")});
  Go();
  Exchange aborted;
  aborted.id = flights_.at(kCategories);
  aborted.wrote = true;
  engine_.OnAbort(aborted, At(0), 0);
  engine_.Discard();
  EXPECT_THAT(Settled(), UnorderedElementsAre("0 DROPPED 0 0", "1 DROPPED 0 0", "2 DROPPED 0 0"));
  EXPECT_EQ(pending(), 0u);
  EXPECT_FALSE(engine_.sendable());
  EXPECT_THAT(Go(), IsEmpty());
  Accept({OfCategory("c", "Rice")});
  EXPECT_THAT(Go(), ElementsAre(kCategories));
  AnswerCategories();
  EXPECT_THAT(Go(), ElementsAre(OfCategory("c", kRice)));
}

// A question that waited for its backoff has nobody left that it would be asked for; another
// configuration must not find it.
TEST_F(HeldTest, DiscardEndsQuestionsThatWait) {
  Use(kById + kResolves);
  Accept({OfCategory("a", "Tea")});
  Go();
  Answer(kCategories, 500, 0);
  engine_.Discard();
  EXPECT_THAT(Settled(), ElementsAre("0 DROPPED 0 0"));
  EXPECT_FALSE(engine_.sendable());
  EXPECT_FALSE(engine_.NextDue(At(0)));
  Use(kById + kResolves);
  EXPECT_THAT(Go(600'000), IsEmpty());
  Accept({OfCategory("c", "Rice")}, 600'000);
  EXPECT_THAT(Go(600'000), ElementsAre(kCategories));
  AnswerCategories(600'000);
  EXPECT_THAT(Go(600'000), ElementsAre(OfCategory("c", kRice)));
}

TEST_F(HeldTest, BatchesAreMadeOfWhatIsKnown) {
  Use(R"("endpoint":"create_product","key":"id","batching":{"enabled":true,"size":2,"linger_ms":0})" +
      kResolves);
  Accept({OfCategory("a", "Tea"), OfCategory("b", "Rice")});
  engine_.CloseAll();
  EXPECT_THAT(Go(), ElementsAre(kCategories));
  AnswerCategories();
  EXPECT_THAT(Go(), ElementsAre("[" + OfCategory("a", kTea) + "," + OfCategory("b", kRice) + "]"));
}

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

TEST_F(HeldTest, APreviewShowsNamesAndAsksNothing) {
  Use(kById + kResolves);
  engine_.ShowNames();
  Accept({OfCategory("a", "Tea"), OfCategory("b", "Tea")});
  EXPECT_THAT(Go(), ElementsAre(OfCategory("a", "Tea")));
  EXPECT_EQ(engine_.names().shown(), (std::map<std::string, size_t>{{"categories", 1}}));
}

}  // namespace
}  // namespace inflow
