// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/delivery.h"

#include <algorithm>

namespace inflow::sim {
namespace {

// The length that the head announces.
size_t AnnouncedLength(const Answer& answer, const Fault& fault) {
  return static_cast<size_t>(
      std::max<int64_t>(0, static_cast<int64_t>(answer.body.size()) + fault.length_off_by));
}

}  // namespace

Delivery PlanDelivery(const Answer& answer, const Fault& fault, bool head_only, bool close) {
  Delivery plan{
      .hang = fault.hang, .reset = fault.reset != Moment::kNever, .close = close || fault.hang};
  plan.close = plan.close || plan.reset || fault.close != Moment::kNever || fault.cut ||
               fault.length_off_by != 0;
  if (fault.hang || fault.reset == Moment::kBefore || fault.close == Moment::kBefore) return plan;
  if (fault.raw) {
    plan.bytes = *fault.raw;
    plan.close = true;
    return plan;
  }
  const std::string head = HeadOf(answer, AnnouncedLength(answer, fault), close);
  plan.status = answer.status;
  plan.bytes = head;
  if (!head_only) plan.bytes += answer.body;
  if (fault.reset == Moment::kDuring || fault.close == Moment::kDuring) {
    plan.bytes.resize(answer.body.empty() || head_only ? head.size() / 2
                                                       : head.size() + answer.body.size() / 2);
  } else if (fault.cut) {
    plan.bytes.resize(std::min(plan.bytes.size(), head.size() + *fault.cut));
  }
  if (plan.bytes.find("\r\n") == std::string::npos) plan.status = 0;
  return plan;
}

}  // namespace inflow::sim
