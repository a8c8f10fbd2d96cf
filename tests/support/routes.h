// SPDX-License-Identifier: Apache-2.0
//
// File: routes.h
//
// Routes and batches for tests, from configuration text and record text.
#ifndef TESTS_SUPPORT_ROUTES_H_
#define TESTS_SUPPORT_ROUTES_H_

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plugin/config/parse.h"
#include "plugin/delivery/engine.h"
#include "plugin/request/route.h"

namespace inflow::testing {

inline constexpr char kCompany[] = "7d9c2d0e-3a5f-4b55-9a53-2f7a6b1c0e11";

// Document is a configuration with the test credential and `rest`, the other members:
// Document(R"("endpoint":"create_product")").
inline std::string Document(const std::string& rest) {
  std::string text =
      R"({"credential":{"company_id":")";  // appended to: g++ 12 warns of bounds inside operator+
  return text.append(kCompany)
      .append(R"(","api_key":"k-secret"},"base_url":"http://127.0.0.1:9",)")
      .append(rest)
      .append("}");
}

// DocumentWithKey has an API key of one's own: that of Document is short.
inline std::string DocumentWithKey(const std::string& key, const std::string& rest) {
  std::string text = Document(rest);
  return text.replace(text.find("k-secret"), std::string_view("k-secret").size(), key);
}

inline Config ParseOrDie(const std::string& rest) {
  Config config;
  for (const Fault& fault : ParseConfig(Document(rest), &config))
    ADD_FAILURE() << fault.pointer << ": " << fault.message;
  return config;
}

// CompileFaults compiles the main route and returns what is wrong with it.
inline std::vector<Fault> CompileFaults(const std::string& rest) {
  const Config config = ParseOrDie(rest);
  std::vector<Fault> faults;
  Route::Compile(config.main, config, kCompany, &faults);
  return faults;
}

inline std::unique_ptr<const Route> CompileRoute(const std::string& rest) {
  const Config config = ParseOrDie(rest);
  std::vector<Fault> faults;
  auto route = Route::Compile(config.main, config, kCompany, &faults);
  for (const Fault& fault : faults) ADD_FAILURE() << fault.pointer << ": " << fault.message;
  return route;
}

// Records lays records out as a host does: one block and offsets.
class Records {
 public:
  explicit Records(const std::vector<std::string>& records) {
    for (const std::string& record : records) {
      block_ += record;
      offsets_.push_back(block_.size());
    }
  }
  // Block is what a host hands over.
  JsonBlock Block(uint64_t first_id = 0) const {
    return {.data = block_.data(),
            .offsets = offsets_.data(),
            .count = offsets_.size() - 1,
            .first_id = first_id};
  }
  // Batch is good until the next one.
  IncomingBatch Batch(const Route& route, uint64_t first_id = 0) const {
    records_.emplace(Block(first_id));
    return {.route = &route, .records = &*records_};
  }

 private:
  std::string block_;
  std::vector<uint64_t> offsets_ = {0};
  mutable std::optional<JsonRecords> records_;
};

}  // namespace inflow::testing

#endif  // TESTS_SUPPORT_ROUTES_H_
