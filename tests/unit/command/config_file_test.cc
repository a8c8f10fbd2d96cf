// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/config/config_file.h"

#include <gtest/gtest.h>

namespace inflow::command {
namespace {

std::string Complete(std::string text, const std::vector<std::string>& settings = {}) {
  const absl::Status status = CompleteConfig(settings, &text);
  return status.ok() ? text : "refused: " + std::string(status.message());
}

TEST(CompleteConfig, LeavesAWholeFileAsItIs) {
  const std::string text =
      "{/*c*/\"credential\":{\"company_id\":\"c\",\"api_key\":{\"file\":\"k\"}}, \"map\":{\"p\":1.0}}\n";
  EXPECT_EQ(Complete(text), text);
}

TEST(CompleteConfig, TakesFromTheEnvironmentWhatTheCredentialLacks) {
  EXPECT_EQ(
      Complete("{\"endpoint\":\"x\"}"),
      "{\"credential\": {\"api_key\": {\"env\": \"INFLOW_API_KEY\"}, \"company_id\":{\"env\": \"INFLOW_COMPANY_ID\"}}, "
      "\"endpoint\":\"x\"}");
  EXPECT_EQ(Complete("{\"credential\":{\"company_id\":\"c\"}}"),
            "{\"credential\":{\"api_key\": {\"env\": \"INFLOW_API_KEY\"}, \"company_id\":\"c\"}}");
  EXPECT_EQ(Complete("{\"credential\":{\"company_id\":\"c\",\"api_key\":null}}"),
            "{\"credential\":{\"company_id\":\"c\",\"api_key\":{\"env\": \"INFLOW_API_KEY\"}}}");
}

TEST(CompleteConfig, LeavesWhatIsNoObjectToTheDestination) {
  EXPECT_EQ(Complete("{oops"), "{oops");
  EXPECT_EQ(Complete("[1]"), "[1]");
  EXPECT_EQ(
      Complete("{oops", {"active=true"}),
      "refused: --set cannot be applied: the configuration is not one JSON object; mend it first");
}

TEST(CompleteConfig, SettingsComeLast) {
  const std::string kCredential = "{\"credential\":{\"company_id\":\"c\",\"api_key\":\"k\"},";
  EXPECT_EQ(Complete(kCredential + "\"active\":false}", {"active=true", "active=null"}),
            kCredential + "\"active\":null}");
}

TEST(ReadFigures, DefaultsWhereTheSettingsAreNotKnown) {
  for (const char* json : {"", "{}", "[", "7",
                           "{\"queue\":7,\"batching\":[],\"rate_limit\":{\"max_in_flight\":-1}}"}) {
    const ConfigFigures figures = ReadFigures({.json = json});
    EXPECT_TRUE(figures.active);
    EXPECT_EQ(figures.group_records, 1);
    EXPECT_EQ(figures.max_in_flight, 4);
    EXPECT_EQ(figures.queue_records, 100'000);
    EXPECT_EQ(figures.queue_bytes, 67'108'864);
    EXPECT_EQ(figures.max_record_bytes, 16'777'216);
  }
}

TEST(ReadFigures, ReadsTheSettingsInForce) {
  const ConfigFigures figures = ReadFigures({.json = R"({"active":false,"endpoint":"create_product",
      "batching":{"enabled":true,"algorithm":"array","size":50,"max_bytes":9},"rate_limit":{"max_in_flight":2},
      "queue":{"max_records":10,"max_bytes":20},"limits":{"max_record_bytes":30,"timeout_ms":40}})"});
  EXPECT_FALSE(figures.active);
  EXPECT_TRUE(figures.has_route);
  EXPECT_EQ(figures.endpoint, "create_product");
  EXPECT_EQ(figures.group_records, 50);
  EXPECT_EQ(figures.group_bytes, 9);
  EXPECT_EQ(figures.max_in_flight, 2);
  EXPECT_EQ(figures.queue_records, 10);
  EXPECT_EQ(figures.queue_bytes, 20);
  EXPECT_EQ(figures.max_record_bytes, 30);
  EXPECT_EQ(figures.timeout_ms, 40);
}

TEST(ReadFigures, RecordsShareRequestsOnlyWhereBatchingIsOn) {
  const auto of = [](const std::string& batching) {
    return ReadFigures({.json = R"({"batching":)" + batching + "}"});
  };
  EXPECT_EQ(of(R"({"enabled":false,"algorithm":"array","size":100})").group_records, 1);
  EXPECT_FALSE(of(R"({"enabled":false,"algorithm":"fold","size":1})").folds);
  const ConfigFigures folding = of(R"({"enabled":true,"algorithm":"fold","size":3})");
  EXPECT_TRUE(folding.folds);
  EXPECT_EQ(folding.group_records, 1);
  EXPECT_EQ(folding.group_documents, 3);
  EXPECT_FALSE(ReadFigures({.has_route = false, .json = ""}).has_route);
}

TEST(ReadFigures, ReadsWhatIsSaidOfRows) {
  const CsvSettings csv =
      ReadFigures(
          {.json = R"({"csv":{"null":["NULL"],"types":{"n":"number","x":7},"separator":"tab",
      "fill_down":{"columns":["a","b"],"within":"h"},"where":"a is not blank"}})"})
          .csv;
  EXPECT_EQ(csv.null_texts, std::vector<std::string>{"NULL"});
  ASSERT_TRUE(csv.fill_down && csv.where);
  EXPECT_EQ(csv.fill_down->columns, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(csv.fill_down->within, std::vector<std::string>{"h"});
  EXPECT_EQ(csv.where->condition.column, "a");
  EXPECT_EQ(csv.types, (decltype(csv.types){{"n", CsvSettings::Type::kNumber}}));
  EXPECT_EQ(csv.separator, "\t");
  EXPECT_TRUE(csv.configured_types && csv.configured_separator);
  EXPECT_TRUE(csv.configured_nulls && csv.configured_fill_down && csv.configured_where);
  for (const char* json : {"{}", R"({"csv":7})",
                           R"({"csv":{"fill_down":{"columns":null,"within":null},"where":null}})",
                           R"({"csv":{"fill_down":[],"where":"no condition","null":[7]}})"}) {
    const CsvSettings none = ReadFigures({.json = json}).csv;
    EXPECT_FALSE(none.fill_down || none.where || !none.null_texts.empty()) << json;
  }
}

}  // namespace
}  // namespace inflow::command
