// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/delivery/packer_fixture.h"

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

// Numbered folds by a number, with one attribute a line.
std::string Numbered(const std::string& more = "") {
  return R"("endpoint":"create_product","batching":{"enabled":true,"algorithm":"fold","by":["n"],"lines":"lines","line_attributes":["q"])" +
         more + "}";
}

class FoldTest : public PackerTest {
 protected:
  void Use(const std::string& config) { route_ = CompileRoute(config); }
  using PackerTest::Add;
  std::string Add(const std::string& line) { return Add(*route_, line); }
  void Flush() {
    Accept();
    packer_.CloseAll();
    Accept();
  }

  std::unique_ptr<const Route> route_;
};

TEST_F(FoldTest, LinesThatFollowEachOtherBecomeOneDocument) {
  Use(Folded());
  EXPECT_EQ(Add(R"({"order":"1","name":"Ada","sku":"a","q":1})"), "");
  EXPECT_EQ(Add(R"({"q":2.50,"order":"1","sku":"b","name":"Ada"})"), "")
      << "the order of attributes says nothing";
  EXPECT_EQ(Add(R"({"order":"2","name":"Bo","sku":"c"})"), "");
  packer_.Commit();
  EXPECT_THAT(
      Closed(),
      ElementsAre(
          R"({"order":"1","name":"Ada","lines":[{"sku":"a","q":1},{"q":2.50,"sku":"b"}]})"));
  packer_.CloseAll();
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
  EXPECT_THAT(Closed(), ElementsAre(R"({"order":"1","lines":[{"sku":"a"}]})",
                                    R"({"order":"2","lines":[{"sku":"b"},{"sku":"d"}]})"));
  EXPECT_THAT(Add(R"({"order":"2","sku":"e"})"), HasSubstr("it comes late"))
      << "a flush closes documents";
}

TEST_F(FoldTest, AConflictRefusesTheDocument) {
  Use(Folded());
  Add(R"({"order":"1","date":"1","sku":"a"})");
  packer_.Commit();
  EXPECT_THAT(Add(R"({"order":"1","date":"2","sku":"b"})"),
              StartsWith("attribute \"date\" differs from the document's first line"));
  EXPECT_THAT(Add(R"({"order":"1","date":"1","sku":"c"})"),
              StartsWith("its document was refused: attribute \"date\" differs"));
  Add(R"({"order":"2","sku":"d"})");
  Flush();
  EXPECT_THAT(Closed(), ElementsAre(R"({"order":"2","lines":[{"sku":"d"}]})"));
  EXPECT_THAT(Refused(),
              ElementsAre(StartsWith("0 its document was refused: attribute \"date\" differs")));
}

TEST_F(FoldTest, AConflictMayBeSettledByTheFirstLine) {
  Use(Folded(R"(,"on_conflict":"first")"));
  Add(R"({"order":"1","date":"1","sku":"a"})");
  EXPECT_EQ(Add(R"({"order":"1","date":"2","extra":0,"sku":"b"})"), "");
  Flush();
  EXPECT_THAT(Closed(),
              ElementsAre(R"({"order":"1","date":"1","lines":[{"sku":"a"},{"sku":"b"}]})"));
}

TEST_F(FoldTest, OneRefusedLineRefusesItsDocument) {
  Use(Folded("", R"(,"map":{"order":"{order}","sku":"{sku}"})"));
  Add(R"({"order":"1","sku":"a"})");
  EXPECT_EQ(Add(R"({"order":"1"})"), "the record lacks the attribute \"sku\"");
  EXPECT_EQ(Add(R"({"order":"2"})"), "the record lacks the attribute \"sku\"")
      << "the first line of another one";
  EXPECT_EQ(Add(R"({"order":"2","sku":"b"})"),
            "its document was refused: the record lacks the attribute \"sku\"");
  EXPECT_EQ(Add(R"({"order":"3","sku":"d"})"), "");
  Flush();
  EXPECT_THAT(Closed(), ElementsAre(R"({"order":"3","lines":[{"sku":"d"}]})"));
  EXPECT_THAT(Refused(),
              ElementsAre("0 its document was refused: the record lacks the attribute \"sku\""));
}

