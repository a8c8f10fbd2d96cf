// SPDX-License-Identifier: Apache-2.0
#include "plugin/request/template.h"

#include <gtest/gtest.h>

namespace inflow {
namespace {

constexpr WallMillis kMoment = 1'795'576'680'123;  // 2026-11-25T03:18:00.123Z

class TemplateTest : public ::testing::Test {
 protected:
  // Render returns the text, or "!" and the refusal.
  std::string Render(std::string_view text, Placement placement = Placement::kText) {
    const absl::StatusOr<Template> compiled =
        Template::Compile(text, {"the-company", &parameters_});
    if (!compiled.ok()) return "?" + std::string(compiled.status().message());
    std::string out;
    const absl::Status s = compiled->Append({index_, kMoment}, placement, &out);
    return s.ok() ? out : "!" + std::string(s.message());
  }
  std::string RenderJson(std::string_view text) {
    const absl::StatusOr<Template> compiled =
        Template::Compile(text, {"the-company", &parameters_});
    if (!compiled.ok()) return "?" + std::string(compiled.status().message());
    std::string out;
    const absl::Status s = compiled->AppendJson({index_, kMoment}, &out);
    return s.ok() ? out : "!" + std::string(s.message());
  }
  // Again where a test has another record.
  void SetUp() override { ASSERT_TRUE(WalkRecord(record_, &index_).ok()); }

  std::string record_ =
      R"({"id":"a/b ü","n":12.50,"quote":"say \"hi\"\n","nothing":null,"on":true,"deep":{"city":"Köln"},"list":[1,2],"empty":"","now":"then"})";
  RecordIndex index_;
  std::map<std::string, Template> parameters_;
};

TEST_F(TemplateTest, FillsPlaceholders) {
  EXPECT_EQ(Render("/{companyId}/x"), "/the-company/x");
  EXPECT_EQ(Render("{record.n}"), "12.50");
  EXPECT_EQ(Render("{n}-{on}"), "12.50-true");
  EXPECT_EQ(Render("{record.deep.city}"), "Köln");
  EXPECT_EQ(Render("{deep.city}"), "Köln");
  EXPECT_EQ(Render("{list.1}"), "2");
  EXPECT_EQ(Render("{quote}"), "say \"hi\"\n");
  EXPECT_EQ(Render("{now:%Y}"), "2026");
  EXPECT_EQ(Render("{record.now}"), "then");
  EXPECT_EQ(Render("plain"), "plain");
  EXPECT_EQ(Render(""), "");
}

TEST_F(TemplateTest, RefusesRecordsThatLackAValue) {
  EXPECT_EQ(Render("{record.sku}"), "!the record lacks the attribute \"sku\"");
  EXPECT_EQ(Render("{nothing}"),
            "!attribute \"nothing\" is null, and a text or number is needed there");
  EXPECT_EQ(Render("{deep}"),
            "!attribute \"deep\" is an object, and a text or number is needed there");
  EXPECT_EQ(Render("{list}"),
            "!attribute \"list\" is an array, and a text or number is needed there");
}

TEST_F(TemplateTest, RefusesTemplatesThatAreWrong) {
  EXPECT_EQ(Render("a{"), "?a '{' is not closed; placeholders are written {record.attribute}");
  EXPECT_EQ(Render("a{b{c}}"), "?a '{' is not closed; placeholders are written {record.attribute}");
  EXPECT_EQ(Render("a}"),
            "?a '}' has no '{' before it; placeholders are written {record.attribute}");
  EXPECT_EQ(Render("{}"), "?an empty placeholder {}; write {record.attribute}");
  EXPECT_EQ(Render("{ }"), "?an empty placeholder {}; write {record.attribute}");
  EXPECT_EQ(Render("{record.}"),
            "?the placeholder {record.} names no attribute; write {record.attribute}");
  EXPECT_EQ(Render("{message.xml}"),
            "?unknown macro {message.xml}; the whole record is {message.json}");
  EXPECT_EQ(Render("{now-5x}").substr(0, 1), "?");
}

