// SPDX-License-Identifier: Apache-2.0
//
// What a map leaves out of its lists, against the rule written down over a tree.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "plugin/request/body_map.h"

namespace inflow {
namespace {

using Json = nlohmann::ordered_json;

// A placeholder is the text "{a?}"; records have a value for some of a, b and c.
using Record = std::set<char>;

bool NamesRecord(const Json& map) {
  if (map.is_string()) return map.get<std::string>().find('?') != std::string::npos;
  return map.is_structured() && std::any_of(map.begin(), map.end(), NamesRecord);
}

bool HasValue(const Json& map, const Record& record) {
  if (map.is_string()) return NamesRecord(map) && record.contains(map.get<std::string>()[1]);
  return map.is_structured() && std::any_of(map.begin(), map.end(),
                                            [&](const Json& one) { return HasValue(one, record); });
}

// MayGo: every part of it names the record, and it is of a kind that is left out.
bool MayGo(const Json& map, bool item, Blanks blanks) {
  if (map.is_array()) {
    return !map.empty() && std::all_of(map.begin(), map.end(),
                                       [&](const Json& one) { return MayGo(one, true, blanks); });
  }
  return item && NamesRecord(map) && (map.is_object() || blanks == Blanks::kItems);
}

// Expected is what is left of a map; nullopt where nothing is.
std::optional<Json> Expected(const Json& map, bool item, const Record& record, Blanks blanks) {
  if (blanks != Blanks::kKeep && MayGo(map, item, blanks) && !HasValue(map, record))
    return std::nullopt;
  if (map.is_string() && NamesRecord(map)) return HasValue(map, record) ? Json(1) : Json();
  if (!map.is_structured()) return map;
  Json left = map.is_array() ? Json::array() : Json::object();
  for (const auto& [name, value] : map.items()) {
    std::optional<Json> one = Expected(value, map.is_array(), record, blanks);
    if (!one) continue;
    if (map.is_array()) {
      left.push_back(*std::move(one));
    } else {
      left[name] = *std::move(one);
    }
  }
  return left;
}

rc::Gen<Json> AnyMap(int depth) {
  const auto leaf =
      rc::gen::element(Json("{a?}"), Json("{b?}"), Json("{c?}"), Json(7), Json("text"), Json());
  if (depth == 0) return leaf;
  const auto items = rc::gen::resize(3, rc::gen::container<std::vector<Json>>(AnyMap(depth - 1)));
  const auto object = rc::gen::map(items, [](const std::vector<Json>& values) {
    Json made = Json::object();
    for (size_t i = 0; i < values.size(); ++i)
      made[std::string(1, static_cast<char>('p' + i))] = values[i];
    return made;
  });
  return rc::gen::oneOf(leaf, object, rc::gen::map(items, [](const std::vector<Json>& values) {
                          return Json(values);
                        }));
}

RC_GTEST_PROP(BodyMapProperty, LeavesOutWhatTheRuleSays, ()) {
  Json map = Json::object();
  for (const char* name : {"x", "y", "z"}) map[name] = *AnyMap(4);
  Record record;
  for (const char name : {'a', 'b', 'c'}) {
    if (*rc::gen::arbitrary<bool>()) record.insert(name);
  }
  const Blanks blanks = *rc::gen::element(Blanks::kKeep, Blanks::kRows, Blanks::kItems);
  const absl::StatusOr<BodyMap> compiled =
      BodyMap::Compile(map.dump(), {MapRest::kDrop, blanks}, {"c"});
  RC_ASSERT(compiled.ok());
  std::string text = "{";
  for (const char name : record)
    text.append(text.size() > 1 ? "," : "").append({'"', name, '"', ':', '1'});
  text += "}";
  RecordIndex index;
  RC_ASSERT(WalkRecord(text, &index).ok());
  std::string out;
  RC_ASSERT(compiled->Append({index, 0}, &out).ok());
  const std::string expected = Expected(map, false, record, blanks)->dump();
  RC_TAG(expected == Expected(map, false, record, Blanks::kKeep)->dump() ? "all stays"
                                                                         : "something goes");
  RC_ASSERT(out == expected);
}

}  // namespace
}  // namespace inflow
