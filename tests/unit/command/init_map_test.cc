// SPDX-License-Identifier: Apache-2.0
//
// The parts of inflow init that make a map: values as they are typed, paths, proposals, presets,
// the file that is written.
#include <gmock/gmock.h>

#include "tools/inflow/init/config_writer.h"
#include "tools/inflow/init/endpoint_fields.h"
#include "tools/inflow/init/field_value.h"
#include "tools/inflow/init/map_path.h"
#include "tools/inflow/init/preset.h"
#include "tools/inflow/init/proposal.h"

namespace inflow::command {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(FieldValue, AConstantStandsInQuotesAndNothingElseIsOne) {
  const std::vector<std::string> columns = {"Title", "In stock?", "a"};
  EXPECT_EQ(ReadFieldValue(" title ", columns, true).value, "{record.Title}");
  EXPECT_EQ(ReadFieldValue("Title", columns, false).value, "{record.Title?}");
  EXPECT_EQ(ReadFieldValue("In stock?", columns, false).value, "{record.'In stock?'?}");
  EXPECT_EQ(ReadFieldValue("\"Title\"", columns, true).value, "Title");
  EXPECT_EQ(ReadFieldValue("\"a {b}\"", columns, true).value, "a {{b}}");
  EXPECT_EQ(ReadFieldValue("-", columns, true).value, "");
  EXPECT_THAT(ReadFieldValue("Titel", columns, true).fault, HasSubstr("did you mean \"Title\"?"));
  EXPECT_THAT(ReadFieldValue("Wood", columns, true).fault,
              HasSubstr("written in quotes: \"Wood\""));
  EXPECT_EQ(ReadFieldValue("{record.Title} {record.a}", columns, true).value,
            "{record.Title} {record.a}");
  EXPECT_THAT(ReadFieldValue("{record.b}", columns, true).fault, HasSubstr("\"b\""));
}

TEST(FieldValue, IsShownAsItWouldBeTyped) {
  const std::vector<std::string> columns = {"Title", "In stock?"};
  for (const char* typed : {"Title", "In stock?", "\"Main {1}\"", "{record.Title} x"}) {
    EXPECT_EQ(ShownValue(ReadFieldValue(typed, columns, false).value), typed);
  }
}

TEST(MapPath, PutsAndTakesAwayWithWhatIsOnTheWay) {
  JsonTree map = JsonTree::object();
  PutAt("name", "a", &map);
  PutAt("prices.1.unitPrice", "b", &map);
  EXPECT_EQ(map.dump(), R"({"name":"a","prices":[{},{"unitPrice":"b"}]})");
  EXPECT_EQ(TextAt(map, "prices.1.unitPrice"), "b");
  EXPECT_EQ(TextAt(map, "prices.7.unitPrice"), std::nullopt);
  EXPECT_EQ(ShownPath("prices.1.unitPrice"), "prices.2.unitPrice");
  EXPECT_EQ(ShownPath("prices.0.unitPrice"), "prices.unitPrice");
  TakeAway("prices.1.unitPrice", &map);
  EXPECT_EQ(map.dump(), R"({"name":"a","prices":[{}]})");
  TakeAway("prices.4", &map);
  PutAt("prices.0.unitPrice", "c", &map);
  TakeAway("prices.0.unitPrice", &map);
  EXPECT_EQ(map.dump(), R"({"name":"a"})");
}

JsonTree Described() {
  return ParseTree(
      R"({"endpoints":[{"name":"upsert_order","kind":"published","id_field":"orderId","object":"Order",
      "required":["orderId","customerId"],"expected":["lines"]}],
    "objects":{"Order":{"id":"orderId","fields":{"orderId":{"type":"guid"},"orderNumber":{"type":"text"},
        "customerId":{"type":"guid","reference":"customers"},"total":{"type":"decimal","read_only":true},
        "newer":{"type":"text","since":"2027-01-01"},"lines":{"type":"rows","object":"Line"}}},
      "Line":{"id":"lineId","fields":{"lineId":{"type":"guid"},"productId":{"type":"guid","reference":"products"},
        "quantity":{"type":"object","object":"Quantity"}}},
      "Quantity":{"fields":{"standardQuantity":{"type":"decimal"},"uomQuantity":{"type":"decimal"}}}}})");
}

TEST(EndpointFields, LinesStandAtTheTopWhereRowsAreFolded) {
  const EndpointFields folded(Described(), "upsert_order", true);
  ASSERT_NE(folded.Find("productId"), nullptr);
  EXPECT_TRUE(folded.Find("productId")->line);
  EXPECT_TRUE(folded.has_lines());
  EXPECT_THAT(folded.needed(), ElementsAre("customerId", "productId"));
  EXPECT_EQ(folded.Find("total"), nullptr);
  EXPECT_EQ(folded.Find("newer"), nullptr);
  EXPECT_EQ(folded.Find("lineId"), nullptr);
  const EndpointFields plain(Described(), "upsert_order", false);
  EXPECT_EQ(plain.Find("productId"), nullptr);
  EXPECT_EQ(plain.Find("lines.7.productId")->path, "lines.0.productId");
  EXPECT_THAT(EndpointFields(Described(), "other", false).fields(), IsEmpty());
}

