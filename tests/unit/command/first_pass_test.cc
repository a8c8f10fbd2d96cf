// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/first_pass.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/unit/command/fake_plugin.h"
#include "tools/inflow/load/key_watch.h"

namespace inflow::command {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Json = nlohmann::json;

// Identified answers "identify" as a plugin that is named by "k", refuses what has none, and takes
// JSON alone.
std::optional<std::string> IdentifiedBy(std::string_view name, std::string_view json) {
  const Json given = Json::parse(json, nullptr, false);
  if (name != "identify" || !given.is_object()) return std::nullopt;
  Json records = Json::array();
  for (const Json& one : given["records"]) {
    const std::string key = one.is_object() ? one.value("k", "") : "";
    char hash[17];
    std::snprintf(hash, sizeof hash, "%016zx", std::hash<std::string>()(key) | 1);
    records.push_back(key.empty() ? Json{{"refused", "no k"}} : Json{{"key", hash}, {"name", key}});
  }
  return Json{{"records", records}}.dump();
}

// PlannedBy answers "plan" likewise; a record that is a string is refused as the text in it.
class PlannedBy {
 public:
  std::optional<std::string> operator()(std::string_view name, std::string_view json) {
    const Json given = Json::parse(json, nullptr, false);
    if (name != "plan" || !given.is_object()) return std::nullopt;
    if (given["begin"] == true) requests_ = records_ = 0;
    Json identities = Json::array(), reasons = Json::array();
    for (const Json& one : given["records"]) {
      const Json record =
          one.is_string() ? Json::parse(one.get<std::string>(), nullptr, false) : one;
      const std::string key = record.is_object() ? record.value("k", "") : "";
      char hash[17];
      std::snprintf(hash, sizeof hash, "%016zx", std::hash<std::string>()(key) | 1);
      identities.push_back(key.empty() ? Json::object() : Json{{"key", hash}, {"name", key}});
      if (key.empty()) reasons.push_back({{"message", "no k"}, {"places", {records_}}});
      requests_ += key.empty() ? 0 : 1;
      ++records_;
    }
    ended = given["more"] == false;
    return Json{{"requests", requests_},
                {"lookups", {{"vendors", 2}, {"locations", 1}}},
                {"identities", identities},
                {"reasons", reasons}}
        .dump();
  }
  bool ended = false;

 private:
  uint64_t records_ = 0, requests_ = 0;
};

class FirstPassTest : public ::testing::Test {
 protected:
  FirstPassTest() {
    plugin_.on_command = [this](std::string_view name, std::string_view json) {
      return name == "plan" ? planned_(name, json) : IdentifiedBy(name, json);
    };
  }
  std::vector<std::string> Notices(const std::vector<std::string>& records) {
    FirstPass pass({"a.csv", "b.csv"}, "", &handle_);
    uint64_t line = 2;
    for (const std::string& record : records) pass.Add({line > 3 ? 1u : 0u, line}, record), ++line;
    pass.Finish();
    refused_ = pass.refused();
    reasons_ = pass.reasons().Top(9);
    std::vector<std::string> notices = pass.Notices();
    EXPECT_EQ(planned_.ended, pass.able());
    EXPECT_EQ(pass.planned().requests + refused_, pass.able() ? records.size() : 0);
    return notices;
  }

