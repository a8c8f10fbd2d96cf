// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/quota_watch.h"

#include "absl/strings/str_cat.h"
#include "tools/inflow/load/estimate.h"
#include "tools/inflow/terminal/human.h"

namespace inflow::command {

std::string QuotaWatch::Look(const ProgressFacts& facts, const ConfigFigures& figures) {
  std::string windows = DescribeWindows(facts.stats);
  if (windows == told_) return "";
  told_ = std::move(windows);
  std::string text =
      absl::StrCat("the service names a quota of its own, so it is ", told_, " from now on");
  if (facts.total == 0) return text;
  return absl::StrCat(text, ": about ", HumanDuration(QuotaLeftMs(facts, figures)), " are left");
}

}  // namespace inflow::command
