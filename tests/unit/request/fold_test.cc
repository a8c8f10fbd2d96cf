// SPDX-License-Identifier: Apache-2.0
#include "inflow/request/fold.h"

#include <gmock/gmock.h>

#include "inflow/request/grouper.h"
#include "tests/support/routes.h"

namespace inflow {
namespace {

using testing::CompileRoute;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

std::string Folded(const std::string& more = "", const std::string& rest = "") {
  return R"("endpoint":"create_sales_order","batching":{"enabled":true,"algorithm":"fold","by":"order","line_attributes":["sku","q"])" +
         more + "}" + rest;
}

class FoldTest : public ::testing::Test {
 protected:
  void Use(const std::string& config) { route_ = CompileRoute(config); }
  // Add returns why the line was refused, or "".
  std::string Add(const std::string& line) {
    lines_.push_back(std::make_unique<std::string>(line));
    RecordIndex index;
    EXPECT_TRUE(WalkRecord(*lines_.back(), &index).ok());
    return std::string(grouper_.Add(*route_, {index, 0}, next_id_++, TimePoint()).message());
  }
  std::vector<std::string> Closed() {
    std::vector<std::string> bodies;
    for (const auto& group : grouper_.TakeClosed()) bodies.push_back(group->body);
    return bodies;
  }
  // Refused returns "id: why" of lines that were taken before their document was refused.
  std::vector<std::string> Refused() {
    std::vector<std::string> lines;
    for (const auto& group : grouper_.TakeRefused()) {
      for (const GroupedRecord& record : group->records)
        lines.push_back(std::to_string(record.id) + ": " + *group->open->refused);
    }
    return lines;
  }
  void Flush() {
    grouper_.Commit();
    grouper_.CloseAll();
  }

