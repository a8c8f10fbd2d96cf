// SPDX-License-Identifier: Apache-2.0
//
// Every algorithm in every format that can carry it, against the committed bodies in
// tests/data/bodies: one file a case, the bodies of its requests divided by lines of equal signs.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/support/groups.h"
#include "tests/support/packer.h"
#include "tests/support/routes.h"

namespace inflow {
namespace {

using nlohmann::ordered_json;

constexpr char kFolder[] = INFLOW_SOURCE_DIR "/tests/data/bodies/";

std::string ReadFile(const std::string& name) {
  std::ostringstream text;
  text << std::ifstream(kFolder + name).rdbuf();
  return text.str();
}

// Bodies groups the records as a case says and returns the bodies.
std::string Bodies(ordered_json config) {
  if (!config["batching"].contains("enabled")) config["batching"]["enabled"] = true;
  config["endpoint"] = {{"method", "POST"}, {"url", "/{companyId}/x"}};
  const std::string text = config.dump();
  const auto route = testing::CompileRoute(text.substr(1, text.size() - 2));
  if (route == nullptr) return "";
  testing::Packer packer;
  std::istringstream records(ReadFile("records.ndjson"));
  std::vector<std::string> lines;  // an index points into its record
  for (std::string line; std::getline(records, line);) lines.push_back(line);
  for (size_t i = 0; i < lines.size(); ++i) {
    RecordIndex index;
    EXPECT_TRUE(WalkRecord(lines[i], &index).ok());
    const absl::Status s = packer.Add(*route, {index, 0}, i, TimePoint());
    EXPECT_TRUE(s.ok()) << s;
  }
  std::string bodies;
  packer.Commit();
  for (const Group& group : packer.Drain())
    bodies.append(testing::BodyOf(group)).append("\n==========\n");
  return bodies;
}

TEST(Bodies, AreTheCommittedOnes) {
  const ordered_json cases = ordered_json::parse(ReadFile("cases.json"));
  EXPECT_GT(cases.size(), 25u);
  for (const auto& [name, config] : cases.items()) {
    const std::string bodies = Bodies(config);
    if (std::getenv("INFLOW_WRITE_BODIES") != nullptr)
      std::ofstream(kFolder + name + ".txt") << bodies;
    EXPECT_EQ(bodies, ReadFile(name + ".txt")) << name;
  }
}

}  // namespace
}  // namespace inflow
