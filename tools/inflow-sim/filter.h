// SPDX-License-Identifier: Apache-2.0
//
// File: filter.h
//
// What the filters of a list leave: filter[name]=tea, filter[inventoryStatus][]=started,
// filter[orderDate]={"fromDate":…} or filter[orderDate][fromDate]=…. Those that the collection does
// not publish are ignored without a word.
//
//   std::variant<Filters, Refusal> filters = Filters::Parse(products, target);
//   std::get<Filters>(filters).Leave(entity.value, store);
#ifndef TOOLS_INFLOW_SIM_FILTER_H_
#define TOOLS_INFLOW_SIM_FILTER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tools/inflow-sim/collection.h"
#include "tools/inflow-sim/refusal.h"
#include "tools/inflow-sim/route.h"
#include "tools/inflow-sim/store.h"
#include "tools/inflow-sim/value.h"

namespace inflow::sim {

class Filters {
 public:
  // Parse refuses a value that its filter cannot mean: no boolean, no date, no number.
  static std::variant<Filters, Refusal> Parse(const Collection& collection, const Target& target);

  // Leave tells whether an entity stays; the store names what it points at.
  bool Leave(const Value& entity, const Store& store) const;

 private:
  enum class Kind : uint8_t { kText, kBoolean, kId, kWord, kDates, kNumbers, kSmart, kIgnored };
  struct Filter {
    std::string name;
    Kind kind = Kind::kText;
    std::vector<std::string> values = {};  // in lower case; any of them
    std::optional<double> from = {};       // of a range, both ends belong to it
    std::optional<double> to = {};
  };

  static Kind KindOf(std::string_view name);
  static bool TakeRange(const Value& range, Filter* filter);
  static bool Take(std::string_view key, const std::string& text, Filter* filter);
  bool LeavesOne(const Filter& filter, const Value& entity, const Store& store) const;

  const Collection* collection_ = nullptr;
  std::vector<Filter> filters_;
};

// InstantOf reads a date of the service's answers as seconds since 1970: "2026-03-02",
// "2026-03-02T10:00:00.5+01:00"; without an offset it is UTC. Nullopt: it is none.
std::optional<double> InstantOf(std::string_view text);

}  // namespace inflow::sim

#endif  // TOOLS_INFLOW_SIM_FILTER_H_
