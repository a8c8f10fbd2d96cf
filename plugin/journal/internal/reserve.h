// SPDX-License-Identifier: Apache-2.0
//
// File: reserve.h
//
// A file that takes room on the disk, to be given away when that is full.
#ifndef PLUGIN_JOURNAL_INTERNAL_RESERVE_H_
#define PLUGIN_JOURNAL_INTERNAL_RESERVE_H_

#include <string>
#include <utility>

namespace inflow {

class Reserve {
 public:
  explicit Reserve(std::string path) : path_(std::move(path)) {}
  // Fill takes the room where it is not taken, as far as the disk has it.
  void Fill() noexcept;
  // Free gives it away; false where there was none.
  bool Free() noexcept;
  // freed tells that it was given away and not taken again.
  bool freed() const { return freed_; }

 private:
  std::string path_;
  bool freed_ = false;
};

}  // namespace inflow

#endif  // PLUGIN_JOURNAL_INTERNAL_RESERVE_H_
