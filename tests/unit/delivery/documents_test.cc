// SPDX-License-Identifier: Apache-2.0
//
// A folded document goes whole, or not at all: records in, bodies and refusals out.
#include "tests/unit/delivery/engine_fixture.h"

namespace inflow {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using Texts = std::vector<std::string>;

// Line is one of an order.
std::string Line(const std::string& order, const std::string& sku) {
  return R"({"order":")" + order + R"(","sku":")" + sku + "\"}";
}

std::string Order(const std::string& order, const Texts& skus) {
  std::string body = R"({"order":")" + order + R"(","lines":[)";
  for (const std::string& sku : skus)
    body.append(body.back() == '[' ? "" : ",").append(R"({"sku":")" + sku + "\"}");
  return body + "]}";
}

constexpr char kBroken[] = "{";
constexpr char kNotRead[] = "";
constexpr char kNameless[] = R"({"sku":"x"})";

class DocumentsTest : public EngineTest {
 protected:
  DocumentsTest() { Fold(); }

  void Fold(const std::string& more = "", const std::string& rest = "") {
    Configure(
        R"("endpoint":"create_sales_order","batching":{"enabled":true,"algorithm":"fold","by":"order",)"
        R"("line_attributes":["sku"])" +
        more + "}" + rest);
  }
  void AcceptAndClose(const Texts& records) {
    const testing::Records block(records);
    IncomingBatch batch = block.Batch(*route_, next_id_);
    batch.close = true;
    EXPECT_TRUE(engine_.Accept(batch, At(0), 0).ok());
    next_id_ += records.size();
  }
  // Flush closes everything and returns the bodies that go out, which are all answered with 200.
  Texts Flush() {
    engine_.CloseAll();
    return Deliver();
  }
  Texts Deliver() {
    Texts sent;
    for (Texts some = Send(0); !some.empty(); some = Send(0)) {
      for (const std::string& body : some) Answer(body, 200, 0);
      sent.insert(sent.end(), some.begin(), some.end());
    }
    return sent;
  }
  // Refused returns "id document flags" of what was rejected since it was last called, and forgets
  // what else has settled.
  Texts Refused() {
    Texts refused;
    why_.clear();
    for (const auto& one : engine_.settled()) {
      if (one.outcome != Outcome::kRejected) continue;
      std::string text = std::to_string(one.id) + " " + std::to_string(one.document);
      if ((one.flags & kLate) != 0) text += " late";
      if ((one.flags & kSound) != 0) text += " sound";
      if ((one.flags & kSent) != 0) text += " sent";
      refused.push_back(text);
      why_[one.id] = *one.message;
    }
    engine_.ClearSettled();
    return refused;
  }
  // Warned returns the names of the documents that a warning tells of.
  Texts Warned() const {
    Texts names;
    for (const auto& [note, records] : engine_.notes().Counts()) {
      if (note.kind == NoteKind::kSentDocument)
        names.push_back(note.field + " " + std::to_string(records));
    }
    return names;
  }

  std::map<uint64_t, std::string> why_;
};

TEST_F(DocumentsTest, ABrokenLineBeforeTheFirst) {
  Accept({kBroken, Line("A", "1"), Line("A", "2"), Line("B", "3")});
  EXPECT_THAT(Flush(), ElementsAre(Order("B", {"3"})));
  EXPECT_THAT(Refused(), ElementsAre("0 0", "1 1 sound", "2 1 sound"));
  EXPECT_EQ(
      why_[1],
      "its document was refused: a record beside its lines could not be read, and may be one of them");
}

TEST_F(DocumentsTest, ABrokenLineBehindTheLast) {
  Accept({Line("A", "1"), Line("B", "2"), kBroken});
  EXPECT_THAT(Flush(), ElementsAre(Order("A", {"1"})));
  EXPECT_THAT(Refused(), ElementsAre("1 2 sound", "2 0"));
}

TEST_F(DocumentsTest, ABrokenLineBetweenTwo) {
  Accept({Line("A", "1"), Line("B", "2")});
  Accept({kBroken, Line("C", "3"), Line("C", "4"), Line("D", "5")});
  EXPECT_THAT(Flush(), ElementsAre(Order("A", {"1"}), Order("D", {"5"})));
  EXPECT_THAT(Refused(), ElementsAre("1 2 sound", "2 0", "3 3 sound", "4 3 sound"));
}

