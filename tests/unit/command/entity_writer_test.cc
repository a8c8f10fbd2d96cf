// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/show/entity_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace inflow::command {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string Written(ListFormat format, const std::vector<std::string>& columns,
                    const std::vector<std::vector<std::string_view>>& pages,
                    const Style& style = {}) {
  std::ostringstream out;
  EntityWriter writer(format, columns, style, &out);
  for (const auto& page : pages) writer.Page(page);
  writer.End();
  return out.str();
}

TEST(EntitiesOf, AreTheBytesOfEach) {
  EXPECT_THAT(
      EntitiesOf(R"({"collection":"x","entities":[{"a":1.10}, {"b":[1,{"c":"]"}]}],"next":null})"),
      ElementsAre(R"({"a":1.10})", R"({"b":[1,{"c":"]"}]})"));
  for (const char* answer :
       {"", "[]", R"({"entities":[]})", R"({"entities":{}})", R"({"entities":[)"})
    EXPECT_THAT(EntitiesOf(answer), IsEmpty()) << answer;
}

TEST(EntityWriter, ATableHasItsNamesOnceAndColumnsThatFit) {
  EXPECT_EQ(Written(ListFormat::kTable, {"id", "name", "a.b"},
                    {{R"({"id":"1","name":"Tea","a":{"b":true}})"},
                     {R"({"id":"2","name":"Gr\u00fcner Tee","a":null})",
                      R"({"id":"3","name":"茶","a":{"b":[1]}})"}}),
            "id  name  a.b\n"
            "1   Tea   true\n"
            "2   Grüner Tee\n"
            "3   茶          [1]\n");
}

TEST(EntityWriter, ATableKeepsAnEntityOnALineAndATerminalSafe) {
  const std::string shown = Written(ListFormat::kTable, {"n"}, {{R"({"n":"a\nb\t\u001b[2J"})"}});
  EXPECT_EQ(shown, "n\na b \xef\xbf\xbd[2J\n");
  const std::string wide = std::string(R"({"n":")") + std::string(61, 'x') + "\"}";
  EXPECT_EQ(Written(ListFormat::kTable, {"n"}, {{wide}}), "n\n" + std::string(59, 'x') + "…\n");
  EXPECT_THAT(Written(ListFormat::kCsv, {"n"}, {{"{\"n\":\"\x7f\"}"}}, Style(80, false)),
              HasSubstr("\xef\xbf\xbd"));
  EXPECT_EQ(Written(ListFormat::kCsv, {"n"}, {{"{\"n\":\"\x7f\"}"}}), "n\n\x7f\n");
}

constexpr char kTea[] =
    R"({"id":"f6d9453c-a4dd-5f4c-9e38-954f9a909733","name":"Green tea from the south of Uji, first flush","sku":"T-1"})";

TEST(EntityWriter, ATableFitsATerminalByCuttingWhatHasWords) {
  EXPECT_EQ(Written(ListFormat::kTable, {"id", "name", "sku"}, {{kTea}}, Style(70, false)),
            "id                                    name                         sku\n"
            "f6d9453c-a4dd-5f4c-9e38-954f9a909733  Green tea from the south o…  T-1\n");
  EXPECT_THAT(
      Written(ListFormat::kTable, {"id", "name", "sku"}, {{kTea}}, Style(200, true)),
      HasSubstr("sku\x1b[0m\nf6d9453c-a4dd-5f4c-9e38-954f9a909733  Green tea from the south of "
                "Uji, first flush  T-1\n"));
}

TEST(EntityWriter, AValueHasALineWhereATableDoesNotFit) {
  EXPECT_EQ(Written(ListFormat::kTable, {"id", "name", "x"}, {{kTea}, {R"({"id":"2"})"}},
                    Style(40, false)),
            "id: f6d9453c-a4dd-5f4c-9e38-954f9a909733\n"
            "name: Green tea from the south of Uji,\n"
            "  first flush\n"
            "\n"
            "id: 2\n"
            "\n");
}

TEST(EntityWriter, CsvIsQuotedWhereItMustBe) {
  EXPECT_EQ(Written(ListFormat::kCsv, {"a", "b"},
                    {{R"({"a":"x,y","b":"say \"hi\""})", R"({"a":1.10,"b":"two\nlines"})",
                      R"({"b":null})", R"({"a":" x"})"}}),
            "a,b\n\"x,y\",\"say \"\"hi\"\"\"\n1.10,\"two\nlines\"\n,\n\" x\",\n");
  EXPECT_EQ(Written(ListFormat::kCsv, {"a", "b"}, {}), "a,b\n") << "a list of none has names too";
}

