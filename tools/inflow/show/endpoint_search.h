// SPDX-License-Identifier: Apache-2.0
//
// File: endpoint_search.h
//
// Endpoints by words: "barcode" finds those that have a field of that name, and says which.
#ifndef TOOLS_INFLOW_SHOW_ENDPOINT_SEARCH_H_
#define TOOLS_INFLOW_SHOW_ENDPOINT_SEARCH_H_

#include <string>
#include <string_view>
#include <vector>

namespace inflow::command {

// EndpointMatch is an endpoint and why it was found.
struct EndpointMatch {
  struct Reason {
    std::string where;  // "field", "name", "title", "description", "hint", "warning"
    std::string what;   // the field's dotted path, or the text
  };
  std::string name;
  std::string title;
  int score = 0;
  std::vector<Reason> reasons;  // the best first, at most a few
};

// SearchEndpoints returns the endpoints in which every word stands, the best first; where none has
// all of them, those that have most of them. Words are taken in any case and as beginnings, and
// one in the plural as its singular too.
std::vector<EndpointMatch> SearchEndpoints(std::string_view description,
                                           const std::vector<std::string>& words);

std::string MatchesText(const std::vector<EndpointMatch>& matches);
std::string MatchesJson(const std::vector<EndpointMatch>& matches);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_SHOW_ENDPOINT_SEARCH_H_
