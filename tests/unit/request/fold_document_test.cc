// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "inflow/request/fold.h"
#include "inflow/request/grouper.h"
#include "tests/support/routes.h"

namespace inflow {
namespace {

using testing::CompileRoute;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class FoldedDocumentTest : public ::testing::Test {
 protected:
  static std::unique_ptr<const Route> Folding(const std::string& more = "") {
    return CompileRoute(R"("endpoint":"create_product","batching":{"enabled":true,"algorithm":"fold","by":["n"],"lines":"lines",)"
                        R"("line_attributes":["q"])" +
                        more + "}");
  }
  std::string Add(const Route& route, const std::string& record) {
    RecordIndex index;
    EXPECT_TRUE(WalkRecord(record, &index).ok()) << record;
    return std::string(grouper_.Add(route, {index, 0}, next_id_++, TimePoint()).message());
  }
  std::vector<std::string> Commit() {
    grouper_.Commit();
    std::vector<std::string> bodies;
    for (const auto& group : grouper_.TakeClosed()) bodies.push_back(group->body);
    return bodies;
  }
  std::vector<std::string> Close() {
    std::vector<std::string> bodies = Commit();  // as the engine does: nothing closes while a batch is not accepted
    grouper_.CloseAll();
    for (std::string& body : Commit()) bodies.push_back(std::move(body));
    return bodies;
  }
  // Refused returns "<id> <why>" of every line that was taken and is refused now.
  std::vector<std::string> Refused() {
    std::vector<std::string> lines;
    for (const auto& group : grouper_.TakeRefused()) {
      for (const GroupedRecord& record : group->records) lines.push_back(std::to_string(record.id) + " " + *group->open->refused);
    }
    return lines;
  }

  Grouper grouper_;
  uint64_t next_id_ = 0;
};

TEST_F(FoldedDocumentTest, ADocumentEndsWhereAnotherBegins) {
  const auto route = Folding();
  Add(*route, R"({"n":1,"c":"x","q":1})");
  Add(*route, R"({"n":1,"c":"x","q":2})");
  EXPECT_THAT(Commit(), IsEmpty());
  Add(*route, R"({"n":2,"c":"y","q":3})");
  EXPECT_THAT(Commit(), ElementsAre(R"({"n":1,"c":"x","lines":[{"q":1},{"q":2}]})"));
  EXPECT_THAT(Close(), ElementsAre(R"({"n":2,"c":"y","lines":[{"q":3}]})"));
}

TEST_F(FoldedDocumentTest, WhatComesBackIsLate) {
  const auto route = Folding();
  Add(*route, R"({"n":1,"q":1})");
  Add(*route, R"({"n":2,"q":2})");
  EXPECT_THAT(Add(*route, R"({"n":1,"q":3})"), HasSubstr("sort the input by \"n\""));
  EXPECT_THAT(Commit(), ElementsAre(R"({"n":1,"lines":[{"q":1}]})"));
  EXPECT_THAT(Close(), ElementsAre(R"({"n":2,"lines":[{"q":2}]})"));
  EXPECT_THAT(Add(*route, R"({"n":2,"q":4})"), HasSubstr("late"));
}

TEST_F(FoldedDocumentTest, AConflictRefusesItsDocument) {
  const auto route = Folding();
  Add(*route, R"({"n":1,"c":"x","q":1})");
  EXPECT_THAT(Commit(), IsEmpty());
  EXPECT_THAT(Add(*route, R"({"n":1,"c":"z","q":2})"), HasSubstr("attribute \"c\" differs"));
  EXPECT_THAT(Add(*route, R"({"n":1,"c":"x","q":3})"), HasSubstr("its document was refused: attribute \"c\" differs"));
  Add(*route, R"({"n":2,"c":"y","q":4})");
  EXPECT_THAT(Commit(), IsEmpty());
  EXPECT_THAT(Refused(), ElementsAre(HasSubstr("0 its document was refused: attribute \"c\" differs")));
  EXPECT_THAT(Close(), ElementsAre(R"({"n":2,"c":"y","lines":[{"q":4}]})"));
}

TEST_F(FoldedDocumentTest, AConflictInOrderOnlyIsNone) {
  const auto route = Folding();
  Add(*route, R"({"n":1,"c":"x","q":1})");
  EXPECT_THAT(Add(*route, R"({"c":"x", "q":2,"n":1})"), IsEmpty());
  EXPECT_THAT(Close(), ElementsAre(R"({"n":1,"c":"x","lines":[{"q":1},{"q":2}]})"));
}

TEST_F(FoldedDocumentTest, TheFirstLineCountsWhereConflictsDoNot) {
  const auto route = Folding(R"(,"on_conflict":"first")");
  Add(*route, R"({"n":1,"c":"x","q":1})");
  Add(*route, R"({"n":1,"c":"z","q":2})");
  EXPECT_THAT(Close(), ElementsAre(R"({"n":1,"c":"x","lines":[{"q":1},{"q":2}]})"));
}

TEST_F(FoldedDocumentTest, ADocumentThatIsTooLargeIsRefusedWhole) {
  const auto route = Folding(R"(,"max_bytes":40)");
  Add(*route, R"({"n":1,"q":1})");
  EXPECT_THAT(Add(*route, R"({"n":1,"q":"a line that is too long"})"), HasSubstr("batching.max_bytes (40)"));
  EXPECT_THAT(Add(*route, R"({"n":1,"q":2})"), HasSubstr("its document was refused"));
  EXPECT_THAT(Close(), IsEmpty());
  EXPECT_THAT(Refused(), ElementsAre(HasSubstr("0 its document was refused: the document has more than")));
}

TEST_F(FoldedDocumentTest, ARefusalThatIsRolledBackDidNotHappen) {
  const auto route = Folding();
  Add(*route, R"({"n":1,"c":"x","q":1})");
  grouper_.Commit();
  Add(*route, R"({"n":1,"c":"z","q":2})");
  Add(*route, R"({"n":2,"q":3})");
  grouper_.Rollback();
  EXPECT_THAT(Add(*route, R"({"n":1,"c":"x","q":4})"), IsEmpty());
  EXPECT_THAT(Add(*route, R"({"n":2,"q":5})"), IsEmpty());
  EXPECT_THAT(Close(), ElementsAre(R"({"n":1,"c":"x","lines":[{"q":1},{"q":4}]})", R"({"n":2,"lines":[{"q":5}]})"));
  EXPECT_THAT(Refused(), IsEmpty());
}

TEST_F(FoldedDocumentTest, ALineWithoutTheDocumentsNameIsRefusedAlone) {
  const auto route = Folding();
  Add(*route, R"({"n":1,"q":1})");
  EXPECT_THAT(Add(*route, R"({"q":2})"), HasSubstr("lacks the attribute \"n\""));
  EXPECT_THAT(Close(), ElementsAre(R"({"n":1,"lines":[{"q":1}]})"));
}

}  // namespace
}  // namespace inflow
