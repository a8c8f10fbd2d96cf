// SPDX-License-Identifier: Apache-2.0
//
// File: latch.h
//
// A point that one thread reaches and others wait for, instead of sleeping.
//
//   auto asked = std::make_shared<Latch>();
//   FaultServer server({Script().ReadRequest().Await(asked).Send(Answer(200, "{}"))});
//   …
//   asked->Open();
#ifndef TESTS_SUPPORT_LATCH_H_
#define TESTS_SUPPORT_LATCH_H_

#include <condition_variable>
#include <mutex>

namespace inflow::testing {

class Latch {
 public:
  void Open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

  void Await() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return open_; });
  }

  bool IsOpen() const {
    const std::lock_guard lock(mutex_);
    return open_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
};

}  // namespace inflow::testing

#endif  // TESTS_SUPPORT_LATCH_H_
