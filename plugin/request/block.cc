// SPDX-License-Identifier: Apache-2.0
#include "plugin/request/block.h"

#include <new>

#include "plugin/request/document.h"

namespace inflow {

// The items' bytes lie behind it.
struct Block {
  size_t users = 0;  // its items, and what makes more of them
  size_t used = 0;
  size_t size = 0;
};

namespace {

constexpr size_t kAlignment = alignof(Item);
constexpr size_t kHead = (sizeof(Block) + kAlignment - 1) / kAlignment * kAlignment;
constexpr size_t kRoom = Blocks::kBlockBytes - kHead;

Block* NewBlock(size_t size) {
  return new (::operator new(kHead + size)) Block{.users = 0, .used = 0, .size = size};
}

void Leave(Block* block) noexcept {
  if (block == nullptr || --block->users > 0) return;
  ::operator delete(block);
}

Item* MakeIn(Block* block, std::string_view payload, size_t bytes) noexcept {
  char* const at = reinterpret_cast<char*>(block) + kHead + block->used;
  block->used += bytes;
  ++block->users;
  char* const text = at + sizeof(Item);
  payload.copy(text, payload.size());
  Item* const item = new (at) Item();
  item->block = block;
  item->payload = {text, payload.size()};
  return item;
}

}  // namespace

Blocks::~Blocks() { Leave(current_); }

Item* Blocks::Make(std::string_view payload) {
  const size_t bytes = (sizeof(Item) + payload.size() + kAlignment - 1) / kAlignment * kAlignment;
  if (bytes > kRoom / 4) return MakeIn(NewBlock(bytes), payload, bytes);
  if (current_ != nullptr && current_->users == 1) current_->used = 0;  // nothing in it is left
  if (current_ == nullptr || current_->size - current_->used < bytes) {
    Block* const fresh = NewBlock(kRoom);
    Leave(current_);
    current_ = fresh;
    current_->users = 1;
  }
  return MakeIn(current_, payload, bytes);
}

void Release(Item* item) noexcept {
  Block* const block = item->block;
  delete item->document;  // which the item lies in
  Leave(block);
}

}  // namespace inflow