TEST_F(FoldTest, ADocumentThatIsTooLargeIsRefused) {
  Use(Folded(R"(,"max_bytes":60)"));
  Add(R"({"order":"1","sku":"0123456789"})");
  EXPECT_THAT(Add(R"({"order":"1","sku":"0123456789"})"),
              HasSubstr("the document has more than batching.max_bytes (60) bytes"));
  Flush();
  EXPECT_THAT(Closed(), IsEmpty());
  EXPECT_THAT(Refused(), ElementsAre(StartsWith("0 its document was refused")));
}

TEST_F(FoldTest, ADocumentHasOneTarget) {
  Use(Folded("", R"(,"request_headers":{"X-A":"{record.a}"})"));
  Add(R"({"order":"1","a":"1","sku":"a"})");
  EXPECT_THAT(Add(R"({"order":"1","a":"2","sku":"b"})"), StartsWith("its URL or headers differ"));
}

TEST_F(FoldTest, TheListNeedsANameOfItsOwn) {
  Use(Folded());
  EXPECT_THAT(Add(R"({"order":"1","lines":7,"sku":"a"})"),
              HasSubstr("set batching.lines to another"));
}

TEST_F(FoldTest, TheListMayStandInsideObjects) {
  Use(Folded(R"(,"lines":"more.lines")"));
  Add(R"({"order":"1","sku":"a"})");
  Add(R"({"order":"1","sku":"b"})");
  EXPECT_THAT(Add(R"({"order":"2","more":1,"sku":"a"})"),
              HasSubstr("the record has an attribute \"more\" already"));
  Flush();
  EXPECT_THAT(Closed(), ElementsAre(R"({"order":"1","more":{"lines":[{"sku":"a"},{"sku":"b"}]}})"));
}

TEST_F(FoldTest, DocumentsAreNeverSplit) {
  Use(Folded(R"(,"linger_ms":1)"));
  Add(R"({"order":"1","sku":"a"})");
  packer_.Commit();
  EXPECT_FALSE(packer_.CloseOldest());
  EXPECT_EQ(packer_.NextDue(), std::nullopt);
  packer_.CloseDue(TimePoint(std::chrono::hours(1)));
  EXPECT_THAT(Closed(), IsEmpty());
}

TEST_F(FoldTest, ALineWithoutValuesIsLeftOut) {
  Use(Folded("", R"(,"null_policy":"omit")"));
  for (const char* line :
       {R"({"order":"1","sku":null})", R"({"order":"1","sku":"a","q":1})", R"({"order":"1"})",
        R"({"order":"1","sku":"b"})", R"({"order":"2","name":"Ada"})",
        R"({"order":"2","name":"Ada","q":null})"}) {
    EXPECT_EQ(Add(line), "") << line;
  }
  Flush();
  std::vector<Group> closed = packer_.TakeClosed();
  ASSERT_EQ(closed.size(), 2u);
  EXPECT_EQ(testing::BodyOf(closed.front()),
            R"({"order":"1","lines":[{"sku":"a","q":1},{"sku":"b"}]})");
  EXPECT_THAT(testing::PayloadsOf(closed.front().items),
              ElementsAre("", R"({"sku":"a","q":1})", "", R"({"sku":"b"})"));
  EXPECT_EQ(testing::BodyOf(closed.back()), R"({"order":"2","name":"Ada"})");
  EXPECT_EQ(testing::BytesOf(closed.back().items), 0u);
}

TEST_F(FoldTest, AnEmptyLineStaysWhereNullsDo) {
  Use(Folded());
  Add(R"({"order":"1"})");
  Flush();
  EXPECT_THAT(Closed(), ElementsAre(R"({"order":"1","lines":[{}]})"));
}

TEST_F(FoldTest, WhatOneRouteLeavesOutAnotherKeeps) {
  const auto leaves = CompileRoute(Folded("", R"(,"null_policy":"omit")"));
  const auto keeps = CompileRoute(Folded());
  EXPECT_EQ(Add(*leaves, R"({"order":"1"})"), "");
  EXPECT_EQ(Add(*keeps, R"({"order":"2","sku":"a"})"), "");
  Flush();
  EXPECT_THAT(Closed(), ::testing::UnorderedElementsAre(R"({"order":"1"})",
                                                        R"({"order":"2","lines":[{"sku":"a"}]})"));
}