TEST_F(TemplateTest, GuardsPaths) {
  EXPECT_EQ(Render("{id}", Placement::kPath), "a%2Fb%20%C3%BC");
  EXPECT_EQ(Render("{quote}", Placement::kPath), "say%20%22hi%22%0A");
  EXPECT_EQ(Render("{empty}", Placement::kPath),
            "!attribute \"empty\" is empty, and the URL needs a value there");
}

TEST_F(TemplateTest, GuardsHeaders) {
  EXPECT_EQ(Render("{id}", Placement::kHeader), "a/b ü");
  EXPECT_EQ(Render("{quote}", Placement::kHeader),
            "!attribute \"quote\" holds a control character, which a request header cannot carry");
}

TEST_F(TemplateTest, ExpandsParametersAsOneValue) {
  parameters_.emplace("id", *Template::Compile("p/{record.n}", {"the-company"}));
  EXPECT_EQ(Render("/products/{id}", Placement::kPath), "/products/p%2F12.50");
  EXPECT_EQ(Render("{record.id}"), "a/b ü");
}

TEST_F(TemplateTest, KeepsTypesInJson) {
  EXPECT_EQ(RenderJson("{n}"), "12.50");
  EXPECT_EQ(RenderJson("{nothing}"), "null");
  EXPECT_EQ(RenderJson("{list}"), "[1,2]");
  EXPECT_EQ(RenderJson("{quote}"), R"("say \"hi\"\n")");
  EXPECT_EQ(RenderJson("{message.json}"), record_);
  EXPECT_EQ(RenderJson("{now:%Y}"), R"("2026")");
  EXPECT_EQ(RenderJson("no {n}: {quote} \"x\""), R"("no 12.50: say \"hi\"\n \"x\"")");
  EXPECT_EQ(RenderJson("{sku}"), "!the record lacks the attribute \"sku\"");
}

TEST_F(TemplateTest, WhatMayBeMissing) {
  EXPECT_EQ(RenderJson("{gone?}"), "null");
  EXPECT_EQ(RenderJson("{record.gone?}"), "null");
  EXPECT_EQ(RenderJson("{n?}"), "12.50");
  EXPECT_EQ(RenderJson("{nothing?}"), "null");
  EXPECT_EQ(RenderJson("<{gone?}{nothing?}>"), R"("<>")");
  EXPECT_EQ(RenderJson("<{list?}>"),
            "!attribute \"list\" is an array, and a text or number is needed there");
  EXPECT_EQ(RenderJson("<{gone}>"), "!the record lacks the attribute \"gone\"");
}

TEST_F(TemplateTest, AQuestionMarkMayBePartOfTheName) {
  record_ = R"({"In stock?":"yes","Sold":1,"Sold?":2})";
  SetUp();
  EXPECT_EQ(RenderJson("{record.In stock?}"), R"("yes")");
  EXPECT_EQ(RenderJson("{record.'In stock?'}"), R"("yes")");
  EXPECT_EQ(Render("is it? {In stock?}"), "is it? yes");
  EXPECT_EQ(RenderJson("{record.'Sold'?}"), "1");
  EXPECT_EQ(RenderJson("{record.'Sold?'?}"), "2");
  EXPECT_EQ(RenderJson("{record.Sold?}").substr(0, 44),
            "!the record has both \"Sold\" and \"Sold?\": wri");
  EXPECT_EQ(Render("{record.Sold?}").substr(0, 44),
            "!the record has both \"Sold\" and \"Sold?\": wri");
}

TEST_F(TemplateTest, KnowsWhatIsAbsent) {
  parameters_.emplace("p", *Template::Compile("p/{record.gone?}", {"the-company"}));
  const auto absent = [this](std::string_view text) {
    return Template::Compile(text, {"the-company", &parameters_})->IsAbsent(index_);
  };
  for (const char* text :
       {"{gone?}", "{nothing}", "{nothing?}", "<{gone?}{now}>", "{guid:customers:gone?}",
        "{guid:customers:empty?}", "{guid:customers:n,gone?}", "{p}"}) {
    EXPECT_TRUE(absent(text)) << text;
  }
  for (const char* text : {"{n?}", "{n}", "{empty}", "{gone?}{n}", "{guid:customers:n?}",
                           "{message.json}", "constant", "{now}", ""}) {
    EXPECT_FALSE(absent(text)) << text;
  }
}

