// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/init/map_path.h"

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "plugin/text/absl_view.h"

namespace inflow::command {
namespace {

constexpr size_t kMostRows = 100;

std::vector<std::string> SegmentsOf(std::string_view path) {
  return absl::StrSplit(Absl(path), '.');
}

bool IsPlace(std::string_view segment) {
  return !segment.empty() && segment.size() <= 3 &&
         segment.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string Below(const std::string& path, const std::string& segment) {
  return path.empty() ? segment : path + "." + segment;
}

// Member returns what a segment names in a value, null where there is nothing.
const JsonTree* MemberAt(const JsonTree& value, const std::string& segment) {
  if (value.is_object()) {
    const auto found = value.find(segment);
    return found == value.end() ? nullptr : &*found;
  }
  if (!value.is_array() || !IsPlace(segment)) return nullptr;
  const size_t place = std::strtoull(segment.c_str(), nullptr, 10);
  return place < value.size() ? &value[place] : nullptr;
}

}  // namespace

std::vector<std::pair<std::string, JsonTree>> LeavesOf(const JsonTree& map) {
  std::vector<std::pair<std::string, JsonTree>> leaves;
  std::vector<std::pair<std::string, const JsonTree*>> open = {{"", &map}};
  while (!open.empty()) {
    const auto [path, value] = std::move(open.back());
    open.pop_back();
    if (!value->is_structured()) {
      leaves.emplace_back(path, *value);
      continue;
    }
    std::vector<std::pair<std::string, const JsonTree*>> members;
    for (const auto& [name, member] : value->items())
      members.emplace_back(Below(path, name), &member);
    open.insert(open.end(), members.rbegin(), members.rend());
  }
  return leaves;
}

std::optional<std::string> TextAt(const JsonTree& map, std::string_view path) {
  const JsonTree* value = &map;
  for (const std::string& segment : SegmentsOf(path)) {
    value = MemberAt(*value, segment);
    if (value == nullptr) return std::nullopt;
  }
  return value->is_string() ? std::optional<std::string>(value->get<std::string>()) : std::nullopt;
}

void PutAt(std::string_view path, const std::string& text, JsonTree* map) {
  JsonTree* value = map;
  for (const std::string& segment : SegmentsOf(path)) {
    if (!IsPlace(segment)) {
      if (!value->is_object()) *value = JsonTree::object();
      value = &(*value)[segment];
      continue;
    }
    if (!value->is_array()) *value = JsonTree::array();
    const size_t place = std::min<size_t>(std::strtoull(segment.c_str(), nullptr, 10), kMostRows);
    while (value->size() <= place) value->push_back(JsonTree::object());
    value = &(*value)[place];
  }
  *value = text;
}

void TakeAway(std::string_view path, JsonTree* map) {
  std::vector<JsonTree*> way = {map};
  const std::vector<std::string> segments = SegmentsOf(path);
  for (const std::string& segment : segments) {
    const JsonTree* next = MemberAt(*way.back(), segment);
    if (next == nullptr) return;
    way.push_back(const_cast<JsonTree*>(next));
  }
  for (size_t i = segments.size(); i-- > 0;) {
    if (way[i]->is_object()) {
      way[i]->erase(segments[i]);
    } else {
      way[i]->erase(std::strtoull(segments[i].c_str(), nullptr, 10));
    }
    if (!way[i]->empty()) return;
  }
}

std::string ShownPath(std::string_view path) {
  std::string shown;
  for (const std::string& segment : SegmentsOf(path)) {
    if (segment == "0") continue;
    shown = Below(shown, IsPlace(segment)
                             ? absl::StrCat(std::strtoull(segment.c_str(), nullptr, 10) + 1)
                             : segment);
  }
  return shown;
}

std::string WithoutPlaces(std::string_view path) {
  std::string plain;
  for (const std::string& segment : SegmentsOf(path)) {
    if (!IsPlace(segment)) plain = Below(plain, segment);
  }
  return plain;
}

}  // namespace inflow::command
