// SPDX-License-Identifier: Apache-2.0
//
// Whatever settles when, a rejects file holds every record that was not delivered once, in the
// order of the input, and says of just those that a newer record of their key was delivered.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/support/temp_folder.h"
#include "tools/inflow/load/outcomes.h"

namespace inflow::command {
namespace {

using ::inflow::testing::TempFolder;

struct One {
  uint64_t id;
  uint64_t key;  // 0: none
  bool delivered;
  std::string text;
};

// Records of one key settle in their order, since the destination keeps it; otherwise in any.
std::vector<One> InSomeOrder(const std::vector<std::tuple<uint8_t, bool, uint8_t>>& choices) {
  std::vector<One> records;
  for (const auto& [key, delivered, size] : choices) {
    const uint64_t id = records.size() + 1;
    records.push_back(
        {id, key % 5U, delivered,
         "{\"k\":" + std::to_string(key % 5) + ",\"v\":\"" + std::string(size, 'x') + "\"}"});
  }
  std::map<uint64_t, std::vector<One>> chains;
  for (const One& one : records) chains[one.key == 0 ? 100 + one.id : one.key].push_back(one);
  std::vector<One> settled;
  while (!chains.empty()) {
    auto chain = chains.begin();
    std::advance(chain, *rc::gen::inRange<size_t>(0, chains.size()));
    settled.push_back(chain->second.front());
    chain->second.erase(chain->second.begin());
    if (chain->second.empty()) chains.erase(chain);
  }
  return settled;
}

RC_GTEST_PROP(RejectsProperty, EveryRejectOnceInOrderAndWithTheWordThatItNeeds, ()) {
  const auto settled =
      InSomeOrder(*rc::gen::arbitrary<std::vector<std::tuple<uint8_t, bool, uint8_t>>>());
  const TempFolder folder;
  LoadSettings settings;
  settings.config_path = folder.Path("c.json");
  settings.rejects_path = folder.Path("r.ndjson");
  settings.inputs.inputs = {folder.Path("in.ndjson")};
  OutcomeHelp help;
  help.key_of = [](std::string_view text) { return static_cast<uint64_t>(text.at(5) - '0'); };
  LoadReport report;
  {
    Outcomes outcomes(std::move(help));
    RC_ASSERT(outcomes.Open(settings).ok());
    for (const One& one : settled) {
      SettledRecord record;
      record.id = one.id;
      record.file = settings.inputs.inputs[0];
      record.line = one.id;
      record.outcome = one.delivered ? DESTINATION_DELIVERED : DESTINATION_REJECTED;
      record.outcome_name = "REJECTED";
      record.text = one.text;
      outcomes.Settle(record, 0);
    }
    RC_ASSERT(outcomes.Finish(&report).empty());
  }
  std::map<uint64_t, std::pair<bool, std::string>> expected;  // by id: older, text
  for (const One& one : settled) {
    if (one.delivered) continue;
    bool older = false;
    for (const One& other : settled)
      older =
          older || (other.delivered && one.key != 0 && other.key == one.key && other.id > one.id);
    expected[one.id] = {older, one.text};
  }
  std::istringstream lines(folder.Read("r.ndjson"));
  auto next = expected.begin();
  for (std::string line; std::getline(lines, line); ++next) {
    RC_ASSERT(next != expected.end());
    const auto reject = nlohmann::json::parse(line);
    RC_ASSERT(reject["_inflow"]["line"].get<uint64_t>() == next->first);
    RC_ASSERT(reject["_inflow"].contains("newer") == next->second.first);
    RC_ASSERT(line.ends_with("}," + next->second.second.substr(1)));
  }
  RC_ASSERT(next == expected.end());
  RC_ASSERT(folder.Names() == std::vector<std::string>{"r.ndjson"});
}

}  // namespace
}  // namespace inflow::command
