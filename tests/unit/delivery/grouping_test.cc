// SPDX-License-Identifier: Apache-2.0

#include "plugin/delivery/grouping.h"

#include "tests/unit/delivery/packer_fixture.h"

namespace inflow {
namespace {

using testing::CompileRoute;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using GroupingTest = PackerTest;

TEST_F(GroupingTest, WithoutBatchingEachRecordIsAGroup) {
  const auto route = CompileRoute(R"("endpoint":"create_product")");
  Add(*route, R"({"a":1})");
  Add(*route, R"({"a":2})");
  packer_.Commit();
  EXPECT_THAT(Closed(), ElementsAre(R"({"a":1})", R"({"a":2})"));
  EXPECT_FALSE(packer_.CloseOldest());
}

TEST_F(GroupingTest, FillsArraysToTheirSize) {
  const auto route = CompileRoute(Batched(R"("size":2)"));
  for (const char* record : {R"({"a":1})", R"({"a":2})", R"({"a":3})"}) Add(*route, record);
  packer_.Commit();
  EXPECT_THAT(Closed(), ElementsAre(R"([{"a":1},{"a":2}])"));
  packer_.CloseAll();
  EXPECT_THAT(Closed(), ElementsAre(R"([{"a":3}])"));
}

TEST_F(GroupingTest, KeepsBodiesWithinMaxBytes) {
  const auto route = CompileRoute(Batched(R"("size":10,"max_bytes":20)"));
  for (const char* record :
       {R"({"a":1})", R"({"a":2})", R"({"a":3})", R"({"long":"0123456789abcdef"})", R"({"a":4})"})
    Add(*route, record);
  EXPECT_THAT(Close(), ElementsAre(R"([{"a":1},{"a":2}])", R"([{"a":3}])",
                                   R"([{"long":"0123456789abcdef"}])", R"([{"a":4}])"));
}

TEST_F(GroupingTest, RecordsOfOneKeyNeverShareAGroup) {
  const auto route = CompileRoute(Batched(R"("size":10)", R"(,"key":"sku")"));
  for (const char* record :
       {R"({"sku":"x","q":1})", R"({"sku":"y"})", R"({"sku":"x","q":2})", R"({})", R"({})"})
    Add(*route, record);
  EXPECT_THAT(Close(),
              ElementsAre(R"([{"sku":"x","q":1},{"sku":"y"},{},{}])", R"([{"sku":"x","q":2}])"));
}

TEST_F(GroupingTest, RecordsWithOtherHeadersOrRoutesNeverShareAGroup) {
  const auto route =
      CompileRoute(Batched(R"("size":2)", R"(,"request_headers":{"X-Shop":"{shop}"})"));
  const auto other =
      CompileRoute(Batched(R"("size":2)", R"(,"request_headers":{"X-Shop":"{shop}"})"));
  Add(*route, R"({"shop":"1","n":1})");
  Add(*route, R"({"shop":"2","n":2})");
  Add(*other, R"({"shop":"1","n":3})");
  Add(*route, R"({"shop":"1","n":4})");
  EXPECT_THAT(Close(), ElementsAre(R"([{"shop":"1","n":1},{"shop":"1","n":4}])",
                                   R"([{"shop":"2","n":2}])", R"([{"shop":"1","n":3}])"));
}

TEST_F(GroupingTest, RequestsOneAfterTheOtherShareEqualHeaderLines) {
  const std::string shop = R"("endpoint":"create_product","request_headers":{"X-Shop":"{shop}"})";
  const auto route = CompileRoute(shop);
  const auto other = CompileRoute(shop);
  for (const char* record : {R"({"shop":"1","n":1})", R"({"shop":"1","n":2})", R"({"shop":"2"})"})
    Add(*route, record);
  Add(*other, R"({"shop":"2"})");
  packer_.Commit();
  std::vector<HeaderLines> lines;
  for (const Group& group : packer_.TakeClosed()) lines.push_back(group.lane->to.headers);
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(lines[0], lines[1]);
  EXPECT_NE(lines[1], lines[2]);
  EXPECT_NE(lines[2], lines[3]);
  EXPECT_EQ(lines[2]->back(), "X-Shop: 2");
}

TEST_F(GroupingTest, ARefusedRecordLeavesItsGroupAsItWas) {
  const auto route = CompileRoute(Batched(R"("size":3)", R"(,"map":{"n":"{name}","c":1})"));
  EXPECT_EQ(Add(*route, R"({"name":"a"})"), "");
  EXPECT_EQ(Add(*route, R"({"nome":"b"})"), "the record lacks the attribute \"name\"");
  EXPECT_EQ(Add(*route, R"({"name":"c"})"), "");
  EXPECT_THAT(Close(), ElementsAre(R"([{"n":"a","c":1},{"n":"c","c":1}])"));
}

TEST_F(GroupingTest, LingerClosesGroupsInTime) {
  const auto route = CompileRoute(Batched(R"("size":10,"linger_ms":100)"));
  Add(*route, R"({"a":1})", 50);
  packer_.Commit();
  EXPECT_EQ(packer_.NextDue(), TimePoint(std::chrono::milliseconds(150)));
  packer_.CloseDue(TimePoint(std::chrono::milliseconds(149)));
  EXPECT_THAT(Closed(), IsEmpty());
  packer_.CloseDue(TimePoint(std::chrono::milliseconds(150)));
  EXPECT_THAT(Closed(), ElementsAre(R"([{"a":1}])"));
  EXPECT_EQ(packer_.NextDue(), std::nullopt);
}

TEST_F(GroupingTest, RollbackTakesOutWhatWasNotCommitted) {
  const auto route = CompileRoute(Batched(R"("size":3)", R"(,"key":"k")"));
  Add(*route, R"({"k":1})");
  packer_.Commit();
  Add(*route, R"({"k":2})");
  Add(*route, R"({"k":3})");  // closes the group
  Add(*route, R"({"k":4})");  // opens another
  packer_.Rollback();
  EXPECT_THAT(Close(), ElementsAre(R"([{"k":1}])"));
  EXPECT_FALSE(packer_.CloseOldest());
  Add(*route, R"({"k":2})");
  packer_.Commit();
  EXPECT_THAT(Close(), ElementsAre(R"([{"k":2}])"));
}

TEST_F(GroupingTest, HalvesKeepRecordsAndOrder) {
  const auto route = CompileRoute(Batched(R"("size":5)"));
  for (const char* record :
       {R"({"a":1})", R"({"a":22})", R"({"a":333})", R"({"a":4})", R"({"a":5})"})
    Add(*route, record);
  packer_.Commit();
  std::vector<Group> closed = packer_.TakeClosed();
  const auto [first, second] = testing::Halve(&closed.front());
  EXPECT_EQ(testing::BodyOf(first), R"([{"a":1},{"a":22}])");
  EXPECT_EQ(testing::BodyOf(second), R"([{"a":333},{"a":4},{"a":5}])");
  EXPECT_THAT(testing::IdsOf(second.items), ElementsAre(2, 3, 4));
  EXPECT_THAT(testing::PayloadsOf(second.items),
              ElementsAre(R"({"a":333})", R"({"a":4})", R"({"a":5})"));
}

}  // namespace
}  // namespace inflow
