// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/simulator.h"

#include <string>
#include <utility>
#include <vector>

#include "tests/support/temp_folder.h"
#include "tests/unit/sim/bench.h"

namespace inflow::sim {
namespace {

TEST(SimulatorTest, ListsPagesOfWhatItHas) {
  Bench bench;
  for (int i = 0; i < 25; ++i)
    bench.Send(
        "POST", "/products",
        R"({"productId":"p)" + std::to_string(i) + R"(","name":"n)" + std::to_string(i) + "\"}");
  const auto ids = [&](const std::string& query) {
    std::vector<std::string> list;
    for (const Json& product : Json::parse(bench.Send("GET", "/products" + query).body))
      list.push_back(product["productId"]);
    return list;
  };
  EXPECT_EQ(ids("").size(), 20u);
  EXPECT_EQ(ids("?count=100").size(), 25u);
  EXPECT_EQ(ids("?count=2&after=p7"), (std::vector<std::string>{"p8", "p9"}));
  EXPECT_EQ(ids("?count=2&skip=3"), (std::vector<std::string>{"p3", "p4"}));
  EXPECT_EQ(bench.Send("GET", "/products?count=x").status, 400);
  EXPECT_EQ(bench.Send("GET", "/products?after=nothing").status, 400);
  EXPECT_EQ(FindHeader(bench.Send("GET", "/products?includeCount=true").headers, "x-listcount"),
            "25");
}

TEST(SimulatorTest, HasReferenceListsThatNobodyMayWrite) {
  Bench bench;
  const Json locations = Json::parse(bench.Send("GET", "/locations?count=1").body);
  ASSERT_EQ(locations.size(), 1u);
  EXPECT_EQ(locations[0]["name"], "Main Warehouse");
  EXPECT_EQ(bench.Send("GET", "/locations/" + locations[0]["locationId"].get<std::string>()).status,
            200);
  EXPECT_EQ(
      bench.Send("PUT", "/locations", R"({"locationId":"aaaaaaaa-0000-4000-8000-000000000001"})")
          .status,
      405);
  EXPECT_EQ(bench.Send("POST", "/locations", "{}").status, 405);
  EXPECT_EQ(bench.Send("DELETE", "/locations/x").status, 405);
  EXPECT_EQ(bench.Send("POST", "/vendors", "{}").status, 405);
  EXPECT_EQ(bench.Send("GET", "/shelves").status, 404);
}

TEST(SimulatorTest, ServesTheRoutesThatItIsToldTo) {
  Options options = Unlimited();
  options.routes = Routes::kPublished;
  Bench published(options);
  EXPECT_EQ(published.Send("POST", "/products", R"({"name":"Tea"})").status, 405);
  EXPECT_EQ(published.Send("PATCH", "/products/p", R"({"name":"Tea"})").status, 404);
  EXPECT_EQ(published.Send("DELETE", "/products/p").status, 404);
  EXPECT_EQ(published.State("products"), "[]");
  options.routes = Routes::kDocument;
  Bench document(options);
  EXPECT_EQ(
      document.Send("PUT", "/products", R"({"productId":"aaaaaaaa-0000-4000-8000-000000000001"})")
          .status,
      405);
  EXPECT_EQ(document.Send("POST", "/products", R"({"productId":"p","name":"Tea"})").status, 201);
  EXPECT_EQ(document.Send("DELETE", "/products/p").status, 204);
  Bench harsh(Harsh(Routes::kPublished));
  std::vector<int> statuses;
  for (int i = 0; i < 2; ++i)
    statuses.push_back(harsh.Send("POST", "/products", R"({"name":"Tea"})").status);
  for (int i = 0; i < 2; ++i)
    statuses.push_back(harsh.Send("PUT", "/products/p", R"({"name":"Tea"})").status);
  EXPECT_EQ(statuses, (std::vector<int>{405, 404, 404, 405}));
}

TEST(SimulatorTest, ChecksKeyCompanyVersionAndContentType) {
  Bench bench;
  const auto status = [&](const std::string& name, const std::string& value,
                          const std::string& body = R"({"name":"Tea"})") {
    Message message = bench.Request("POST", "/products", body);
    for (auto& [key, text] : message.headers) {
      if (key == name) text = value;
    }
    return bench.Serve(message).answer.status;
  };
  EXPECT_EQ(status("Authorization", "Bearer wrong"), 401);
  EXPECT_EQ(status("Authorization", "simulator-key"), 401);
  EXPECT_EQ(status("Authorization", ""), 401);
  EXPECT_EQ(status("Accept", "application/json"), 400);
  EXPECT_EQ(status("Accept", "application/json;version="), 400);
  EXPECT_EQ(status("Content-Type", "text/plain"), 415);
  EXPECT_EQ(status("Content-Type", ""), 415);
  EXPECT_EQ(bench.State("products"), "[]");
  EXPECT_EQ(status("Content-Type", "application/json; charset=utf-8"), 201);
  EXPECT_EQ(status("Accept", "text/plain, application/json; version=1999-01-01",
                   R"({"name":"known takes any version"})"),
            201);
  Message other = bench.Request("GET", "/products");
  other.target = "/" + std::string(kGuidA) + "/products";
  EXPECT_EQ(bench.Serve(other).answer.status, 403);
}

TEST(SimulatorTest, HarshKnowsItsVersions) {
  Bench bench(Harsh());
  Message message = bench.Request("GET", "/products");
  EXPECT_EQ(bench.Serve(message).answer.status, 200);
  message.headers[1].second = "application/json;version=1999-01-01";
  EXPECT_EQ(bench.Serve(message).answer.status, 400);
}

TEST(SimulatorTest, AcceptsAnythingWhereAsked) {
  Options options;
  options.accept_any = true;
  Bench bench(options);
  EXPECT_EQ(bench.Serve({.method = "POST", .target = "/any/products", .body = R"({"sku":"a"})"})
                .answer.status,
            201);
  EXPECT_EQ(bench.Serve({.method = "POST", .target = "/any/products", .body = R"({"sku":"a"})"})
                .answer.status,
            201);
  EXPECT_EQ(bench.Serve({.method = "PUT", .target = "/any/products", .body = R"({"sku":"a"})"})
                .answer.status,
            200);
  EXPECT_EQ(bench.Serve({.method = "POST", .target = "/any/products", .body = "7"}).answer.status,
            400);
}

TEST(SimulatorTest, CountsEveryRequestAndSaysWhenToComeBack) {
  Options options;
  options.limits = {{.requests = 2, .per = Millis(2500)}};
  Bench bench(options);
  EXPECT_EQ(bench.Send("GET", "/products").status, 200);
  Message stranger = bench.Request("GET", "/products");
  stranger.headers.clear();
  EXPECT_EQ(bench.Serve(stranger).answer.status, 401);
  bench.now = Millis(1);
  const Answer over = bench.Send("POST", "/products", R"({"name":"Tea"})");
  EXPECT_EQ(over.status, 429);
  EXPECT_EQ(over.headers, (Headers{{"Retry-After", "3"}}));
  EXPECT_EQ(bench.State("products"), "[]");
  bench.now = Millis(2501);
  EXPECT_EQ(bench.Send("POST", "/products", R"({"name":"Tea"})").status, 201);
}

TEST(SimulatorTest, RateHeadersTellOfTheMinuteAndTheHour) {
  Options options;
  options.limits = {{.requests = 50, .per = Millis(3'600'000)},
                    {.requests = 500, .per = Millis(100'000)},
                    {.requests = 2, .per = Millis(60'000)}};
  const auto third = [&](RateHeaders rate_headers) {
    options.rate_headers = rate_headers;
    Bench bench(options);
    bench.Send("GET", "/products");
    EXPECT_EQ(bench.Send("GET", "/products").status, 200);
    const Answer answer = bench.Send("GET", "/products");
    EXPECT_EQ(answer.status, 429);
    Headers rate;
    for (const auto& header : answer.headers) {
      if (header.first != "Retry-After") rate.push_back(header);
    }
    return rate;
  };
  EXPECT_EQ(third(RateHeaders::kUsed),
            (Headers{{"x-ratelimit-limit", "3/50"}, {"x-inflow-api-rate-limit", "2/2"}}));
  EXPECT_EQ(third(RateHeaders::kLeft),
            (Headers{{"x-ratelimit-limit", "47/50"}, {"x-inflow-api-rate-limit", "0/2"}}));
  EXPECT_EQ(third(RateHeaders::kNone), Headers());
}

TEST(SimulatorTest, HarshNeverSaysWhenToComeBack) {
  Options options = Harsh();
  options.limits = {{.requests = 1, .per = Millis(1000)}};
  Bench bench(options);
  bench.Send("GET", "/products");
  const Answer over = bench.Send("GET", "/products");
  EXPECT_EQ(over.status, 429);
  EXPECT_EQ(FindHeader(over.headers, "Retry-After"), "");
}

TEST(SimulatorTest, AFaultAnswersBeforeOrAfterTheWork) {
  Options options;
  options.fault = R"({"rules":[{"nth":1,"status":503,"headers":{"Retry-After":"7"}},
                               {"nth":2,"status":502,"apply":true,"body":"<html>"},
                               {"nth":3,"malformed":true}]})";
  Bench bench(options);
  const Answer before = bench.Send("POST", "/products", R"({"name":"a"})");
  EXPECT_EQ(before.status, 503);
  EXPECT_EQ(FindHeader(before.headers, "Retry-After"), "7");
  EXPECT_EQ(CodeOf(before), "SimulatedFault");
  EXPECT_EQ(bench.State("products"), "[]");
  const Answer after = bench.Send("POST", "/products", R"({"name":"b"})");
  EXPECT_EQ(after.status, 502);
  EXPECT_EQ(after.body, "<html>");
  EXPECT_EQ(Json::parse(bench.State("products")).size(), 1u);
  EXPECT_TRUE(Json::parse(bench.Send("POST", "/products", R"({"name":"c"})").body, nullptr, false)
                  .is_discarded());
  const Json requests = Json::parse(bench.Control("GET", "/_sim/requests"))["requests"];
  std::vector<std::pair<bool, Json>> seen;
  for (const Json& request : requests) seen.emplace_back(request["applied"], request["rule"]);
  EXPECT_EQ(seen, (std::vector<std::pair<bool, Json>>{{false, 0}, {true, 1}, {true, 2}}));
}

TEST(SimulatorTest, AConfusedAnswerLiesAboutWhatWasDone) {
  const std::string body = R"({"productId":"aaaaaaaa-0000-4000-8000-000000000001","name":"Tea"})";
  const auto confused = [&](const std::string& kind, const std::string& method,
                            const std::string& path) {
    Bench bench;
    bench.Send("POST", "/products", R"({"productId":"p1","name":"Cups"})");
    bench.Control("PUT", "/_sim/faults", R"({"rules":[{"confuse":")" + kind + "\"}]}");
    const Answer answer = bench.Send(method, path, method == "GET" ? "" : body);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(Json::parse(bench.State("products")).size(), method == "GET" ? 1u : 2u);
    return answer;
  };
  for (const auto& [method, path] : std::vector<std::pair<std::string, std::string>>{
           {"PUT", "/products"}, {"GET", "/products"}, {"GET", "/products/p1"}}) {
    const Answer page = confused("html", method, path);
    EXPECT_EQ(FindHeader(page.headers, "Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(page.body.find("<!DOCTYPE html>"), 0u);
    EXPECT_EQ(CodeOf(confused("error", method, path)), "InternalError");
  }
  const Json written = Json::parse(confused("other-id", "PUT", "/products").body);
  EXPECT_EQ(written["productId"], "55555555-0000-4000-8000-000000000001");
  EXPECT_EQ(written["name"], "Tea");
  EXPECT_EQ(Json::parse(confused("other-id", "GET", "/products").body)[0]["productId"], "p1-other");
  EXPECT_EQ(Json::parse(confused("other-id", "GET", "/products/p1").body)["productId"], "p1-other");
}

TEST(SimulatorTest, ConfusesFromTheStartAsTheOptionsSay) {
  Options options;
  options.confuse = {"error=1", "html=1"};
  Bench bench(options);
  EXPECT_EQ(CodeOf(bench.Send("GET", "/products")), "InternalError");
  EXPECT_EQ(bench.Send("GET", "/products").body.find("<!DOCTYPE"), 0u);
  EXPECT_EQ(bench.Send("GET", "/products").body, "[]");
}

TEST(SimulatorTest, ABareCompanyHasItsSeedDataAlone) {
  const testing::TempFolder folder;
  Options options;
  options.bare = true;
  options.seed_data =
      folder.Write("seed.json", R"({"locations":[{"locationId":"l","name":"Depot"}]})");
  const Json state = Json::parse(Bench(options).Control("GET", "/_sim/state"));
  for (const auto& [name, entities] : state.items())
    EXPECT_EQ(entities.size(), name == "locations" ? 1u : 0u) << name;
}

TEST(SimulatorTest, FaultsCanBeReplacedWhileItRuns) {
  Bench bench;
  EXPECT_EQ(bench.Control("PUT", "/_sim/faults", R"({"rules":[{"status":500}]})"), "{}");
  EXPECT_EQ(bench.Send("GET", "/products").status, 500);
  EXPECT_EQ(Json::parse(bench.Control("PUT", "/_sim/faults", "7"))["code"], "InvalidRequest");
  EXPECT_EQ(bench.Control("PUT", "/_sim/faults", "{}"), "{}");
  EXPECT_EQ(bench.Send("GET", "/products").status, 200);
}

TEST(SimulatorTest, LooksAtItselfWithoutKeyOrQuota) {
  Options options;
  options.limits = {{.requests = 1, .per = Millis(1000)}};
  Bench bench(options);
  for (int i = 0; i < 3; ++i) bench.Control("GET", "/_sim/state");
  EXPECT_EQ(Json::parse(bench.Control("GET", "/_sim/state"))["locations"].size(), 2u);
  const Exchange echo =
      bench.Serve({.method = "PUT",
                   .target = "/_sim/echo/a%20b?x=1",
                   .headers = {{"Authorization", "Bearer simulator-key"}, {"X", "simulator-key"}},
                   .body = "text"});
  EXPECT_EQ(echo.answer.body, R"({"method":"PUT","target":"/_sim/echo/a%20b?x=1",)"
                              R"("headers":[["Authorization","***"],["X","***"]],"body":"text"})");
  EXPECT_EQ(bench.Send("GET", "/products").status, 200);
  const Json log = Json::parse(bench.Control("GET", "/_sim/requests?from=2"));
  EXPECT_EQ(log["counts"]["arrived"], 2);  // the echo and the read
  EXPECT_EQ(log["requests"].size(), 1u);
  EXPECT_EQ(Json::parse(bench.Control("GET", "/_sim/requests?from=none"))["requests"].size(), 0u);
  EXPECT_EQ(Json::parse(bench.Control("GET", "/_sim/requests?from=x"))["code"], "InvalidRequest");
  EXPECT_EQ(Json::parse(bench.Control("GET", "/_sim/nothing"))["code"], "NotFound");
}

TEST(SimulatorTest, ABodyThatBrokeOffIsRefused) {
  Bench bench;
  Message message = bench.Request("POST", "/products", R"({"name":"Tea"})");
  message.complete = false;
  EXPECT_EQ(bench.Serve(message).answer.status, 400);
  EXPECT_EQ(bench.State("products"), "[]");
}

TEST(SimulatorTest, ReadsTheFilesThatTheOptionsName) {
  const testing::TempFolder folder;
  Options options;
  options.seed_data = folder.Write("seed.json", R"({"products":[{"productId":"p","name":"Tea"}]})");
  options.fault = folder.Write("fault.json", R"({"rules":[{"method":"POST","status":500}]})");
  Bench bench(options);
  EXPECT_EQ(bench.State("products"), R"([{"productId":"p","name":"Tea"}])");
  EXPECT_EQ(bench.Send("POST", "/products", "{}").status, 500);
  options.fault = "nowhere.json";
  EXPECT_EQ(Simulator(options).Prepare().message(), "--fault nowhere.json: cannot be read");
  options.seed_data = folder.Write("bad.json", "7");
  EXPECT_EQ(Simulator(options).Prepare().message(),
            "seed data must be a JSON object of collections");
}

}  // namespace
}  // namespace inflow::sim
