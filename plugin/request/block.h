// SPDX-License-Identifier: Apache-2.0
//
// File: block.h
//
// Memory for items and their texts: one allocation for many. A block goes when the last of its
// items has settled.
#ifndef PLUGIN_REQUEST_BLOCK_H_
#define PLUGIN_REQUEST_BLOCK_H_

#include <cstddef>
#include <string_view>
#include <utility>

#include "plugin/request/item.h"

namespace inflow {

class Blocks {
 public:
  static constexpr size_t kBlockBytes =
      64u << 10;  // of a block; a payload that is too long for it has one of its own

  Blocks() = default;
  Blocks(Blocks&& other) noexcept : current_(std::exchange(other.current_, nullptr)) {}
  Blocks& operator=(Blocks&& other) noexcept {
    std::swap(current_, other.current_);
    return *this;
  }
  ~Blocks();

  // Make returns an item with a copy of the texts, and without a key where that is empty. Throws
  // std::bad_alloc.
  struct Texts {
    std::string_view payload;
    std::string_view key = {};
    std::string_view name = {};
  };
  Item* Make(const Texts& texts);

 private:
  Block* current_ = nullptr;  // which new items go into
};

}  // namespace inflow

#endif  // PLUGIN_REQUEST_BLOCK_H_