TEST_F(DocumentsTest, ABrokenLineWithinOne) {
  Accept({Line("A", "1"), kBroken, Line("A", "2"), Line("B", "3")});
  EXPECT_THAT(Flush(), ElementsAre(Order("B", {"3"})));
  EXPECT_THAT(Refused(), ElementsAre("0 1 sound", "1 0", "2 1 sound"));
}

TEST_F(DocumentsTest, BrokenLinesInARow) {
  Accept({Line("A", "1"), kBroken, kNotRead});
  Accept({R"({"order":["B"],"sku":"x"})", Line("C", "2"), Line("D", "3"), kNameless, kBroken});
  EXPECT_THAT(Flush(), IsEmpty());
  EXPECT_THAT(Refused(), ElementsAre("0 1 sound", "1 0", "2 0", "5 3 sound", "3 0", "4 2 sound",
                                     "6 0", "7 0"));
  EXPECT_EQ(why_[2],
            "the host could not read this record, and handed over an empty one in its place");
}

TEST_F(DocumentsTest, WhatHasNoNameOrIsTooLongMayBeALineOfAny) {
  options_.max_record_bytes = 40;
  engine_.Configure(options_);
  for (const std::string& spoilt :
       {std::string(kNameless), Line("B", std::string(40, 'x')), Line("", "2"), Line(" ", "2"),
        std::string(R"({"order":null,"sku":"2"})"), std::string("7")}) {
    const std::string name = std::to_string(next_id_);
    Accept({Line("a" + name, "1"), spoilt, Line("b" + name, "3"), Line("c" + name, "4")});
    EXPECT_THAT(Flush(), ElementsAre(Order("c" + name, {"4"}))) << spoilt;
    EXPECT_EQ(Refused().size(), 3u) << spoilt;
  }
}

TEST_F(DocumentsTest, ALineIsOfItsDocumentWhateverIsWrongWithIt) {
  Fold(
      "",
      R"(,"map":{"order":"{record.no}","name":"{record.name}","sku":"{record.sku}"},"request_headers":{"X-A":"{record.a?}"})");
  Accept({R"({"no":"A","name":"n","sku":"1"})", R"({"no":"A","sku":"2"})",
          R"({"no":"A","name":"n","sku":"3"})", R"({"no":"B","sku":"4"})",
          R"({"no":"B","name":"n","sku":"5"})", R"({"no":"C","name":"n","sku":"6"})",
          R"({"no":"C","name":"n","sku":"7","a":"\n"})", R"({"no":"C","name":"n"})",
          R"({"no":"D","name":"n","sku":"8"})"});
  EXPECT_THAT(Flush(), ElementsAre(R"({"order":"D","name":"n","lines":[{"sku":"8"}]})"));
  EXPECT_THAT(Refused(), ElementsAre("0 1 sound", "5 3 sound", "1 1", "2 1 sound", "3 2",
                                     "4 2 sound", "6 3", "7 3"));
  EXPECT_EQ(why_[0], "its document was refused: the record lacks the attribute \"name\"");
  EXPECT_EQ(why_[7], "the record lacks the attribute \"sku\"") << "what is wrong with it itself";
}

TEST_F(DocumentsTest, WhiteSpaceAroundANameIsNoPartOfIt) {
  Accept({Line("A", "1"), Line(" A\u00a0", "2"), Line("\u2003A\\t", "3"), Line("B", "4")});
  EXPECT_THAT(Flush(), ElementsAre(Order("A", {"1", "2", "3"}), Order("B", {"4"})));
  Accept({Line("A ", "5")});
  EXPECT_THAT(Refused(), ElementsAre("4 1 late sent"));
}

TEST_F(DocumentsTest, InterleavedOnesLeaveNothing) {
  Accept({Line("A", "1"), Line("B", "2"), Line("A", "3"), Line("C", "4"), Line("B", "5"),
          Line("A", "6")});
  EXPECT_THAT(Flush(), ElementsAre(Order("C", {"4"})));
  EXPECT_THAT(Refused(), ElementsAre("0 1 sound", "1 2 sound", "2 1 late", "4 2 late", "5 1 late"));
}

TEST_F(DocumentsTest, AllLinesMayComeLate) {
  Accept({Line("A", "1"), Line("B", "2")});
  Flush();
  Accept({Line("A", "1"), Line("B", "2"), Line("A", "3")});
  EXPECT_THAT(Flush(), IsEmpty());
  EXPECT_THAT(Refused(), ElementsAre("2 1 late sent", "3 2 late sent", "4 1 late sent"));
  EXPECT_THAT(Warned(), ElementsAre("A 1", "B 1"));
}

