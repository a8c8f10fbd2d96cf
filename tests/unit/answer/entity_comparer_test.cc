// SPDX-License-Identifier: Apache-2.0
#include "plugin/answer/internal/entity_comparer.h"

#include <gmock/gmock.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace inflow::answer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kA[] = "5b0f6f7e-3b2a-4c1d-9e8f-00000000000a";
constexpr char kB[] = "5b0f6f7e-3b2a-4c1d-9e8f-00000000000b";
constexpr char kC[] = "5b0f6f7e-3b2a-4c1d-9e8f-00000000000c";

std::vector<std::string> Compare(const ObjectSchema* object, const std::string& sent,
                                 const std::string& answered) {
  EXPECT_EQ(WalkJson(sent).end, JsonWalk::End::kWhole) << sent;
  EXPECT_EQ(WalkJson(answered).end, JsonWalk::End::kWhole) << answered;
  EntityComparer comparer(object, sent, answered);
  comparer.Compare();
  std::vector<std::string> notes;
  for (const Note& note : comparer.notes())
    notes.push_back(std::string(NoteKindName(note.kind)).append(" ").append(note.field));
  return notes;
}

std::vector<std::string> Product(const std::string& sent, const std::string& answered) {
  return Compare(FindObjectSchema("upsert_product"), sent, answered);
}

std::vector<std::string> Order(const std::string& sent, const std::string& answered) {
  return Compare(FindObjectSchema("upsert_sales_order"), sent, answered);
}

TEST(EntityComparer, AnEchoIsSilent) {
  EXPECT_THAT(
      Product(
          R"({"name":"Tea","weight":"2.5","isActive":true,"itemType":"StockedProduct"})",
          R"({"attachments":[],"isActive":true,"itemType":"stockedProduct","name":"Tea","timestamp":"0","weight":"2.5000"})"),
      IsEmpty());
  EXPECT_THAT(Product("{}", "{}"), IsEmpty());
  EXPECT_THAT(Product("{}", R"({"name":"Tea"})"), IsEmpty())
      << "what was not sent is not looked at";
}

TEST(EntityComparer, NamesAreTheSameInAnyCase) {
  EXPECT_THAT(Product(R"({"name":"Tea","sku":"A-1"})", R"({"Name":"Tea","SKU":"A-1"})"), IsEmpty());
  EXPECT_THAT(Product(R"({"name":"Tea"})", R"({"n\u0061me":"Tea"})"), IsEmpty());
  EXPECT_THAT(Product(R"({"shade":"red"})", R"({"Sh\u0061de":"red"})"), IsEmpty());
}

TEST(EntityComparer, WhatIsAbsentIsDropped) {
  EXPECT_THAT(
      Product(R"({"name":"Tea","remarks":"kept?","isActive":false,"weight":"0"})",
              R"({"name":"Tea"})"),
      ElementsAre("dropped_field isActive", "dropped_field remarks", "dropped_field weight"));
  EXPECT_THAT(Product(R"({"remarks":"kept?"})", R"({"remarks":null})"),
              ElementsAre("dropped_field remarks"));
  EXPECT_THAT(Product(R"({"remarks":"kept?"})", R"({"remarks":""})"),
              ElementsAre("dropped_field remarks"));
}

TEST(EntityComparer, AnotherValueIsChangedAndFewerPlacesAreRounded) {
  EXPECT_THAT(Product(R"({"name":"Tea","weight":"2.55555","width":"3","isActive":true})",
                      R"({"name":"tea","weight":"2.5556","width":"4","isActive":false})"),
              ElementsAre("changed_field isActive", "changed_field name", "changed_field width",
                          "rounded_field weight"));
}

TEST(EntityComparer, NothingIsAsGoodAsNothing) {
  const std::string nothings[] = {R"({})", R"({"remarks":null,"height":null,"images":null})",
                                  R"({"remarks":"","height":"","images":[]})", R"({"images":{}})"};
  for (const std::string& sent : nothings) {
    for (const std::string& answered : nothings)
      EXPECT_THAT(Product(sent, answered), IsEmpty()) << sent << answered;
  }
  EXPECT_THAT(Product(R"({"remarks":""})", R"({"remarks":"still there"})"),
              ElementsAre("changed_field remarks"));
  EXPECT_THAT(Product(R"({"height":null})", R"({"height":"2.0000"})"),
              ElementsAre("changed_field height"));
}

