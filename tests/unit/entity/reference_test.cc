// SPDX-License-Identifier: Apache-2.0
#include "plugin/entity/reference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "plugin/catalog/object_schema.h"
#include "plugin/entity/reference_mark.h"
#include "plugin/text/escaped.h"
#include "tests/support/small_stack.h"

namespace inflow {
namespace {

constexpr char kSomeGuid[] = "2f0c1a52-9d3b-4a6e-8f5d-0b1c2d3e4f50";

// ShownMarks puts in place of each mark what it says: <customers N name>.
std::string ShownMarks(std::string_view text) {
  std::string shown;
  size_t from = 0;
  MarkCursor marks(text);
  while (marks.Next()) {
    shown.append(text, from, marks.begin() - from);
    from = marks.end();
    shown.append("<").append(marks.mark().collection).append(" ");
    shown.push_back(static_cast<char>(marks.mark().kind));
    for (const auto& [field, name] : marks.mark().names) shown.append(" ").append(name);
    shown.append(">");
  }
  shown.append(text.substr(from));
  return shown;
}

std::string Marked(std::string_view json, ReferenceMode mode = ReferenceMode::kResolve,
                   std::string_view but = {}) {
  std::string out;
  AppendMarked(json, mode, but, &out);
  return ShownMarks(out);
}

// ReferenceFor is the value as it is looked up, or "as it is".
std::string ReferenceFor(std::string_view json, ReferenceMode mode = ReferenceMode::kResolve,
                         std::string_view collection = "customers") {
  std::string out = "before ";
  if (AppendReference(collection, mode, json, &out))
    return ShownMarks(out).substr(std::string_view("before ").size());
  EXPECT_EQ(out, "before ");
  return "as it is";
}

TEST(Reference, ATextThatIsNoGuidIsAName) {
  EXPECT_EQ(ReferenceFor(R"("Alfreds")"), R"("<customers N Alfreds>")");
  EXPECT_EQ(ReferenceFor(R"("  Alfreds\t")"), R"("<customers N Alfreds>")");
  EXPECT_EQ(ReferenceFor(R"("A \"B\" \\ \u00e9")"), "\"<customers N A \\\"B\\\" \\\\ é>\"");
  EXPECT_EQ(ReferenceFor("10012"), R"("<customers N 10012>")");
  EXPECT_EQ(ReferenceFor("-1.50"), R"("<customers N -1.50>")");
}

TEST(Reference, WhatIsNoNameStaysAsItIs) {
  for (const char* json :
       {"null", "true", "false", "{}", "[]", R"("")", R"("  ")", R"("\u00a0")", R"("a\u0000b")"}) {
    EXPECT_EQ(ReferenceFor(json), "as it is") << json;
    EXPECT_EQ(ReferenceFor(json, ReferenceMode::kCheck), "as it is") << json;
  }
}

TEST(Reference, OnlyCheckAsksForGuids) {
  const std::string guid = std::string("\"").append(kSomeGuid).append("\"");
  EXPECT_EQ(ReferenceFor(guid), "as it is");
  EXPECT_EQ(ReferenceFor(guid, ReferenceMode::kOff), "as it is");
  EXPECT_EQ(ReferenceFor(guid, ReferenceMode::kCheck),
            "\"<customers I " + std::string(kSomeGuid) + ">\"");
  EXPECT_EQ(ReferenceFor(R"("Alfreds")", ReferenceMode::kCheck), "as it is");
  EXPECT_EQ(ReferenceFor(R"("Alfreds")", ReferenceMode::kOff), "as it is");
  EXPECT_EQ(ReferenceFor(R"("Alfreds")", ReferenceMode::kResolve, ""), "as it is");
}

// The map's {guid:…} made it: nobody looks it up as a name of its own.
TEST(Reference, AMarkStaysWhatItIs) {
  std::string json = "\"";
  AppendMark({.kind = ReferenceKind::kAdopt,
              .collection = "products",
              .derived = kSomeGuid,
              .names = {{"sku", "A-1"}}},
             &json);
  json.push_back('"');
  for (const ReferenceMode mode :
       {ReferenceMode::kOff, ReferenceMode::kCheck, ReferenceMode::kResolve}) {
    EXPECT_EQ(ReferenceFor(json, mode), R"("<products A A-1>")");
    std::string out;
    AppendMarked(R"({"customerId":)" + json + "}", mode, "", &out);
    EXPECT_EQ(out, R"({"customerId":)" + json + "}");
  }
}

TEST(Marked, FieldsAreFoundWhereverTheyStand) {
  EXPECT_EQ(Marked(R"({"customerId":"A","lines":[{"productId":"B"},{"x":{"productId":7}}]})"),
            R"({"customerId":"<customers N A>","lines":[{"productId":"<products N B>"},)"
            R"({"x":{"productId":"<products N 7>"}}]})");
  EXPECT_EQ(Marked("{ \"customerId\" :\n\t\"A\" , \"n\" : 1 }"),
            "{ \"customerId\" :\n\t\"<customers N A>\" , \"n\" : 1 }");
  EXPECT_EQ(Marked(R"([{"customerId":"A"},{"customerId":"B"}])"),
            R"([{"customerId":"<customers N A>"},{"customerId":"<customers N B>"}])");
}

TEST(Marked, KeysAreReadWithoutEscapesAndInAnyCase) {
  EXPECT_EQ(Marked(R"({"customer\u0049d":"A"})"), R"({"customer\u0049d":"<customers N A>"})");
  EXPECT_EQ(Marked(R"({"CUSTOMERID":"A","customerid":"B"})"),
            R"({"CUSTOMERID":"<customers N A>","customerid":"<customers N B>"})");
  EXPECT_EQ(Marked(R"({"customerId\u0000":"A","customerId ":"A","xcustomerId":"A"})"),
            R"({"customerId\u0000":"A","customerId ":"A","xcustomerId":"A"})");
}

TEST(Marked, OtherValuesOfSuchFieldsStay) {
  for (const char* json :
       {R"({"customerId":null})", R"({"customerId":true})", R"({"customerId":{}})",
        R"({"customerId":[]})", R"({"customerId":["A"]})", R"({"customerId":""})",
        R"({"customerId":"2f0c1a52-9d3b-4a6e-8f5d-0b1c2d3e4f50"})", "{}", "[]", R"("customerId")",
        "7", "null"}) {
    EXPECT_EQ(Marked(json), json);
    EXPECT_EQ(Marked(json, ReferenceMode::kOff), json);
  }
}

TEST(Marked, FieldsInsideAValueOfSuchAFieldAreFound) {
  EXPECT_EQ(Marked(R"({"customerId":{"customerId":"A"},"vendorId":[{"vendorId":"B"}]})"),
            R"({"customerId":{"customerId":"<customers N A>"},"vendorId":[{"vendorId":)"
            R"("<vendors N B>"}]})");
}

TEST(Marked, TextsThatLookLikeKeysAreTexts) {
  for (const char* json :
       {R"({"note":"customerId","x":"A"})", R"({"note":"\"customerId\":\"A\""})",
        R"({"note":"{\"customerId\":\"A\"}"})", R"(["customerId","A"])",
        R"({"note":"a\\","b":"customerId"})", R"({"note":["customerId",":","A"]})",
        R"({"note":"customerId:","x":":"})"})
    EXPECT_EQ(Marked(json), json);
  EXPECT_EQ(Marked(R"({"note":"\\\"","customerId":"\\\":"})"),
            R"({"note":"\\\"","customerId":"<customers N \\\":>"})");
}