TEST_F(DocumentsTest, AnOpenDocumentGoesOnBesideALateLine) {
  Accept({Line("A", "1"), Line("B", "2"), Line("A", "3"), Line("B", "4")});
  EXPECT_THAT(Flush(), ElementsAre(Order("B", {"2", "4"})));
  EXPECT_THAT(Refused(), ElementsAre("0 1 sound", "2 1 late"));
  EXPECT_THAT(
      why_[0],
      StartsWith("its document was refused: a line of it came after another document had begun"));
  EXPECT_THAT(why_[2], AllOf(StartsWith("it comes late: "),
                             HasSubstr("none of its lines is sent; sort the input by \"order\"")));
  EXPECT_THAT(Warned(), IsEmpty());
}

TEST_F(DocumentsTest, ADocumentThatIsReadyIsTakenBack) {
  Accept({Line("A", "1"), Line("A", "2"), Line("B", "3"), Line("C", "4")});
  Accept({Line("A", "5")});
  EXPECT_THAT(Refused(), ElementsAre("0 1 sound", "1 1 sound", "4 1 late"));
  EXPECT_EQ(engine_.counters().pending, 2u);
  EXPECT_THAT(Flush(), ElementsAre(Order("B", {"3"}), Order("C", {"4"})));
  EXPECT_EQ(engine_.counters().pending_bytes, 0u);
}

TEST_F(DocumentsTest, ADocumentThatWaitsForARetryIsTakenBack) {
  options_.retry.on_503 = On503::kNotApplied;
  engine_.Configure(options_);
  Accept({Line("A", "1"), Line("B", "2")});
  Send(0);
  Answer(Order("A", {"1"}), 503, 0);
  Accept({Line("A", "3")});
  EXPECT_THAT(Settled(), ElementsAre("0 REJECTED 0 1", "2 REJECTED 0 0"));
  EXPECT_THAT(Send(1'000'000), IsEmpty());
  EXPECT_FALSE(engine_.sendable());
  EXPECT_THAT(Warned(), IsEmpty());
}

TEST_F(DocumentsTest, ADocumentThatMayHaveBeenAppliedIsNot) {
  options_.retry.on_unknown_outcome = OnUnknownOutcome::kResend;
  engine_.Configure(options_);
  Accept({Line("A", "1"), Line("B", "2")});
  Send(0);
  Fail(Order("A", {"1"}), Failure::kLost, 0);
  Accept({Line("A", "3")});
  EXPECT_THAT(Refused(), ElementsAre("2 1 late sent"));
  EXPECT_THAT(Warned(), ElementsAre("A 1"));
  EXPECT_THAT(Send(1'000'000), ElementsAre(Order("A", {"1"})));
}

TEST_F(DocumentsTest, AWarningNamesOneThatIsOnTheWireOnce) {
  Accept({Line("A", "1"), Line("B", "2")});
  EXPECT_THAT(Send(0), ElementsAre(Order("A", {"1"})));
  Accept({Line("A", "3"), Line("A", "4")});
  EXPECT_THAT(Refused(), ElementsAre("2 1 late sent", "3 1 late sent"));
  EXPECT_THAT(why_[2], AllOf(StartsWith("it comes late: "),
                             HasSubstr("writing it again would replace its lines")));
  EXPECT_THAT(Warned(), ElementsAre("A 1"));
  Answer(Order("A", {"1"}), 200, 0);
  Accept({Line("A", "5")});
  EXPECT_THAT(Refused(), ElementsAre("4 1 late sent"));
  EXPECT_THAT(Warned(), ElementsAre("A 1"));
  EXPECT_EQ(engine_.counters().warnings, 1u);
}

TEST_F(DocumentsTest, OneThatTheServiceRefusedWasNotSent) {
  Accept({Line("A", "1"), Line("B", "2")});
  Send(0);
  Answer(Order("A", {"1"}), 400, 0, "no");
  Accept({Line("A", "3")});
  EXPECT_THAT(Refused(), ElementsAre("0 1", "2 1 late"));
  EXPECT_THAT(Warned(), IsEmpty());
}