TEST(EntityComparer, WhatOnlyTheServiceSetsIsNotCompared) {
  EXPECT_THAT(
      Product(
          R"({"timestamp":"0000000000310AB6","cost":"7","category":{"name":"x"},"totalQuantityOnHand":"1"})",
          R"({"timestamp":"0000000000310AB7","totalQuantityOnHand":"5.0000"})"),
      IsEmpty());
  EXPECT_THAT(Compare(FindObjectSchema("upsert_webhook"),
                      R"({"url":"https://x","webHookSubscriptionRequestId":"1"})",
                      R"({"url":"https://x","secret":"s"})"),
              IsEmpty())
      << "its answer does not have it";
}

TEST(EntityComparer, ObjectsAreComparedFieldByField) {
  const std::string sent =
      R"({"billingAddress":{"city":"Oslo","postalCode":"0150"},"nonCustomerCost":{"value":"5","isPercent":true}})";
  EXPECT_THAT(
      Order(
          sent,
          R"({"billingAddress":{"city":"Bergen","address1":""},"nonCustomerCost":{"isPercent":true,"value":"5.00"}})"),
      ElementsAre("dropped_field billingAddress.postalCode", "changed_field billingAddress.city"));
  EXPECT_THAT(
      Order(sent, R"({"billingAddress":{}})"),
      ElementsAre("dropped_field billingAddress.city", "dropped_field billingAddress.postalCode",
                  "unconfirmed_field nonCustomerCost"));
  EXPECT_THAT(Order(R"({"billingAddress":{}})", R"({"billingAddress":{"city":"Oslo"}})"),
              IsEmpty());
}

// An answer without its rows is usual: the service leaves them out where nobody asks for them.
TEST(EntityComparer, AContainerThatIsAbsentAsAWholeIsUnconfirmed) {
  const std::string sent = R"({"lines":[{"unitPrice":"1"}],"billingAddress":{"city":"Oslo"}})";
  for (const char* answered : {"{}", R"({"lines":null,"billingAddress":null})"}) {
    EXPECT_THAT(Order(sent, answered),
                ElementsAre("unconfirmed_field billingAddress", "unconfirmed_field lines"));
  }
  EXPECT_THAT(Order(sent, R"({"lines":{},"billingAddress":"Oslo"})"),
              ElementsAre("changed_field billingAddress", "changed_field lines"));
  EXPECT_THAT(Order(R"({"source":"x"})", R"({"source":["x"]})"),
              ElementsAre("changed_field source"));
}

std::string Line(const std::string& id, const std::string& price) {
  return R"({"salesOrderLineId":")" + id + R"(","unitPrice":")" + price + "\"}";
}

std::string Lines(const std::vector<std::string>& lines) {
  return R"({"lines":[)" + absl::StrJoin(lines, ",") + "]}";
}

TEST(EntityComparer, RowsAreMatchedByTheirIds) {
  const std::string sent = Lines({Line(kA, "1"), Line(kB, "2")});
  EXPECT_THAT(Order(sent, Lines({Line(kB, "2.00000"), Line(kA, "1.00000")})), IsEmpty());
  EXPECT_THAT(
      Order(sent, Lines({Line("{5B0F6F7E-3B2A-4C1D-9E8F-00000000000B}", "2"), Line(kA, "1")})),
      IsEmpty());
  EXPECT_THAT(Order(sent, Lines({R"({"\u0053ALESORDERLINEID":")" + std::string(kB) +
                                     R"(","unitPrice":"2"})",
                                 Line(kA, "1")})),
              IsEmpty());
  EXPECT_THAT(Order(sent, Lines({Line(kA, "1"), Line(kB, "9")})),
              ElementsAre("changed_field lines.unitPrice"));
  EXPECT_THAT(Order(sent, Lines({Line(kA, "2"), Line(kB, "1")})),
              ElementsAre("changed_field lines.unitPrice"));
  EXPECT_THAT(Order(sent, Lines({Line(kC, "7"), Line(kB, "2"), Line(kA, "1")})), IsEmpty())
      << "more rows than were sent";
  EXPECT_THAT(
      Order(Lines({Line(kA, "1"), Line(kB, "2.55"), Line(kC, "3")}),
            Lines({Line(kC, "4"), Line(kA, "5"),
                   R"({"salesOrderLineId":")" + std::string(kB) + R"(","unitPrice":"2.5"})"})),
      ElementsAre("changed_field lines.unitPrice", "rounded_field lines.unitPrice"))
      << "each is told once";
}