TEST_F(TemplateTest, AUrlNeedsAValueAllTheSame) {
  RecordIndex index;
  ASSERT_TRUE(WalkRecord("{}", &index).ok());
  std::string out;
  EXPECT_EQ(Template::Compile("{id?}", {"c"})->Append({index, 0}, Placement::kPath, &out).message(),
            "attribute \"id\" is empty, and the URL needs a value there");
}

// The vectors are those of tests/unit/entity/identity_test.cc.
TEST_F(TemplateTest, DerivesTheGuidsOfOtherRecords) {
  record_ = R"({"code":"ALFKI","no":10248,"shop":{"name":"web"},"empty":""})";
  const TemplateScope scope{"5B0F6F7E-3B2A-4C1D-9E8F-0A1B2C3D4E5F"};
  const auto render = [&](const std::string& text) {
    const absl::StatusOr<Template> compiled = Template::Compile(text, scope);
    if (!compiled.ok()) return std::string(compiled.status().message());
    RecordIndex index;
    EXPECT_TRUE(WalkRecord(record_, &index).ok());
    std::string out;
    const absl::Status status = compiled->AppendJson({index, 0}, &out);
    return status.ok() ? out : std::string(status.message());
  };
  EXPECT_EQ(render("{guid:customers:code}"), R"("006d0f30-720c-5a22-8a8a-c9694b3e1fc3")");
  EXPECT_EQ(render("{guid:customers:record.code}"), R"("006d0f30-720c-5a22-8a8a-c9694b3e1fc3")");
  EXPECT_EQ(render("{guid:sales-orders:no,record.shop.name}"),
            R"("9aafc44f-248b-5556-b189-e78ad7c5e382")");
  EXPECT_EQ(render("{guid:customers:empty}"),
            "attribute \"empty\" is empty, and the GUID is derived from it");
  EXPECT_EQ(render("{guid:customers:nope}"),
            "attribute \"nope\" is missing, and the GUID is derived from it");
  EXPECT_EQ(render("{guid:customers:record.code?}"), R"("006d0f30-720c-5a22-8a8a-c9694b3e1fc3")");
  EXPECT_EQ(render("{guid:customers:nope?}"), "null");
  EXPECT_EQ(render("{guid:customers:empty?}"), "null");
  EXPECT_EQ(render("no {guid:customers:nope?}."), R"("no .")");
  EXPECT_EQ(render("{guid:sales-orders:no,shop.nope?}"), "null");
  EXPECT_EQ(render("{guid:customers:'code'?}"), R"("006d0f30-720c-5a22-8a8a-c9694b3e1fc3")");
  EXPECT_EQ(render("{guid:customers:?}"),
            "attribute \"?\" is missing, and the GUID is derived from it");
  EXPECT_EQ(
      render("{guid:customer:code}"),
      "the placeholder {guid:customer:code} names no collection that records with GUIDs are written to; did you mean "
      "\"customers\"?");
  EXPECT_EQ(
      render("{guid:customers}"),
      "the placeholder {guid:customers} lacks an attribute; write for example {guid:customers:code}");
  EXPECT_EQ(
      render("{guid:customers:code,}"),
      "the placeholder {guid:customers:code,} lacks an attribute; write for example {guid:customers:code}");
  EXPECT_TRUE(Template::Compile("{guid:customers:code}", scope)->NamesRecord());
  EXPECT_FALSE(Template::Compile("{guid:customers:code}", scope)->is_constant());
}

TEST_F(TemplateTest, KnowsWhatIsConstant) {
  EXPECT_TRUE(Template::Compile("/{companyId}/a", {"c"})->is_constant());
  EXPECT_FALSE(Template::Compile("{n}", {"c"})->is_constant());
  EXPECT_FALSE(Template::Compile("{now}", {"c"})->is_constant());
}

}  // namespace
}  // namespace inflow