TEST_F(DocumentsTest, OneOfSeveralInAnOpenRequestIsTakenOut) {
  Fold(R"(,"size":9)");
  Accept({Line("A", "1"), Line("B", "2"), Line("B", "3"), Line("C", "4"), Line("D", "5")});
  Accept({Line("B", "6")});
  EXPECT_THAT(Refused(), ElementsAre("1 2 sound", "2 2 sound", "5 2 late"));
  Accept({Line("A", "7"), Line("C", "8")});
  EXPECT_THAT(Refused(), ElementsAre("0 1 sound", "3 3 sound", "6 1 late", "7 3 late"))
      << "the request is empty now";
  EXPECT_THAT(Flush(), ElementsAre("[" + Order("D", {"5"}) + "]"));
  EXPECT_EQ(engine_.counters().pending, 0u);
  EXPECT_EQ(engine_.counters().pending_bytes, 0u);
}

TEST_F(DocumentsTest, OneOfSeveralInAClosedRequestIsTakenOut) {
  Fold(R"(,"size":3)");
  Accept({Line("A", "1"), Line("B", "2"), Line("B", "3"), Line("C", "4"), Line("D", "5")});
  Accept({Line("C", "6")});
  EXPECT_THAT(Refused(), ElementsAre("3 3 sound", "5 3 late"));
  Accept({Line("A", "7")});
  EXPECT_THAT(Refused(), ElementsAre("0 1 sound", "6 1 late"));
  EXPECT_THAT(Flush(),
              ElementsAre("[" + Order("B", {"2", "3"}) + "]", "[" + Order("D", {"5"}) + "]"));
  EXPECT_EQ(engine_.counters().pending_bytes, 0u);
}

TEST_F(DocumentsTest, ALastOneTakesItsRequestWithIt) {
  Fold(R"(,"size":2)");
  Accept({Line("A", "1"), Line("B", "2"), Line("C", "3")});
  Accept({Line("A", "4"), Line("B", "5")});
  EXPECT_THAT(Refused(), ElementsAre("0 1 sound", "1 2 sound", "3 1 late", "4 2 late"));
  EXPECT_FALSE(engine_.sendable());
  EXPECT_THAT(Flush(), ElementsAre("[" + Order("C", {"3"}) + "]"));
}

// B, between A and C of one key, keeps C behind A although it is gone.
TEST_F(DocumentsTest, WhatIsTakenBackKeepsTheOrderOfItsKey) {
  Fold("", R"(,"key":"customer")");
  const auto line = [](const std::string& order) {
    return R"({"order":")" + order + R"(","customer":"x","sku":"1"})";
  };
  const auto body = [](const std::string& order) {
    return R"({"order":")" + order + R"(","customer":"x","lines":[{"sku":"1"}]})";
  };
  Accept({line("A"), line("B"), line("C"), line("D")});
  EXPECT_THAT(Send(0), ElementsAre(body("A")));
  Accept({line("B")});
  EXPECT_THAT(Refused(), ElementsAre("1 2 sound", "4 2 late"));
  EXPECT_THAT(Send(0), IsEmpty());
  Answer(body("A"), 200, 0);
  EXPECT_THAT(Send(0), ElementsAre(body("C")));
  Answer(body("C"), 200, 0);
  EXPECT_FALSE(engine_.sendable());
  EXPECT_THAT(Flush(), ElementsAre(body("D")));
}

TEST_F(DocumentsTest, WhatIsTakenBackIsNotGivenBackToo) {
  Fold("", R"(,"key":"customer")");
  Accept({R"({"order":"A","customer":"x","sku":"1"})", R"({"order":"B","customer":"x","sku":"1"})",
          Line("C", "1")});
  Send(0);
  Accept({R"({"order":"B","customer":"x","sku":"1"})"});
  EXPECT_THAT(Refused(), ElementsAre("1 2 sound", "3 2 late"));
  Exchange aborted;
  aborted.id = flights_.begin()->second;
  engine_.OnAbort(aborted, TimePoint(), 0);
  engine_.Discard();
  EXPECT_EQ(Settled().size(), 2u) << "A and C";
  EXPECT_EQ(engine_.counters().pending, 0u);
  EXPECT_EQ(engine_.counters().pending_bytes, 0u);
}

TEST_F(DocumentsTest, AFlushWithinADocument) {
  Accept({Line("A", "1")});
  engine_.CloseAll();
  Accept({Line("A", "2"), Line("B", "3")});
  EXPECT_THAT(Flush(), ElementsAre(Order("B", {"3"})));
  EXPECT_THAT(Refused(), ElementsAre("0 1 sound", "1 1 late"));
  Accept({Line("B", "4")});
  EXPECT_THAT(Refused(), ElementsAre("3 2 late sent"));
  EXPECT_THAT(Warned(), ElementsAre("B 1"));
}

