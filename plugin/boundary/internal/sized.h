// SPDX-License-Identifier: Apache-2.0
//
// File: sized.h
//
// Structs that grow: copying them in and out by the size that their caller knows.
#ifndef PLUGIN_BOUNDARY_INTERNAL_SIZED_H_
#define PLUGIN_BOUNDARY_INTERNAL_SIZED_H_

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace inflow::boundary {

// An output that claims to be larger is an uninitialised one, and nothing is written to it.
inline constexpr uint32_t kLargestStruct = 64 * 1024;

// CopyIn reads a caller's struct: a shorter one has zeros for the rest, a longer one is taken only
// where its unknown tail is zero. False where the size makes no sense or the tail is not zero.
template <typename T>
bool CopyIn(const T* from, T* to) {
  const uint32_t size = from->struct_size;
  if (size < sizeof size) return false;
  const char* bytes = reinterpret_cast<const char*>(from);
  for (size_t i = sizeof(T); i < size; ++i) {
    if (bytes[i] != 0) return false;
  }
  *to = T{};
  std::memcpy(to, from, std::min<size_t>(size, sizeof(T)));
  to->struct_size = sizeof(T);
  return true;
}

// CopyOut fills the caller's struct up to the smaller of both sizes, zeroes what it has beyond
// ours, and keeps its struct_size.
template <typename T>
bool CopyOut(const T& from, T* to) {
  const uint32_t size = to->struct_size;
  if (size < sizeof size || size > kLargestStruct) return false;
  const size_t shared = std::min<size_t>(size, sizeof(T));
  std::memcpy(to, &from, shared);
  std::memset(reinterpret_cast<char*>(to) + shared, 0, size - shared);
  to->struct_size = size;
  return true;
}

}  // namespace inflow::boundary

#endif  // PLUGIN_BOUNDARY_INTERNAL_SIZED_H_