TEST(EntityComparer, RowsThatAreNotFoundAreDroppedOrUnconfirmed) {
  const std::string sent = Lines({Line(kA, "1"), Line(kB, "2")});
  EXPECT_THAT(Order(sent, Lines({Line(kA, "1")})), ElementsAre("dropped_field lines"));
  EXPECT_THAT(Order(sent, Lines({})), ElementsAre("dropped_field lines"));
  EXPECT_THAT(Order(sent, Lines({Line(kC, "1")})), ElementsAre("dropped_field lines"));
  EXPECT_THAT(Order(sent, Lines({Line(kA, "1"), Line(kC, "2")})),
              ElementsAre("unconfirmed_field lines"));
  EXPECT_THAT(Order(sent, Lines({Line(kA, "5"), Line(kC, "2")})),
              ElementsAre("changed_field lines.unitPrice", "unconfirmed_field lines"));
  EXPECT_THAT(Order(sent, R"({"lines":[{"unitPrice":"1"},7]})"),
              ElementsAre("unconfirmed_field lines"))
      << "the service may have made ids of its own";
}

// inFlow gives rows of stock adjustments ids of its own, and answers them in their order.
TEST(EntityComparer, RowsThatAllHaveOtherIdsAreComparedInTheirOrder) {
  const auto row = [](const std::string& id, const std::string& quantity) {
    return R"({"stockAdjustmentLineId":")" + id + R"(","description":"x","quantity":)" +
           R"({"standardQuantity":")" + quantity + R"("}})";
  };
  const auto adjustment = [](const std::string& sent, const std::string& answered) {
    return Compare(FindObjectSchema("upsert_stock_adjustment"), sent, answered);
  };
  const std::string d = "5b0f6f7e-3b2a-4c1d-9e8f-00000000000d";
  const std::string sent = Lines({row(kA, "1"), row(kB, "2")});
  EXPECT_THAT(adjustment(sent, Lines({row(kC, "1.0000"), row(d, "2.0000")})), IsEmpty());
  EXPECT_THAT(adjustment(sent, Lines({row(kC, "1"), row(d, "3")})),
              ElementsAre("changed_field lines.quantity.standardQuantity"));
  EXPECT_THAT(adjustment(sent, Lines({row(kC, "1"), R"({"quantity":{"standardQuantity":"2"}})"})),
              ElementsAre("dropped_field lines.description"));
  EXPECT_THAT(adjustment(sent, Lines({row(kC, "1"), row(d, "2"), row("7", "3")})),
              ElementsAre("unconfirmed_field lines"))
      << "more than were sent: which are they?";
  EXPECT_THAT(adjustment(sent, Lines({row(kC, "1")})), ElementsAre("dropped_field lines"));
  EXPECT_THAT(adjustment(sent, Lines({row(kB, "2"), row(kC, "1")})),
              ElementsAre("unconfirmed_field lines"))
      << "one kept its id, so the other may be any";
  EXPECT_THAT(adjustment(Lines({row(kA, "1"), R"({"description":"x"})"}),
                         Lines({row(kC, "1"), row(d, "2")})),
              ElementsAre("unconfirmed_field lines"))
      << "one has no id that could have come back";
}

TEST(EntityComparer, ARowIsOneRowsPartner) {
  EXPECT_THAT(Order(Lines({Line(kA, "1"), Line(kA, "1")}), Lines({Line(kA, "1")})),
              ElementsAre("dropped_field lines"));
  EXPECT_THAT(Order(Lines({Line(kA, "1"), Line(kA, "1")}), Lines({Line(kA, "1"), Line(kB, "1")})),
              ElementsAre("unconfirmed_field lines"));
}

TEST(EntityComparer, RowsWithoutIdsAreCounted) {
  const std::string sent = R"({"lines":[{"unitPrice":"1"},{"unitPrice":"2"}]})";
  EXPECT_THAT(Order(sent, Lines({Line(kA, "2"), Line(kB, "9")})), IsEmpty());
  EXPECT_THAT(Order(sent, Lines({Line(kA, "1"), Line(kB, "2"), Line(kC, "3")})), IsEmpty());
  EXPECT_THAT(Order(sent, Lines({Line(kA, "1")})), ElementsAre("dropped_field lines"));
  const std::string mixed = Lines({Line(kA, "1"), R"({"unitPrice":"2"})"});
  EXPECT_THAT(Order(mixed, Lines({Line(kB, "2"), Line(kA, "1")})), IsEmpty());
  EXPECT_THAT(Order(mixed, Lines({Line(kA, "1")})), ElementsAre("dropped_field lines"));
}

TEST(EntityComparer, AListThatWasClearedMustBeEmpty) {
  EXPECT_THAT(Order(Lines({}), Lines({Line(kA, "1")})), ElementsAre("changed_field lines"));
  EXPECT_THAT(Order(Lines({}), Lines({})), IsEmpty());
  EXPECT_THAT(Order(Lines({}), "{}"), IsEmpty());
}