TEST_F(DocumentsTest, ABrokenLineBehindAFlush) {
  Accept({Line("A", "1")});
  engine_.CloseAll();
  Accept({kBroken, kBroken, Line("B", "2"), Line("C", "3")});
  EXPECT_THAT(Refused(), ElementsAre("0 1 sound", "1 0", "2 0", "3 2 sound"))
      << "A waited to be sent";
  EXPECT_THAT(Flush(), ElementsAre(Order("C", {"3"})));
  Accept({kBroken});
  Accept({kBroken, Line("C", "4")});
  EXPECT_THAT(Warned(), ElementsAre("C 1"));
  EXPECT_THAT(Refused(), ElementsAre("5 0", "6 0", "7 3 late sent"));
}

TEST_F(DocumentsTest, AFlushEndsWhatABrokenLineMayBelongTo) {
  Accept({Line("A", "1"), kBroken});
  engine_.CloseAll();
  Accept({Line("B", "2")});
  EXPECT_THAT(Flush(), ElementsAre(Order("B", {"2"})));
}

TEST_F(DocumentsTest, ABatchMayCloseWhatItOpened) {
  AcceptAndClose({Line("A", "1"), Line("B", "2"), Line("B", "3")});
  EXPECT_THAT(Deliver(), ElementsAre(Order("A", {"1"}), Order("B", {"2", "3"})));
  AcceptAndClose({kBroken});
  EXPECT_THAT(Warned(), ElementsAre("B 1"));
  AcceptAndClose({Line("C", "4"), kBroken});
  AcceptAndClose({Line("D", "5")});
  EXPECT_THAT(Deliver(), ElementsAre(Order("D", {"5"})));
  AcceptAndClose({Line("D", "6")});
  EXPECT_THAT(Refused(), ElementsAre("3 0", "4 3 sound", "5 0", "7 4 late sent"));
}

TEST_F(DocumentsTest, ABatchClosesTheRequestsOfSeveralToo) {
  Fold(R"(,"size":9)");
  AcceptAndClose({Line("A", "1"), Line("B", "2")});
  EXPECT_THAT(Deliver(), ElementsAre("[" + Order("A", {"1"}) + "," + Order("B", {"2"}) + "]"));
}

TEST_F(DocumentsTest, ABatchClosesGroupsOfRecords) {
  Configure(R"("endpoint":"create_product","batching":{"enabled":true,"size":9})");
  AcceptAndClose({kA, kB});
  EXPECT_THAT(Deliver(), ElementsAre("[" + kA + "," + kB + "]"));
  Accept({kC});
  EXPECT_THAT(Deliver(), IsEmpty());
}

TEST_F(DocumentsTest, TheOldestAreForgotten) {
  options_.remembered_documents = 2;
  engine_.Configure(options_);
  for (const char* order : {"A", "B", "C"}) Accept({Line(order, "1")});
  Flush();
  Accept({Line("B", "2")});
  EXPECT_THAT(Refused(), ElementsAre("3 2 late sent"));
  Accept({Line("A", "3")});
  EXPECT_THAT(Flush(), ElementsAre(Order("A", {"3"})));
  EXPECT_THAT(Refused(), IsEmpty());
}

TEST_F(DocumentsTest, WhatWasGivenBackMayBeginAnew) {
  Accept({Line("A", "1"), Line("B", "2")});
  engine_.Discard();
  EXPECT_THAT(Settled(), ElementsAre("1 DROPPED 0 0", "0 DROPPED 0 0"));
  Accept({Line("A", "1"), Line("B", "2")});
  EXPECT_THAT(Flush(), ElementsAre(Order("A", {"1"}), Order("B", {"2"})));
}

TEST_F(DocumentsTest, AreNumberedOverAllRoutes) {
  Accept({Line("A", "1"), Line("B", "2")});
  const std::unique_ptr<const Route> first = std::move(route_);
  Fold();
  Accept({Line("A", "3")});
  Flush();
  std::map<uint64_t, uint64_t> numbers;
  for (const auto& one : engine_.settled()) numbers[one.id] = one.document;
  EXPECT_EQ(numbers, (std::map<uint64_t, uint64_t>{{0, 1}, {1, 2}, {2, 3}}));
}

}  // namespace
}  // namespace inflow
