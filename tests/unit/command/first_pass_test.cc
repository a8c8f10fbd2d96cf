// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/first_pass.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/unit/command/fake_plugin.h"
#include "tools/inflow/key_watch.h"

namespace inflow::command {
namespace {

using ::testing::ElementsAre;
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

class FirstPassTest : public ::testing::Test {
 protected:
  FirstPassTest() { plugin_.on_command = IdentifiedBy; }
  std::vector<std::string> Notices(const std::vector<std::string>& records) {
    FirstPass pass({"a.csv", "b.csv"}, "", &handle_);
    uint64_t line = 2;
    for (const std::string& record : records) pass.Add({line > 3 ? 1u : 0u, line}, record), ++line;
    pass.Finish();
    refused_ = pass.refused();
    return pass.Notices();
  }

  FakePlugin plugin_;
  host::Destination handle_ = plugin_.Open();
  uint64_t refused_ = 0;
};

TEST_F(FirstPassTest, CountsWhatWouldBeRefused) {
  EXPECT_THAT(Notices({R"({"k":"a"})", R"({"x":1})", R"({"k":"b"})"}), IsEmpty());
  EXPECT_EQ(refused_, 1u);
}

TEST_F(FirstPassTest, ARecordThatIsNoJsonHidesNoOther) {
  EXPECT_THAT(
      Notices({R"({"k":"a"})", "{", R"({"k":"a","x":1})"}),
      ElementsAre(
          "1 record has the key of an earlier one, and other content (first: a.csv line 2 and b.csv line 4); all are "
          "sent, in their order"));
  EXPECT_EQ(refused_, 1u);
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
