// SPDX-License-Identifier: Apache-2.0
//
// File: record_keys.h
//
// What names a record, read from the record as it came: by the same rules by which the destination
// keeps records of one key in their order, but also for records that the destination refuses.
//
//   RecordKeys keys(settings.json, [&] { return description; });
//   uint64_t key = keys.Of(R"({"sku":"A-1","name":"Tea"})");
#ifndef TOOLS_INFLOW_DOCUMENTS_RECORD_KEYS_H_
#define TOOLS_INFLOW_DOCUMENTS_RECORD_KEYS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace inflow::command {

class RecordKeys {
 public:
  // settings are those of the route, as JSON (settings.h). describe returns the library's
  // description, and is called at most once, when the first key is asked for.
  RecordKeys(std::string settings, std::function<std::string()> describe)
      : settings_(std::move(settings)), describe_(std::move(describe)) {}

  // Of returns the hashed key, 0 for a record that has none. White space around values and the way
  // in which a GUID is written do not count.
  uint64_t Of(std::string_view record);

 private:
  // Way is one way of naming a record: attributes that it must all have.
  struct Way {
    std::vector<std::string> attributes;  // dotted paths
    bool any_case = false;                // upper and lower case are one in their names
  };

  void Learn();

  std::string settings_;
  std::function<std::string()> describe_;
  bool learnt_ = false;
  std::vector<Way> ways_;  // the first that a record has is its key
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_DOCUMENTS_RECORD_KEYS_H_