  PlannedBy planned_;
  FakePlugin plugin_;
  host::Destination handle_ = plugin_.Open();
  uint64_t refused_ = 0;
  std::vector<Reason> reasons_;
};

TEST_F(FirstPassTest, CountsWhatWouldBeRefused) {
  EXPECT_THAT(Notices({R"({"k":"a"})", R"({"x":1})", R"({"k":"b"})"}), IsEmpty());
  EXPECT_EQ(refused_, 1u);
  ASSERT_EQ(reasons_.size(), 1u);
  EXPECT_EQ(reasons_[0].message, "no k");
  EXPECT_EQ(reasons_[0].file, "a.csv");
  EXPECT_EQ(reasons_[0].line, 3u);
}

TEST_F(FirstPassTest, ARecordThatIsNoJsonHidesNoOther) {
  EXPECT_THAT(
      Notices({R"({"k":"a"})", "{", R"({"k":"a","x":1})"}),
      ElementsAre(
          "1 record has the key of an earlier one, and other content (first: a.csv line 2 and b.csv line 4); all are "
          "sent, in their order"));
  EXPECT_EQ(refused_, 1u);
}

TEST_F(FirstPassTest, PlacesGoOnFromBlockToBlock) {
  std::vector<std::string> records(2'500, R"({"k":"a"})");
  records[1'700] = R"({"x":1})";
  EXPECT_THAT(Notices(records), IsEmpty());
  ASSERT_EQ(reasons_.size(), 1u);
  EXPECT_EQ(reasons_[0].file, "b.csv");
  EXPECT_EQ(reasons_[0].line, 1'702u);
}

TEST_F(FirstPassTest, WhatThePluginDoesNotSeeIsAReasonToo) {
  FirstPass pass({"a.csv", "b.csv"}, "", &handle_);
  pass.AddRefused({1, 7}, "the row has 3 cells", false, 2);
  pass.Add({1, 8}, R"({"x":1})", 2);
  pass.Finish();
  EXPECT_EQ(pass.refused(), 1u);
  EXPECT_TRUE(pass.RefusesOf(2));
  const std::vector<Reason> reasons = pass.reasons().Top(9);
  ASSERT_EQ(reasons.size(), 2u);
  EXPECT_EQ(reasons[0].message, "the row has 3 cells");
  EXPECT_EQ(reasons[0].line, 7u);
  EXPECT_EQ(reasons[1].line, 8u);
}

TEST_F(FirstPassTest, WhatIsMissingInSeveralInputsIsToldOnce) {
  plugin_.on_command = [](std::string_view name, std::string_view) -> std::optional<std::string> {
    if (name != "columns") return std::nullopt;
    return R"({"missing":[{"name":"b","needed":false,"message":"no b"}]})";
  };
  FirstPass pass({"a.csv", "b.csv", "c.csv"}, "", &handle_);
  for (size_t input = 0; input < 3; ++input) EXPECT_EQ(pass.CompareColumns(input, {"a"}), "");
  pass.Finish();
  EXPECT_THAT(pass.Notices(), ElementsAre("a.csv and 2 further inputs: no b"));
}

TEST_F(FirstPassTest, OneKeyWithOneContentIsNothingToTell) {
  EXPECT_THAT(Notices({R"({"k":"a","x":1})", R"({"k":"a","x":1})"}), IsEmpty());
}

TEST_F(FirstPassTest, TellsOfKeysThatLookAlikeOrWereShortened) {
  EXPECT_THAT(
      Notices({R"({"k":"a"})", R"({"k":"A"})", R"({"k":"1.5E+9"})", R"({"k":"2E+9"})"}),
      ElementsAre(
          "1 record has a key that looks like another, and only case, spaces, the composition of letters or an "
          "exponent tells them apart (first: a.csv lines 2 and 3); they are sent as records of different keys",
          "2 records have keys that a spreadsheet has shortened, as it writes 1.23E+12 (first: b.csv line 4); "
          "different ones may have become one: format the column as text there"));
}

TEST_F(FirstPassTest, AnOlderPluginTellsNothing) {
  plugin_.on_command = nullptr;
  EXPECT_THAT(Notices({R"({"k":"a"})", R"({"k":"A"})", R"({"x":1})"}), IsEmpty());
  EXPECT_EQ(refused_, 0u);
}

TEST_F(FirstPassTest, AStreamIsToldOfAsItComes) {
  std::vector<std::string> notes;
  KeyWatch watch(
      "", &handle_, [&notes](const std::string& note) { notes.push_back(note); }, 2);
  RecordBlock block;
  uint64_t id = 1;
  for (const char* record : {R"({"k":"a"})", R"({"k":"b"})", R"({"k":"c"})", R"({"k":"a","x":1})"})
    block.Append(record, id, id), ++id;
  watch.Look(block, "standard input");
  EXPECT_THAT(
      notes,
      ElementsAre(
          "standard input lines 1 and 4 have one key and different content; both are sent, in their order"));
  RecordBlock more;
  for (const char* record : {R"({"k":"b","x":1})", R"({"k":"c","x":1})"})
    more.Append(record, id, id), ++id;
  watch.Look(more, "standard input");
  watch.Finish();
  EXPECT_THAT(notes.back(), "at least 2 records had the key of an earlier one, and other content");
}

}  // namespace
}  // namespace inflow::command
