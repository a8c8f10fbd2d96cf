// SPDX-License-Identifier: Apache-2.0
#include "plugin/lookup/names.h"

#include "tests/unit/lookup/fake_service.h"

namespace inflow {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr auto kMinute = std::chrono::minutes(1);

TEST_F(NamesTest, ATextWithoutMarksStays) {
  std::string text = R"({"name":"Tofu"})";
  EXPECT_FALSE(names_.Intern(&text));
  EXPECT_EQ(text, R"({"name":"Tofu"})");
  EXPECT_FALSE(names_.place());
  EXPECT_FALSE(names_.due());
}

TEST_F(NamesTest, NothingIsAskedBeforeARecordHasItsTurn) {
  std::string text = Named("categories", "Tea");
  EXPECT_TRUE(names_.Intern(&text));
  EXPECT_EQ(text.size(), kHoleSize);
  EXPECT_FALSE(names_.place());
  EXPECT_EQ(Told(text), "waits");
  EXPECT_TRUE(names_.place());
}

TEST_F(NamesTest, ASmallListIsReadOnceForAnyNumberOfNames) {
  service_["categories"] = Many("categoryId", "name", 60);
  std::vector<std::string*> records;
  for (int n = 1; n <= 60; ++n)
    records.push_back(&Wait(Named("categories", "n" + std::to_string(n) + ".")));
  EXPECT_THAT(Serve(), ElementsAre("/categories?count=100&includeCount=true&sort=categoryId"));
  for (size_t n = 1; n <= 60; ++n) EXPECT_EQ(Told(*records[n - 1]), GuidOf(n));
  EXPECT_EQ(TellNew(Named("categories", "n7.")), GuidOf(7));
  EXPECT_THAT(TellNew(Named("categories", "n61.")), HasSubstr("REJECTED"));
  EXPECT_FALSE(names_.place());
}

TEST_F(NamesTest, OneTextMayNameSeveral) {
  service_["categories"] = {Entity("categoryId", 1, {{"name", "Tea"}})};
  service_["vendors"] = {Entity("vendorId", 2, {{"name", "Tea"}})};
  std::string& text = Wait("a" + Named("categories", "Tea") + "b" + Named("vendors", "Tea") + "c" +
                           Named("categories", "Tea"));
  EXPECT_THAT(Serve(), SizeIs(2));
  EXPECT_EQ(Told(text), "a" + GuidOf(1) + "b" + GuidOf(2) + "c" + GuidOf(1));
}

TEST_F(NamesTest, TheCollectionOfTheFirstRecordIsAskedFirst) {
  std::string vendor = Named("vendors", "V");
  std::string category = Named("categories", "C");
  names_.Intern(&vendor);
  names_.Intern(&category);
  names_.Fill(vendor.data(), vendor.size(), 7);
  names_.Fill(category.data(), category.size(), 5);
  EXPECT_EQ(names_.place(), 5u);
  EXPECT_THAT(Ask(), HasSubstr("/categories"));
  EXPECT_EQ(names_.place(), 7u);
  EXPECT_THAT(Ask(), HasSubstr("/vendors"));
  EXPECT_FALSE(names_.place());
}

TEST_F(NamesTest, OfALargeCollectionPagesAreReadWhereTheseAreFewerCalls) {
  service_["customers"] = Many("customerId", "name", 250);
  std::vector<std::string*> records;
  for (uint64_t n = 1; n <= 250; n += 10)
    records.push_back(&Wait(Named("customers", "n" + std::to_string(n) + ".")));
  const std::vector<std::string> paths = Serve();
  EXPECT_THAT(paths,
              ElementsAre(HasSubstr("/customers?count=100&includeCount=true"),
                          HasSubstr("&after=" + GuidOf(100)), HasSubstr("&after=" + GuidOf(200))));
  for (const std::string& path : paths) EXPECT_THAT(path, Not(HasSubstr("filter")));
  for (size_t i = 0; i < records.size(); ++i) EXPECT_EQ(Told(*records[i]), GuidOf(1 + 10 * i));
}

TEST_F(NamesTest, OfALargeCollectionOneNameIsAskedForAlone) {
  service_["customers"] = Many("customerId", "name", 1000);
  std::string& record = Wait(Named("customers", "n777."));
  EXPECT_THAT(Serve(), ElementsAre(Not(HasSubstr("filter")), HasSubstr("&filter%5Bname%5D=n777.")));
  EXPECT_EQ(Told(record), GuidOf(777));
}

// One page and then 25 single reads are more than the nine pages that are left.
TEST_F(NamesTest, SingleReadsNeverBecomeManyMoreThanPagesWouldBe) {
  service_["customers"] = Many("customerId", "name", 1000);
  size_t calls = 0;
  for (uint64_t n = 200; n < 1000; n += 20) {
    std::string& record = Wait(Named("customers", "n" + std::to_string(n) + "."));
    calls += Serve().size();
    EXPECT_EQ(Told(record), GuidOf(n));
  }
  EXPECT_LE(calls, 20u);
}

TEST_F(NamesTest, ProductsAreAskedForBySkuThroughSmartAndComparedExactly) {
  service_["products"] = Many("productId", "name", 900);
  service_["products"].push_back(Entity("productId", 1001, {{"sku", "A-1"}, {"name", "Tofu"}}));
  service_["products"].push_back(Entity("productId", 1002, {{"sku", "A-12"}, {"name", "A-1 b"}}));
  std::string& record = Wait(Named("products", "A-1"));
  const std::vector<std::string> paths = Serve();
  ASSERT_THAT(paths, SizeIs(2));
  EXPECT_THAT(paths[1], AllOf(HasSubstr("&filter%5Bsmart%5D=A-1"), Not(HasSubstr("sku"))));
  EXPECT_EQ(Told(record), GuidOf(1001));
}

TEST_F(NamesTest, AProductsNameIsAskedForWhereNoneHasTheSku) {
  service_["products"] = Many("productId", "name", 900);
  std::string& record = Wait(Named("products", "n500."));
  EXPECT_THAT(Serve(), ElementsAre(Not(HasSubstr("filter")), HasSubstr("&filter%5Bsmart%5D=n500."),
                                   HasSubstr("&filter%5Bname%5D=n500.")));
  EXPECT_EQ(Told(record), GuidOf(500));
}

TEST_F(NamesTest, ASkuGoesBeforeAName) {
  service_["products"] = {Entity("productId", 1, {{"sku", "x"}, {"name", "A-1"}}),
                          Entity("productId", 2, {{"sku", "A-1"}, {"name", "y"}})};
  EXPECT_EQ(TellNew(Named("products", "A-1")), "waits");
  Serve();
  EXPECT_EQ(TellNew(Named("products", "A-1")), GuidOf(2));
}

TEST_F(NamesTest, InactiveOnesAreNotLeftOut) {
  service_["products"] = Many("productId", "name", 900);
  Wait(Named("products", "n500."));
  for (const std::string& path : Serve()) EXPECT_THAT(path, Not(HasSubstr("isActive")));
}

TEST_F(NamesTest, NamesAreEncodedInAFilter) {
  service_["customers"] = Many("customerId", "name", 900);
  Wait(Named("customers", R"(A&B=C\u00e9 \"D\"#%?+)"));
  const std::vector<std::string> paths = Serve();
  ASSERT_THAT(paths, SizeIs(2));
  EXPECT_THAT(paths[1], HasSubstr("&filter%5Bname%5D=A%26B%3DC%C3%A9%20%22D%22%23%25%3F%2B"));
}

TEST_F(NamesTest, AttributesInsideAnEntityCount) {
  service_["categories"] = {R"({"categoryId":")" + GuidOf(3) + R"(","attributes":{"name":"Tea"}})"};
  std::string& record = Wait(Named("categories", "Tea"));
  Serve();
  EXPECT_EQ(Told(record), GuidOf(3));
}

TEST_F(NamesTest, TwoWithOneNameAreRefusedWithBoth) {
  service_["categories"] = {Entity("categoryId", 1, {{"name", "Tea"}}),
                            Entity("categoryId", 2, {{"name", "Tea"}})};
  std::string& record = Wait(Named("categories", "Tea"));
  Serve();
  EXPECT_THAT(Told(record), AllOf(HasSubstr("REJECTED"), HasSubstr("Tea"), HasSubstr(GuidOf(1)),
                                  HasSubstr(GuidOf(2)), HasSubstr("categories")));
}

TEST_F(NamesTest, NoneIsRefusedWithTheNearest) {
  service_["categories"] = {Entity("categoryId", 1, {{"name", "Beverages"}})};
  std::string& record = Wait(Named("categories", "Beverage"));
  Serve();
  EXPECT_THAT(Told(record),
              AllOf(HasSubstr("REJECTED"), HasSubstr("\"Beverage\""), HasSubstr("\"Beverages\"")));
}

TEST_F(NamesTest, ThatAnotherCollectionHasTheNameIsSaid) {
  service_["vendors"] = {Entity("vendorId", 1, {{"name", "Tokyo Traders"}})};
  service_["customers"] = {};
  Wait(Named("vendors", "Tokyo Traders"));
  Serve();
  std::string& record = Wait(Named("customers", "Tokyo Traders"));
  Serve();
  EXPECT_THAT(Told(record), AllOf(HasSubstr("REJECTED"), HasSubstr("vendors")));
}

TEST_F(NamesTest, AnotherCaseIsTakenAndTold) {
  service_["categories"] = {Entity("categoryId", 1, {{"name", "Tea"}})};
  std::string& record = Wait(Named("categories", "TEA"));
  Serve();
  EXPECT_EQ(Told(record), GuidOf(1));
  const std::vector<Note> notes = names_.TakeNotes();
  ASSERT_THAT(notes, SizeIs(1));
  EXPECT_EQ(notes[0].kind, NoteKind::kCasedName);
  EXPECT_EQ(notes[0].field, "TEA");
  EXPECT_THAT(names_.TakeNotes(), IsEmpty());
}

TEST_F(NamesTest, ANameThatIsTooLongIsRefusedAndNotAskedFor) {
  service_["customers"] = Many("customerId", "name", 900);
  std::string& record = Wait(Named("customers", std::string(10'000, 'x')));
  for (const std::string& path : Serve()) EXPECT_LT(path.size(), 300u);
  EXPECT_THAT(Told(record), AllOf(HasSubstr("REJECTED"), HasSubstr("correct it")));
  EXPECT_LT(Told(record).size(), 500u);
}

TEST_F(NamesTest, WhatWasReadIsTrustedForSoLong) {
  config_.ttl = std::chrono::hours(1);
  names_.Configure(config_);
  names_.Tick(TimePoint(kMinute));
  service_["categories"] = {Entity("categoryId", 1, {{"name", "Tea"}})};
  Wait(Named("categories", "Tea"));
  EXPECT_THAT(TellNew(Named("categories", "Rice")), "waits");
  Serve();
  service_["categories"] = {Entity("categoryId", 2, {{"name", "Tea"}}),
                            Entity("categoryId", 3, {{"name", "Rice"}})};
  names_.Tick(TimePoint(60 * kMinute));
  EXPECT_EQ(TellNew(Named("categories", "Tea")), GuidOf(1));
  EXPECT_THAT(TellNew(Named("categories", "Rice")), HasSubstr("REJECTED"));
  names_.Tick(TimePoint(61 * kMinute));
  std::string& tea = Wait(Named("categories", "Tea"));
  std::string& rice = Wait(Named("categories", "Rice"));
  EXPECT_THAT(Serve(), SizeIs(1));
  EXPECT_EQ(Told(tea), GuidOf(2));
  EXPECT_EQ(Told(rice), GuidOf(3));
}

TEST_F(NamesTest, WhoIsToBeHeldIsAskedForAgainEveryMinute) {
  config_.on_missing = OnMissing::kHold;
  names_.Configure(config_);
  names_.Tick(TimePoint());
  service_["categories"] = {Entity("categoryId", 1, {{"name", "Tea"}})};
  std::string& record = Wait(Named("categories", "Rice"));
  for (int minute = 1; minute < 4; ++minute) {
    EXPECT_THAT(Serve(), SizeIs(1));
    EXPECT_EQ(Told(record), "waits");
    EXPECT_FALSE(names_.place());
    EXPECT_EQ(names_.due(), TimePoint(minute * kMinute));
    names_.Tick(TimePoint(minute * kMinute) - std::chrono::milliseconds(1));
    EXPECT_FALSE(names_.place());
    names_.Tick(TimePoint(minute * kMinute));
    EXPECT_TRUE(names_.place());
  }
  service_["categories"].push_back(Entity("categoryId", 2, {{"name", "Rice"}}));
  Serve();
  EXPECT_EQ(Told(record), GuidOf(2));
  EXPECT_FALSE(names_.due());
}

// What waits for the next minute must not look overdue while an answer is still to come.
TEST_F(NamesTest, NothingIsDueWhileAQuestionIsOut) {
  config_.on_missing = OnMissing::kHold;
  names_.Configure(config_);
  names_.Tick(TimePoint());
  service_["customers"] = Many("customerId", "name", 900);
  Wait(Named("customers", "nobody"));
  Serve();
  Wait(Named("customers", "n555."));
  const std::string path = Ask();
  names_.Tick(TimePoint(2 * kMinute));
  EXPECT_FALSE(names_.due());
  Answer(AnswerTo(path));
  names_.Tick(TimePoint(4 * kMinute));
  EXPECT_TRUE(names_.place());
}

TEST_F(NamesTest, GuidsAreCheckedInSmallListsOrAlone) {
  service_["categories"] = {Entity("categoryId", 1, {})};
  std::string& there = Wait(Checked("categories", GuidOf(1)));
  std::string& missing = Wait(Checked("categories", GuidOf(2)));
  EXPECT_THAT(Serve(), SizeIs(1));
  EXPECT_EQ(Told(there), GuidOf(1));
  EXPECT_THAT(Told(missing),
              AllOf(HasSubstr("REJECTED"), HasSubstr(GuidOf(2)), HasSubstr("correct the id")));

  service_["customers"] = Many("customerId", "name", 900);
  std::string& late = Wait(Checked("customers", GuidOf(555)));
  Answer(AnswerTo(Ask()));
  EXPECT_EQ(Ask(), "/customers/" + GuidOf(555));
  EXPECT_EQ(Answer(Answer200(Entity("customerId", 555, {}))).kind, Answered::kRead);
  EXPECT_EQ(Told(late), GuidOf(555));

  std::string& gone = Wait(Checked("customers", GuidOf(7777)));
  EXPECT_EQ(Ask(), "/customers/" + GuidOf(7777));
  Exchange none = Answer200("{}");
  none.status = 404;
  EXPECT_EQ(Answer(none).kind, Answered::kRead);
  EXPECT_THAT(Told(gone), HasSubstr("REJECTED"));
}

TEST_F(NamesTest, AnotherRecordThanTheOneAskedForProvesNothing) {
  service_["customers"] = Many("customerId", "name", 900);
  std::string& record = Wait(Checked("customers", GuidOf(555)));
  Answer(AnswerTo(Ask()));
  Ask();
  EXPECT_EQ(Answer(Answer200(Entity("customerId", 556, {}))).kind, Answered::kFailed);
  EXPECT_EQ(Told(record), "waits");
}

TEST_F(NamesTest, AQuestionThatFailedRefusesItsRecordsAndNoLaterOnes) {
  service_["categories"] = {Entity("categoryId", 1, {{"name", "Tea"}})};
  std::string& record = Wait(Named("categories", "Tea"));
  Ask();
  EXPECT_THAT(names_.Fail(question_, /*failed=*/true, "it is down"), SizeIs(1));
  EXPECT_THAT(Told(record), AllOf(HasSubstr("FAILED"), HasSubstr("it is down")));
  EXPECT_FALSE(names_.place());
  std::string& later = Wait(Named("categories", "Tea"));
  Serve();
  EXPECT_EQ(Told(later), GuidOf(1));
}

TEST_F(NamesTest, AQuestionThatIsPutBackIsAskedAgain) {
  Wait(Named("categories", "Tea"));
  const std::string path = Ask();
  EXPECT_EQ(Ask(), "");
  names_.PutBack(question_);
  EXPECT_EQ(Ask(), path);
}

// Of a single read that took several pages nothing is left for the next name.
TEST_F(NamesTest, SweptNamesLeaveNoPlaceInAList) {
  service_["customers"] = Many("customerId", "name", 900);
  Wait(Named("customers", "n5"));
  Answer(AnswerTo(Ask()));
  service_["customers"] = Many("customerId", "name", 900);
  const std::string first = Ask();
  ASSERT_THAT(first, HasSubstr("filter"));
  Answer(Answer200(ListOf(Many("customerId", "name", 100)), 250));
  EXPECT_THAT(Ask(), HasSubstr("after"));
  names_.PutBack(question_);
  names_.Sweep();
  EXPECT_FALSE(names_.place());
  std::string& next = Wait(Named("customers", "n99."));
  EXPECT_THAT(Ask(), Not(HasSubstr("after")));
  names_.PutBack(question_);
  Serve();
  EXPECT_EQ(Told(next), GuidOf(99));
}

TEST_F(NamesTest, NothingIsSweptWhileAQuestionIsOut) {
  service_["categories"] = {Entity("categoryId", 1, {{"name", "Tea"}})};
  std::string& record = Wait(Named("categories", "Tea"));
  const std::string path = Ask();
  names_.Sweep();
  EXPECT_EQ(Answer(AnswerTo(path)).kind, Answered::kRead);
  EXPECT_EQ(Told(record), GuidOf(1));
}

TEST_F(NamesTest, WhatIsReadOutlivesASweep) {
  service_["categories"] = {Entity("categoryId", 1, {{"name", "Tea"}})};
  Wait(Named("categories", "Tea"));
  Serve();
  names_.Sweep();
  EXPECT_EQ(TellNew(Named("categories", "Tea")), GuidOf(1));
}

TEST_F(NamesTest, WhatWasDeliveredIsFoundByItsName) {
  service_["products"] = {Entity("productId", 1, {{"sku", "A-1"}})};
  Wait(Named("products", "A-1"));
  Serve();
  EXPECT_TRUE(names_.Knows("products"));
  EXPECT_FALSE(names_.Knows("customers"));
  EXPECT_THAT(TellNew(Named("products", "B-2")), HasSubstr("REJECTED"));
  names_.Learn("products", R"({"sku":" B-2 ","name":"Chai"})", GuidOf(2));
  EXPECT_EQ(TellNew(Named("products", "B-2")), GuidOf(2));
  EXPECT_EQ(TellNew(Named("products", "Chai")), GuidOf(2));
  names_.Learn("products", R"({"sku":"C-3"})", "no guid");
  EXPECT_THAT(TellNew(Named("products", "C-3")), HasSubstr("REJECTED"));
}

TEST_F(NamesTest, WhatWasDeliveredIsFoundInALargeCollectionToo) {
  service_["customers"] = Many("customerId", "name", 900);
  Wait(Named("customers", "nobody"));
  Serve();
  names_.Learn("customers", R"({"name":"nobody"})", GuidOf(2000));
  EXPECT_EQ(TellNew(Named("customers", "nobody")), GuidOf(2000));
}

TEST_F(NamesTest, ForPeopleNamesStandAsTheyAreAndNothingIsAsked) {
  names_.Show();
  std::string text =
      Named("customers", "A") + "," + Named("customers", "A") + "," + Named("vendors", "B");
  EXPECT_FALSE(names_.Intern(&text));
  EXPECT_EQ(text, "A,A,B");
  EXPECT_FALSE(names_.place());
  EXPECT_EQ(names_.shown(), (std::map<std::string, size_t>{{"customers", 1}, {"vendors", 1}}));
}

TEST_F(NamesTest, AConfigurationForgetsUnlessRecordsWait) {
  service_["categories"] = {Entity("categoryId", 1, {{"name", "Tea"}})};
  Wait(Named("categories", "Tea"));
  Serve();
  names_.Configure(config_, /*keep=*/true);
  EXPECT_EQ(TellNew(Named("categories", "Tea")), GuidOf(1));
  names_.Configure(config_);
  EXPECT_EQ(TellNew(Named("categories", "Tea")), "waits");
}

TEST_F(NamesTest, RecordsAreLookedUpByTheFieldsThatTheConfigurationNames) {
  config_.by["products"] = {"name"};
  names_.Configure(config_);
  service_["products"] = {Entity("productId", 1, {{"sku", "A-1"}, {"name", "x"}}),
                          Entity("productId", 2, {{"sku", "y"}, {"name", "A-1"}})};
  std::string& record = Wait(Named("products", "A-1"));
  Serve();
  EXPECT_EQ(Told(record), GuidOf(2));
}

}  // namespace
}  // namespace inflow
