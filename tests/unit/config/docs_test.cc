// SPDX-License-Identifier: Apache-2.0
//
// docs/configuration.md against the parser: its examples are valid, and it explains every key with
// its default.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "plugin/config/internal/later.h"
#include "tests/unit/config/support.h"

namespace inflow {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Json = nlohmann::json;

const std::string& Text() {
  static const std::string text = [] {
    std::ostringstream stream;
    stream << std::ifstream(INFLOW_SOURCE_DIR "/docs/configuration.md").rdbuf();
    return stream.str();
  }();
  return text;
}

struct Block {
  std::string text;
  bool complete;  // marked as a whole document
};

std::vector<Block> Blocks() {
  constexpr std::string_view kOpen = "```jsonc\n", kMark = "<!-- complete -->\n";
  std::vector<Block> blocks;
  for (size_t at = Text().find(kOpen); at != std::string::npos; at = Text().find(kOpen, at)) {
    const bool complete = Text().compare(at - std::min(at, kMark.size()), kMark.size(), kMark) == 0;
    const size_t start = at + kOpen.size();
    at = Text().find("```", start);
    blocks.push_back({Text().substr(start, at - start), complete});
  }
  return blocks;
}

// Completed returns a fragment as a document: with a credential and an endpoint, where it has none.
std::string Completed(const std::string& fragment) {
  const Json members =
      Json::parse(fragment, nullptr, /*allow_exceptions=*/false, /*ignore_comments=*/true);
  if (!members.is_object()) return fragment;
  std::string head =
      members.contains("credential") ? "{" : Document("").substr(0, Document("").size() - 1) + ", ";
  if (!members.contains("endpoint")) head += R"("endpoint": "create_product", )";
  return head + fragment.substr(fragment.find('{') + 1);
}

TEST(ConfigurationDocument, ItsExamplesAreValid) {
  size_t complete = 0;
  for (const Block& block : Blocks()) {
    complete += block.complete ? 1 : 0;
    EXPECT_THAT(Parse(block.complete ? block.text : Completed(block.text)).faults, IsEmpty())
        << block.text;
  }
  EXPECT_EQ(complete, 3u);
  EXPECT_GT(Blocks().size(), 10u);
}

TEST(ConfigurationDocument, BothHeaderExamplesMeanTheSame) {
  std::vector<Config> configs;
  for (const Block& block : Blocks()) {
    if (block.text.find("\"request_headers\"") == 1)
      configs.push_back(Parse(Completed(block.text)).config);
  }
  ASSERT_EQ(configs.size(), 2u);
  EXPECT_EQ(configs[0].main.request_headers, configs[1].main.request_headers);
}

// Row returns the beginning of a key's table row: its name and its default.
std::string Row(const std::string& name, const Json& schema) {
  const std::string cell = schema.contains("default") ? "`" + schema["default"].dump() + "`" : "";
  return "| `" + name + "` | " + cell;
}

void ExpectRows(const std::string& prefix, const Json& object) {
  for (const auto& [key, value] : object["properties"].items()) {
    if (key == "windows") continue;  // its default is written with spaces
    if (value.contains("properties")) {
      ExpectRows(prefix + key + ".", value);
    } else if (key != "routes") {
      EXPECT_THAT(Text(), HasSubstr(Row(prefix + key, value)));
    }
  }
}

TEST(ConfigurationDocument, ExplainsEveryKeyWithItsDefault) {
  const Json schema = Json::parse(ConfigSchema());
  ExpectRows("", schema);
  EXPECT_THAT(Text(),
              HasSubstr("| `rate_limit.windows` | `[{\"requests\": 60, \"per_ms\": 60000}]` |"));
  EXPECT_EQ(schema["properties"]["rate_limit"]["properties"]["windows"]["default"],
            Json::parse(R"([{"requests": 60, "per_ms": 60000}])"));
  EXPECT_THAT(Text(), HasSubstr("\n## Routes\n"));
}

TEST(ConfigurationDocument, NamesEveryKeyThatIsNotInThisVersion) {
  const std::string later = Text().substr(Text().find("\n## Not in this version\n"));
  for (const config::Later& row : config::LaterKeys()) {
    if (!row.section.empty()) continue;  // told in words
    EXPECT_THAT(later, HasSubstr("`" + std::string(row.key) + "`"));
  }
}

}  // namespace
}  // namespace inflow
