// SPDX-License-Identifier: Apache-2.0
//
// Records and settings that would spoil a body were they taken as they come.
#include "tests/unit/delivery/packer_fixture.h"

namespace inflow {
namespace {

using testing::CompileRoute;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class HostileBody : public PackerTest {};

TEST_F(HostileBody, KeyedNeverRepeatsAName) {
  // The records differ in what names them elsewhere, but not in the name they have in the body.
  const auto route = CompileRoute(Batched(R"("algorithm":"keyed","by":["sku"])", R"(,"key":"id")"));
  Add(*route, R"({"id":1,"sku":"A"})");
  Add(*route, R"({"id":2,"sku":"A"})");
  EXPECT_THAT(Close(), ElementsAre(R"({"A":{"id":1,"sku":"A"}})", R"({"A":{"id":2,"sku":"A"}})"));
}

TEST_F(HostileBody, KeyedAlsoKeepsRecordsOfOneKeyApart) {
  const auto route = CompileRoute(Batched(R"("algorithm":"keyed","by":["sku"])", R"(,"key":"id")"));
  Add(*route, R"({"id":1,"sku":"A"})");
  Add(*route, R"({"id":1,"sku":"B"})");
  EXPECT_THAT(Close(), ElementsAre(R"({"A":{"id":1,"sku":"A"}})", R"({"B":{"id":1,"sku":"B"}})"));
}

TEST_F(HostileBody, KeyedKeepsEmptyNamesApart) {
  const auto route = CompileRoute(Batched(R"("algorithm":"keyed","by":["sku"])"));
  Add(*route, R"({"sku":""})");
  Add(*route, R"({"sku":"\u0061"})");
  Add(*route, R"({"sku":"a"})");
  Add(*route, R"({"sku":""})");
  EXPECT_THAT(Close(), ElementsAre(R"({"":{"sku":""},"a":{"sku":"\u0061"}})",
                                   R"({"":{"sku":""},"a":{"sku":"a"}})"));
}

TEST_F(HostileBody, RollbackForgetsTheNamesOfKeyed) {
  const auto route = CompileRoute(Batched(R"("algorithm":"keyed","by":["sku"])", R"(,"key":"id")"));
  Add(*route, R"({"id":1,"sku":"A"})");
  packer_.Commit();
  Add(*route, R"({"id":2,"sku":"B"})");
  packer_.Rollback();
  Add(*route, R"({"id":3,"sku":"B"})");
  EXPECT_THAT(Close(), ElementsAre(R"({"A":{"id":1,"sku":"A"},"B":{"id":3,"sku":"B"}})"));
}

TEST_F(HostileBody, KeyedFormRefusesAnEmptyName) {
  const auto route =
      CompileRoute(Batched(R"("algorithm":"keyed","by":["sku"])", R"(,"content_format":"form")"));
  EXPECT_THAT(Add(*route, R"({"sku":"","n":1})"), Not(IsEmpty()));
}

TEST_F(HostileBody, KeyedFormRefusesBracketsInAName) {
  const auto route =
      CompileRoute(Batched(R"("algorithm":"keyed","by":["sku"])", R"(,"content_format":"form")"));
  EXPECT_THAT(Add(*route, R"({"sku":"a[b]","n":1})"), HasSubstr("brackets"));
}

TEST_F(HostileBody, GroupByExcludesBelowWhatItHoists) {
  const auto route =
      CompileRoute(Batched(R"("algorithm":"group_by","attributes":["shop"],"key":"items")",
                           R"(,"exclude_attributes":["shop.secret"])"));
  Add(*route, R"({"shop":{"name":"x","secret":"s"},"n":1})");
  EXPECT_THAT(Close(), ElementsAre(R"({"shop":{"name":"x"},"items":[{"n":1}]})"));
}

TEST_F(HostileBody, GroupByStillGroupsByWhatIsNotSent) {
  const auto route =
      CompileRoute(Batched(R"("algorithm":"group_by","attributes":["shop"],"key":"items")",
                           R"(,"exclude_attributes":["shop"])"));
  Add(*route, R"({"shop":"x","n":1})");
  Add(*route, R"({"shop":"y","n":2})");
  Add(*route, R"({"shop":"x","n":3})");
  EXPECT_THAT(Close(), ElementsAre(R"({"items":[{"n":1},{"n":3}]})", R"({"items":[{"n":2}]})"));
  EXPECT_THAT(Add(*route, R"({"n":4})"), HasSubstr("lacks the attribute"));
}

TEST_F(HostileBody, GroupByOmitsNullsInWhatItHoists) {
  const auto route = CompileRoute(Batched(
      R"("algorithm":"group_by","attributes":["shop"],"key":"items")", R"(,"null_policy":"omit")"));
  Add(*route, R"({"shop":{"name":"x","none":null},"n":null})");
  EXPECT_THAT(Close(), ElementsAre(R"({"shop":{"name":"x"},"items":[{}]})"));
}

TEST_F(HostileBody, XmlItemNameIsWrittenAlikeEverywhere) {
  const auto route = CompileRoute(
      R"("endpoint":"create_product","content_format":"xml","xml":{"item":"my_xitem"})");
  Add(*route, R"({"l":[1]})");
  EXPECT_THAT(Close(), ElementsAre("<my_xitem><l><my_xitem>1</my_xitem></l></my_xitem>"));
}

TEST_F(HostileBody, AFrameMarkInARecordIsItsText) {
  const auto route = CompileRoute(Batched(R"("algorithm":"wrapped_array","key":"data")"));
  EXPECT_THAT(Add(*route, "{\"a\":\"\uE000records\uE001\"}"), IsEmpty());
  EXPECT_THAT(Close(), ElementsAre("{\"data\":[{\"a\":\"\uE000records\uE001\"}]}"));
}

TEST_F(HostileBody, XmlRefusesWhatItCannotCarry) {
  const auto route = CompileRoute(R"("endpoint":"create_product","content_format":"xml")");
  EXPECT_THAT(Add(*route, R"({"a":"\u0000"})"), HasSubstr("cannot carry"));
  EXPECT_THAT(Close(), IsEmpty());
}

TEST_F(HostileBody, ARefusedFirstRecordLeavesNoGroup) {
  const auto route = CompileRoute(
      Batched(R"("algorithm":"wrapped_array","key":"data")", R"(,"content_format":"form")"));
  EXPECT_THAT(Add(*route, R"({"a":[]})"), HasSubstr("empty list"));
  EXPECT_THAT(Add(*route, R"({"a":1})"), IsEmpty());
  EXPECT_THAT(Close(), ElementsAre("data%5B0%5D%5Ba%5D=1"));
}

// FaultsOf reads and compiles a configuration with this "batching".
std::vector<std::string> FaultsOf(const std::string& batching) {
  Config config;
  std::vector<Fault> faults =
      ParseConfig(testing::Document(R"("endpoint":"create_product","batching":{"enabled":true,)" +
                                    batching + "}"),
                  &config);
  if (faults.empty()) Route::Compile(config.main, config, testing::kCompany, &faults);
  std::vector<std::string> pointers;
  for (const Fault& fault : faults) pointers.push_back(fault.pointer);
  return pointers;
}

TEST(HostileSettings, AHoistedAttributeMayNotBeTheListsName) {
  EXPECT_THAT(FaultsOf(R"("algorithm":"group_by","attributes":["items"],"key":"items.x")"),
              Not(IsEmpty()));
}

TEST(HostileSettings, AnEnvelopesFieldMayNotBeTheListsName) {
  EXPECT_THAT(FaultsOf(R"("algorithm":"envelope","fields":{"items":1},"key":"items")"),
              Not(IsEmpty()));
}

TEST(HostileSettings, AnAlgorithmNeedsItsSettings) {
  EXPECT_THAT(FaultsOf(R"("algorithm":"wrapped_array")"), ElementsAre("/batching/key"));
  EXPECT_THAT(FaultsOf(R"("algorithm":"template")"), ::testing::Contains("/batching/body"));
  EXPECT_THAT(FaultsOf(R"("algorithm":"template","body":["{records}","{records}"])"),
              ElementsAre("/batching/body"));
}

}  // namespace
}  // namespace inflow
