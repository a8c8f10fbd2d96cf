// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/route.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace inflow::sim {
namespace {

// Malformed escapes stay as they are: the simulator shows them in the path that it did not find.
std::string PercentDecode(absl::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() &&
                        absl::ascii_isxdigit(static_cast<unsigned char>(text[i + 1])) &&
                        absl::ascii_isxdigit(static_cast<unsigned char>(text[i + 2]));
    if (escape) {
      out.append(absl::HexStringToBytes(text.substr(i + 1, 2)));
      i += 2;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

}  // namespace

std::optional<std::string_view> Target::Query(std::string_view name) const {
  for (const auto& [key, value] : query) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::string Target::PathFrom(size_t k) const {
  std::string path;
  for (size_t i = k; i < segments.size(); ++i) absl::StrAppend(&path, "/", segments[i]);
  return path;
}

Target ParseTarget(std::string_view text) {
  Target target;
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(absl::string_view(text.data(), text.size()), absl::MaxSplits('?', 1));
  absl::string_view path = parts.first;
  if (!path.empty() && path.front() == '/') path.remove_prefix(1);
  for (const absl::string_view segment : absl::StrSplit(path, '/'))
    target.segments.push_back(PercentDecode(segment));
  for (const absl::string_view parameter : absl::StrSplit(parts.second, '&', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> pair =
        absl::StrSplit(parameter, absl::MaxSplits('=', 1));
    target.query.emplace_back(PercentDecode(pair.first), PercentDecode(pair.second));
  }
  return target;
}

Place PlaceOf(const Target& target) {
  const std::vector<std::string>& names = target.segments;  // names[0] is the company
  Place place;
  if (names.size() < 2) return place;
  place.collection = FindCollection(names[1]);
  if (place.collection == nullptr) return place;
  if (names.size() == 2 && names[1] != kCountSheets) {
    place.kind = Place::Kind::kCollection;
  } else if (names.size() == 3 && !names[2].empty()) {
    place.kind = Place::Kind::kEntity;
    place.id = names[2];
  } else if (names[1] == "stock-counts" && names.size() == 4 && names[3] == "count-sheet") {
    place = {.kind = Place::Kind::kSheetOfCount,
             .collection = FindCollection(kCountSheets),
             .id = {},
             .parent = names[2]};
  } else if (names[1] == "stock-counts" && names.size() == 5 && names[3] == kCountSheets) {
    place = {.kind = Place::Kind::kSheetOfCountById,
             .collection = FindCollection(kCountSheets),
             .id = names[4],
             .parent = names[2]};
  }
  return place;
}

bool MatchesGlob(std::string_view pattern, std::string_view text) {
  size_t p = 0, t = 0, star = std::string_view::npos, resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace inflow::sim
