// SPDX-License-Identifier: Apache-2.0
//
// File: row_matcher.h
//
// Finds the rows of one list in another by their ids before their places: the service may answer
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
  // RowPair is a row of either list; what has no other one in its pair is empty.
  struct RowPair {
    std::string_view sent, answered;
    size_t place;  // in the list that was sent, or, of what only was answered, in that one
    bool by_id;
    bool is_whole() const { return !sent.empty() && !answered.empty(); }
    bool are_objects() const {
      return is_whole() && sent.front() == '{' && answered.front() == '{';
    }
  };
  using RowPairs = absl::InlinedVector<RowPair, 8>;

  // PairAll pairs all rows of two JSON lists that `object` describes: by their ids, and those whose
  // ids are not in the other list, which the service may have given ids of its own, in the order in
  // which they stand. The time is O(n log n), whatever the ids are.
  void PairAll(const ObjectSchema& object, std::string_view sent, std::string_view answered);

  // pairs are first those of the rows that were sent, in their order.
  const RowPairs& pairs() const { return pairs_; }
  // unmatched tells whether a sent row's id is not among the answered ones.
  bool unmatched() const { return unmatched_; }
  // renamed tells whether the service gave all rows ids of its own, as far as ids can tell: there
  // are as many as were sent, each with an id, and none of these came back.
  bool renamed() const { return renamed_; }
  // fewer tells whether the answer has fewer rows than were sent.
  bool fewer() const { return answered_.size() < sent_.size(); }

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
  void PairById();
  void PairByPlace();

  Rows sent_, answered_;
  std::vector<Key> by_id_;  // the answered ones, once one is not at its place
  bool indexed_ = false;
  std::vector<bool> taken_;  // of the answered ones
  RowPairs pairs_;
  bool unmatched_ = false;
  bool renamed_ = false;
  std::string text_;
};

}  // namespace inflow::answer

#endif  // PLUGIN_ANSWER_INTERNAL_ROW_MATCHER_H_
