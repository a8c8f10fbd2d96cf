// SPDX-License-Identifier: Apache-2.0
//
// File: entity_list.h
//
// Lists of entities as the service gives them: how a page is asked for, and what an answer holds.
#ifndef PLUGIN_LOOKUP_ENTITY_LIST_H_
#define PLUGIN_LOOKUP_ENTITY_LIST_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "plugin/catalog/collection.h"
#include "plugin/http/exchange.h"

namespace inflow {

inline constexpr int64_t kMostOfAPage = 100;  // the service gives no more at once

// Page is one page of a collection. `filters` are encoded, each with an & in front.
// `includes` are paths of includable fields with commas between.
struct Page {
  const Collection* collection = nullptr;
  int64_t count = kMostOfAPage;
  std::string after;  // the id behind which it begins; empty: the first one
  std::string filters;
  std::string includes{};
};

// PathOfPage is path and query below the company's URL. In the order of the ids a page stays where
// it is while others write.
std::string PathOfPage(const Page& page);

// AppendFilter appends a filter that has this text; `behind` stands behind its name: "[]" for one
// of several.
void AppendFilter(std::string_view name, std::string_view behind, std::string_view text,
                  std::string* filters);

struct EntityList {
  enum Kind : uint8_t {
    kRead,
    kTooLong,  // more than limits.max_response_bytes
    kCut,      // not all of it arrived
    kForeign,  // it is not this service that answers
    kNone,     // something else than a list
  } kind = kNone;
  std::string_view list;         // kRead: the JSON; lies in the exchange
  std::optional<int64_t> total;  // how many there are, where the service says so
  std::string why;               // not kRead: a sentence
};

// ReadEntityList reads a 2xx.
EntityList ReadEntityList(const Exchange& exchange, std::string_view collection);

// TotalOf is how many a list's answer says that there are; nothing where it does not.
std::optional<int64_t> TotalOf(const Exchange& exchange);

// EntityText is the text of an entity's field, which may also stand in an object "attributes", as
// text without escapes; "" where it has none.
std::string EntityText(std::string_view entity, std::string_view field);

}  // namespace inflow

#endif  // PLUGIN_LOOKUP_ENTITY_LIST_H_
