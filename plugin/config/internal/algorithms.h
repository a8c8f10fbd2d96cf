// SPDX-License-Identifier: Apache-2.0
//
// File: algorithms.h
//
// The algorithms that put records into one body: their names, what comes of them, which content
// formats carry it, and which keys of "batching" are their own. The keys say themselves to which
// algorithms they belong (keys.h).
#ifndef PLUGIN_CONFIG_INTERNAL_ALGORITHMS_H_
#define PLUGIN_CONFIG_INTERNAL_ALGORITHMS_H_

#include <span>
#include <string_view>
#include <vector>

#include "plugin/config/config.h"
#include "plugin/config/internal/enum_set.h"

namespace inflow::config {

using Algorithms = EnumSet<Algorithm>;
using Formats = EnumSet<ContentFormat>;

struct AlgorithmFacts {
  std::string_view name;
  std::string_view body;  // what a body looks like, in Markdown
  Formats formats;        // that can carry it
};

// AlgorithmList is in the order of the enum, and so are the names.
std::span<const AlgorithmFacts> AlgorithmList();
std::vector<std::string_view> AlgorithmNames();
std::vector<std::string_view> AlgorithmNames(Algorithms algorithms);
const AlgorithmFacts& FactsOf(Algorithm algorithm);

std::vector<std::string_view> FormatNames();
std::vector<std::string_view> FormatNames(Formats formats);

// AlgorithmSettings are the keys of "batching" that are an algorithm's own, in their order.
struct AlgorithmSettings {
  std::vector<std::string_view> needs, takes;
};
const AlgorithmSettings& SettingsOf(Algorithm algorithm);

}  // namespace inflow::config

#endif  // PLUGIN_CONFIG_INTERNAL_ALGORITHMS_H_