TEST_F(FoldTest, AMapsConstantsMakeNoLine) {
  const std::string map = R"(,"null_policy":"omit","map":{"order":"{no}","sku":"{item?}","q":1})";
  Use(Folded("", map));
  for (const char* line : {R"({"no":"1"})", R"({"no":"2","item":"a"})", R"({"no":"2"})"})
    EXPECT_EQ(Add(line), "") << line;
  Flush();
  EXPECT_THAT(Closed(),
              ElementsAre(R"({"order":"1"})", R"({"order":"2","lines":[{"sku":"a","q":1}]})"));
  Use(Folded("", R"(,"null_policy":"omit","map":{"order":"{no}","q":1})"));
  Add(R"({"no":"3"})");
  Flush();
  EXPECT_THAT(Closed(), ElementsAre(R"({"order":"3","lines":[{"q":1}]})"));
}

TEST_F(FoldTest, RollbackOfALineLeavesTheListOut) {
  Use(Folded("", R"(,"null_policy":"omit")"));
  EXPECT_EQ(Add(R"({"order":"1"})"), "");
  Accept();
  EXPECT_EQ(Add(R"({"order":"1","sku":"a"})"), "");
  packer_.Rollback();
  Flush();
  EXPECT_THAT(Closed(), ElementsAre(R"({"order":"1"})"));
}

TEST_F(FoldTest, OtherFormatsLeaveTheListOutToo) {
  const auto folded = [this](const std::string& format, std::initializer_list<const char*> lines) {
    Use(Folded("", R"(,"null_policy":"omit","content_format":")" + format + "\""));
    for (const char* line : lines) EXPECT_EQ(Add(line), "") << line;
    Flush();
    return Closed().front();
  };
  EXPECT_EQ(folded("xml", {R"({"order":"1"})"}), "<record><order>1</order></record>");
  EXPECT_EQ(folded("form", {R"({"order":"2"})"}), "order=2");
  EXPECT_EQ(folded("form", {R"({"order":"3"})", R"({"order":"3","q":5})"}),
            "order=3&lines%5B0%5D%5Bq%5D=5");
}

TEST_F(FoldTest, RollbackOpensAgainWhatWasEndedOrRefused) {
  Use(Folded());
  Add(R"({"order":"1","date":"1","sku":"a"})");
  packer_.Commit();
  Add(R"({"order":"1","date":"1","sku":"b"})");
  Add(R"({"order":"1","date":"2","sku":"c"})");  // refuses it
  Add(R"({"order":"2","sku":"d"})");             // ends it
  Add(R"({"order":"3","sku":"e"})");
  packer_.Rollback();
  EXPECT_THAT(Refused(), IsEmpty());
  EXPECT_THAT(Closed(), IsEmpty());
  EXPECT_EQ(packer_.bytes(), 0u);
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
  std::vector<Group> closed = packer_.TakeClosed();
  ASSERT_EQ(closed.size(), 1u);
  EXPECT_NE(closed.front().items.front()->key(), "");
  ForEachRecord(closed.front().items, [](const Item& line) { EXPECT_EQ(line.key(), ""); });
  EXPECT_FALSE(closed.front().divisible());
}

TEST_F(FoldTest, ADocumentEndsWhereAnotherBegins) {
  Use(Numbered());
  Add(R"({"n":1,"c":"x","q":1})");
  Add(R"({"n":1,"c":"x","q":2})");
  EXPECT_THAT(Closed(), IsEmpty());
  Add(R"({"n":2,"c":"y","q":3})");
  EXPECT_THAT(Closed(), ElementsAre(R"({"n":1,"c":"x","lines":[{"q":1},{"q":2}]})"));
  EXPECT_THAT(Close(), ElementsAre(R"({"n":2,"c":"y","lines":[{"q":3}]})"));
}

TEST_F(FoldTest, WhatComesBackIsLate) {
  Use(Numbered());
  Add(R"({"n":1,"q":1})");
  Add(R"({"n":2,"q":2})");
  EXPECT_THAT(Add(R"({"n":1,"q":3})"), HasSubstr("sort the input by \"n\""));
  EXPECT_THAT(Closed(), ElementsAre(R"({"n":1,"lines":[{"q":1}]})"));
  EXPECT_THAT(Close(), ElementsAre(R"({"n":2,"lines":[{"q":2}]})"));
  EXPECT_THAT(Add(R"({"n":2,"q":4})"), HasSubstr("late"));
}

