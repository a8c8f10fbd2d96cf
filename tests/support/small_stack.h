// SPDX-License-Identifier: Apache-2.0
//
// File: small_stack.h
//
// The stack of a host's thread may be small; what comes from outside must not decide how much of it
// is used.
#ifndef TESTS_SUPPORT_SMALL_STACK_H_
#define TESTS_SUPPORT_SMALL_STACK_H_

#include <gtest/gtest.h>
#include <pthread.h>

#include <functional>

namespace inflow {

// OnASmallStack runs `work` on a thread with a stack of 64 KiB.
inline void OnASmallStack(std::function<void()> work) {
  pthread_attr_t attributes;
  ASSERT_EQ(pthread_attr_init(&attributes), 0);
  ASSERT_EQ(pthread_attr_setstacksize(&attributes, 64u << 10), 0);
  const auto run = [](void* given) -> void* {
    (*static_cast<std::function<void()>*>(given))();
    return nullptr;
  };
  pthread_t thread;
  ASSERT_EQ(pthread_create(&thread, &attributes, run, &work), 0);
  ASSERT_EQ(pthread_join(thread, nullptr), 0);
  pthread_attr_destroy(&attributes);
}

}  // namespace inflow

#endif  // TESTS_SUPPORT_SMALL_STACK_H_
