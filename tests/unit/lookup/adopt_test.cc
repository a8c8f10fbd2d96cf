// SPDX-License-Identifier: Apache-2.0
//
// Records that are looked for before they get the GUID that was derived for them.
#include "tests/unit/lookup/fake_service.h"

namespace inflow {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string kDerivedGuid = GuidOf(0xdddd);

std::string AdoptMark(ReferenceKind kind,
                      const std::vector<std::pair<std::string_view, std::string_view>>& names) {
  std::string text;
  AppendMark({.kind = kind,
              .collection = "products",
              .derived = kDerivedGuid,
              .names = {names.begin(), names.end()}},
             &text);
  return text;
}

std::string Own(const std::vector<std::pair<std::string_view, std::string_view>>& names) {
  return AdoptMark(ReferenceKind::kOwn, names);
}

std::optional<Uuid> GuidValue(uint64_t n) { return ParseUuid(GuidOf(n)); }

TEST_F(NamesTest, AdoptTakesTheRecordThatIsThere) {
  service_["products"] = {Entity("productId", 1, {{"sku", "A-1"}})};
  std::string& record = Wait(Own({{"sku", "A-1"}}));
  Serve();
  EXPECT_EQ(Told(record), GuidOf(1));
  EXPECT_EQ(names_.CanonicalKey(kDerivedGuid), GuidValue(1));
  EXPECT_FALSE(names_.CanonicalKey(GuidOf(1)));
  EXPECT_EQ(TellNew(Own({{"sku", "A-1"}})), GuidOf(1));
}

TEST_F(NamesTest, AdoptTakesTheDerivedGuidWhereNoneIsThere) {
  service_["products"] = {Entity("productId", 1, {{"sku", "A-2"}})};
  std::string& record = Wait(Own({{"sku", "A-1"}}));
  Serve();
  EXPECT_EQ(Told(record), kDerivedGuid);
  EXPECT_FALSE(names_.CanonicalKey(kDerivedGuid));
}

TEST_F(NamesTest, AdoptRefusesTwo) {
  service_["products"] = {Entity("productId", 1, {{"sku", "A-1"}}),
                          Entity("productId", 2, {{"sku", "A-1"}})};
  std::string& record = Wait(Own({{"sku", "A-1"}}));
  Serve();
  EXPECT_THAT(Told(record),
              AllOf(HasSubstr("REJECTED"), HasSubstr(GuidOf(1)), HasSubstr(GuidOf(2))));
}

TEST_F(NamesTest, AdoptRefusesNamesThatDisagree) {
  service_["products"] = {Entity("productId", 1, {{"sku", "A-1"}, {"name", "Tofu"}}),
                          Entity("productId", 2, {{"sku", "B-2"}, {"name", "Chai"}})};
  std::string& record = Wait(Own({{"sku", "A-1"}, {"name", "Chai"}}));
  Serve();
  EXPECT_THAT(Told(record), AllOf(HasSubstr("REJECTED"), HasSubstr("A-1"), HasSubstr("Chai"),
                                  HasSubstr(GuidOf(1)), HasSubstr(GuidOf(2))));
}

TEST_F(NamesTest, AdoptIsContentWithOneNameThatFits) {
  service_["products"] = {Entity("productId", 1, {{"sku", "A-1"}, {"name", "Tofu"}})};
  std::string& record = Wait(Own({{"sku", "A-1"}, {"name", "Tofu of another name"}}));
  Serve();
  EXPECT_EQ(Told(record), GuidOf(1));
}

TEST_F(NamesTest, ARecordAndWhatNamesItShareOneGuid) {
  service_["products"] = Many("productId", "name", 900);
  service_["products"].push_back(Entity("productId", 1001, {{"sku", "A-1"}}));
  std::string& named = Wait(AdoptMark(ReferenceKind::kAdopt, {{"sku", "A-1"}}));
  std::string& own = Wait(Own({{"sku", "A-1"}}));
  EXPECT_EQ(named, own);
  EXPECT_THAT(Serve(), SizeIs(2));
  EXPECT_EQ(Told(named), GuidOf(1001));
  EXPECT_EQ(Told(own), GuidOf(1001));
}

// What only names the record was found by nothing; its own text knows more.
TEST_F(NamesTest, FurtherNamesOfARecordAreAskedFor) {
  service_["products"] = {Entity("productId", 1, {{"sku", "A-1"}, {"name", "Tofu"}})};
  std::string& named = Wait(AdoptMark(ReferenceKind::kAdopt, {{"name", "Tofo"}}));
  Serve();
  EXPECT_EQ(Told(named), kDerivedGuid);
  EXPECT_EQ(TellNew(Own({{"sku", "A-1"}})), GuidOf(1));
  EXPECT_EQ(names_.CanonicalKey(kDerivedGuid), GuidValue(1));
}

TEST_F(NamesTest, AReadThatTookPagesIsNotContinuedForAnotherName) {
  service_["products"] = Many("productId", "name", 900);
  Wait(AdoptMark(ReferenceKind::kAdopt, {{"name", "n"}}));
  Answer(AnswerTo(Ask()));
  ASSERT_THAT(Ask(), HasSubstr("filter"));
  Answer(Answer200(ListOf(Many("productId", "name", 100)), 250));
  Wait(Own({{"sku", "A-1"}}));
  EXPECT_THAT(Ask(), AllOf(HasSubstr("=A-1"), ::testing::Not(HasSubstr("after"))));
}

// The list was read before somebody entered the product by hand.
TEST_F(NamesTest, WhatIsAskedAgainIsReadAnew) {
  service_["products"] = {Entity("productId", 1, {{"sku", "x"}})};
  Wait(Own({{"sku", "A-1"}}));
  Serve();
  EXPECT_EQ(TellNew(Own({{"sku", "A-1"}})), kDerivedGuid);
  service_["products"].push_back(Entity("productId", 2, {{"sku", "A-1"}}));
  const std::optional<uint32_t> reference = names_.AskAgain(kDerivedGuid);
  ASSERT_TRUE(reference);
  std::string hole;
  AppendHole(*reference, &hole);
  EXPECT_EQ(Told(hole), "waits");
  EXPECT_THAT(Serve(), SizeIs(1));
  EXPECT_EQ(Told(hole), GuidOf(2));
  EXPECT_EQ(names_.CanonicalKey(kDerivedGuid), GuidValue(2));
}

TEST_F(NamesTest, NothingElseIsAskedAgain) {
  service_["products"] = {};
  EXPECT_FALSE(names_.AskAgain(kDerivedGuid));
  Wait(Own({{"sku", "A-1"}}));
  EXPECT_FALSE(names_.AskAgain(kDerivedGuid));  // it is asked for just now
  Serve();
  EXPECT_FALSE(names_.AskAgain(GuidOf(7)));
  EXPECT_TRUE(names_.AskAgain(kDerivedGuid));
}

TEST_F(NamesTest, APersonSeesTheDerivedGuid) {
  names_.Show();
  std::string text = Own({{"sku", "A-1"}});
  EXPECT_FALSE(names_.Intern(&text));
  EXPECT_EQ(text, kDerivedGuid);
}

TEST_F(NamesTest, AdoptTakesNoGuidWhereItsNameCouldNotBeLookedUp) {
  std::string& record = Wait(Own({{"sku", std::string(5000, 'x')}}));
  EXPECT_THAT(Serve(), IsEmpty());
  EXPECT_EQ(Told(record), kDerivedGuid);
}

}  // namespace
}  // namespace inflow