TEST_F(FoldTest, AConflictAfterACommitRefusesItsDocument) {
  Use(Numbered());
  Add(R"({"n":1,"c":"x","q":1})");
  EXPECT_THAT(Closed(), IsEmpty());
  EXPECT_THAT(Add(R"({"n":1,"c":"z","q":2})"), HasSubstr("attribute \"c\" differs"));
  EXPECT_THAT(Add(R"({"n":1,"c":"x","q":3})"),
              HasSubstr("its document was refused: attribute \"c\" differs"));
  Add(R"({"n":2,"c":"y","q":4})");
  EXPECT_THAT(Closed(), IsEmpty());
  EXPECT_THAT(Refused(),
              ElementsAre(HasSubstr("0 its document was refused: attribute \"c\" differs")));
  EXPECT_THAT(Close(), ElementsAre(R"({"n":2,"c":"y","lines":[{"q":4}]})"));
}

TEST_F(FoldTest, AConflictInOrderOnlyIsNone) {
  Use(Numbered());
  Add(R"({"n":1,"c":"x","q":1})");
  EXPECT_THAT(Add(R"({"c":"x", "q":2,"n":1})"), IsEmpty());
  EXPECT_THAT(Close(), ElementsAre(R"({"n":1,"c":"x","lines":[{"q":1},{"q":2}]})"));
}

TEST_F(FoldTest, TheFirstLineCountsWhereConflictsDoNot) {
  Use(Numbered(R"(,"on_conflict":"first")"));
  Add(R"({"n":1,"c":"x","q":1})");
  Add(R"({"n":1,"c":"z","q":2})");
  EXPECT_THAT(Close(), ElementsAre(R"({"n":1,"c":"x","lines":[{"q":1},{"q":2}]})"));
}

TEST_F(FoldTest, ADocumentThatIsTooLargeIsRefusedWhole) {
  Use(Numbered(R"(,"max_bytes":40)"));
  Add(R"({"n":1,"q":1})");
  EXPECT_THAT(Add(R"({"n":1,"q":"a line that is too long"})"),
              HasSubstr("batching.max_bytes (40)"));
  EXPECT_THAT(Add(R"({"n":1,"q":2})"), HasSubstr("its document was refused"));
  EXPECT_THAT(Close(), IsEmpty());
  EXPECT_THAT(Refused(),
              ElementsAre(HasSubstr("0 its document was refused: the document has more than")));
}

TEST_F(FoldTest, ARefusalThatIsRolledBackDidNotHappen) {
  Use(Numbered());
  Add(R"({"n":1,"c":"x","q":1})");
  packer_.Commit();
  Add(R"({"n":1,"c":"z","q":2})");
  Add(R"({"n":2,"q":3})");
  packer_.Rollback();
  EXPECT_THAT(Add(R"({"n":1,"c":"x","q":4})"), IsEmpty());
  EXPECT_THAT(Add(R"({"n":2,"q":5})"), IsEmpty());
  EXPECT_THAT(Close(), ElementsAre(R"({"n":1,"c":"x","lines":[{"q":1},{"q":4}]})",
                                   R"({"n":2,"lines":[{"q":5}]})"));
  EXPECT_THAT(Refused(), IsEmpty());
}

TEST_F(FoldTest, ALineWithoutTheDocumentsNameRefusesWhatItMayBelongTo) {
  Use(Numbered());
  Add(R"({"n":1,"q":1})");
  EXPECT_THAT(Add(R"({"q":2})"), HasSubstr("lacks the attribute \"n\""));
  EXPECT_THAT(Add(R"({"n":2,"q":3})"),
              StartsWith("its document was refused: a record beside its lines could not be read"));
  EXPECT_EQ(Add(R"({"n":3,"q":4})"), "");
  EXPECT_THAT(Close(), ElementsAre(R"({"n":3,"lines":[{"q":4}]})"));
  EXPECT_THAT(Refused(),
              ElementsAre(StartsWith(
                  "0 its document was refused: a record beside its lines could not be read")));
}

