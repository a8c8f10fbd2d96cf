// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/config/journal_place.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/support/temp_folder.h"

namespace inflow::command {
namespace {

using ::inflow::testing::TempFolder;
using ::testing::AllOf;
using ::testing::HasSubstr;

nlohmann::json JournalIn(const std::string& text) {
  return nlohmann::json::parse(text, nullptr, true, true).value("journal", nlohmann::json());
}

TEST(DefaultJournal, LiesBesideTheConfigurationUnderItsName) {
  EXPECT_EQ(DefaultJournal("inflow.jsonc", "").path, "inflow.journal");
  EXPECT_EQ(DefaultJournal("a.b/shop.json", "").path, "a.b/shop.journal");
  EXPECT_EQ(DefaultJournal("a.b/shop", "").path, "a.b/shop.journal");
  EXPECT_EQ(DefaultJournal("a.b/.json", "").path, "a.b/.json.journal");
  EXPECT_EQ(DefaultJournal("shop.jsonc", "trial").path, "shop.trial.journal");
}

TEST(DefaultJournal, TheNameTellsConfigurationsAndEnvironmentsApart) {
  const TempFolder folder;
  const std::string real = std::filesystem::canonical(folder.path()).string();
  EXPECT_EQ(DefaultJournal(folder.Path("a.json"), "").name, real + "/a.json");
  EXPECT_EQ(DefaultJournal(folder.Path("a.jsonc"), "").name, real + "/a.jsonc");
  EXPECT_EQ(DefaultJournal(folder.Path("a.json"), "trial").name, real + "/a.json --env trial");
  EXPECT_EQ(DefaultJournal(folder.Path("./a.json"), "").name, real + "/a.json");
}

TEST(PlaceJournal, WhatTheConfigurationDoesNotSayIsTheWishs) {
  const JournalWish wish{JournalUse::kWanted, "here.journal", "me"};
  for (const auto& [before, after] : {
           std::pair(R"({"a": 1})", R"({"path":"here.journal","name":"me"})"),
           std::pair(R"({})", R"({"path":"here.journal","name":"me"})"),
           std::pair(R"({"journal": null})", R"({"path":"here.journal","name":"me"})"),
           std::pair(R"({"journal": {}, "a": 1})", R"({"path":"here.journal","name":"me"})"),
           std::pair(R"({"journal": {"durability": "off"}})",
                     R"({"path":"here.journal","name":"me","durability":"off"})"),
           std::pair(R"({"journal": {"path": "/x"}})", R"({"path":"/x","name":"me"})"),
           std::pair(R"({"journal": {"name": "n", "path": "/x"}})", R"({"path":"/x","name":"n"})"),
       }) {
    std::string text = before;
    const auto path = PlaceJournal(wish, &text);
    ASSERT_TRUE(path.ok()) << before;
    const nlohmann::json expected = nlohmann::json::parse(after);
    EXPECT_EQ(JournalIn(text), expected) << before;
    EXPECT_EQ(*path, expected["path"]) << before;
  }
}

TEST(PlaceJournal, LeavesOutWhatIsNotUsedWithEveryOtherByteAsItWas) {
  for (const auto& [before, after] : {
           std::pair("{\"a\": 1.50, // one\n \"journal\": {\"path\": \"x\"} }", "{\"a\": 1.50 }"),
           std::pair("{\"journal\": 3, /* b */ \"b\": [2]}", "{\"b\": [2]}"),
           std::pair("{\"b\": [2]}", "{\"b\": [2]}"),
       }) {
    std::string text = before;
    const auto path = PlaceJournal({}, &text);
    ASSERT_TRUE(path.ok());
    EXPECT_EQ(*path, "");
    EXPECT_EQ(text, after);
  }
}

TEST(PlaceJournal, WhatIsNotActiveNeedsNone) {
  std::string text = R"({"active": false, "journal": {"path": "x"}})";
  EXPECT_EQ(PlaceJournal({JournalUse::kWanted, "p", "n"}, &text).value(), "");
  EXPECT_EQ(text, R"({"active": false})");
}

TEST(PlaceJournal, WhatIsWrittenStaysForTheDestinationToJudge) {
  for (const char* text :
       {"[1]", "no JSON", R"({"journal": "x"})", R"({"journal": {"path": 3}})"}) {
    std::string as_written = text;
    EXPECT_EQ(PlaceJournal({.use = JournalUse::kAsWritten}, &as_written).value(), "");
    EXPECT_EQ(as_written, text);
    std::string wanted = text;
    EXPECT_TRUE(PlaceJournal({JournalUse::kWanted, "p", "n"}, &wanted).ok());
    EXPECT_EQ(PlaceJournal({.use = JournalUse::kAsWritten}, &wanted).value(), "");
  }
}

TEST(WhyNoPlace, NamesTheWaysOut) {
  const TempFolder folder;
  EXPECT_EQ(WhyNoPlace({JournalUse::kWanted, folder.Path("x.journal"), ""}), "");
  EXPECT_THAT(WhyNoPlace({JournalUse::kWanted, folder.Path("gone/x.journal"), ""}),
              AllOf(HasSubstr("gone/x.journal"), HasSubstr("No such file"),
                    HasSubstr("--no-journal"), HasSubstr("journal.path")));
}

}  // namespace
}  // namespace inflow::command