  std::unique_ptr<const Route> route_;
  Grouper grouper_;
  std::vector<std::unique_ptr<std::string>> lines_;
  uint64_t next_id_ = 0;
};

TEST_F(FoldTest, LinesThatFollowEachOtherBecomeOneDocument) {
  Use(Folded());
  EXPECT_EQ(Add(R"({"order":"1","name":"Ada","sku":"a","q":1})"), "");
  EXPECT_EQ(Add(R"({"q":2.50,"order":"1","sku":"b","name":"Ada"})"), "") << "the order of attributes says nothing";
  EXPECT_EQ(Add(R"({"order":"2","name":"Bo","sku":"c"})"), "");
  grouper_.Commit();
  EXPECT_THAT(Closed(), ElementsAre(R"({"order":"1","name":"Ada","lines":[{"sku":"a","q":1},{"q":2.50,"sku":"b"}]})"));
  grouper_.CloseAll();
  EXPECT_THAT(Closed(), ElementsAre(R"({"order":"2","name":"Bo","lines":[{"sku":"c"}]})"));
}

TEST_F(FoldTest, ALineThatComesLateIsRefused) {
  Use(Folded());
  Add(R"({"order":"1","sku":"a"})");
  Add(R"({"order":"2","sku":"b"})");
  EXPECT_THAT(Add(R"({"order":"1","sku":"c"})"), HasSubstr("it comes late"));
  EXPECT_THAT(Add(R"({"order":"1","sku":"c"})"), HasSubstr(R"(sort the input by "order")"));
  EXPECT_EQ(Add(R"({"order":"2","sku":"d"})"), "") << "the present document goes on";
  Flush();
  EXPECT_THAT(Closed(),
              ElementsAre(R"({"order":"1","lines":[{"sku":"a"}]})", R"({"order":"2","lines":[{"sku":"b"},{"sku":"d"}]})"));
  EXPECT_THAT(Add(R"({"order":"2","sku":"e"})"), HasSubstr("it comes late")) << "a flush closes documents";
}

TEST_F(FoldTest, AConflictRefusesTheDocument) {
  Use(Folded());
  Add(R"({"order":"1","date":"1","sku":"a"})");
  grouper_.Commit();
  EXPECT_THAT(Add(R"({"order":"1","date":"2","sku":"b"})"),
              StartsWith("attribute \"date\" differs from the document's first line"));
  EXPECT_THAT(Add(R"({"order":"1","date":"1","sku":"c"})"), StartsWith("its document was refused: attribute \"date\" differs"));
  Add(R"({"order":"2","sku":"d"})");
  Flush();
  EXPECT_THAT(Closed(), ElementsAre(R"({"order":"2","lines":[{"sku":"d"}]})"));
  EXPECT_THAT(Refused(), ElementsAre(StartsWith("0: its document was refused: attribute \"date\" differs")));
}

TEST_F(FoldTest, AConflictMayBeSettledByTheFirstLine) {
  Use(Folded(R"(,"on_conflict":"first")"));
  Add(R"({"order":"1","date":"1","sku":"a"})");
  EXPECT_EQ(Add(R"({"order":"1","date":"2","extra":0,"sku":"b"})"), "");
  Flush();
  EXPECT_THAT(Closed(), ElementsAre(R"({"order":"1","date":"1","lines":[{"sku":"a"},{"sku":"b"}]})"));
}

TEST_F(FoldTest, OneRefusedLineRefusesItsDocument) {
  Use(Folded("", R"(,"map":{"order":"{order}","sku":"{sku}"})"));
  Add(R"({"order":"1","sku":"a"})");
  EXPECT_EQ(Add(R"({"order":"1"})"), "the record lacks the attribute \"sku\"");
  EXPECT_EQ(Add(R"({"order":"2"})"), "the record lacks the attribute \"sku\"") << "the first line of another one";
  EXPECT_EQ(Add(R"({"order":"2","sku":"b"})"), "its document was refused: the record lacks the attribute \"sku\"");
  EXPECT_EQ(Add(R"({"sku":"c"})"), "the record lacks the attribute \"order\"") << "of no document, so nothing else is refused";
  EXPECT_EQ(Add(R"({"order":"3","sku":"d"})"), "");
  Flush();
  EXPECT_THAT(Closed(), ElementsAre(R"({"order":"3","lines":[{"sku":"d"}]})"));
  EXPECT_THAT(Refused(), ElementsAre("0: its document was refused: the record lacks the attribute \"sku\""));
}

TEST_F(FoldTest, ADocumentThatIsTooLargeIsRefused) {
  Use(Folded(R"(,"max_bytes":60)"));
  Add(R"({"order":"1","sku":"0123456789"})");
  EXPECT_THAT(Add(R"({"order":"1","sku":"0123456789"})"), HasSubstr("the document has more than batching.max_bytes (60) bytes"));
  Flush();
  EXPECT_THAT(Closed(), IsEmpty());
  EXPECT_THAT(Refused(), ElementsAre(StartsWith("0: its document was refused")));
}

TEST_F(FoldTest, ADocumentHasOneTarget) {
  Use(Folded("", R"(,"request_headers":{"X-A":"{record.a}"})"));
  Add(R"({"order":"1","a":"1","sku":"a"})");
  EXPECT_THAT(Add(R"({"order":"1","a":"2","sku":"b"})"), StartsWith("its URL or headers differ"));
}

TEST_F(FoldTest, TheListNeedsANameOfItsOwn) {
  Use(Folded());
  EXPECT_THAT(Add(R"({"order":"1","lines":7,"sku":"a"})"), HasSubstr("set batching.lines to another"));
}

TEST_F(FoldTest, DocumentsAreNeverSplit) {
  Use(Folded(R"(,"linger_ms":1)"));
  Add(R"({"order":"1","sku":"a"})");
  grouper_.Commit();
  EXPECT_FALSE(grouper_.CloseOldest());
  EXPECT_EQ(grouper_.NextDue(), std::nullopt);
  grouper_.CloseDue(TimePoint(std::chrono::hours(1)));
  EXPECT_THAT(Closed(), IsEmpty());
}

TEST_F(FoldTest, RollbackOpensAgainWhatWasEndedOrRefused) {
  Use(Folded());
  Add(R"({"order":"1","date":"1","sku":"a"})");
  grouper_.Commit();
  Add(R"({"order":"1","date":"1","sku":"b"})");
  Add(R"({"order":"1","date":"2","sku":"c"})");  // refuses it
  Add(R"({"order":"2","sku":"d"})");             // ends it
  Add(R"({"order":"3","sku":"e"})");
  grouper_.Rollback();
  EXPECT_THAT(Refused(), IsEmpty());
  EXPECT_THAT(Closed(), IsEmpty());
  EXPECT_EQ(grouper_.uncommitted_bytes(), 0u);
  EXPECT_EQ(Add(R"({"order":"1","date":"1","sku":"b"})"), "");
  EXPECT_EQ(Add(R"({"order":"2","sku":"d"})"), "") << "it never began";
  Flush();
  EXPECT_THAT(Closed(), ElementsAre(R"({"order":"1","date":"1","lines":[{"sku":"a"},{"sku":"b"}]})",
                                    R"({"order":"2","lines":[{"sku":"d"}]})"));
}

TEST_F(FoldTest, OnlyTheDocumentHasAKey) {
  Use(Folded("", R"(,"key":"order")"));
  Add(R"({"order":"1","sku":"a"})");
  Add(R"({"order":"1","sku":"b"})");
  Flush();
  const Groups closed = grouper_.TakeClosed();
  ASSERT_EQ(closed.size(), 1u);
  EXPECT_NE(closed.front()->records[0].key, 0u);
  EXPECT_EQ(closed.front()->records[1].key, 0u);
  EXPECT_FALSE(closed.front()->divisible());
}

}  // namespace
}  // namespace inflow