TEST_F(FoldTest, RollbackForgetsWhatCouldNotBeRead) {
  Use(Numbered());
  Add(R"({"n":1,"q":1})");
  Accept();
  packer_.AddUnread(*route_);
  packer_.Rollback();
  EXPECT_EQ(Add(R"({"n":1,"q":2})"), "");
  Accept();
  packer_.AddUnread(*route_);
  Accept();
  Add(R"({"n":2,"q":3})");
  packer_.Rollback();
  EXPECT_THAT(Add(R"({"n":2,"q":3})"), StartsWith("its document was refused"))
      << "what came behind the record is taken back, not it";
  EXPECT_THAT(Close(), IsEmpty());
}

TEST_F(FoldTest, RollbackOfABatchThatClosedItsDocument) {
  Use(Numbered());
  Add(R"({"n":1,"q":1})");
  Accept();
  Add(R"({"n":1,"q":2})");
  packer_.Close(*route_);
  packer_.Rollback();
  EXPECT_EQ(Add(R"({"n":1,"q":3})"), "");
  EXPECT_THAT(Close(), ElementsAre(R"({"n":1,"lines":[{"q":1},{"q":3}]})"));
}

// Several is a number's lines with an attribute of the document; documents share requests.
class SeveralDocumentsTest : public FoldTest {
 protected:
  static std::string Several(const std::string& more = "", const std::string& rest = "") {
    return R"("endpoint":"create_product","batching":{"enabled":true,"algorithm":"fold","size":2,"by":"n","line_attributes":"q")" +
           more + "}" + rest;
  }
};

TEST_F(SeveralDocumentsTest, FillRequestsToTheirSize) {
  Use(Several());
  for (const char* line : {R"({"n":1,"q":1})", R"({"n":1,"q":2})", R"({"n":2,"q":3})"}) Add(line);
  EXPECT_THAT(Closed(), IsEmpty());
  Add(R"({"n":3,"q":4})");
  EXPECT_THAT(Closed(),
              ElementsAre(R"([{"n":1,"lines":[{"q":1},{"q":2}]},{"n":2,"lines":[{"q":3}]}])"));
  EXPECT_THAT(Close(), ElementsAre(R"([{"n":3,"lines":[{"q":4}]}])"));
}

TEST_F(SeveralDocumentsTest, AreItemsOfSeveralRecords) {
  Use(Several());
  for (const char* line : {R"({"n":1,"q":1})", R"({"n":1,"q":2})", R"({"n":2,"q":3})"}) Add(line);
  const size_t before = packer_.bytes();
  Accept();
  packer_.CloseAll();
  const size_t more = packer_.bytes();
  Accept();
  std::vector<Group> closed = packer_.TakeClosed();
  ASSERT_EQ(closed.size(), 1u);
  Group& group = closed.front();
  EXPECT_THAT(testing::IdsOf(group.items), ElementsAre(0, 1, 2));
  EXPECT_EQ(group.items.size(), 2u);
  EXPECT_TRUE(group.divisible());
  EXPECT_THAT(testing::PayloadsOf(group.items),
              ElementsAre(R"({"q":1})", R"({"q":2})", R"({"q":3})"));
  EXPECT_EQ(testing::BytesOf(group.items), before + more)
      << "what is counted as pending is what is counted as settled";
  const auto [first, second] = testing::Halve(&group);
  EXPECT_EQ(testing::BodyOf(first), R"([{"n":1,"lines":[{"q":1},{"q":2}]}])");
  EXPECT_EQ(testing::BodyOf(second), R"([{"n":2,"lines":[{"q":3}]}])");
  EXPECT_FALSE(first.divisible()) << "a document is never split";
}

TEST_F(SeveralDocumentsTest, MayHaveNoLines) {
  Use(Several("", R"(,"null_policy":"omit")"));
  for (const char* line : {R"({"n":1})", R"({"n":2,"q":1})", R"({"n":2})"})
    EXPECT_EQ(Add(line), "") << line;
  EXPECT_THAT(Close(), ElementsAre(R"([{"n":1},{"n":2,"lines":[{"q":1}]}])"));
}

TEST_F(SeveralDocumentsTest, StayWithinMaxBytes) {
  Use(Several(R"(,"max_bytes":50)"));
  for (const char* line :
       {R"({"n":1,"q":"0123456789"})", R"({"n":2,"q":"0123456789"})", R"({"n":3,"q":1})"})
    Add(line);
  EXPECT_THAT(Close(), ElementsAre(R"([{"n":1,"lines":[{"q":"0123456789"}]}])",
                                   R"([{"n":2,"lines":[{"q":"0123456789"}]}])",
                                   R"([{"n":3,"lines":[{"q":1}]}])"));
}

