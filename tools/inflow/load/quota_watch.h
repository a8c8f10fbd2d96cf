// SPDX-License-Identifier: Apache-2.0
//
// File: quota_watch.h
//
// Notices in mid-load that the service names a stricter quota than the estimate counted with.
#ifndef TOOLS_INFLOW_LOAD_QUOTA_WATCH_H_
#define TOOLS_INFLOW_LOAD_QUOTA_WATCH_H_

#include <string>

#include "inflow/destination.hpp"
#include "tools/inflow/load/progress.h"

namespace inflow::command {

class QuotaWatch {
 public:
  // `windows` is how the quota was told, as of DescribeWindows.
  explicit QuotaWatch(std::string windows) : told_(std::move(windows)) {}

  // Look returns a sentence with the new time where the quota is another one than was told last,
  // else "".
  std::string Look(const ProgressFacts& facts, const ConfigFigures& figures);

 private:
  std::string told_;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_LOAD_QUOTA_WATCH_H_
