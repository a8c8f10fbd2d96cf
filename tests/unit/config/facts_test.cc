// SPDX-License-Identifier: Apache-2.0
//
// What is known of each key: told once, and the same to the reader, the schema and the tables.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "plugin/config/internal/keys.h"
#include "tests/unit/config/schema_check.h"
#include "tests/unit/config/support.h"

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Json = nlohmann::json;

const Json& Facts() {
  static const Json facts = Json::parse(ConfigFacts());
  return facts;
}

const Json& Schema() {
  static const Json schema = Json::parse(ConfigSchema());
  return schema;
}

// Keys are all keys by their names, of whatever section.
std::map<std::string, Json> Keys() {
  std::map<std::string, Json> keys;
  for (const Json& section : Facts()["sections"]) {
    for (const Json& key : section["keys"])
      EXPECT_TRUE(keys.emplace(key["name"], key).second) << key;
  }
  return keys;
}

// PropertyOf is the schema of a key by its dotted name.
const Json* PropertyOf(const std::string& name) {
  const Json* at = &Schema();
  for (size_t begin = 0; begin <= name.size();) {
    const size_t dot = std::min(name.find('.', begin), name.size());
    const std::string part = name.substr(begin, dot - begin);
    if (!at->contains("properties") || !(*at)["properties"].contains(part)) return nullptr;
    at = &(*at)["properties"][part];
    begin = dot + 1;
  }
  return at;
}

TEST(ConfigFacts, TellOfEveryKeyOfTheSchemaOnce) {
  std::set<std::string> told, known;
  for (const auto& [name, key] : Keys()) {
    if (name.find("[]") == std::string::npos) told.insert(name);
  }
  const auto list = [&known](const auto& self, const Json& object,
                             const std::string& path) -> void {
    for (const auto& [name, value] : object["properties"].items()) {
      if (value.contains("properties")) {
        self(self, value, path + name + ".");
      } else if (name != "routes") {
        known.insert(path + name);
      }
    }
  };
  list(list, Schema(), "");
  EXPECT_EQ(told, known);
}

TEST(ConfigFacts, NameWhoUsesAKey) {
  const std::map<std::string, Json> keys = Keys();
  const Json& by = keys.at("batching.by");
  EXPECT_EQ(by["needed_by"], Json::array({"fold", "keyed"}));
  EXPECT_EQ(by["bounds"], "1 to 16");
  EXPECT_EQ(
      by["meaning"],
      "`fold`, `keyed`: the attributes that name a document, or the one that names a record.");
  EXPECT_EQ(keys.at("batching.separator")["taken_by"], Json::array({"delimited", "template"}));
  EXPECT_EQ(keys.at("batching.separator")["default"], "\n");
  EXPECT_EQ(keys.at("xml.root")["formats"], Json::array({"xml"}));
  EXPECT_EQ(keys.at("body")["needed_in"], Json::array({"text"}));
  EXPECT_EQ(keys.at("response.confirm")["otherwise"], "by endpoint");
  EXPECT_FALSE(keys.at("response.confirm").contains("default"));
  EXPECT_EQ(keys.at("rate_limit.windows[].per_ms")["required"], true);
}

TEST(ConfigFacts, BoundsAreInTheUnitsOfPeople) {
  const std::map<std::string, Json> keys = Keys();
  EXPECT_EQ(keys.at("batching.linger_ms")["bounds"], "0 to 1 hour");
  EXPECT_EQ(keys.at("rate_limit.windows[].per_ms")["bounds"], "1 to 31 days");
  EXPECT_EQ(keys.at("retry.max_attempts")["bounds"], "1 to 1000");
  EXPECT_EQ(keys.at("queue.max_records")["bounds"], "1 to 1,000,000,000");
  EXPECT_EQ(keys.at("queue.max_bytes")["bounds"], "1 to 1 TiB");
  EXPECT_EQ(keys.at("limits.max_response_bytes")["bounds"], "1 KiB to 1 GiB");
  EXPECT_EQ(keys.at("batching.size")["bounds"], "1 to 100,000");
}

