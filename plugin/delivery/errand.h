// SPDX-License-Identifier: Apache-2.0
//
// File: errand.h
//
// Calls that carry no records: a check, a test request. A desk sends them and takes their ends.
#ifndef PLUGIN_DELIVERY_ERRAND_H_
#define PLUGIN_DELIVERY_ERRAND_H_

#include <optional>
#include <utility>

#include "plugin/http/exchange.h"
#include "plugin/retry/classify.h"

namespace inflow {

// ErrandEnd is what came of a call.
struct ErrandEnd {
  Exchange exchange;
  Classified classified;
};

class Desk {
 public:
  virtual ~Desk() = default;
  // OnEnd is called once for each errand that was started, from within the engine.
  virtual void OnEnd(ErrandEnd end) noexcept = 0;
};

// LoneDesk sends one errand.
class LoneDesk final : public Desk {
 public:
  void OnEnd(ErrandEnd end) noexcept override { end_.emplace(std::move(end)); }
  const std::optional<ErrandEnd>& end() const { return end_; }
  std::optional<ErrandEnd> Take() { return std::exchange(end_, std::nullopt); }

 private:
  std::optional<ErrandEnd> end_;
};

}  // namespace inflow

#endif  // PLUGIN_DELIVERY_ERRAND_H_
