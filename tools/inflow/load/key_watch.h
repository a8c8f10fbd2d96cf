// SPDX-License-Identifier: Apache-2.0
//
// File: key_watch.h
//
// What first_pass.h finds, for records that come one after the other and are sent before the last
// is there: the first pair of a kind is told at once, and how many there were at the end. Of more
// keys than it holds, later ones are not compared.
#ifndef TOOLS_INFLOW_LOAD_KEY_WATCH_H_
#define TOOLS_INFLOW_LOAD_KEY_WATCH_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "inflow/destination.hpp"
#include "tools/inflow/input/record_block.h"

namespace inflow::command {

class KeyWatch {
 public:
  static constexpr size_t kMostKeys = 200'000;

  // note is called with a sentence.
  KeyWatch(std::string route, host::Destination* handle,
           std::function<void(const std::string&)> note, size_t most_keys = kMostKeys)
      : route_(std::move(route)),
        destination_(handle),
        note_(std::move(note)),
        most_keys_(most_keys) {}

  // Look takes the records that are sent next; `input` is what sentences call their input.
  void Look(const RecordBlock& block, const std::string& input);

  // Finish tells how many there were, where there were several.
  void Finish();

 private:
  struct First {
    uint64_t kind;
    uint64_t line;
  };
  using Firsts = absl::flat_hash_map<uint64_t, First>;
  // Differs tells whether a record is of another kind than the first of its name; *first is that
  // one's line.
  bool Differs(uint64_t name, uint64_t kind, uint64_t line, Firsts* firsts, uint64_t* first);

  std::string route_;
  host::Destination* destination_;
  std::function<void(const std::string&)> note_;
  size_t most_keys_;
  bool able_ = true;
  bool all_held_ = true;
  Firsts contents_, keys_;
  uint64_t other_content_ = 0;
  uint64_t other_key_ = 0;
  uint64_t shortened_ = 0;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_LOAD_KEY_WATCH_H_