TEST(EntityComparer, PathsNameRowsInRows) {
  const auto order = [](const std::string& quantity, const std::string& cost) {
    return R"({"lines":[{"manufacturingOrderLineId":")" + std::string(kA) +
           R"(","manufacturingOrderLines":[{"manufacturingOrderLineId":")" + kB +
           R"(","quantity":{"standardQuantity":")" + quantity +
           R"("},"manufacturingOrderOperations":[{"manufacturingOrderOperationId":")" + kC +
           R"(","cost":")" + cost + R"("}]}]}]})";
  };
  const ObjectSchema* const object = FindObjectSchema("upsert_manufacturing_order");
  EXPECT_THAT(Compare(object, order("1", "2"), order("1.0000", "2.00000")), IsEmpty());
  EXPECT_THAT(
      Compare(object, order("1", "2.5"), order("3.0000", "3")),
      ElementsAre("changed_field lines.manufacturingOrderLines.quantity.standardQuantity",
                  "rounded_field lines.manufacturingOrderLines.manufacturingOrderOperations.cost"));
}

TEST(EntityComparer, ListsOfTextsAreTheSameInAnyOrder) {
  const auto quantity = [](const std::string& serials) {
    return R"({"lines":[{"salesOrderLineId":")" + std::string(kA) +
           R"(","quantity":{"serialNumbers":)" + serials + "}}]}";
  };
  const std::string sent = quantity(R"(["S1","S2","S\u0033"])");
  EXPECT_THAT(Order(sent, quantity(R"(["S3","S1","S2"])")), IsEmpty());
  EXPECT_THAT(Order(sent, quantity(R"(["S1","S2"])")),
              ElementsAre("dropped_field lines.quantity.serialNumbers"));
  EXPECT_THAT(Order(sent, quantity(R"([])")),
              ElementsAre("dropped_field lines.quantity.serialNumbers"));
  EXPECT_THAT(Order(sent, quantity(R"(["S1","S2","S4"])")),
              ElementsAre("changed_field lines.quantity.serialNumbers"));
  EXPECT_THAT(Order(sent, quantity(R"(["S1","S2","S3","S4"])")),
              ElementsAre("changed_field lines.quantity.serialNumbers"));
  EXPECT_THAT(Order(sent, quantity(R"(["s1","S2","S3"])")),
              ElementsAre("changed_field lines.quantity.serialNumbers"));
  EXPECT_THAT(Order(sent, quantity("null")),
              ElementsAre("unconfirmed_field lines.quantity.serialNumbers"));
  EXPECT_THAT(Order(quantity(R"(["S1","S1"])"), quantity(R"(["S1","S2"])")),
              ElementsAre("changed_field lines.quantity.serialNumbers"));
}

TEST(EntityComparer, CustomFieldsAreOfTheTypesThatTheUserGaveThem) {
  EXPECT_THAT(
      Product(
          R"({"customFields":{"custom1":"2026-01-31","custom2":"true","custom3":"x","custom4":""}})",
          R"({"customFields":{"custom1":"01/31/2026 00:00:00","custom2":"True","custom3":"x","custom10":""}})"),
      IsEmpty());
  EXPECT_THAT(
      Product(
          R"({"customFields":{"custom1":"2026-01-31","custom2":"true","custom3":"x"}})",
          R"({"customFields":{"custom1":"01/30/2026 00:00:00","custom2":"False","custom3":"X"}})"),
      ElementsAre("changed_field customFields.custom1", "changed_field customFields.custom2",
                  "changed_field customFields.custom3"));
  EXPECT_THAT(Product(R"({"remarks":"true"})", R"({"remarks":"True"})"),
              ElementsAre("changed_field remarks"));
}

// What no schema knows is compared too: most of it is a mistake, which the service takes with a
// 200.
TEST(EntityComparer, UnknownFieldsAreComparedByWhatTheyMean) {
  EXPECT_THAT(
      Product(R"({"shade":"red","barcode":"4006381333931"})", R"({"barcode":"4006381333931"})"),
      ElementsAre("dropped_field shade"));
  EXPECT_THAT(
      Product(R"({"a":1.50,"b":true,"c":"InTransit","d":"2026-01-31","e":null,"f":"x"})",
              R"({"A":"1.5000","B":"True","C":"in transit","D":"2026-01-31T00:00:00Z","F":"y"})"),
      ElementsAre("changed_field f"));
  EXPECT_THAT(Product(R"({"o":{"x":1,"y":{"z":[1,2]}},"l":[{"q":1}],"m":[1,"2"]})",
                      R"({"o":{"x":2,"y":{"z":[2,1]}},"l":[{"q":7}],"m":["2.0",1]})"),
              ElementsAre("changed_field m", "changed_field o.x"))
      << "rows of a list that nobody knows are only counted";
  EXPECT_THAT(Product(R"({"o":{"x":1},"l":[{"q":1},{}]})", R"({"l":[{}]})"),
              ElementsAre("dropped_field l", "unconfirmed_field o"));
  EXPECT_THAT(
      Order(R"({"lines":[{"salesOrderLineId":")" + std::string(kA) + R"(","colour":"red"}]})",
            Lines({Line(kA, "1")})),
      ElementsAre("dropped_field lines.colour"));
  EXPECT_THAT(Compare(nullptr, R"({"a":{"b\n":1}})", R"({"a":{}})"),
              ElementsAre("dropped_field a.b\n"));
}