TEST_F(SeveralDocumentsTest, WhatIsAroundThemCounts) {
  Use(Several(R"(,"max_bytes":26)"));
  EXPECT_THAT(Add(R"({"n":1,"q":1})"),
              HasSubstr("the document has more than batching.max_bytes (26) bytes"))
      << "the document alone has 25 bytes";
  Use(Several(R"(,"max_bytes":27)"));
  EXPECT_EQ(Add(R"({"n":1,"q":1})"), "");
  EXPECT_THAT(Close(), ElementsAre(R"([{"n":1,"lines":[{"q":1}]}])"));
}

TEST_F(SeveralDocumentsTest, OfOneKeyOrOfOtherTargetsNeverShareARequest) {
  Use(Several("", R"(,"key":"c","request_headers":{"X-H":"{record.h}"})"));
  Add(R"({"n":1,"c":"x","h":"1","q":1})");
  Add(R"({"n":2,"c":"x","h":"1","q":2})");
  Add(R"({"n":3,"c":"y","h":"2","q":3})");
  Add(R"({"n":4,"c":"z","h":"1","q":4})");
  EXPECT_THAT(
      Close(),
      ElementsAre(
          R"([{"n":1,"c":"x","h":"1","lines":[{"q":1}]},{"n":4,"c":"z","h":"1","lines":[{"q":4}]}])",
          R"([{"n":3,"c":"y","h":"2","lines":[{"q":3}]}])",
          R"([{"n":2,"c":"x","h":"1","lines":[{"q":2}]}])"));
}

TEST_F(SeveralDocumentsTest, ARefusedOneIsLeftOut) {
  Use(Several());
  for (const char* line : {R"({"n":1,"q":1})", R"({"n":2,"c":"a","q":2})",
                           R"({"n":2,"c":"b","q":3})", R"({"n":3,"q":4})"})
    Add(line);
  EXPECT_THAT(Close(), ElementsAre(R"([{"n":1,"lines":[{"q":1}]},{"n":3,"lines":[{"q":4}]}])"));
  EXPECT_THAT(Refused(),
              ElementsAre(StartsWith("1 its document was refused: attribute \"c\" differs")));
}

TEST_F(SeveralDocumentsTest, RollbackUnpacksThem) {
  Use(Several());
  for (const char* line : {R"({"n":1,"q":1})", R"({"n":2,"q":2})"}) Add(line);
  EXPECT_THAT(Closed(), IsEmpty());
  for (const char* line : {R"({"n":2,"q":3})", R"({"n":3,"q":4})", R"({"n":4,"q":5})"}) Add(line);
  packer_.Rollback();
  EXPECT_EQ(packer_.bytes(), 0u);
  EXPECT_EQ(Add(R"({"n":2,"q":6})"), "");
  EXPECT_EQ(Add(R"({"n":3,"q":7})"), "");
  std::string bodies;
  for (const std::string& body : Close()) bodies += body;
  EXPECT_EQ(
      bodies,
      R"([{"n":1,"lines":[{"q":1}]},{"n":2,"lines":[{"q":2},{"q":6}]}][{"n":3,"lines":[{"q":7}]}])");
}

TEST_F(SeveralDocumentsTest, LingerAndRoomCloseWhatHasEnded) {
  Use(Several(R"(,"linger_ms":100)"));
  Add(*route_, R"({"n":1,"q":1})", 50);
  Add(*route_, R"({"n":2,"q":2})", 60);
  Accept();
  EXPECT_EQ(packer_.NextDue(), TimePoint(std::chrono::milliseconds(150)));
  packer_.CloseDue(TimePoint(std::chrono::milliseconds(150)));
  EXPECT_THAT(Closed(), ElementsAre(R"([{"n":1,"lines":[{"q":1}]}])"));
  Add(*route_, R"({"n":3,"q":3})", 70);
  Accept();
  EXPECT_TRUE(packer_.CloseOldest());
  EXPECT_THAT(Closed(), ElementsAre(R"([{"n":2,"lines":[{"q":2}]}])"));
  EXPECT_FALSE(packer_.CloseOldest());
}

}  // namespace
}  // namespace inflow
