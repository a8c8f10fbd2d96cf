// SPDX-License-Identifier: Apache-2.0
//
// File: map_path.h
//
// The single values of a map, by paths such as "prices.0.unitPrice".
#ifndef TOOLS_INFLOW_INIT_MAP_PATH_H_
#define TOOLS_INFLOW_INIT_MAP_PATH_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/inflow/json/json_tree.h"

namespace inflow::command {

// LeavesOf lists the values with their paths, in the map's order.
std::vector<std::pair<std::string, JsonTree>> LeavesOf(const JsonTree& map);

// TextAt is the text at a path; nullopt where there is none.
std::optional<std::string> TextAt(const JsonTree& map, std::string_view path);

// PutAt puts a text at a path, with objects and lists made on the way; what stands in the way is
// replaced.
void PutAt(std::string_view path, const std::string& text, JsonTree* map);

// TakeAway removes what is at a path, and what it leaves empty.
void TakeAway(std::string_view path, JsonTree* map);

// ShownPath is a path as people read it: the first of a list has no number, and others count from
// 1. "prices.0.unitPrice" → "prices.unitPrice", "prices.1.unitPrice" → "prices.2.unitPrice".
std::string ShownPath(std::string_view path);

// WithoutPlaces is a path without its numbers, as the fields of an endpoint are called.
std::string WithoutPlaces(std::string_view path);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INIT_MAP_PATH_H_
