// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/options.h"

#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace inflow::sim {
namespace {

using Limits = std::vector<std::pair<int64_t, int64_t>>;

Limits LimitsOf(const Options& options) {
  Limits limits;
  for (const Limit& limit : options.limits) limits.emplace_back(limit.requests, limit.per.count());
  return limits;
}

std::string OptionsMessage(std::vector<std::string> arguments) {
  const absl::StatusOr<Options> options = ParseOptions(std::move(arguments));
  return options.ok() ? "accepted" : std::string(options.status().message());
}

TEST(OptionsTest, HaveTheServiceAsItIsKnownByDefault) {
  const absl::StatusOr<Options> options = ParseOptions({});
  ASSERT_TRUE(options.ok());
  EXPECT_EQ(LimitsOf(*options), (Limits{{60, 60'000}}));
  EXPECT_EQ(options->routes, Routes::kBoth);
  EXPECT_EQ(options->rate_headers, RateHeaders::kUsed);
  EXPECT_EQ(options->array_put, ArrayPut::kAccept);
  EXPECT_TRUE(options->store);
}

TEST(OptionsTest, HarshImpliesTheWorseAnswers) {
  const absl::StatusOr<Options> options = ParseOptions({"--strictness", "harsh"});
  ASSERT_TRUE(options.ok());
  EXPECT_EQ(LimitsOf(*options), (Limits{{60, 60'000}, {1000, 3'600'000}}));
  EXPECT_EQ(options->routes, Routes::kPublished);
  EXPECT_EQ(options->rate_headers, RateHeaders::kLeft);
  EXPECT_EQ(options->array_put, ArrayPut::kReject);
}

TEST(OptionsTest, WhatIsGivenWinsOverWhatHarshImplies) {
  const absl::StatusOr<Options> options =
      ParseOptions({"--strictness=harsh", "--routes", "both", "--limit", "20/2000", "--limit=5/100",
                    "--rate-headers", "none", "--array-put", "first-only"});
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(LimitsOf(*options), (Limits{{20, 2000}, {5, 100}}));
  EXPECT_EQ(options->routes, Routes::kBoth);
  EXPECT_EQ(options->rate_headers, RateHeaders::kNone);
  EXPECT_EQ(options->array_put, ArrayPut::kFirstOnly);
}

TEST(OptionsTest, TakeTheRest) {
  const absl::StatusOr<Options> options = ParseOptions({"--port",
                                                        "8080",
                                                        "--port-file",
                                                        "p",
                                                        "--accept-any",
                                                        "--company",
                                                        "10000000-0000-4000-8000-000000000001",
                                                        "--api-key",
                                                        "k",
                                                        "--seed",
                                                        "9",
                                                        "--no-store",
                                                        "--limit",
                                                        "none",
                                                        "--latency-ms",
                                                        "7",
                                                        "--fault",
                                                        "{}",
                                                        "--log",
                                                        "l",
                                                        "--max-log",
                                                        "0",
                                                        "--bare",
                                                        "--references",
                                                        "published",
                                                        "--negative-stock",
                                                        "400",
                                                        "--confuse",
                                                        "html=2",
                                                        "--confuse",
                                                        "half"});
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->port, 8080);
  EXPECT_EQ(options->port_file, "p");
  EXPECT_TRUE(options->accept_any);
  EXPECT_EQ(options->company, "10000000-0000-4000-8000-000000000001");
  EXPECT_EQ(options->api_key, "k");
  EXPECT_EQ(options->seed, 9u);
  EXPECT_FALSE(options->store);
  EXPECT_TRUE(options->limits.empty());
  EXPECT_EQ(options->latency_ms, 7);
  EXPECT_EQ(options->fault, "{}");
  EXPECT_EQ(options->log, "l");
  EXPECT_EQ(options->max_log, 0u);
  EXPECT_TRUE(options->bare);
  EXPECT_EQ(options->references, References::kPublished);
  EXPECT_EQ(options->negative_stock, NegativeStock::k400);
  EXPECT_EQ(options->confuse, (std::vector<std::string>{"html=2", "half"}));
}

TEST(OptionsTest, RefuseWhatTheyCannotUse) {
  EXPECT_EQ(
      OptionsMessage({"--limit", "60"}),
      "--limit 60: give REQUESTS/MS such as 60/60000 (up to 10000000 requests and one day), or none");
  for (const char* limit : {"0/1", "1/0", "-1/5", "1/2/3", "a/b", "none/5"}) {
    EXPECT_EQ(OptionsMessage({"--limit", limit}).find("--limit "), 0u) << limit;
  }
  EXPECT_EQ(OptionsMessage({"--company", "acme"}), "--company acme: must be a GUID");
  EXPECT_EQ(OptionsMessage({"--api-key", ""}), "--api-key: must not be empty");
  EXPECT_NE(OptionsMessage({"--strictness", "soft"}), "accepted");
  EXPECT_NE(OptionsMessage({"--port", "70000"}), "accepted");
  EXPECT_NE(OptionsMessage({"--seed-data", "/nonexistent/file"}), "accepted");
  EXPECT_EQ(OptionsMessage({"--confuse", "all"}).find("--confuse all: give html, other-id"), 0u);
  EXPECT_NE(OptionsMessage({"--negative-stock", "409"}), "accepted");
  EXPECT_NE(OptionsMessage({"--nonsense"}), "accepted");
  EXPECT_NE(OptionsMessage({"stray"}), "accepted");
  EXPECT_NE(OptionsMessage({"--tls-cert", "/dev/null"}), "accepted");
}

TEST(OptionsTest, PrintHelpAndVersionInsteadOfServing) {
  EXPECT_NE(ParseOptions({"--help"})->help.find("--strictness"), std::string::npos);
  EXPECT_EQ(ParseOptions({"--version"})->help, "inflow-sim 1.0.0\n");
}

}  // namespace
}  // namespace inflow::sim
