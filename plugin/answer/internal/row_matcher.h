// SPDX-License-Identifier: Apache-2.0
//
// File: row_matcher.h
//
// Finds the rows of one list in another by their ids, not by their places: the service may answer
// them in another order.
#ifndef PLUGIN_ANSWER_INTERNAL_ROW_MATCHER_H_
#define PLUGIN_ANSWER_INTERNAL_ROW_MATCHER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "plugin/catalog/object_schema.h"
#include "plugin/entity/uuid.h"

namespace inflow::answer {

class RowMatcher {
 public:
  struct Match {
    std::string_view sent, answered;
  };

  // RowPair is a row of either list; what has no other one in its pair is empty.
  struct RowPair {
    std::string_view sent, answered;
    size_t place;  // in the list that was sent, or, of what only was answered, in that one
    bool by_id;
    bool is_whole() const { return !sent.empty() && !answered.empty(); }
  };

  // PairAll pairs all rows: by their ids, and those whose ids are not in the other list, which the
  // service may have given ids of its own, in the order in which they stand.
  std::vector<RowPair> PairAll(const ObjectSchema& object, std::string_view sent,
                               std::string_view answered);

  // Read reads two JSON lists of the rows that `object` describes. The time is O(n log n), whatever
  // the ids are.
  void Read(const ObjectSchema& object, std::string_view sent, std::string_view answered);

  const absl::InlinedVector<Match, 8>& matches() const { return matches_; }
  // unmatched tells whether a sent row's id is not among the answered ones.
  bool unmatched() const { return unmatched_; }
  // fewer tells whether the answer has fewer rows than were sent; or, where ids tell which of them
  // are there, too few for the rest.
  bool fewer() const { return fewer_; }

 private:
  struct Row {
    std::string_view bytes;
    std::string_view id;  // as JSON; empty where it has none
  };
  // Key is the place of an answered row by its id.
  struct Key {
    Uuid id;
    size_t place;
    bool operator<(const Key& other) const { return id < other.id; }
  };
  using Rows = absl::InlinedVector<Row, 8>;

  const Row* FindAnswered(std::string_view id, size_t place);
  std::optional<Uuid> Parse(std::string_view id);
  void Index();

  Rows sent_, answered_;
  std::vector<Key> by_id_;  // the answered ones, once one is not at its place
  bool indexed_ = false;
  absl::InlinedVector<Match, 8> matches_;
  bool unmatched_ = false;
  bool fewer_ = false;
  std::string text_;
};

}  // namespace inflow::answer

#endif  // PLUGIN_ANSWER_INTERNAL_ROW_MATCHER_H_
