// SPDX-License-Identifier: Apache-2.0
//
// File: newer_keys.h
//
// Which records that were not delivered are older than one of their key that was: loading them
// again would put the older version over the newer one. Memory grows with the keys that were
// refused, not with those that were delivered.
#ifndef TOOLS_INFLOW_DOCUMENTS_NEWER_KEYS_H_
#define TOOLS_INFLOW_DOCUMENTS_NEWER_KEYS_H_

#include <cstdint>

#include "absl/container/flat_hash_map.h"

namespace inflow::command {

class NewerKeys {
 public:
  // Refused notes that a record of this key was not delivered; 0 is no key.
  void Refused(uint64_t key) {
    if (key != 0) newest_.try_emplace(key, 0);
  }

  // wanted: Delivered has something to find out, so that a key is worth being looked for.
  bool wanted() const { return !newest_.empty(); }

  // Delivered notes that the record of this number (in the order of the input) was, or may have
  // been.
  void Delivered(uint64_t key, uint64_t id) {
    const auto found = newest_.find(key);
    if (found != newest_.end() && found->second < id) found->second = id;
  }

  // Has tells whether a record of the key was delivered that comes behind this one in the input.
  bool Has(uint64_t key, uint64_t id) const {
    const auto found = newest_.find(key);
    return found != newest_.end() && found->second > id;
  }

 private:
  absl::flat_hash_map<uint64_t, uint64_t>
      newest_;  // by key, the number of the last record that was delivered, or 0
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_DOCUMENTS_NEWER_KEYS_H_
