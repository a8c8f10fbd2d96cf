// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/config/column_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inflow::command {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(TrimName, TakesOffWhatNobodySees) {
  for (const char* blank :
       {" ", "\t", "\n", "\r", "\x0b", "\xc2\x85", "\xc2\xa0", "\xe1\x9a\x80", "\xe2\x80\x80",
        "\xe2\x80\x8b", "\xe2\x80\x8f", "\xe2\x80\xa8", "\xe2\x80\xaf", "\xe2\x81\x9f",
        "\xe2\x81\xa0", "\xe3\x80\x80", "\xef\xbb\xbf"}) {
    const std::string text(blank);
    EXPECT_EQ(TrimName(text + " sku" + text + text), "sku") << text;
    EXPECT_EQ(TrimName("a" + text + "b"), "a" + text + "b") << text;
    EXPECT_EQ(TrimName(text + text), "") << text;
  }
}

TEST(TrimName, LeavesEverythingElse) {
  for (const char* name :
       {"", "sku", "é", "à", "\xe2\x80\x90", "名前", "😀", "\xa0", "\xc2", "\xe2\x80"}) {
    EXPECT_EQ(TrimName(name), name);
  }
}

std::vector<std::string> Mend(std::string config, std::string* mended) {
  std::vector<std::string> names = MendColumnNames(&config);
  *mended = std::move(config);
  return names;
}

TEST(MendColumnNames, TrimsNamesInPlaceholders) {
  std::string mended;
  EXPECT_THAT(
      Mend(
          R"({"map": {" x ": "{record. sku } {record.name}", "b": ["{guid:customers:record.code }"]}})",
          &mended),
      ElementsAre(" sku ", "code "));
  EXPECT_EQ(
      mended,
      R"({"map": {" x ": "{record.sku} {record.name}", "b": ["{guid:customers:record.code}"]}})");
  EXPECT_THAT(
      Mend(R"({"a": "{record.\u00a0sku\t?}", "body": "<i>{record.sku |xml}</i>"})", &mended),
      ElementsAre(R"(\u00a0sku\t)", "sku "));
  EXPECT_EQ(mended, R"({"a": "{record.sku?}", "body": "<i>{record.sku|xml}</i>"})");
}

TEST(MendColumnNames, TrimsListsOfAttributes) {
  std::string mended;
  const std::string config =
      "\xef\xbb\xbf{ // [\" no \"]\n\"key\": [\" sku\"], \"identity\": {\"from\": [\"a\", \"b\xc2\xa0\"]},\n"
      "\"routes\": {\"r\": {\"batching\": {\"by\": [\"c \"]}, \"exclude_attributes\": [\"d \"]}}}";
  EXPECT_THAT(Mend(config, &mended), ElementsAre(" sku", "b\xc2\xa0", "c ", "d "));
  EXPECT_EQ(
      mended,
      "\xef\xbb\xbf{ // [\" no \"]\n\"key\": [\"sku\"], \"identity\": {\"from\": [\"a\", \"b\"]},\n"
      "\"routes\": {\"r\": {\"batching\": {\"by\": [\"c\"]}, \"exclude_attributes\": [\"d\"]}}}");
}

TEST(MendColumnNames, LeavesEverythingElse) {
  for (const char* config : {
           R"({"map": {"key": [" constant "], "by": ["x "], "name": " {record.name} "}})",
           R"({"body": "{ record.sku } {record.} {now: %Y } {\" record. sku \"}"})",
           R"({"batching": {"key": " a ", "separator": " "}, "request_headers": {"key": [" b "]}})",
           R"({"map": {"attributes": {"from": [" c "]}}, "routes": {"key": [" d "]}})",
           R"({"a": "{record.x\\t}"})",
           R"({"map": "{record. sku)",
           "",
           "no JSON",
       }) {
    std::string mended;
    EXPECT_THAT(Mend(config, &mended), IsEmpty()) << config;
    EXPECT_EQ(mended, config);
  }
}

}  // namespace
}  // namespace inflow::command
