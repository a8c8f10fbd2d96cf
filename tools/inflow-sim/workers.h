// SPDX-License-Identifier: Apache-2.0
//
// File: workers.h
//
// A thread a connection, reused: a pool that grows whenever a task would have to wait. A pool of
// fixed size starves as soon as every thread holds a kept-alive connection.
#ifndef TOOLS_INFLOW_SIM_WORKERS_H_
#define TOOLS_INFLOW_SIM_WORKERS_H_

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace inflow::sim {

class Workers {
 public:
  void Run(std::function<void()> task);

  // Join waits until all tasks have ended. Nothing may be run afterwards.
  void Join();

 private:
  void Loop();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> tasks_;
  std::vector<std::thread> threads_;
  size_t idle_ = 0;
  bool ending_ = false;
};

}  // namespace inflow::sim

#endif  // TOOLS_INFLOW_SIM_WORKERS_H_
