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
    for (const char* value : {"null", "false", "1", "\"x\"", "[]", "{\"a\": 1}"}) {
      EXPECT_THAT(Faults(Member(later.section, later.key, value)),
                  ElementsAre(AllOf(StartsWith(pointer), HasSubstr(" is not in this version: " +
                                                                   std::string(later.instead)))))
          << later.section << "." << later.key << " = " << value;
    }
  }
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
