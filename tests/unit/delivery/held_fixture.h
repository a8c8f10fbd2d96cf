// SPDX-License-Identifier: Apache-2.0
//
// File: held_fixture.h
//
// An engine that looks up names, and lists that have some.
#ifndef TESTS_UNIT_DELIVERY_HELD_FIXTURE_H_
#define TESTS_UNIT_DELIVERY_HELD_FIXTURE_H_

#include <algorithm>
#include <string>
#include <vector>

#include "plugin/entity/reference_mark.h"
#include "tests/unit/delivery/engine_fixture.h"

namespace inflow {

using Texts = std::vector<std::string>;

inline constexpr char kTea[] = "11111111-0000-4000-8000-000000000001";
inline constexpr char kRice[] = "11111111-0000-4000-8000-000000000002";
inline constexpr char kSeller[] = "22222222-0000-4000-8000-000000000001";
inline constexpr char kThere[] = "33333333-0000-4000-8000-000000000001";

inline constexpr char kCategories[] = "GET /categories?count=100&includeCount=true&sort=categoryId";
inline constexpr char kVendors[] = "GET /vendors?count=100&includeCount=true&sort=vendorId";
inline constexpr char kProducts[] = "GET /products?count=100&includeCount=true&sort=productId";

inline const std::string kResolves = R"(,"references":{"mode":"resolve"})";
inline const std::string kById = R"("endpoint":"create_product","key":"id")";

inline std::string OfCategory(const std::string& id, const std::string& category) {
  return R"({"id":")" + id + R"(","categoryId":")" + category + R"("})";
}

inline std::string CategoryList() {
  return R"([{"categoryId":")" + std::string(kTea) + R"(","name":"Tea"},{"categoryId":")" + kRice +
         R"(","name":"Rice"}])";
}

class HeldTest : public EngineTest {
 protected:
  void Use(const std::string& rest) {
    const Config config = testing::ParseOrDie(rest);
    options_.lookups = {.references = config.references,
                        .company_url = "https://inflow.test/co",
                        .api_version = "2025-06-24"};
    options_.retry.max_attempts = 3;
    engine_.Configure(options_);
    Configure(rest);
  }

  // Go starts what may start now and returns what goes out: "GET /path", or a body. Nothing of it
  // may hold what is not known.
  Texts Go(int64_t now = 0) { return StartCalls(now, NameOf); }

  static std::string NameOf(const HttpCall& call) {
    for (const std::string_view text : {call.body(), std::string_view(*call.url)}) {
      EXPECT_EQ(FindHole(text, 0).at, std::string_view::npos) << text;
      MarkCursor marks(text);
      EXPECT_FALSE(marks.Next()) << text;
    }
    if (call.has_body) return std::string(call.body());
    EXPECT_EQ(call.method, HttpMethod::kGet);
    EXPECT_THAT(*call.headers,
                ::testing::ElementsAre("Accept: application/json;version=2025-06-24"));
    return "GET " + call.url->substr(std::string_view("https://inflow.test/co").size());
  }

  void AnswerList(const std::string& question, const std::string& list, int64_t total = -1,
                  int64_t now = 0) {
    Answer(question, 200, now, list,
           {{"content-type", "application/json"},
            {"x-listcount", std::to_string(total < 0 ? Count(list) : total)}});
  }
  void AnswerCategories(int64_t now = 0) { AnswerList(kCategories, CategoryList(), -1, now); }

  uint64_t pending() const { return engine_.counters().pending; }

 private:
  static int64_t Count(const std::string& list) {
    return std::count(list.begin(), list.end(), '{');
  }
};

}  // namespace inflow

#endif  // TESTS_UNIT_DELIVERY_HELD_FIXTURE_H_
