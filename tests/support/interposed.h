// SPDX-License-Identifier: Apache-2.0
//
// File: interposed.h
//
// Two functions of the C library that a test must be able to hold in its hand: the monotonic clock
// and the resolver. A test program that names anything here gets this file's clock_gettime and
// getaddrinfo for itself and for the libraries that it loads.
#ifndef TESTS_SUPPORT_INTERPOSED_H_
#define TESTS_SUPPORT_INTERPOSED_H_

#include <chrono>
#include <cstddef>

namespace inflow::testing {

// ShiftMonotonicClock puts the monotonic clock of the whole process forward, so that hours pass
// without waiting.
void ShiftMonotonicClock(std::chrono::seconds by);

// ResolverHold makes getaddrinfo block for names that end in ".held.test" while it lives, and fail
// afterwards. Every other name but numeric addresses is unknown at once: no test asks a real name
// server.
class ResolverHold {
 public:
  ResolverHold();
  // Lets go and waits until no thread is in getaddrinfo any more.
  ~ResolverHold();
  ResolverHold(const ResolverHold&) = delete;
  ResolverHold& operator=(const ResolverHold&) = delete;

  // AwaitHeld waits until `count` threads are held.
  void AwaitHeld(size_t count) const;
  size_t Held() const;
};

}  // namespace inflow::testing

#endif  // TESTS_SUPPORT_INTERPOSED_H_
