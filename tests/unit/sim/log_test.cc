// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/log.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "gtest/gtest.h"
#include "tests/support/temp_folder.h"

namespace inflow::sim {
namespace {

using Json = nlohmann::json;

Message PostMessage(std::string body) {
  return {.method = "POST",
          .target = "/c/products",
          .headers = {{"Authorization", "Bearer secret"},
                      {"X-Key", "is secret!"},
                      {"A", "1"},
                      {"a", "2"}},
          .body = std::move(body),
          .connection = 4,
          .on_connection = 2};
}

TEST(RequestLogTest, ShowsWhatArrivedWithTheKeyMasked) {
  RequestLog log(1 << 20, "secret");
  const std::shared_ptr<LogEntry> entry =
      log.Arrive(PostMessage(R"({"price":12.50})"), Instant(1500));
  entry->status = 201;
  entry->applied = true;
  log.End(entry.get(), Instant(2750));
  const Json json = Json::parse(log.ToJson(1));
  EXPECT_EQ(
      json["requests"],
      Json::parse(
          R"([{"number":1,"connection":4,"on_connection":2,"method":"POST","target":"/c/products",
      "headers":{"authorization":"***","x-key":"is ***!","a":"1, 2"},"body":"{\"price\":12.50}","complete":true,
      "arrived_ms":1.5,"ended_ms":2.75,"status":201,"applied":true,"throttled":false,"rule":null}])"));
  EXPECT_EQ(json["counts"],
            Json::parse(
                R"({"arrived":1,"throttled":0,"applied":1,"connections":1,"statuses":{"201":1}})"));
}

TEST(RequestLogTest, ShowsARequestThatHasNotEnded) {
  RequestLog log(1 << 20, "secret");
  log.Arrive(PostMessage(""), Instant(0));
  const Json json = Json::parse(log.ToJson(1));
  EXPECT_EQ(json["requests"][0]["ended_ms"], nullptr);
  EXPECT_EQ(json["counts"]["statuses"], Json::object());
}

TEST(RequestLogTest, ShowsBytesThatAreNoTextInBase64Too) {
  RequestLog log(1 << 20, "secret");
  log.Arrive(PostMessage("a\xff"), Instant(0));
  const Json json = Json::parse(log.ToJson(1));
  EXPECT_EQ(json["requests"][0]["body"], "a\xef\xbf\xbd");
  EXPECT_EQ(json["requests"][0]["body_base64"], "Yf8=");
}

TEST(RequestLogTest, ForgetsTheOldestWhenItIsFullAndCountsOn) {
  RequestLog log(10'000, "secret");
  for (int i = 0; i < 100; ++i)
    log.End(log.Arrive(PostMessage(std::string(1000, 'x')), Instant(i)).get(), Instant(i));
  const Json json = Json::parse(log.ToJson(1));
  EXPECT_EQ(json["counts"]["arrived"], 100);
  EXPECT_GT(json["requests"].size(), 2u);
  EXPECT_LT(json["requests"].size(), 10u);
  EXPECT_EQ(json["requests"].size() + json["dropped"].get<size_t>(), 100u);
  EXPECT_EQ(json["requests"].back()["number"], 100);
  EXPECT_EQ(Json::parse(log.ToJson(100))["requests"].size(), 1u);
}

TEST(RequestLogTest, KeepsNothingWithoutRoom) {
  RequestLog log(0, "secret");
  const std::shared_ptr<LogEntry> entry = log.Arrive(PostMessage(""), Instant(0));
  entry->throttled = true;
  log.End(entry.get(), Instant(1));
  EXPECT_EQ(
      log.ToJson(1),
      R"({"counts":{"arrived":1,"throttled":1,"applied":0,"connections":1,"statuses":{"0":1}},)"
      R"("dropped":1,"requests":[]})");
}

TEST(RequestLogTest, WritesALineAnEndedRequest) {
  const testing::TempFolder folder;
  const std::string path = (folder.path() / "log.ndjson").string();
  RequestLog log(1 << 20, "secret");
  ASSERT_TRUE(log.OpenFile(path).ok());
  const std::shared_ptr<LogEntry> first = log.Arrive(PostMessage("1"), Instant(0));
  const std::shared_ptr<LogEntry> second = log.Arrive(PostMessage("2"), Instant(1));
  log.End(second.get(), Instant(2));
  log.End(first.get(), Instant(3));
  std::ifstream file(path);
  std::string line;
  std::string bodies;
  while (std::getline(file, line)) bodies += Json::parse(line)["body"].get<std::string>();
  EXPECT_EQ(bodies, "21");
  EXPECT_EQ(log.OpenFile("/nonexistent/log").message(),
            "--log /nonexistent/log: cannot be written: No such file or directory");
}

}  // namespace
}  // namespace inflow::sim
