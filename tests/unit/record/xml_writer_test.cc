// SPDX-License-Identifier: Apache-2.0
#include "plugin/record/xml_writer.h"

#include <gmock/gmock.h>

#include <set>

namespace inflow {
namespace {

using ::testing::HasSubstr;

std::string Xml(const std::string& json) {
  std::string out;
  const absl::Status status = AppendXmlElement("record", json, "item", &out);
  return status.ok() ? out : std::string(status.message());
}

std::string Name(const std::string& text) {
  std::string out;
  AppendXmlName(text, &out);
  return out;
}

TEST(XmlWriter, WritesMembersAndItemsInOrder) {
  EXPECT_EQ(
      Xml(R"({"sku":"A","lines":[{"n":2},[3]],"a":{"b":true}})"),
      "<record><sku>A</sku><lines><item><n>2</n></item><item><item>3</item></item></lines><a><b>true</b></a></record>");
}

TEST(XmlWriter, WritesNullAndEmptyValuesAsEmptyElements) {
  EXPECT_EQ(Xml(R"({"a":null,"b":"","c":[],"d":{}})"), "<record><a/><b/><c/><d/></record>");
}

TEST(XmlWriter, LeavesNumbersAsTheyCame) {
  EXPECT_EQ(Xml("[1.50,-0,1E+2]"),
            "<record><item>1.50</item><item>-0</item><item>1E+2</item></record>");
}

TEST(XmlWriter, EscapesMarkupAndCarriageReturns) {
  EXPECT_EQ(Xml(R"("]]> & <a> \"q\" \r\n\t")"),
            "<record>]]&gt; &amp; &lt;a&gt; &quot;q&quot; &#13;\n\t</record>");
}

TEST(XmlWriter, RefusesCharactersThatXmlCannotCarry) {
  for (const char* text : {R"("\u0000")", R"("\u001f")", R"("\uFFFE")", R"("\uffff")"}) {
    EXPECT_THAT(Xml(std::string("{\"a\":").append(text).append("}")),
                HasSubstr("attribute \"a\" holds the character U+"))
        << text;
  }
  EXPECT_THAT(Xml(R"("\u0001")"), HasSubstr("the record holds the character U+0001"));
  EXPECT_THAT(Xml(R"({"lines":[{"note":""},{"note":"\u0001"}]})"),
              HasSubstr("attribute \"lines.1.note\" holds"));
  EXPECT_EQ(Xml(R"("\ud83d\ude00\u007f\ufffd")"), "<record>\U0001F600\x7F\uFFFD</record>");
}

TEST(XmlWriter, NamesAreNames) {
  EXPECT_EQ(Name("a-b.c_1"), "a-b.c_1");
  EXPECT_EQ(Name("ü"), "ü");
  EXPECT_EQ(Name("a b"), "a_x0020_b");
  EXPECT_EQ(Name("1a"), "_x0031_a");
  EXPECT_EQ(Name("-"), "_x002D_");
  EXPECT_EQ(Name("a:b"), "a_x003A_b");
  EXPECT_EQ(Name("<a/>"), "_x003C_a_x002F__x003E_");
  EXPECT_EQ(Name("XmL"), "_x0058_mL");
  EXPECT_EQ(Name(""), "_x_");
  EXPECT_EQ(Name("\U000F0000"), "_xDB80__xDC00_");
}

TEST(XmlWriter, DifferentTextsHaveDifferentNames) {
  const std::set<std::string> texts = {"",        "_x_",           "_x005F_x_", " ",
                                       "_x0020_", "_x005F_x0020_", "xml",       "_x0078_ml",
                                       "a_",      "a__x",          "a_x"};
  std::set<std::string> names;
  for (const std::string& text : texts) names.insert(Name(text));
  EXPECT_EQ(names.size(), texts.size());
}

}  // namespace
}  // namespace inflow
