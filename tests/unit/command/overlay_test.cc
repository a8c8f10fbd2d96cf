// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/config/overlay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <nlohmann/json.hpp>

namespace inflow::command {
namespace {

using ::testing::HasSubstr;
using OverlayJson = nlohmann::json;

std::string Laid(const std::string& overlay, std::string text) {
  const absl::Status status = LayOver({"x.trial.jsonc", overlay}, "x.jsonc", &text);
  EXPECT_TRUE(status.ok()) << status;
  return text;
}

std::string Refused(const std::string& overlay, std::string text) {
  const std::string before = text;
  const absl::Status status = LayOver({"x.trial.jsonc", overlay}, "x.jsonc", &text);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(text, before);
  return std::string(status.message());
}

TEST(LayOver, MergesObjectsAndReplacesTheRest) {
  EXPECT_EQ(Laid(R"({"a": {"c": 3}, "d": [2]})", R"({"a": {"b": 1, "c": 2}, "d": [0, 1]})"),
            R"({"a": {"b": 1, "c": 3}, "d": [2]})");
  EXPECT_EQ(Laid(R"({"a": 1})", R"({"a": {"b": 2}})"), R"({"a": 1})");
  EXPECT_EQ(Laid(R"({"a": {"b": 2}})", R"({"a": 1})"), R"({"a": {"b": 2}})");
  EXPECT_EQ(Laid("{}", R"({"a": 1})"), R"({"a": 1})");
}

TEST(LayOver, NullTakesAKeyOut) {
  EXPECT_EQ(Laid(R"({"a": null})", R"({"a": 1, "b": 2})"), R"({"b": 2})");
  EXPECT_EQ(Laid(R"({"b": null})", R"({"a": 1, "b": 2})"), R"({"a": 1})");
  EXPECT_EQ(Laid(R"({"a": null, "c": null})", R"({"a": 1})"), "{}");
  EXPECT_EQ(Laid(R"({"n": {"a": null, "b": 1}})", "{}"), R"({"n": {"b": 1}})");
}

TEST(LayOver, KeepsEverythingElseAsItIsWritten) {
  EXPECT_EQ(Laid("// trial\n{\"b\": 1.50, /* why */ \"c\": 1e2}",
                 "{ // live\n  \"a\": 0.10, // a price\n  \"b\": 12345678901234567890.0\n}"),
            "{ // live\n  \"a\": 0.10, // a price\n  \"b\": 1.50, \"c\": 1e2\n}");
  EXPECT_EQ(Laid(R"({"z": 1, "y": 2})", R"({"m": 0})"), R"({"m": 0, "z": 1, "y": 2})")
      << "new keys in the overlay's order, since that of a map counts";
}

TEST(LayOver, KeysAreOneHoweverTheyAreWritten) {
  EXPECT_EQ(Laid("{\"\\u0061\": 2}", R"({"a": 1})"), R"({"a": 2})");
}

TEST(LayOver, SaysWhichFileIsNoConfigurationAndWhere) {
  EXPECT_THAT(Refused("{\"a\": 1,\n \"b\" 2}", "{}"),
              HasSubstr("x.trial.jsonc, line 2, column 6: "));
  EXPECT_THAT(Refused("{}", "{\"a\": }"), HasSubstr("x.jsonc, line 1, column 7: "));
  EXPECT_THAT(Refused("[1]", "{}"), HasSubstr("x.trial.jsonc is not one JSON object"));
  EXPECT_THAT(Refused("", "{}"), HasSubstr("x.trial.jsonc, line 1, column 1: "));
  EXPECT_THAT(Refused("{}", "3"), HasSubstr("x.jsonc is not one JSON object"));
  EXPECT_THAT(Refused("{\"a\": 1e999}", "{}"), HasSubstr("x.trial.jsonc has a number"));
  EXPECT_THAT(Refused(R"({"a": {"b": 1, "b": 2}})", "{}"),
              HasSubstr("x.trial.jsonc, line 1, column 16: \"b\" is there twice"));
  std::string deep;
  for (int i = 0; i < 100000; ++i) deep += "{\"a\":";
  deep += "1" + std::string(100000, '}');
  EXPECT_THAT(Refused(deep, deep), HasSubstr("nests objects deeper than 64"));
}

OverlayJson AnyObject(int depth) {
  OverlayJson object = OverlayJson::object();
  const int members = *rc::gen::inRange(0, 4);
  for (int i = 0; i < members; ++i) {
    const std::string key(1, *rc::gen::element('a', 'b', '"', '/'));
    const int kind = depth == 0 ? *rc::gen::inRange(0, 3) : *rc::gen::inRange(0, 5);
    if (kind == 0) {
      object[key] = nullptr;
    } else if (kind == 1) {
      object[key] = *rc::gen::inRange(-9, 9);
    } else if (kind == 2) {
      object[key] = {"x", OverlayJson::object()};
    } else {
      object[key] = AnyObject(depth - 1);
    }
  }
  return object;
}

RC_GTEST_PROP(LayOver, IsTheMergePatchOfTheRfc, ()) {
  OverlayJson base = AnyObject(3);
  const OverlayJson overlay = AnyObject(3);
  std::string text = base.dump(*rc::gen::element(-1, 2));
  const std::string over = overlay.dump(*rc::gen::element(-1, 1));
  RC_ASSERT(LayOver({"o", over}, "b", &text).ok());
  base.merge_patch(overlay);
  RC_ASSERT(OverlayJson::parse(text) == base);
}

TEST(OverlayPath, PutsTheNameBeforeTheEnding) {
  EXPECT_EQ(OverlayPath("inflow.jsonc", "trial"), "inflow.trial.jsonc");
  EXPECT_EQ(OverlayPath("a.b/c", "t"), "a.b/c.t");
  EXPECT_EQ(OverlayPath("x/.hidden", "t"), "x/.hidden.t");
  EXPECT_EQ(OverlayPath("/a/b.c.json", "t"), "/a/b.c.t.json");
}

}  // namespace
}  // namespace inflow::command
