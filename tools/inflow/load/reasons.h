// SPDX-License-Identifier: Apache-2.0
//
// File: reasons.h
//
// Why records were not delivered, the commonest first. Messages that differ only in numbers and ids
// are one reason.
#ifndef TOOLS_INFLOW_LOAD_REASONS_H_
#define TOOLS_INFLOW_LOAD_REASONS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tools/inflow/rejects/settled_record.h"

namespace inflow::command {

struct Reason {
  uint64_t count = 0;
  std::string outcome;  // its name
  std::string message;  // of the first record of the input
  std::string file;
  uint64_t line = 0;
  uint64_t id = 0;
};

class Reasons {
 public:
  void Add(const SettledRecord& record);
  // Top returns at most `most` reasons; equally common ones in the order they came up.
  std::vector<Reason> Top(size_t most) const;
  size_t size() const { return reasons_.size(); }

 private:
  std::vector<Reason> reasons_;
  std::unordered_map<std::string, size_t> index_;
};

// ReasonKey is a message with its numbers and GUIDs written as '#'.
std::string ReasonKey(std::string_view message);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_LOAD_REASONS_H_
