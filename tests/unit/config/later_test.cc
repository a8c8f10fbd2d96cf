// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/internal/later.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/support.h"

namespace inflow::config {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// Member returns a document's members, after the credential, that hold a key of a section.
std::string Member(std::string_view section, std::string_view key, const std::string& value) {
  std::string member = "\"" + std::string(key) + "\": " + value;
  if (!section.empty()) member = "\"" + std::string(section) + "\": {" + member + "}";
  return (key == "endpoint" ? ", " : R"(, "endpoint": "create_product", )") + member;
}

TEST(Later, EveryRowIsOneFaultWhateverTheValue) {
  for (const Later& later : LaterKeys()) {
    const std::string pointer = (later.section.empty() ? "" : "/" + std::string(later.section)) +
                                "/" + std::string(later.key) + ": ";
    std::vector<std::string> values = {"null", "false", "1", "\"x\"", "[]", "{\"a\": 1}"};
    if (!later.value.empty()) {
      values = {"\"" + std::string(later.value) + "\""};
    }
    for (const std::string& value : values) {
      EXPECT_THAT(Faults(Member(later.section, later.key, value)),
                  ElementsAre(AllOf(StartsWith(pointer), HasSubstr(" is not in this version: " +
                                                                   std::string(later.instead)))))
          << later.section << "." << later.key << " = " << value;
    }
  }
}

TEST(Later, ValuesOfThisVersionAreNoFaults) {
  EXPECT_THAT(Faults(Member("retry", "on_unknown_outcome", "\"auto\"")), ElementsAre());
}

TEST(Later, OtherValuesAreOrdinaryFaults) {
  EXPECT_THAT(
      Faults(Member("", "content_format", "\"yaml\"")),
      ElementsAre(
          "/content_format: \"content_format\" must be \"json\", \"form\", \"xml\" or \"text\", not \"yaml\""));
  EXPECT_THAT(
      Faults(Member("retry", "on_unknown_outcome", "\"verfy\"")),
      ElementsAre(StartsWith("/retry/on_unknown_outcome: \"on_unknown_outcome\" must be ")));
}

TEST(Later, HoldsInRoutesToo) {
  EXPECT_THAT(
      Faults(
          R"(, "endpoint": "create_product", "routes": {"a": {"merge": true, "coalesce": true}})"),
      ElementsAre("/routes/a/coalesce: \"coalesce\" is not in this version: remove it",
                  "/routes/a/merge: \"merge\" is not in this version: remove it"));
}

}  // namespace
}  // namespace inflow::config
