// SPDX-License-Identifier: Apache-2.0
//
// Records of the published API on their way: bound, named by a derived GUID, sent in order, and
// told about.
#include "tests/unit/delivery/engine_fixture.h"

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr char kProducts[] =
    R"("endpoint":"upsert_product","identity":{"from":["code"]},"exclude_attributes":["code","secret"])";

class PublishedTest : public EngineTest {
 protected:
  // Refused returns the messages of what was settled REJECTED.
  std::vector<std::string> Refused() const {
    std::vector<std::string> messages;
    for (const auto& one : engine_.settled()) {
      if (one.outcome == Outcome::kRejected) messages.push_back(*one.message);
    }
    return messages;
  }
};

TEST_F(PublishedTest, OneGuidIsOneKeyWhateverElseDiffers) {
  Configure(kProducts);
  Accept({R"({"code":"B","name":"Coffee"})", R"({"code":"A","name":"Tea"})",
          R"({"code":" A ","name":"Green tea"})"});
  Answer(Send(0).at(0), 200, 0);  // the first of all goes alone
  const std::vector<std::string> tea = Send(1);
  ASSERT_EQ(tea.size(), 1u) << "the second A waits for the first";
  EXPECT_THAT(tea[0], HasSubstr(R"(","name":"Tea"})"));
  Answer(tea[0], 200, 2);
  const std::vector<std::string> green = Send(2);
  ASSERT_EQ(green.size(), 1u);
  EXPECT_THAT(green[0], HasSubstr(R"(","name":"Green tea"})"));
  constexpr size_t kStart = sizeof R"({"productId":"5b0f6f7e-3b2a-4c1d-9e8f-0a1b2c3d4e5f")" - 1;
  EXPECT_EQ(green[0].substr(0, kStart), tea[0].substr(0, kStart));
}