TEST(EntityWriter, JsonHasTheEntitiesAsTheyCame) {
  EXPECT_EQ(Written(ListFormat::kJson, {}, {{R"({"a":1.10})"}, {R"({"b": 2})"}}),
            "[\n {\"a\":1.10},\n {\"b\": 2}\n]\n");
  EXPECT_EQ(Written(ListFormat::kJson, {}, {}), "[]\n");
  EXPECT_EQ(Written(ListFormat::kNdjson, {}, {{"{\"a\":\n1.10}", R"({"b":2})"}}),
            "{\"a\": 1.10}\n{\"b\":2}\n");
  EXPECT_EQ(Written(ListFormat::kNdjson, {}, {}), "");
}

TEST(EntityWriter, JsonOfColumnsHasTheseAlone) {
  EXPECT_EQ(
      Written(ListFormat::kNdjson, {"a.b", "c"}, {{R"({"a":{"b":1.10},"c":null,"d":1})", "{}"}}),
      "{\"a.b\":1.10,\"c\":null}\n{}\n");
}

TEST(EntityWriter, AColumnThroughRowsHasTheValuesOfAll) {
  const std::string_view two = R"({"p":[{"u":1.10,"q":{"n":"a"}},{"u":null,"q":null},{"u":"x"}]})";
  EXPECT_EQ(Written(ListFormat::kCsv, {"p.u", "p.q.n", "p.0.u"}, {{two, R"({"p":[]})"}}),
            "p.u,p.q.n,p.0.u\n1.10; ; x,a,1.10\n,,\n");
  EXPECT_EQ(Written(ListFormat::kNdjson, {"p.u", "p.1.u"}, {{two, R"({"p":[{"u":2}]})", "{}"}}),
            "{\"p.u\":[1.10,null,\"x\"],\"p.1.u\":null}\n{\"p.u\":[2]}\n{}\n");
  EXPECT_EQ(Written(ListFormat::kNdjson, {"p.r.u"},
                    {{R"({"p":[{"r":[{"u":1},{"u":2}]},{"r":[{"u":3}]},[{"r":{"u":4}}]]})"}}),
            "{\"p.r.u\":[1,2,3]}\n");
}

TEST(EntityWriter, AListThatIsNotWholeStaysOpen) {
  std::ostringstream out;
  EntityWriter writer(ListFormat::kJson, {}, {}, &out);
  writer.Page({"{}"});
  EXPECT_EQ(out.str(), "[\n {}");
}

TEST(EntityWriter, FindsColumnsInsideAttributesToo) {
  EXPECT_EQ(
      Written(ListFormat::kCsv, {"name"}, {{R"({"attributes":{"name":"Recount"},"meta":{}})"}}),
      "name\nRecount\n");
}

TEST(EntityWriter, TellsWhichColumnsNoEntityHad) {
  std::ostringstream out;
  EntityWriter writer(ListFormat::kCsv, {"a", "b", "c"}, {}, &out);
  EXPECT_THAT(writer.Absent(), IsEmpty()) << "nothing is known yet";
  writer.Page({R"({"a":1})", R"({"c":null})"});
  EXPECT_THAT(writer.Absent(), ElementsAre("b"));
}

}  // namespace
}  // namespace inflow::command