TEST(Proposal, EachColumnGoesToOneFieldAndEachFieldHasOne) {
  const EndpointFields fields(Described(), "upsert_order", true);
  EXPECT_EQ(
      ProposeMap(fields, {"Order Number", "Order no", "Customer", "SKU", "Product", "Qty", "total",
                          "orderId"})
          .dump(),
      R"({"orderNumber":"{record.Order Number?}","customerId":"{record.Customer}","productId":"{record.SKU}",)"
      R"("quantity":{"standardQuantity":"{record.Qty?}","uomQuantity":"{record.Qty?}"}})");
  EXPECT_EQ(ProposeMap(fields, {"ordrNumber"}).dump(), R"({"orderNumber":"{record.ordrNumber?}"})");
  EXPECT_EQ(ProposeMap(fields, {"Colour"}).dump(), "{}");
}

TEST(Preset, FitsWhatHasAllThatItNeedsAndMostOfTheRest) {
  const std::vector<EmbeddedPreset> presets = {
      {"few",
       R"({"identity":{"from":["Name"]},"map":{"a":"{record.Name}","b":"{record.Email?}","c":"{record.Phone?}"}})"},
      {"more",
       "// The \"Name\" file. More.\n"
       R"({"active":true,"base_url":"http://x","map":{"a":"{record.Name}","b":"{record.Email?}","c":"{record.Phone?}","d":"{record.Fax?}"}})"}};
  const auto fitting = FittingPresets(presets, {"Name", "Email", "Phone", "Fax", "x"});
  ASSERT_EQ(fitting.size(), 2U);
  EXPECT_EQ(fitting.front().name, "more");
  EXPECT_EQ(fitting.front().words, "The \"Name\" file");
  EXPECT_FALSE(fitting.front().config.contains("active"));
  EXPECT_FALSE(fitting.front().config.contains("base_url"));
  EXPECT_THAT(FittingPresets(presets, {"Email", "Phone", "Fax"}), IsEmpty());
  EXPECT_THAT(FittingPresets(presets, {"Name", "Email"}), IsEmpty());
}

TEST(Preset, LosesWhatAFileDoesNotHave) {
  const JsonTree map = ParseTree(
      R"({"name":"{record.A}","fax":"{record.Fax?}","source":"x","prices":[{"scheme":"1","price":"{record.P?}"},{"scheme":"2","price":"{record.Q?}"}]})");
  EXPECT_EQ(
      WithoutAbsent(map, {"A", "Q"}).dump(),
      R"({"name":"{record.A}","source":"x","prices":[{"scheme":"2","price":"{record.Q?}"}]})");
  EXPECT_EQ(WithoutAbsent(map, {"A"}).dump(), R"({"name":"{record.A}","source":"x"})");
}

TEST(Preset, EveryExampleIsOneThatFitsItself) {
  EXPECT_GE(EmbeddedPresets().size(), 5U);
  for (const EmbeddedPreset& one : EmbeddedPresets()) {
    const Preset preset = ReadPreset(one.name, one.text);
    EXPECT_TRUE(preset.config.contains("map")) << one.name;
    EXPECT_FALSE(preset.words.empty()) << one.name;
    EXPECT_FALSE(preset.config.contains("base_url")) << one.name;
  }
}

TEST(ConfigText, HasCommentsAndTheSameValues) {
  const JsonTree config = ParseTree(
      R"({"map":{"a":"//x","rows":[{"b":1,"c":"é"}]},"active":false,"own":[],"endpoint":"e"})");
  const std::string text = ConfigText(config, "Loads x.", true);
  EXPECT_THAT(text, HasSubstr("// Loads x.\n{\n"));
  EXPECT_LT(text.find("\"active\""), text.find("\"endpoint\""));
  EXPECT_LT(text.find("\"endpoint\""), text.find("\"map\""));
  EXPECT_THAT(text, HasSubstr("{\"b\": 1, \"c\": \"é\"}"));
  EXPECT_EQ(nlohmann::json::parse(text, nullptr, false, true), nlohmann::json(config));
  EXPECT_EQ(
      nlohmann::json::parse(ConfigText(config, "Loads\n\"x\": {", true), nullptr, false, true),
      nlohmann::json(config));
  EXPECT_EQ(nlohmann::json::parse(ConfigText(config, "x", false)), nlohmann::json(config));
}

}  // namespace
}  // namespace inflow::command
