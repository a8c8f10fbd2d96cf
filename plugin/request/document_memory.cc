// SPDX-License-Identifier: Apache-2.0
#include "plugin/request/document_memory.h"

namespace inflow {

uint64_t DocumentMemory::Find(uint64_t name) const {
  const auto found = numbers_.find(name);
  return found == numbers_.end() ? 0 : found->second;
}

uint64_t DocumentMemory::Begin(uint64_t name) {
  const uint64_t number = end();
  documents_.push_back({name, 0, nullptr});
  ++fresh_;
  numbers_[name] = number;
  return number;
}

void DocumentMemory::Set(uint64_t number, Mark mark) {
  if (!Knows(number) || Has(number, mark)) return;
  marked_.emplace_back(number, mark);
  SetForGood(number, mark);
}

void DocumentMemory::SetForGood(uint64_t number, Mark mark) noexcept {
  if (Knows(number)) At(number).marks |= mark;
}

bool DocumentMemory::Has(uint64_t number, Mark mark) const {
  return Knows(number) && (At(number).marks & mark) != 0;
}

void DocumentMemory::Forget(uint64_t number) noexcept {
  if (!Knows(number)) return;
  const auto found = numbers_.find(At(number).name);
  if (found != numbers_.end() && found->second == number) numbers_.erase(found);
}

void DocumentMemory::ForgetAll() noexcept {
  first_ = end();
  documents_.clear();
  numbers_.clear();
  marked_.clear();
  fresh_ = 0;
}

void DocumentMemory::Commit() noexcept {
  fresh_ = 0;
  marked_.clear();
  for (; documents_.size() > most_; ++first_) {
    Forget(first_);
    documents_.pop_front();
  }
}

void DocumentMemory::Rollback() noexcept {
  for (const auto& [number, mark] : marked_) At(number).marks &= static_cast<uint8_t>(~mark);
  marked_.clear();
  for (; fresh_ > 0; --fresh_) {
    Forget(end() - 1);
    documents_.pop_back();
  }
}

}  // namespace inflow