TEST(ConfigFacts, ExamplesAndDefaultsAreValues) {
  for (const auto& [name, key] : Keys()) {
    const Json* property = PropertyOf(name);
    for (const char* of : {"example", "default"}) {
      if (!key.contains(of)) continue;
      EXPECT_TRUE(property != nullptr && SchemaCheck::Accepts(*property, key[of]))
          << name << " " << of;
    }
    if (property != nullptr && key.contains("example")) {
      EXPECT_EQ((*property)["examples"], Json::array({key["example"]})) << name;
    }
    if (property != nullptr && key.contains("default")) {
      EXPECT_EQ((*property)["default"], key["default"]) << name;
    }
  }
}

class AlgorithmFacts : public ::testing::TestWithParam<Json> {
 protected:
  // Document is a configuration with these settings of the algorithm; a manual endpoint takes all
  // of them.
  static Json With(const Json& batching) {
    Json document =
        Json::parse(Document(R"(, "endpoint": {"method": "POST", "url": "/{companyId}/x"})"));
    document["batching"] = batching;
    return document;
  }
  static void Expect(const Json& batching, bool valid) {
    const Json document = With(batching);
    EXPECT_EQ(Parse(document.dump()).faults.empty(), valid) << batching;
    EXPECT_EQ(SchemaCheck::Accepts(Schema(), document), valid) << batching;
  }
};

TEST_P(AlgorithmFacts, ReaderAndSchemaWantAndRefuseWhatTheyTell) {
  const std::map<std::string, Json> keys = Keys();
  Json whole = {{"algorithm", GetParam()["name"]}};
  for (const std::string name : GetParam()["needs"]) {
    whole[name] = keys.at("batching." + name)["example"];
  }
  Expect(whole, true);
  for (const std::string name : GetParam()["needs"]) {
    Json less = whole;
    less.erase(name);
    Expect(less, false);
    less[name] = nullptr;
    Expect(less, false);
  }
  for (const auto& [path, key] : keys) {
    if (key["needed_by"].empty() && key["taken_by"].empty()) continue;
    const std::string name = path.substr(path.find('.') + 1);
    const auto own = [&](const char* list) {
      const Json& names = GetParam()[list];
      return std::find(names.begin(), names.end(), Json(name)) != names.end();
    };
    if (own("needs")) continue;
    Json more = whole;
    more[name] = key["default"];
    Expect(more, true);
    more[name] = key["example"];
    Expect(more, own("takes"));
  }
}

TEST_P(AlgorithmFacts, ReaderAndSchemaLetTheFormatsPassThatTheyTell) {
  for (const char* format : {"json", "form", "xml", "text"}) {
    Json batching = {{"algorithm", GetParam()["name"]}, {"enabled", true}};
    for (const std::string name : GetParam()["needs"]) {
      batching[name] = Keys().at("batching." + name)["example"];
    }
    Json document = With(batching);
    document["content_format"] = format;
    if (std::string(format) == "text") document["body"] = "{record.a}";
    const Json& formats = GetParam()["formats"];
    const bool carries = std::find(formats.begin(), formats.end(), Json(format)) != formats.end();
    EXPECT_EQ(SchemaCheck::Accepts(Schema(), document), carries) << document;
    EXPECT_EQ(Parse(document.dump()).faults.empty(), carries) << document;
  }
}

INSTANTIATE_TEST_SUITE_P(EveryOne, AlgorithmFacts,
                         ::testing::ValuesIn(Facts()["algorithms"].get<std::vector<Json>>()),
                         [](const auto& param) {
                           return param.param["name"].template get<std::string>();
                         });

TEST(KeyText, IsPlainWithoutMarksAndAddresses) {
  EXPECT_EQ(config::Plain("a name from the [catalogue](endpoints.md), `[]`, or (`x`)"),
            "a name from the catalogue, [], or (x)");
  EXPECT_EQ(config::Plain("[a] [b](c)"), "[a] b");
  EXPECT_EQ(config::Plain("[open](never"), "[open](never");
}

}  // namespace
}  // namespace inflow
