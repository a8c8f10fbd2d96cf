// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/internal/algorithms.h"

#include "plugin/config/internal/each_key.h"

namespace inflow::config {
namespace {

constexpr Formats kNamed = {ContentFormat::kJson, ContentFormat::kForm, ContentFormat::kXml};

constexpr AlgorithmFacts kAlgorithms[] = {
    {"array", "`[r1,r2]`", {ContentFormat::kJson, ContentFormat::kXml}},
    {"wrapped_array", R"(`{"data":[r1,r2]}`)", kNamed},
    {"envelope", R"(`{"source":"x","items":[r1,r2]}`)", kNamed},
    {"item_wrapper", R"(`{"records":[{"value":r1},{"value":r2}]}`)", kNamed},
    {"delimited", "`r1` line end `r2`", {ContentFormat::kJson, ContentFormat::kText}},
    {"group_by",
     R"(`{"shop":"Oslo","orders":[r1,r2]}`, the attributes once and not in the records)", kNamed},
    {"fold", R"(`{"orderNumber":"7","customer":"Ada","lines":[l1,l2]}`)", kNamed},
    {"keyed", R"(`{"A":r1,"B":r2}`)", kNamed},
    {"template",
     "what `body` says",
     {ContentFormat::kJson, ContentFormat::kXml, ContentFormat::kText}},
};

constexpr std::string_view kFormats[] = {"json", "form", "xml", "text"};

}  // namespace

std::span<const AlgorithmFacts> AlgorithmList() { return kAlgorithms; }

const AlgorithmFacts& FactsOf(Algorithm algorithm) {
  return kAlgorithms[static_cast<size_t>(algorithm)];
}

std::vector<std::string_view> AlgorithmNames() {
  std::vector<std::string_view> names;
  for (const AlgorithmFacts& facts : kAlgorithms) names.push_back(facts.name);
  return names;
}

std::vector<std::string_view> AlgorithmNames(Algorithms algorithms) {
  std::vector<std::string_view> names;
  for (size_t i = 0; i < std::size(kAlgorithms); ++i) {
    if (algorithms.Has(static_cast<Algorithm>(i))) names.push_back(kAlgorithms[i].name);
  }
  return names;
}

std::vector<std::string_view> FormatNames() { return {std::begin(kFormats), std::end(kFormats)}; }

std::vector<std::string_view> FormatNames(Formats formats) {
  std::vector<std::string_view> names;
  for (size_t i = 0; i < std::size(kFormats); ++i) {
    if (formats.Has(static_cast<ContentFormat>(i))) names.push_back(kFormats[i]);
  }
  return names;
}

const AlgorithmSettings& SettingsOf(Algorithm algorithm) {
  static const auto* const settings = [] {
    auto* all = new std::vector<AlgorithmSettings>(std::size(kAlgorithms));
    BatchingConfig batching;
    EachKey lister([all](const std::string&, const Key& key) {
      for (size_t i = 0; i < all->size(); ++i) {
        if (key.use.needed_by.Has(static_cast<Algorithm>(i))) (*all)[i].needs.push_back(key.name);
        if (key.use.taken_by.Has(static_cast<Algorithm>(i))) (*all)[i].takes.push_back(key.name);
      }
    });
    VisitBatching(lister, &batching);
    return all;
  }();
  return (*settings)[static_cast<size_t>(algorithm)];
}

}  // namespace inflow::config
