// SPDX-License-Identifier: Apache-2.0
#include "plugin/delivery/item_errors.h"

#include <gmock/gmock.h>

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Read(const std::string& answer, const ResponseConfig& response, size_t count = 4) {
  std::vector<std::string> errors;
  for (const ItemError& error : ReadItemErrors(answer, response, count)) {
    errors.push_back(std::to_string(error.index) + " " + error.message->substr(error.message->find(": ") + 2));
  }
  return errors;
}

TEST(ItemErrors, AreFoundByTheirIndex) {
  const ResponseConfig response{"data.errors", "at.index", "why"};
  EXPECT_THAT(
      Read(R"({"data":{"errors":[{"at":{"index":2},"why":"no such\nSKU"},{"at":{"index":0}},{"at":{"index":2},"why":"again"}]}})",
           response),
      ElementsAre(R"(0 {"at":{"index":0}})", "2 no such SKU"));
}

TEST(ItemErrors, OfAListWithOneEntryARecordAreThoseThatSaySomething) {
  EXPECT_THAT(Read(R"([null,{"error":"bad"},{"error":null},{"id":7}])", {".", "", "error"}), ElementsAre("1 bad"));
  EXPECT_THAT(Read(R"({"r":[null,"bad",false,""]})", {"r", "", ""}), ElementsAre("1 bad"));
}

TEST(ItemErrors, HostileAnswersNameNothing) {
  const ResponseConfig response{"e", "i", "m"};
  for (const char* answer :
       {"", "{", "[]", "7", "null", R"({"e":7})", R"({"e":{"i":1}})", R"({"e":[7,null,[],{"i":-1},{"i":1.5},{"i":"1"},{"i":4}]})",
        R"({"e":[{"i":18446744073709551615}]})", R"({"e":[{"i":1e30}]})"}) {
    EXPECT_THAT(Read(answer, response), IsEmpty()) << answer;
  }
  EXPECT_THAT(Read(R"({"e":[{"i":1}]})", {"", "i", "m"}), IsEmpty()) << "nothing was configured";
  EXPECT_THAT(Read(R"([null,null,null,null,"beyond"])", {".", "", ""}), IsEmpty());
}

}  // namespace
}  // namespace inflow