TEST(Marked, TheOwnFieldIsNoneAtTheTopAlone) {
  constexpr char kCustomer[] = R"({"customerId":"S","x":[{"customerId":"T"}],"vendorId":"A"})";
  EXPECT_EQ(Marked(kCustomer, ReferenceMode::kResolve, "customerId"),
            R"({"customerId":"S","x":[{"customerId":"<customers N T>"}],)"
            R"("vendorId":"<vendors N A>"})");
  EXPECT_EQ(Marked(R"({"customerId":"S"})"), R"({"customerId":"<customers N S>"})");
}

TEST(Marked, TheOwnFieldIsItInAnyCase) {
  EXPECT_EQ(Marked(R"({"CustomerID":"S"})", ReferenceMode::kResolve, "customerId"),
            R"({"CustomerID":"S"})");
}

TEST(Marked, OnlyGuidsAreCheckedFor) {
  EXPECT_EQ(Marked(R"({"customerId":"A","vendorId":"2F0C1A529D3B4A6E8F5D0B1C2D3E4F50"})",
                   ReferenceMode::kCheck),
            R"({"customerId":"A","vendorId":"<vendors I 2F0C1A529D3B4A6E8F5D0B1C2D3E4F50>"})");
}

TEST(Marked, DepthTakesNoStack) {
  constexpr size_t kDepth = 100'000;
  std::string open;
  for (size_t i = 0; i < kDepth; ++i) open += R"({"customerId":)";
  const std::string json = open + R"("A")" + std::string(kDepth, '}');
  std::string out;
  OnASmallStack([&] { AppendMarked(json, ReferenceMode::kResolve, "customerId", &out); });
  EXPECT_EQ(ShownMarks(out), open + R"("<customers N A>")" + std::string(kDepth, '}'));
}