TEST(EntityComparer, OfEqualNamesTheLastOneCounts) {
  EXPECT_THAT(
      Product(R"({"name":"Tea","x":1})", R"({"name":"a","x":2,"name":"b","X":1,"Name":"Tea"})"),
      IsEmpty());
  EXPECT_THAT(Product(R"({"name":"Tea","x":1})", R"({"Name":"Tea","x":1,"name":"b","X":2})"),
              ElementsAre("changed_field name", "changed_field x"));
  EXPECT_THAT(Product(R"({"x":1,"X":2})", R"({"x":2})"), IsEmpty());
}

TEST(EntityComparer, TheFirstChangeIsShown) {
  const std::string sent = R"({"name":"Tea","weight":"2"})";
  const std::string answered = R"({"name":"Coffee","weight":"3"})";
  EntityComparer comparer(FindObjectSchema("upsert_product"), sent, answered);
  EXPECT_EQ(comparer.ValueOf("Weight").answered, R"("3")");
  EXPECT_EQ(comparer.ValueOf("sku").sent, "");
  comparer.Compare();
  ASSERT_TRUE(comparer.first_change().has_value());
  EXPECT_EQ(comparer.first_change()->field, "name");
  EXPECT_EQ(comparer.first_change()->values.answered, R"("Coffee")");
}

// None of these may take time or memory out of proportion.
TEST(EntityComparer, ManyRowsAreMatchedWithoutComparingAllWithAll) {
  constexpr int kRows = 5000;
  const auto order = [](int first, int step, const std::string& price) {
    std::string text = R"({"lines":[)";
    for (int i = 0; i < kRows; ++i) {
      const std::string id =
          absl::StrCat("5b0f6f7e-3b2a-4c1d-9e8f-", absl::Dec(first + i * step, absl::kZeroPad12));
      absl::StrAppend(&text, i == 0 ? "" : ",", Line(id, price));
    }
    return text + "]}";
  };
  EXPECT_THAT(Order(order(0, 1, "1"), order(kRows - 1, -1, "1")), IsEmpty());
  EXPECT_THAT(Order(order(0, 1, "1"), order(kRows - 1, -1, "2")),
              ElementsAre("changed_field lines.unitPrice"));
  EXPECT_THAT(Order(order(0, 1, "1"), order(kRows, 1, "1")), IsEmpty()) << "all with other ids";
  EXPECT_THAT(Order(order(0, 1, "1"), order(7, 0, "1")), ElementsAre("unconfirmed_field lines"))
      << "all with one id";
  std::string without_ids = R"({"lines":[{})";
  for (int i = 1; i < kRows; ++i) without_ids += ",{}";
  EXPECT_THAT(Order(order(0, 1, "1"), without_ids + "]}"),
              ElementsAre("dropped_field lines.unitPrice"));
}

TEST(EntityComparer, ManyNamesAndItemsAreFoundWithoutComparingAllWithAll) {
  constexpr int kNames = 10'000;
  std::string sent = "{";
  std::string items = R"({"x":[)";
  std::string reversed = R"({"x":[)";
  for (int i = 0; i < kNames; ++i) {
    absl::StrAppend(&sent, i == 0 ? "" : ",", "\"name", i, "\":", i);
    absl::StrAppend(&items, i == 0 ? "" : ",", i);
    absl::StrAppend(&reversed, i == 0 ? "" : ",", kNames - 1 - i);
  }
  sent += "}";
  EXPECT_THAT(Product(sent, sent + " "), IsEmpty());
  EXPECT_THAT(Product(sent, "{}"), SizeIs(NoteCounts::kMostNotes));
  EXPECT_THAT(Product(items + "]}", reversed + "]}"), IsEmpty());
}

}  // namespace
}  // namespace inflow::answer