TEST_F(PublishedTest, AnUnansweredPutIsSentAgain) {
  Configure(kProducts);
  Accept({R"({"code":"A","name":"Tea"})"});
  const std::vector<std::string> first = Send(0);
  Answer(first.at(0), 500, 1);
  EXPECT_EQ(Send(1'000), first) << "byte for byte, under the same GUID";
}

TEST_F(PublishedTest, WhatIsExcludedIsNotCheckedAndTheGuidIsMadeOfItAllTheSame) {
  Configure(kProducts);
  Accept({R"({"code":"A","secret":{"x":1},"SKU":7,"name":"Tea"})"});
  EXPECT_THAT(Refused(), IsEmpty());
  EXPECT_THAT(Send(0), ElementsAre(HasSubstr(R"(","sku":"7","name":"Tea"})")));
}

TEST_F(PublishedTest, OneBadRecordIsRefusedBeforeItCostsARequest) {
  Configure(kProducts);
  Accept({R"({"code":"A","nome":"Tea"})", R"({"name":"Tea"})", R"({"code":"B","name":"Coffee"})"});
  EXPECT_THAT(Refused(),
              ElementsAre(HasSubstr(R"("nome" is no field of the published API)"),
                          R"(attribute "code" is missing, and the GUID is derived from it)"));
  EXPECT_EQ(Send(0).size(), 1u);
}

TEST_F(PublishedTest, WithoutAGuidAndWithoutIdentityARecordSaysWhatItLacks) {
  Configure(R"("endpoint":"upsert_product")");
  Accept({R"({"name":"Tea"})"});
  EXPECT_THAT(Refused(),
              ElementsAre(HasSubstr(
                  R"(the record lacks "productId", the GUID that the published API wants)")));
}

TEST_F(PublishedTest, NullsThatAreOmittedAreNotChecked) {
  Configure(std::string(kProducts) + R"(,"null_policy":"omit")");
  Accept({R"({"code":"A","name":"Tea","description":null,"prices":[{"unitPrice":null}]})"});
  EXPECT_THAT(Refused(), IsEmpty());
  EXPECT_THAT(Send(0), ElementsAre(HasSubstr(R"(","name":"Tea","prices":[{"productPriceId":")")));
}

TEST_F(PublishedTest, NotesAreCountedByFieldForTheRecordsThatAreTaken) {
  Configure(std::string(kProducts) + R"(,"unknown_fields":"warn")");
  Accept({R"({"code":"A","name":"Tea","desc":1,"prices":[{},{}]})", R"({"code":"B","desc":2})",
          R"({"desc":3})"});
  EXPECT_THAT(engine_.notes().Counts(),
              ElementsAre(Pair(Note{NoteKind::kUnknownField, "desc"}, 2u),
                          Pair(Note{NoteKind::kMissingField, "name"}, 1u),
                          Pair(Note{NoteKind::kReplacedRows, "prices"}, 1u)));
  EXPECT_EQ(engine_.counters().warnings, 4u);
}

TEST_F(PublishedTest, FoldedLinesAreRowsOfTheirDocument) {
  Configure(
      R"("endpoint":"upsert_sales_order","identity":{"from":"no"},"map":{"orderNumber":"{no}","source":"erp",
      "customerId":"{guid:customers:code}","productId":"{guid:products:sku}","quantity":{"standardQuantity":"{n}"}},
      "batching":{"enabled":true,"algorithm":"fold","by":"orderNumber","line_attributes":["productId","quantity"]})");
  Accept({R"({"no":"7","code":"X","sku":"A","n":2})",
          R"({"no":"7","code":"X","sku":"B","n":"1.50"})"});
  engine_.CloseAll();
  const std::vector<std::string> bodies = Send(0);
  ASSERT_EQ(bodies.size(), 1u);
  EXPECT_THAT(bodies[0], HasSubstr(R"("orderNumber":"7","source":"erp","customerId":")"));
  EXPECT_THAT(bodies[0],
              HasSubstr(R"("quantity":{"standardQuantity":"2"}},{"salesOrderLineId":")"));
  EXPECT_THAT(bodies[0], HasSubstr(R"("quantity":{"standardQuantity":"1.50"}}]})"));
}

// The sheet is one, made once a document, and has a GUID as its lines have.
TEST_F(PublishedTest, CountsFoldToTheLinesOfTheirSheet) {
  const auto count = [this](const std::string& identity) {
    Configure(R"("endpoint":"upsert_stock_count",)" + identity +
              R"("null_policy":"omit","map":{"stockCountId":"{id?}",
        "locationId":"{where}","productId":"{guid:products:sku}","countedQuantity":{"standardQuantity":"{n}"}},
        "batching":{"enabled":true,"algorithm":"fold","by":"locationId","lines":"sheets.lines",
        "line_attributes":["productId","countedQuantity"]})");
    Accept({R"({"where":"00000000-0000-0000-0000-000000000001","sku":"A","n":2})",
            R"({"where":"00000000-0000-0000-0000-000000000001","sku":"B","n":3})"});
    engine_.CloseAll();
    const std::vector<std::string> bodies = Send(0);
    return bodies.size() == 1 ? bodies[0] : "";
  };
  const std::string body = count(R"("identity":{"from":"where"},)");
  const Uuid sheet =
      RowUuid(*ParseUuid(body.substr(body.find("stockCountId") + 15, 36)), "sheets", 0);
  const auto text = [](const Uuid& uuid) {
    std::string guid;
    AppendUuid(uuid, &guid);
    return guid;
  };
  EXPECT_THAT(body, HasSubstr(R"("sheets":[{"countSheetId":")" + text(sheet) +
                              R"(","lines":[{"countSheetLineId":")" +
                              text(RowUuid(sheet, "lines", 0)) + R"(","productId":")"));
  EXPECT_THAT(body,
              HasSubstr(R"("countedQuantity":{"standardQuantity":"2"}},{"countSheetLineId":")" +
                        text(RowUuid(sheet, "lines", 1)) + "\""));
  EXPECT_THAT(body, ::testing::EndsWith(R"("countedQuantity":{"standardQuantity":"3"}}]}]})"));
}

TEST_F(PublishedTest, WrongLinesOfASheetAreNamedByTheirPlace) {
  Configure(
      R"("endpoint":"upsert_stock_count","identity":{"from":"locationId"},"batching":{"enabled":true,"algorithm":"fold",
      "by":"locationId","lines":"sheets.lines","line_attributes":["productId"]})");
  Accept({R"({"locationId":"00000000-0000-0000-0000-000000000001","productId":7})",
          R"({"locationId":"00000000-0000-0000-0000-000000000002","sheets":[]})"});
  ASSERT_EQ(Refused().size(), 2u);
  EXPECT_THAT(Refused()[0], HasSubstr(R"("sheets.0.lines.0.productId" is 7)"));
  EXPECT_THAT(Refused()[1], HasSubstr(R"(the record has an attribute "sheets" already)"));
}

TEST_F(PublishedTest, AFoldedLineMayNotHoldTheLinesInAnySpelling) {
  for (const char* lines : {"lines", "LINES", R"(l\u0069nes)"}) {
    Configure(
        R"("endpoint":"upsert_sales_order","identity":{"from":"orderNumber"},
        "batching":{"enabled":true,"algorithm":"fold","by":"orderNumber","line_attributes":"productId"})");
    Accept({std::string(R"({"orderNumber":")")
                .append(lines)
                .append(R"(",")")
                .append(lines)
                .append(R"(":[]})")});
    ASSERT_EQ(Refused().size(), 1u) << lines;
    EXPECT_THAT(Refused()[0], HasSubstr("which is the name of the list of lines")) << lines;
    engine_.ClearSettled();
  }
}

TEST_F(PublishedTest, FoldingNeedsRowsOfThePublishedApi) {
  const std::vector<Fault> faults = testing::CompileFaults(
      R"("endpoint":"upsert_sales_order","identity":{"from":"no"},
      "batching":{"enabled":true,"algorithm":"fold","by":"no","line_attributes":"q","lines":"items"})");
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].pointer, "/batching/lines");
  EXPECT_THAT(faults[0].message, HasSubstr(R"("items" is no list of rows of upsert_sales_order)"));
  for (const char* lines : {"sheets.items", "sheets", "location.lines", "sheets.lines.product"}) {
    const bool good = std::string_view(lines) == "sheets";  // its own rows
    EXPECT_EQ(testing::CompileFaults(
                  std::string(R"("endpoint":"upsert_stock_count","identity":{"from":"no"},
        "batching":{"enabled":true,"algorithm":"fold","by":"no","line_attributes":"q","lines":")") +
                  lines + "\"}")
                  .empty(),
              good)
        << lines;
  }
}

}  // namespace
}  // namespace inflow
