// SPDX-License-Identifier: Apache-2.0
#include "plugin/request/block.h"

#include <limits>
#include <new>

#include "plugin/request/document.h"
#include "plugin/request/lane.h"

namespace inflow {

// The items' bytes lie behind it.
struct Block {
  size_t users = 0;  // its items, and what makes more of them
  size_t used = 0;
  size_t size = 0;
};

namespace {

// What an item costs beside its texts counts against what a pending record may.
static_assert(sizeof(Item) <= 120);

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

Item* MakeIn(Block* block, const Blocks::Texts& texts, size_t bytes) noexcept {
  char* const at = reinterpret_cast<char*>(block) + kHead + block->used;
  block->used += bytes;
  ++block->users;
  char* text = at + sizeof(Item);
  Item* const item = new (at) Item();
  item->block = block;
  item->text = text;
  item->payload_size = static_cast<uint32_t>(texts.payload.size());
  item->key_size = static_cast<uint32_t>(texts.key.size());
  item->name_size = static_cast<uint32_t>(texts.name.size());
  for (const std::string_view one : {texts.payload, texts.key, texts.name}) {
    one.copy(text, one.size());
    text += one.size();
  }
  return item;
}

}  // namespace

Blocks::~Blocks() { Leave(current_); }

Item* Blocks::Make(const Texts& texts) {
  const size_t text = texts.payload.size() + texts.key.size() + texts.name.size();
  if (text > std::numeric_limits<uint32_t>::max()) throw std::bad_alloc();
  const size_t bytes = (sizeof(Item) + text + kAlignment - 1) / kAlignment * kAlignment;
  if (bytes > kRoom / 4) return MakeIn(NewBlock(bytes), texts, bytes);
  if (current_ != nullptr && current_->users == 1) current_->used = 0;  // nothing in it is left
  if (current_ == nullptr || current_->size - current_->used < bytes) {
    Block* const fresh = NewBlock(kRoom);
    Leave(current_);
    current_ = fresh;
    current_->users = 1;
  }
  return MakeIn(current_, texts, bytes);
}

void Release(Item* item) noexcept {
  while (item->behind != nullptr) {
    Item* const first = item->behind->next;
    if (first == item->behind) {
      item->behind = nullptr;
    } else {
      item->behind->next = first->next;
    }
    Release(first);
  }
  Block* const block = item->block;
  Leave(item->lane);
  delete item->document;  // which the item lies in
  Leave(block);
}

}  // namespace inflow
