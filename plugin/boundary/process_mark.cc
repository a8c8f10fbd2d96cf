// SPDX-License-Identifier: Apache-2.0
#include "plugin/boundary/internal/process_mark.h"

#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <new>

namespace inflow::boundary {
namespace {

using Cell = std::atomic<uint64_t>;

// MapCell returns a number that is 0 in every forked child; null where the kernel (before 4.14)
// cannot do that. It stays as long as the process.
Cell* MapCell() noexcept {
  const auto size = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  void* const page =
      mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return nullptr;
  if (madvise(page, size, MADV_WIPEONFORK) == 0) return new (page) Cell(0);
  munmap(page, size);
  return nullptr;
}

// Made when the library is loaded: nothing is left to be made in a child.
Cell* const kOwn = MapCell();
Cell next_mark = 1;  // a child goes on from its parent's

}  // namespace

ProcessMark ThisProcess() noexcept {
  if (kOwn == nullptr) return {getpid(), 0};
  uint64_t mark = kOwn->load(std::memory_order_relaxed);
  if (mark == 0) {
    const uint64_t fresh = next_mark.fetch_add(1, std::memory_order_relaxed);
    if (kOwn->compare_exchange_strong(mark, fresh)) mark = fresh;
  }
  return {getpid(), mark};
}

}  // namespace inflow::boundary