// A document of any form stays as it is but for the fields that are looked up.
rc::Gen<nlohmann::json> AnyJson(int depth) {
  const auto text = rc::gen::element<std::string>("", "A", "customerId", "\"", "\\", ":", "{", "é");
  const auto leaf =
      rc::gen::oneOf(rc::gen::map(text, [](const std::string& t) { return nlohmann::json(t); }),
                     rc::gen::map(rc::gen::inRange(-5, 5), [](int n) { return nlohmann::json(n); }),
                     rc::gen::just(nlohmann::json(nullptr)), rc::gen::just(nlohmann::json(true)));
  if (depth == 0) return leaf;
  const auto key = rc::gen::element<std::string>("customerId", "PRODUCTID", "note", "\"", "");
  const auto inner = AnyJson(depth - 1);
  return rc::gen::oneOf(
      leaf,
      rc::gen::map(rc::gen::container<std::vector<nlohmann::json>>(inner),
                   [](const std::vector<nlohmann::json>& items) { return nlohmann::json(items); }),
      rc::gen::map(
          rc::gen::container<std::map<std::string, nlohmann::json>>(key, inner),
          [](const std::map<std::string, nlohmann::json>& m) { return nlohmann::json(m); }));
}

// Expected is the same by a parsed document: what is looked up is "?" and the name.
nlohmann::json Expected(const nlohmann::json& json) {
  if (json.is_array()) {
    nlohmann::json out = nlohmann::json::array();
    for (const nlohmann::json& item : json) out.push_back(Expected(item));
    return out;
  }
  if (!json.is_object()) return json;
  nlohmann::json out = nlohmann::json::object();
  for (const auto& [key, value] : json.items()) {
    const bool named = !CollectionNamedBy(key).empty();
    const bool text = value.is_string() && value != "";
    out[key] = named && text                ? nlohmann::json("?" + value.get<std::string>())
               : named && value.is_number() ? nlohmann::json("?" + value.dump())
                                            : Expected(value);
  }
  return out;
}

RC_GTEST_PROP(MarkedProperty, OnlyNamesOfOtherRecordsChange, ()) {
  const nlohmann::json json = *AnyJson(2);
  std::string out;
  AppendMarked(json.dump(*rc::gen::element(-1, 1)), ReferenceMode::kResolve, "", &out);
  std::string shown;
  size_t from = 0;
  MarkCursor marks(out);
  while (marks.Next()) {
    shown.append(out, from, marks.begin() - from).append("?");
    shown.append(marks.mark().names.front().second);
    from = marks.end();
  }
  shown.append(out, from, std::string::npos);
  RC_ASSERT(nlohmann::json::parse(shown) == Expected(json));
}

}  // namespace
}  // namespace inflow
