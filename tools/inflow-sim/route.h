// SPDX-License-Identifier: Apache-2.0
//
// File: route.h
//
// A request target taken apart: company, collection, id and query.
//
//   Target target = ParseTarget("/c0…/products/p%201?count=5");
//   target.segments;         // {"c0…", "products", "p 1"}
//   target.Query("count");   // "5"
//   Place place = PlaceOf(target);   // kEntity of products, id "p 1"
#ifndef TOOLS_INFLOW_SIM_ROUTE_H_
#define TOOLS_INFLOW_SIM_ROUTE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/inflow-sim/collection.h"

namespace inflow::sim {

struct Target {
  std::vector<std::string> segments;  // percent-decoded; an empty one stays ("/a//b")
  std::vector<std::pair<std::string, std::string>> query;

  // Query returns the first value under a name; nullopt where there is none.
  std::optional<std::string_view> Query(std::string_view name) const;

  // PathFrom joins the decoded segments from the k-th on: "/products/p 1".
  std::string PathFrom(size_t k) const;
};

Target ParseTarget(std::string_view target);

// Place is what a path below the company names.
struct Place {
  enum class Kind : uint8_t {
    kNone,
    kCollection,        // /products
    kEntity,            // /products/{id}
    kSheetOfCount,      // /stock-counts/{parent}/count-sheet
    kSheetOfCountById,  // /stock-counts/{parent}/count-sheets/{id}
  };
  Kind kind = Kind::kNone;
  const Collection* collection = nullptr;  // of a sheet: the count sheets
  std::string id = {};
  std::string parent = {};
};

Place PlaceOf(const Target& target);

// MatchesGlob: `*` stands for any run of characters, everything else for itself.
bool MatchesGlob(std::string_view pattern, std::string_view text);

}  // namespace inflow::sim

#endif  // TOOLS_INFLOW_SIM_ROUTE_H_
