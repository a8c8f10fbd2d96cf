// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/init/preset.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "plugin/text/absl_view.h"
#include "tools/inflow/config/settings_json.h"
#include "tools/inflow/init/map_path.h"
#include "tools/inflow/show/column_field.h"

namespace inflow::command {
namespace {

// A file with so few of its columns is another's.
constexpr size_t kFewestColumns = 3;

struct Reads {
  std::set<std::string> needed, all;
};

Reads ReadsOf(const JsonTree& config) {
  Reads reads;
  for (const auto& [path, value] : LeavesOf(TreeMember(config, "map"))) {
    if (!value.is_string()) continue;
    const std::string text = value.get<std::string>();
    const bool optional = text.find("?}") != std::string::npos;
    for (const std::string& attribute : AttributesIn(text)) {
      reads.all.insert(attribute);
      if (!optional) reads.needed.insert(attribute);
    }
  }
  const JsonTree from = TreeMember(TreeMember(config, "identity"), "from");
  for (const std::string& name : Texts(nlohmann::json(from))) {
    reads.all.insert(name);
    reads.needed.insert(name);
  }
  return reads;
}

// ShareOf is how much of what a preset reads a file has, in thousandths; 0 where it does not fit.
size_t ShareOf(const JsonTree& config, const std::vector<std::string>& columns) {
  const Reads reads = ReadsOf(config);
  const auto has = [&](const std::string& name) {
    return std::find(columns.begin(), columns.end(), name) != columns.end();
  };
  if (!std::all_of(reads.needed.begin(), reads.needed.end(), has)) return 0;
  const auto count = static_cast<size_t>(std::count_if(reads.all.begin(), reads.all.end(), has));
  if (count < kFewestColumns || count * 10 < reads.all.size() * 6) return 0;
  return count * 1000 / reads.all.size() + count;
}

std::string FirstSentence(std::string_view text) {
  std::string words;
  for (absl::string_view line : absl::StrSplit(Absl(text), '\n')) {
    if (!absl::ConsumePrefix(&line, "//")) break;
    words.append(line.data(), line.size());
  }
  const size_t end = words.find(". ");
  std::string sentence(absl::StripAsciiWhitespace(words.substr(0, end)));
  if (!sentence.empty() && sentence.back() == '.') sentence.pop_back();
  return sentence;
}

// RowOf is what a path begins with up to the last of its places, with the dot: "prices.0."; ""
// where it is in no list.
std::string RowOf(const std::string& path) {
  for (size_t end = path.rfind('.'); end != std::string::npos && end > 0;
       end = path.rfind('.', end - 1)) {
    const size_t dot = path.rfind('.', end - 1);
    const size_t begin = dot == std::string::npos ? 0 : dot + 1;
    if (path.find_first_not_of("0123456789", begin) == end) return path.substr(0, end + 1);
  }
  return "";
}

bool ReadsAny(const JsonTree& map, const std::string& row) {
  for (const auto& [path, value] : LeavesOf(map)) {
    if (path.starts_with(row) && value.is_string() &&
        !AttributesIn(value.get<std::string>()).empty())
      return true;
  }
  return false;
}

}  // namespace

JsonTree WithoutAbsent(const JsonTree& map, const std::vector<std::string>& columns) {
  JsonTree left = map;
  auto leaves = LeavesOf(map);
  // From the end, so that the places of rows before stay.
  std::reverse(leaves.begin(), leaves.end());
  for (const auto& [path, value] : leaves) {
    if (!value.is_string() || !TextAt(left, path)) continue;
    const std::vector<std::string> reads = AttributesIn(value.get<std::string>());
    const auto absent = [&](const std::string& name) {
      return std::find(columns.begin(), columns.end(), name) == columns.end();
    };
    if (reads.empty() || !std::all_of(reads.begin(), reads.end(), absent)) continue;
    TakeAway(path, &left);
    const std::string row = RowOf(path);
    if (row.empty() || ReadsAny(left, row)) continue;
    auto rest = LeavesOf(left);
    std::reverse(rest.begin(), rest.end());
    for (const auto& [other, constant] : rest) {
      if (other.starts_with(row)) TakeAway(other, &left);
    }
  }
  return left;
}

Preset ReadPreset(std::string_view name, std::string_view text) {
  Preset preset{.name = std::string(name), .words = FirstSentence(text), .config = {}};
  preset.config = JsonTree::parse(text, nullptr, false, true);
  if (!preset.config.is_object()) return preset;
  for (const char* own : {"$schema", "active", "base_url", "credential", "journal", "rate_limit"})
    preset.config.erase(own);
  return preset;
}

std::vector<Preset> FittingPresets(const std::vector<EmbeddedPreset>& presets,
                                   const std::vector<std::string>& columns) {
  std::vector<std::pair<size_t, Preset>> fitting;
  for (const EmbeddedPreset& one : presets) {
    Preset preset = ReadPreset(one.name, one.text);
    if (const size_t share = ShareOf(preset.config, columns); share > 0)
      fitting.emplace_back(share, std::move(preset));
  }
  std::stable_sort(fitting.begin(), fitting.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<Preset> sorted;
  for (auto& [share, preset] : fitting) sorted.push_back(std::move(preset));
  return sorted;
}

}  // namespace inflow::command
