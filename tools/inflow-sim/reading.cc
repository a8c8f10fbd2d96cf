// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/reading.h"

#include <nlohmann/json.hpp>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

namespace inflow {
extern const char kPublishedReadsJson[];
extern const size_t kPublishedReadsJsonSize;
}  // namespace inflow

namespace inflow::sim {
namespace {

using Readings = absl::flat_hash_map<std::string, Reading>;

Readings ReadReadings() {
  const auto facts =
      nlohmann::json::parse(kPublishedReadsJson, kPublishedReadsJson + kPublishedReadsJsonSize);
  Readings readings;
  for (const auto& fact : facts.at("collections")) {
    readings[fact.at("name").get<std::string>()] = {
        .filters = fact.value("filters", std::vector<std::string>()),
        .number_field = fact.value("number_field", ""),
        .sortable = fact.value("sortable", true),
        .paged = fact.value("paged", true)};
  }
  return readings;
}

}  // namespace

const Reading& ReadingOf(const Collection& collection) {
  static const Readings kReadings = ReadReadings();
  static const Reading kUnknown;
  const auto found =
      kReadings.find(absl::string_view(collection.name.data(), collection.name.size()));
  return found == kReadings.end() ? kUnknown : found->second;
}

}  // namespace inflow::sim
